// What the session of the open account has left, in words.

import type { AccountView } from "../api/types";
import { shell } from "../text/en/shell";

const SOON_MS = 30 * 60_000;

/** Nothing where it is not known when the session ends. */
export type SessionLeft = { state: "over" | "soon" | "lasts"; words: string } | null;

export function sessionLeft(account: Pick<AccountView, "sessionEnds" | "renewsItself">, now: number): SessionLeft {
  const left = account.sessionEnds === null ? Number.NaN : new Date(account.sessionEnds).getTime() - now;
  if (Number.isNaN(left)) {
    return null;
  }
  if (left <= 0) {
    return { state: "over", words: shell.sessionOver };
  }
  const minutes = Math.ceil(left / 60_000);
  const words = minutes > 90 ? shell.hours(Math.floor(minutes / 60), minutes % 60) : shell.minutes(minutes);
  if (account.renewsItself) {
    return { state: "lasts", words: shell.sessionRenews(words) };
  }
  return { state: left < SOON_MS ? "soon" : "lasts", words: shell.sessionLeft(words) };
}
