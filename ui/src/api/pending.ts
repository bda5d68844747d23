// What the window needs and crates/strongroom does not declare yet. Each type moves to
// crates/strongroom/src/api when its command is written, and leaves this file.

import type { ChangeView } from "./types";

/** A proof that can't be had, given up with a typed reason. */
export type Waiver = {
  /** The proof's code, as in `ProofView.code`. */
  code: string;
  /** What the proof is about, as in `ProofView.subject`. */
  subject: string | null;
  /** What the user typed. */
  reason: string;
};

/** One thing that must be seen before a trial's lock may be kept. */
export type ProofView = {
  /** `lock_bites`, `played_in_connect`, `new_recording` … */
  code: string;
  /** What it is about: an instance's key, a bucket. */
  subject: string | null;
  /** The proof in a sentence. */
  words: string;
  /** Whether it has been seen. */
  seen: boolean;
  /** Whether it may be given up with a typed reason. */
  waivable: boolean;
};

/** A trial under way. */
export type TrialView = {
  /** When AWS stops applying the lock, RFC 3339. */
  ends: string;
  /** Seconds that AWS's clock is ahead of this computer's; negative where it is behind. */
  clockAhead: number;
  /** What must be seen before the lock may be kept. */
  proofs: Array<ProofView>;
  /** Whether the trial may be made longer. */
  canExtend: boolean;
};

/** A change, with its trial where it has one. */
export type ChangeWithTrial = ChangeView & { trial?: TrialView | null };

/** A trouble of the practice account. */
export type TroubleView = {
  /** Its name. */
  name: string;
  /** What it does, in a sentence. */
  words: string;
  /** Whether it is switched on. */
  on: boolean;
};
