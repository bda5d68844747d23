import { expect, it } from "vitest";
import type { ProofView } from "../../api/pending";
import { allSettled, proofKey, waivers } from "./proofs";

const proof = (code: string, seen: boolean, waivable: boolean): ProofView => ({
  code,
  subject: "i-1",
  words: code,
  seen,
  waivable,
});

it("keeps nothing while a proof is open", () => {
  expect(allSettled([proof("a", true, false), proof("b", false, true)], {})).toBe(false);
});

it("takes a waiver only with a reason, and only where one may be given", () => {
  const open = proof("b", false, true);
  const fixed = proof("c", false, false);
  expect(allSettled([open], { [proofKey(open)]: "  " })).toBe(false);
  expect(allSettled([open], { [proofKey(open)]: "no calls at night" })).toBe(true);
  expect(allSettled([fixed], { [proofKey(fixed)]: "I insist" })).toBe(false);
});

it("sends no waiver for a proof that was seen meanwhile", () => {
  const seen = proof("b", true, true);
  const open = proof("d", false, true);
  const given = { [proofKey(seen)]: "old", [proofKey(open)]: " new " };
  expect(waivers([seen, open], given)).toEqual([{ code: "d", subject: "i-1", reason: "new" }]);
});
