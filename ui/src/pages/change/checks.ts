// What must be seen before a trial's lock is kept: which checks are done, which the user goes without.

import type { CheckView, Waiver } from "../../api/types";

/** What was typed for each check that the user goes without, by `checkKey`. */
export type Given = Readonly<Record<string, string>>;

export const checkKey = (check: CheckView): string => `${check.code} ${check.subject}`;

/** A lock that is not seen to bite may be none; this is a matter of minutes and can't be skipped. */
export const waivable = (check: CheckView): boolean => !check.done && check.code !== "lock_bites";

export const goneWithout = (check: CheckView, given: Given): boolean =>
  waivable(check) && given[checkKey(check)] !== undefined;

/** Whether every check is done, or gone without for a reason. */
export function allSettled(checks: readonly CheckView[], given: Given): boolean {
  return checks.every(
    (check) => check.done || (goneWithout(check, given) && (given[checkKey(check)]?.trim() ?? "") !== ""),
  );
}

export function waivers(checks: readonly CheckView[], given: Given): Waiver[] {
  return checks
    .filter((check) => goneWithout(check, given))
    .map((check) => ({ code: check.code, subject: check.subject, reason: given[checkKey(check)]?.trim() ?? "" }));
}
