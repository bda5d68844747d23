// A difference as a plain table: line numbers, a mark that is also a word, the line.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import type { DiffRow } from "../api/types";
import { parts } from "../text/en/parts";
import { foldDiff } from "./fold";

const words = parts.diff;
const mark: Record<string, string> = { added: "+", removed: "−", same: "" };
const kindWords: Record<string, string> = { added: words.added, removed: words.removed, same: words.same };

export function Diff({ rows, bucket }: { rows: DiffRow[]; bucket: string }) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  if (rows.length === 0) {
    return <Box color="text-body-secondary">{words.empty}</Box>;
  }
  return (
    // A region that scrolls must be reachable by the keyboard.
    <section className="sr-code sr-diff" tabIndex={0} aria-label={words.label(bucket)}>
      <table aria-label={words.label(bucket)}>
        <thead className="sr-hidden">
          <tr>
            <th scope="col">{words.oldLine}</th>
            <th scope="col">{words.newLine}</th>
            <th scope="col">{words.mark}</th>
            <th scope="col">{words.text}</th>
          </tr>
        </thead>
        <tbody>
          {foldDiff(rows).map((piece) => {
            if (!piece.fold) {
              return <Line key={keyOf(piece.row)} row={piece.row} />;
            }
            if (unfolded.has(piece.key)) {
              return piece.rows.map((row) => <Line key={keyOf(row)} row={row} />);
            }
            return (
              <tr key={piece.key} className="sr-diff__fold">
                <td colSpan={4}>
                  <Button variant="inline-link" onClick={() => setUnfolded(new Set([...unfolded, piece.key]))}>
                    {words.show(piece.rows.length)}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const keyOf = (row: DiffRow) => `${row.kind}-${row.oldLine ?? ""}-${row.newLine ?? ""}`;

function Line({ row }: { row: DiffRow }) {
  return (
    <tr className={`sr-diff__${row.kind}`}>
      <td className="sr-diff__number">{row.oldLine}</td>
      <td className="sr-diff__number">{row.newLine}</td>
      <td className="sr-diff__mark">
        <span aria-hidden="true">{mark[row.kind] ?? ""}</span>
        <span className="sr-hidden">{kindWords[row.kind] ?? row.kind}</span>
      </td>
      <td className="sr-diff__text">{row.text}</td>
    </tr>
  );
}
