import { expect, it } from "vitest";
import type { AttemptRow, LimitPlanView } from "../../../api/types";
import { isFailing, standingOf, worstFirst } from "./attempts";

const row = (words: string, holds: string): AttemptRow => ({
  words,
  verb: "associate",
  instanceArn: "arn:aws:connect:eu-west-2:482913057716:instance/0b7c9a11",
  resourceType: "CALL_RECORDINGS",
  target: words,
  key: null,
  example: false,
  otherInstance: false,
  wanted: "forbid",
  before: { outcome: "allowed", why: "" },
  after: { outcome: "allowed", why: "" },
  holds,
});

it("puts what defeats the limit on top and keeps the order of the rest", () => {
  const rows = [
    row("a", "as_wanted"),
    row("b", "cannot_tell"),
    row("c", "untouched"),
    row("g", "not_granted"),
    row("d", "something_new"),
    row("e", "defeated"),
    row("f", "as_wanted"),
  ];
  expect(worstFirst(rows).map((one) => one.words)).toEqual(["e", "b", "d", "g", "a", "c", "f"]);
});

it("takes a result that it does not know for one that is not as wanted", () => {
  expect(isFailing(row("x", "something_new"))).toBe(true);
  expect(isFailing(row("x", "cannot_tell"))).toBe(true);
  expect(isFailing(row("x", "as_wanted"))).toBe(false);
  expect(isFailing(row("x", "untouched"))).toBe(false);
});

const view = (attempts: AttemptRow[], more: Partial<LimitPlanView> = {}): LimitPlanView => ({
  plan: {
    digest: "d",
    kind: "limit",
    madeAt: "2026-11-22T04:00:00Z",
    targets: [],
    keep: [],
    blockers: [],
    warnings: [],
    notCovered: [],
    trialMinutes: null,
    confirmationPrompt: "",
    cannotApply: null,
  },
  attempts,
  unreadable: null,
  simulator: { agree: 0, differ: [], oneSided: 0, unknown: null },
  defeats: [],
  waysOut: [],
  escapes: [],
  gaps: [],
  besides: [],
  texts: [],
  steps: [],
  ...more,
});

it("says that a limit holds only where everything to be refused is known to be", () => {
  const good = [row("a", "as_wanted")];
  const escape = { words: "take it off", action: "iam:DetachRolePolicy", resource: "r", certain: false };
  expect(standingOf(view(good))).toBe("holds");
  expect(standingOf(view(good, { escapes: [escape] }))).toBe("escapable");
  expect(standingOf(view(good, { escapes: [escape], unreadable: "`x` was not read" }))).toBe("unknown");
  expect(standingOf(view([...good, row("b", "cannot_tell")]))).toBe("unknown");
  expect(standingOf(view([...good, row("b", "something_new")]))).toBe("unknown");
  expect(standingOf(view([...good, row("b", "defeated")]))).toBe("defeated");
  // What no policy can say is a gap, and no defeat.
  const gap = { ...row("c", "defeated"), wanted: "cannot_be_said" };
  expect(standingOf(view([...good, gap]))).toBe("holds");
  expect(standingOf(view(good, { defeats: ["`P` already allows every stream."], unreadable: "x" }))).toBe("defeated");
});

it("takes no note of what is to stay possible: that it is not granted makes no limit weaker", () => {
  const notGranted = { ...row("a", "not_granted"), wanted: "permit" };
  expect(standingOf(view([notGranted, row("b", "as_wanted")]))).toBe("holds");
});
