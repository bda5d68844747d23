import { describe, expect, it } from "vitest";
import type { KeepListView, KeepRow } from "../../api/types";
import {
  emptyForm,
  hasSecondWay,
  keepMissing,
  matchAll,
  matchOf,
  minutesWrong,
  pick,
  regionsMissing,
  setMatch,
  toRequest,
  trialReasonMissing,
} from "./form";

const row = (name: string, more: Partial<KeepRow> = {}): KeepRow => ({
  arn: `arn:aws:iam::482913057716:role/${name}`,
  name,
  kind: "role",
  id: "AROAEXAMPLE",
  why: [],
  whoCanBecomeIt: null,
  recommended: "id",
  secondWay: false,
  ...more,
});

const connect = row("connect", { recommended: "both" });
const spare = row("break-glass", { secondWay: true });
const auditor = row("auditor");
const list: KeepListView = {
  buckets: ["b"],
  required: [connect],
  suggested: [],
  others: [spare, auditor],
  readAt: null,
  othersUnknown: null,
  unreadRegions: [
    {
      region: "ap-northeast-1",
      unknown: { reason: "no_answer", words: "", missingPermission: null, policy: null, detail: null, requestId: null },
    },
  ],
  blockers: [],
};

describe("the keep list", () => {
  it("keeps what was ticked on another page of the table", () => {
    const first = pick(emptyForm, [spare], [spare]);
    const second = pick(first, [auditor], [auditor]);
    expect([...second.keep.keys()]).toEqual([spare.arn, auditor.arn]);
    expect([...pick(second, [auditor], []).keep.keys()]).toEqual([spare.arn]);
  });

  it("wants a second way in, or the reason why there is none", () => {
    expect(keepMissing(emptyForm, list)).toBe(true);
    expect(keepMissing({ ...emptyForm, noSecondWayReason: "one-person company" }, list)).toBe(false);
    expect(hasSecondWay(pick(emptyForm, [auditor], [auditor]), list)).toBe(false);
    expect(keepMissing(pick(emptyForm, [spare], [spare]), list)).toBe(false);
  });

  it("sends the match of a required principal only where it differs from the recommendation", () => {
    expect(toRequest(["b"], emptyForm, list).requiredMatch).toEqual([]);
    const article = matchAll(emptyForm, list, "id");
    expect(matchOf(article, connect)).toBe("id");
    expect(toRequest(["b"], article, list).requiredMatch).toEqual([{ arn: connect.arn, matchBy: "id" }]);
    expect(toRequest(["b"], matchAll(article, list, "recommended"), list).requiredMatch).toEqual([]);
  });

  it("changes the match of the row that is meant", () => {
    const form = setMatch(pick(emptyForm, [auditor], [auditor]), auditor, "arn");
    expect(toRequest(["b"], form, list).keep).toEqual([{ arn: auditor.arn, matchBy: "arn" }]);
  });
});

describe("Regions that were not read", () => {
  it("are accepted by their whole name only", () => {
    const typed = (text: string) => ({ ...emptyForm, accepted: { "ap-northeast-1": text } });
    expect(regionsMissing(emptyForm, list)).toBe(true);
    expect(regionsMissing(typed("ap-northeast"), list)).toBe(true);
    expect(regionsMissing(typed("AP-NORTHEAST-1"), list)).toBe(true);
    expect(regionsMissing(typed(" ap-northeast-1 "), list)).toBe(false);
    expect(toRequest(["b"], typed("ap-northeast-1"), list).acceptedRegions).toEqual(["ap-northeast-1"]);
  });
});

describe("the trial", () => {
  it.each(["", "4", "121", "7.5", "soon", "-15"])("does not last `%s` minutes", (minutes) => {
    expect(minutesWrong({ ...emptyForm, minutes })).toBe(true);
  });

  it.each(["5", "15", "120"])("lasts %s minutes", (minutes) => {
    expect(minutesWrong({ ...emptyForm, minutes })).toBe(false);
  });

  it("is skipped with a reason only", () => {
    expect(trialReasonMissing({ ...emptyForm, trial: false })).toBe(true);
    const request = toRequest(["b"], { ...emptyForm, trial: false, noTrialReason: "tested yesterday" }, list);
    expect(request.trialMinutes).toBeNull();
    expect(request.noTrialReason).toBe("tested yesterday");
  });
});
