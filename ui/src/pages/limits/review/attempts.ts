// Which attempts come out as they should, and which come first.

import type { AttemptRow } from "../../../api/types";

const GOOD = new Set(["as_wanted", "untouched"]);
/** A limit that is defeated is the worst there is to know about it. */
const WORST_FIRST = ["defeated", "not_granted", "changed_besides", "cannot_tell"];

/** Whether the limit does not do what it is to do, or that can't be told. */
export const isFailing = (row: AttemptRow): boolean => !GOOD.has(row.holds);

/** Those that fail first, the worst on top; the rest in the app's order. */
export function worstFirst(rows: readonly AttemptRow[]): AttemptRow[] {
  const rank = (row: AttemptRow) => {
    const at = WORST_FIRST.indexOf(row.holds);
    // A result that is not known here is no good one.
    return at !== -1 ? at : isFailing(row) ? WORST_FIRST.length : WORST_FIRST.length + 1;
  };
  return rows.toSorted((a, b) => rank(a) - rank(b));
}
