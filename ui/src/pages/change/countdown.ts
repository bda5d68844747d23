// The trial's time: how much is left, and when it is said aloud.

/** Seconds left at which the time is announced. */
export const ANNOUNCED = [300, 120, 60, 30] as const;

/** Whole seconds left now, when `left` seconds were left at `at`; times in milliseconds, never below 0. */
export function secondsLeft(left: number, at: number, now: number): number {
  return Math.max(0, Math.ceil(left - Math.max(0, now - at) / 1_000));
}

/** The announcement that is due now: the lowest one passed. */
export function announcement(left: number): number | null {
  return left <= 0 ? null : (ANNOUNCED.findLast((at) => left <= at) ?? null);
}

/** "9:41". */
export function clock(left: number): string {
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
