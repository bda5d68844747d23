import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { PermissionRow, UseView } from "../../api/types";
import { PolicyText } from "../../parts/PolicyText";
import { Words } from "../../parts/Words";
import { permissions as words } from "../../text/en/permissions";

const signs: Record<string, StatusIndicatorProps.Type> = {
  allowed: "success",
  lacking: "error",
  unknown: "warning",
  not_needed: "stopped",
  elsewhere: "info",
};

/** One use of the app: its actions, and the policy that allows them. Open where something is lacking. */
export function Use({ use }: { use: UseView }) {
  const { title, text } = words.uses[use.code] ?? { title: use.code, text: "" };
  const of = (standing: string) => use.rows.filter((row) => row.standing === standing).length;
  const [lacking, unknown] = [of("lacking"), of("unknown")];
  const sign = lacking > 0 ? "error" : unknown > 0 ? "warning" : "success";
  return (
    <ExpandableSection
      variant="container"
      defaultExpanded={lacking > 0}
      headerText={title}
      headerDescription={text}
      headerActions={<StatusIndicator type={sign}>{words.counts(lacking, unknown, use.rows.length)}</StatusIndicator>}
    >
      <SpaceBetween size="m">
        <Table
          variant="embedded"
          contentDensity="compact"
          ariaLabels={{ tableLabel: words.table(title) }}
          items={use.rows}
          trackBy="action"
          wrapLines
          columnDefinitions={columns}
        />
        <ExpandableSection headerText={words.policy} variant="footer">
          <PolicyText text={use.policy} label={words.policyLabel(title)} />
        </ExpandableSection>
      </SpaceBetween>
    </ExpandableSection>
  );
}

const columns: TableProps.ColumnDefinition<PermissionRow>[] = [
  {
    id: "action",
    header: words.columns.action,
    isRowHeader: true,
    minWidth: 290,
    cell: (row) => (
      <Box variant="code" display="inline">
        <span className="sr-wrap">{row.action}</span>
      </Box>
    ),
  },
  { id: "why", header: words.columns.why, minWidth: 190, cell: (row) => capital(row.why) },
  {
    id: "standing",
    header: words.columns.standing,
    minWidth: 200,
    cell: (row) => (
      <>
        <StatusIndicator type={signs[row.standing] ?? "warning"}>
          {words.standing[row.standing] ?? row.standing}
        </StatusIndicator>
        {row.reason !== null && (
          <Box fontSize="body-s" color="text-body-secondary">
            <span className="sr-wrap">
              <Words text={`${capital(row.reason)}.`} />
            </span>
          </Box>
        )}
      </>
    ),
  },
];

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
