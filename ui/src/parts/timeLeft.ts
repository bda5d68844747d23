import { shell } from "../text/en/shell";

/** "12 minutes" until `ends`; null once it has passed or where it is no time. */
export function timeLeft(ends: string | null, now: number): string | null {
  if (ends === null) {
    return null;
  }
  const left = new Date(ends).getTime() - now;
  return Number.isNaN(left) || left <= 0 ? null : shell.minutes(Math.ceil(left / 60_000));
}
