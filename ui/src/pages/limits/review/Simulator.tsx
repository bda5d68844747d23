// What AWS's own policy simulator says about the same calls. Where the two differ, neither is taken for certain.

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { SimulatorDifference, SimulatorView } from "../../../api/types";
import { UnknownWords } from "../../../parts/UnknownNote";
import { Verdict } from "../../../parts/Verdict";
import { limitReview } from "../../../text/en/limitReview";

const words = limitReview.simulator;
const outcomes = limitReview.matrix.outcome;
const said = (outcome: string) => outcomes[outcome] ?? outcome;

export function Simulator({ simulator }: { simulator: SimulatorView }) {
  const { agree, differ, oneSided, unknown } = simulator;
  return (
    <Container
      header={
        <Header variant="h3" headingTagOverride="h2" description={words.text}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {unknown !== null && (
          <Alert type="warning" header={words.unknown}>
            <UnknownWords unknown={unknown} />
          </Alert>
        )}
        {agree > 0 && <Verdict sign="good">{words.agree(agree)}</Verdict>}
        {differ.length > 0 && <Verdict sign="warning">{words.differ(differ.length)}</Verdict>}
        {oneSided > 0 && <Verdict sign="note">{words.oneSided(oneSided)}</Verdict>}
        {differ.length > 0 && (
          <Table
            variant="embedded"
            ariaLabels={{ tableLabel: words.table }}
            items={differ}
            trackBy={(row) => `${row.action} ${row.resource} ${row.after}`}
            wrapLines
            contentDensity="compact"
            columnDefinitions={columns}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

const columns: TableProps.ColumnDefinition<SimulatorDifference>[] = [
  {
    id: "call",
    header: words.call,
    isRowHeader: true,
    minWidth: 200,
    cell: (row) => (
      <div className="sr-wrap">
        {row.action}
        <div className="sr-small">{row.resource}</div>
      </div>
    ),
  },
  { id: "when", header: words.when, minWidth: 90, cell: (row) => (row.after ? words.after : words.before) },
  { id: "ours", header: words.ours, minWidth: 120, cell: (row) => said(row.ours) },
  { id: "theirs", header: words.theirs, minWidth: 110, cell: (row) => said(row.theirs) },
];
