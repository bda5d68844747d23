// Which proofs are seen, which are given up, and the waivers made of them.

import type { ProofView, Waiver } from "../../api/pending";

/** What was typed for each proof that is given up, by `proofKey`. */
export type Given = Readonly<Record<string, string>>;

export const proofKey = (proof: ProofView): string => `${proof.code} ${proof.subject ?? ""}`;

export const givenUp = (proof: ProofView, given: Given): boolean =>
  proof.waivable && !proof.seen && given[proofKey(proof)] !== undefined;

/** Whether every proof is seen, or given up with a reason. */
export function allSettled(proofs: readonly ProofView[], given: Given): boolean {
  return proofs.every(
    (proof) => proof.seen || (givenUp(proof, given) && (given[proofKey(proof)]?.trim() ?? "") !== ""),
  );
}

export function waivers(proofs: readonly ProofView[], given: Given): Waiver[] {
  return proofs
    .filter((proof) => givenUp(proof, given))
    .map((proof) => ({ code: proof.code, subject: proof.subject, reason: given[proofKey(proof)]?.trim() ?? "" }));
}
