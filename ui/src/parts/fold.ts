// Long runs of unchanged lines are folded away, with a few lines left around each change.

import type { DiffRow } from "../api/types";

export type Piece = { fold: false; row: DiffRow } | { fold: true; key: string; rows: DiffRow[] };

const AROUND = 4;
const WORTH_FOLDING = 8;

/** `rows` in order; runs of unchanged lines farther than four lines from a change become one piece. */
export function foldDiff(rows: readonly DiffRow[]): Piece[] {
  const near = rows.map(() => false);
  rows.forEach((row, at) => {
    if (row.kind !== "same") {
      for (let by = Math.max(0, at - AROUND); by <= Math.min(rows.length - 1, at + AROUND); by += 1) {
        near[by] = true;
      }
    }
  });
  const pieces: Piece[] = [];
  let run: DiffRow[] = [];
  const end = () => {
    if (run.length >= WORTH_FOLDING) {
      pieces.push({ fold: true, key: `fold-${run[0]?.oldLine ?? 0}-${run[0]?.newLine ?? 0}`, rows: run });
    } else {
      pieces.push(...run.map((row): Piece => ({ fold: false, row })));
    }
    run = [];
  };
  rows.forEach((row, at) => {
    if (near[at] === true) {
      end();
      pieces.push({ fold: false, row });
    } else {
      run.push(row);
    }
  });
  end();
  return pieces;
}
