import { describe, expect, it } from "vitest";
import { announcement, clock, secondsLeft } from "./countdown";

const ends = "2026-11-22T04:20:00Z";
const at = (text: string) => new Date(text).getTime();

describe("the time left of a trial", () => {
  it("counts whole seconds and never below none", () => {
    expect(secondsLeft(ends, at("2026-11-22T04:10:18.400Z"), 0)).toBe(582);
    expect(secondsLeft(ends, at("2026-11-22T04:20:00Z"), 0)).toBe(0);
    expect(secondsLeft(ends, at("2026-11-22T09:00:00Z"), 0)).toBe(0);
  });

  it("counts by AWS's clock", () => {
    expect(secondsLeft(ends, at("2026-11-22T04:19:00Z"), 40)).toBe(20);
    expect(secondsLeft(ends, at("2026-11-22T04:19:00Z"), -40)).toBe(100);
  });

  it("does not count to what is no time", () => {
    expect(secondsLeft("soon", 0, 0)).toBeNull();
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
