import { describe, expect, it } from "vitest";
import { announcement, clock, secondsLeft } from "./countdown";

describe("the time left of a trial", () => {
  it("counts down from what AWS's clock said, and never below none", () => {
    expect(secondsLeft(582, 1_000, 1_000)).toBe(582);
    expect(secondsLeft(582, 1_000, 1_400)).toBe(582);
    expect(secondsLeft(582, 1_000, 3_000)).toBe(580);
    expect(secondsLeft(30, 1_000, 31_000)).toBe(0);
    expect(secondsLeft(30, 1_000, 9_000_000)).toBe(0);
  });

  it("does not count up when this computer's clock is set back", () => {
    expect(secondsLeft(30, 50_000, 10_000)).toBe(30);
  });

  it("is announced once for each of 5, 2 and 1 minutes and 30 seconds", () => {
    const said: number[] = [];
    for (let left = 900; left >= 0; left -= 1) {
      const due = announcement(left);
      if (due !== null && said.at(-1) !== due) {
        said.push(due);
      }
    }
    expect(said).toEqual([300, 120, 60, 30]);
    expect(announcement(301)).toBeNull();
    expect(announcement(0)).toBeNull();
  });

  it("reads as a clock", () => {
    expect(clock(582)).toBe("9:42");
    expect(clock(60)).toBe("1:00");
    expect(clock(5)).toBe("0:05");
    expect(clock(7_200)).toBe("120:00");
  });
});
