// A sentence in which `backticks` mark what is to be read as it stands: names, permissions, input. Times in
// it are shown in the computer's own zone, as everywhere else.

import Box from "@cloudscape-design/components/box";
import { Fragment } from "react";
import { withLocalTimes } from "../format";

export function splitWords(text: string): { at: number; text: string; code: boolean }[] {
  const pieces = text.split("`");
  // An odd mark has no partner: it is left as it is.
  if (pieces.length % 2 === 0) {
    const last = pieces.pop() ?? "";
    const before = pieces.pop() ?? "";
    pieces.push(`${before}\`${last}`);
  }
  return pieces.map((piece, at) => ({ at, text: piece, code: at % 2 === 1 })).filter((piece) => piece.text !== "");
}

export function Words({ text }: { text: string }) {
  return (
    <>
      {splitWords(text).map((piece) => (
        <Fragment key={piece.at}>
          {piece.code ? (
            <Box variant="code" display="inline">
              {piece.text}
            </Box>
          ) : (
            withLocalTimes(piece.text)
          )}
        </Fragment>
      ))}
    </>
  );
}
