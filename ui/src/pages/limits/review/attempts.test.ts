import { expect, it } from "vitest";
import type { AttemptRow } from "../../../api/types";
import { isFailing, worstFirst } from "./attempts";

const row = (words: string, holds: string): AttemptRow => ({
  words,
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
    row("d", "something_new"),
    row("e", "defeated"),
    row("f", "as_wanted"),
  ];
  expect(worstFirst(rows).map((one) => one.words)).toEqual(["e", "b", "d", "a", "c", "f"]);
});

it("takes a result that it does not know for one that is not as wanted", () => {
  expect(isFailing(row("x", "something_new"))).toBe(true);
  expect(isFailing(row("x", "cannot_tell"))).toBe(true);
  expect(isFailing(row("x", "as_wanted"))).toBe(false);
  expect(isFailing(row("x", "untouched"))).toBe(false);
});
