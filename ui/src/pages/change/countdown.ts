// The trial's time: how much is left, and when it is said aloud.

/** Seconds left at which the time is announced. */
export const ANNOUNCED = [300, 120, 60, 30] as const;

/** Whole seconds left until `ends`, by AWS's clock; 0 once it has passed; null where `ends` is no time. */
export function secondsLeft(ends: string, now: number, clockAhead: number): number | null {
  const end = new Date(ends).getTime();
  return Number.isNaN(end) ? null : Math.max(0, Math.ceil((end - now) / 1_000 - clockAhead));
}

/** The announcement that is due now: the lowest one passed. */
export function announcement(left: number): number | null {
  return left <= 0 ? null : (ANNOUNCED.findLast((at) => left <= at) ?? null);
}

/** "9:41". */
export function clock(left: number): string {
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
