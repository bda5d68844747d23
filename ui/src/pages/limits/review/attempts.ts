// Which attempts come out as they should, and which come first.

import type { AttemptRow, LimitPlanView } from "../../../api/types";

const GOOD = new Set(["as_wanted", "untouched"]);
/** What is worst to know about a limit comes first: that it is defeated, then what is not known. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ["defeated", 0],
  ["cannot_tell", 1],
  ["not_granted", 3],
  ["changed_besides", 3],
  ["as_wanted", 4],
  ["untouched", 4],
]);
/** A result that this page does not know is no good one. */
const STRANGE = 2;

/** Whether the limit does not do what it is to do, or that can't be told. */
export const isFailing = (row: AttemptRow): boolean => !GOOD.has(row.holds);

/** Those that fail first, the worst on top; the rest in the app's order. */
export function worstFirst(rows: readonly AttemptRow[]): AttemptRow[] {
  const rank = (row: AttemptRow) => RANKS.get(row.holds) ?? STRANGE;
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether the limit holds: `escapable` where it does until the role or user goes around it. */
export type Standing = "defeated" | "unknown" | "escapable" | "holds";

export function standingOf(view: LimitPlanView): Standing {
  if (
    view.defeats.length > 0 ||
    view.attempts.some((row) => row.holds === "defeated" && row.wanted !== "cannot_be_said")
  ) {
    return "defeated";
  }
  const refused = view.attempts.filter((row) => row.wanted === "forbid");
  // Of what is to be refused, everything must be known to be.
  if (view.unreadable !== null || refused.some((row) => row.holds !== "as_wanted")) {
    return "unknown";
  }
  return view.escapes.length > 0 ? "escapable" : "holds";
}
