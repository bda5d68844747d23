import { expect, it } from "vitest";
import { ago, bytes, number, playTime, plural, when, withLocalTimes } from "./format";

it("counts bytes in thousands", () => {
  expect([0, 999, 1_000, 51_244, 3_100_000].map(bytes)).toEqual(["0 B", "999 B", "1.0 kB", "51.2 kB", "3.1 MB"]);
});

it("says play times as players do", () => {
  expect([0, 4.9, 751, 3_723].map(playTime)).toEqual(["0:00", "0:04", "12:31", "1:02:03"]);
});

it("says how long ago something was", () => {
  const at = "2026-11-22T04:05:00Z";
  const after = (minutes: number) => ago(at, new Date(at).getTime() + minutes * 60_000);
  // A clock that is a little behind does not read the future.
  expect([-2, 0.5, 1, 59, 60, 150].map(after)).toEqual([
    "just now",
    "just now",
    "1 minute ago",
    "59 minutes ago",
    "1 hour ago",
    "2 hours ago",
  ]);
  expect(after(3_000)).toBe(when(at));
  expect(ago("yesterday", 0)).toBe("yesterday");
});

it("groups digits and knows one from many", () => {
  expect(number(20_480)).toBe("20,480");
  expect(plural(1, "bucket", "buckets")).toBe("1 bucket");
  expect(plural(0, "bucket", "buckets")).toBe("0 buckets");
});

it("shows what is no time as it is", () => {
  expect(when("yesterday")).toBe("yesterday");
  expect(when("2026-11-22T04:05:00Z")).toContain("2026");
});

it("shows the times in a sentence as people read them, and nothing else", () => {
  const time = "2026-11-22T05:37:30Z";
  expect(withLocalTimes(`On trial until ${time}.`)).toBe(`On trial until ${when(time)}.`);
  expect(withLocalTimes("built 2026-11-22, id 05:37")).toBe("built 2026-11-22, id 05:37");
});
