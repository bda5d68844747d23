// The first thing to know about a limit: whether it holds, as far as that is known, and what defeats it.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { LimitPlanView } from "../../../api/types";
import { Words } from "../../../parts/Words";
import { limitReview } from "../../../text/en/limitReview";
import { standingOf } from "./attempts";

const words = limitReview;

export function Holds({ view }: { view: LimitPlanView }) {
  const standing = standingOf(view);
  return (
    <SpaceBetween size="xs">
      {standing === "defeated" ? (
        <Alert type="error" header={words.defeated}>
          <SpaceBetween size="s">
            {view.defeats.length === 0 ? <div>{words.defeatedText}</div> : <Sentences rows={view.defeats} />}
            {view.waysOut.length > 0 && (
              <div>
                <Box variant="strong">{words.waysOut}</Box>
                <Sentences rows={view.waysOut} />
              </div>
            )}
          </SpaceBetween>
        </Alert>
      ) : (
        <Alert type={standing === "holds" ? "success" : "warning"} header={words[standing]}>
          {words[`${standing}Text`]}
        </Alert>
      )}
      {view.unreadable !== null && (
        <Alert type="warning" header={words.unreadable}>
          <Words text={view.unreadable} />
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Sentences({ rows }: { rows: string[] }) {
  return (
    <ul className="sr-notes">
      {rows.map((row) => (
        <li key={row} className="sr-wrap">
          <Words text={row} />
        </li>
      ))}
    </ul>
  );
}
