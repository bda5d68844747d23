import { describe, expect, it } from "vitest";
import type { DiffRow } from "../api/types";
import { splitWords } from "./Words";
import { foldDiff } from "./fold";
import { matches, pageOf } from "./rows";
import { sessionLeft } from "./sessionLeft";
import { asked, firstStep } from "./signin/renewal";
import { timeLeft } from "./timeLeft";

const pieces = (text: string) => splitWords(text).map((piece) => [piece.text, piece.code]);

describe("words", () => {
  it("marks what stands in backticks", () => {
    expect(pieces("type `confirm` here")).toEqual([
      ["type ", false],
      ["confirm", true],
      [" here", false],
    ]);
  });

  it("leaves a mark without a partner as it is", () => {
    expect(pieces("a ` b")).toEqual([["a ` b", false]]);
    expect(pieces("`x` and ` b")).toEqual([
      ["x", true],
      [" and ` b", false],
    ]);
    expect(pieces("")).toEqual([]);
  });
});

describe("a difference", () => {
  const same = (line: number): DiffRow => ({ kind: "same", oldLine: line, newLine: line, text: `${line}` });
  const added = (line: number): DiffRow => ({ kind: "added", oldLine: null, newLine: line, text: `${line}` });

  it("folds long unchanged runs and nothing else", () => {
    const rows = [...Array.from({ length: 30 }, (_, at) => same(at + 1)), added(31)];
    const folded = foldDiff(rows);
    expect(folded.filter((piece) => piece.fold).map((piece) => (piece.fold ? piece.rows.length : 0))).toEqual([26]);
    expect(folded.flatMap((piece) => (piece.fold ? piece.rows : [piece.row]))).toEqual(rows);
  });

  it("leaves short runs open", () => {
    const rows = [...Array.from({ length: 11 }, (_, at) => same(at + 1)), added(12)];
    expect(foldDiff(rows).some((piece) => piece.fold)).toBe(false);
  });
});

describe("rows", () => {
  it("finds every word, in any order and case", () => {
    expect(matches("Role ops-Lambda-7", "LAMBDA role")).toBe(true);
    expect(matches("Role ops-Lambda-7", "lambda user")).toBe(false);
  });

  it("draws one page of tens of thousands", () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => at);
    expect(pageOf(rows, 5_000, 10)).toEqual([
      49_990, 49_991, 49_992, 49_993, 49_994, 49_995, 49_996, 49_997, 49_998, 49_999,
    ]);
  });
});

describe("time left", () => {
  const now = new Date("2026-11-22T04:00:00Z").getTime();
  it("rounds up, and is nothing once over or unknown", () => {
    expect(timeLeft("2026-11-22T04:11:01Z", now)).toBe("12 minutes");
    expect(timeLeft("2026-11-22T04:00:20Z", now)).toBe("1 minute");
    expect(timeLeft("2026-11-22T03:59:00Z", now)).toBeNull();
    expect(timeLeft("never", now)).toBeNull();
    expect(timeLeft(null, now)).toBeNull();
  });
});

describe("the session", () => {
  const now = new Date("2026-11-22T04:00:00Z").getTime();
  const ends = (sessionEnds: string | null, renewsItself = false) => sessionLeft({ sessionEnds, renewsItself }, now);

  it("renews itself only where something does that", () => {
    expect(ends("2026-11-22T04:20:00Z", true)).toEqual({
      state: "lasts",
      words: "Session renews itself in 20 minutes",
    });
    expect(ends("2026-11-22T04:20:00Z")).toEqual({ state: "soon", words: "Session ends in 20 minutes" });
    expect(ends("2026-11-22T12:00:00Z")).toEqual({ state: "lasts", words: "Session ends in 8 h 0 min" });
  });

  it("is over in either case, and silent where nobody knows", () => {
    expect(ends("2026-11-22T03:59:00Z", true)?.state).toBe("over");
    expect(ends("2026-11-22T03:59:00Z")?.state).toBe("over");
    expect(ends(null)).toBeNull();
  });
});

describe("signing in again", () => {
  it("begins with a code where one is known to be asked for", () => {
    expect(firstStep("code")).toBe("code");
    expect(firstStep("identity_center")).toBe("try");
    expect(firstStep("elsewhere")).toBe("try");
  });

  it("goes on with what the refusal asks for, and tells the others", () => {
    expect(asked("code_needed")).toBe("code");
    expect(asked("sign_in_needed")).toBe("sign_in");
    expect(asked("session_expired")).toBeNull();
  });
});
