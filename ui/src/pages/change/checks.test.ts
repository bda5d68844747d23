import { expect, it } from "vitest";
import type { CheckView } from "../../api/types";
import { allSettled, checkKey, waivers } from "./checks";

const check = (code: string, done: boolean): CheckView => ({ code, subject: "i-1", label: code, done, words: "" });

it("keeps nothing while a check is open", () => {
  expect(allSettled([check("heard_in_connect", true), check("new_recording", false)], {})).toBe(false);
  expect(allSettled([check("heard_in_connect", true)], {})).toBe(true);
});

it("goes without a check only for a reason", () => {
  const open = check("new_recording", false);
  expect(allSettled([open], { [checkKey(open)]: "  " })).toBe(false);
  expect(allSettled([open], { [checkKey(open)]: "no calls at night" })).toBe(true);
});

it("never goes without seeing the lock bite", () => {
  const bites = check("lock_bites", false);
  expect(allSettled([bites], { [checkKey(bites)]: "I insist" })).toBe(false);
  expect(waivers([bites], { [checkKey(bites)]: "I insist" })).toEqual([]);
});

it("sends no waiver for a check that was done meanwhile", () => {
  const done = check("heard_in_connect", true);
  const open = check("new_recording", false);
  const given = { [checkKey(done)]: "old", [checkKey(open)]: " new " };
  expect(waivers([done, open], given)).toEqual([{ code: "new_recording", subject: "i-1", reason: "new" }]);
});
