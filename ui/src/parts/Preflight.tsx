// What the signed-in identity lacks, told before the wizard is gone through.

import Alert from "@cloudscape-design/components/alert";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback } from "react";
import type { PermissionRow } from "../api/types";
import { preflight } from "../backend";
import { useLoad } from "../store/load";
import { permissions as words } from "../text/en/permissions";
import { ErrorNote } from "./ErrorNote";
import { PolicyText } from "./PolicyText";
import { Words } from "./Words";

export function Preflight({ buckets }: { buckets: string[] }) {
  const ask = useCallback(() => preflight(buckets), [buckets]);
  const { load, again } = useLoad(ask);
  if (load.state === "failed") {
    return <ErrorNote error={load.error} onAgain={again} />;
  }
  const told = load.value;
  if (told === undefined || (told.lacking.length === 0 && told.unknown.length === 0)) {
    return null;
  }
  return (
    <SpaceBetween size="s">
      {told.lacking.length > 0 && (
        <Alert type="warning" header={words.preflight.lacking(told.lacking.length)}>
          <SpaceBetween size="xs">
            <Rows rows={told.lacking} />
            <ExpandableSection
              headerText={told.policy === null ? words.preflight.why : words.preflight.more}
              variant="footer"
            >
              <SpaceBetween size="s">
                <Reasons rows={told.lacking} />
                {told.policy !== null && <PolicyText text={told.policy} label={words.preflight.policy} />}
              </SpaceBetween>
            </ExpandableSection>
          </SpaceBetween>
        </Alert>
      )}
      {told.unknown.length > 0 && (
        <Alert type="info" header={words.preflight.unknown(told.unknown.length)}>
          <Reasons rows={told.unknown} />
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Rows({ rows }: { rows: PermissionRow[] }) {
  return (
    <ul className="sr-notes sr-notes--close">
      {rows.map((row) => (
        <li key={row.action} className="sr-wrap">
          <Words text={`\`${row.action}\`: ${row.why}`} />
        </li>
      ))}
    </ul>
  );
}

function Reasons({ rows }: { rows: PermissionRow[] }) {
  return (
    <ul className="sr-notes">
      {rows.map((row) => (
        <li key={row.action} className="sr-wrap">
          <Words text={`\`${row.action}\`: ${row.reason ?? ""}.`} />
        </li>
      ))}
    </ul>
  );
}
