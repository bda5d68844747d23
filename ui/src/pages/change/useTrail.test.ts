import { describe, expect, it } from "vitest";
import type { ChangeTargetView, ChangeView } from "../../api/types";
import { isOpen } from "./useTrail";

function change(...states: (string | null)[]): ChangeView {
  const targets = states.map((state) => ({
    trail: state === null ? null : { state, words: "", unknown: null, writes: [] },
  }));
  return { targets: targets as unknown as ChangeTargetView[] } as ChangeView;
}

describe("whether CloudTrail is still to be asked", () => {
  it("is not once every bucket is answered", () => {
    expect(isOpen(change("nothing", "found", null))).toBe(false);
  });
  it("is while one bucket is not", () => {
    for (const state of ["not_asked", "waiting", "nothing_yet", "unreadable"]) {
      expect(isOpen(change("nothing", state))).toBe(true);
    }
  });
});
