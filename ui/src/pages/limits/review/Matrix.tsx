// Every attempt, as things are and with the limit: what AWS would answer, why, and whether that is as wanted.

import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo, useState } from "react";
import type { AttemptRow, VerdictView } from "../../../api/types";
import { number } from "../../../format";
import { Filter, NoMatch, Pages } from "../../../parts/Filter";
import { Reveal } from "../../../parts/Reveal";
import { type Sign, Verdict } from "../../../parts/Verdict";
import { Words } from "../../../parts/Words";
import { usePages } from "../../../parts/rows";
import { limitReview } from "../../../text/en/limitReview";
import { isFailing, worstFirst } from "./attempts";

const words = limitReview.matrix;
const PAGE = 10;

const holdsSign: Record<string, Sign> = {
  as_wanted: "good",
  defeated: "bad",
  cannot_be_said: "warning",
  not_granted: "warning",
  cannot_tell: "warning",
  changed_besides: "warning",
  untouched: "waiting",
};

/** What no policy can say is a gap of every limit, not a defeat of this one. */
const holdsOf = (row: AttemptRow) =>
  row.wanted === "cannot_be_said" && row.holds === "defeated" ? "cannot_be_said" : row.holds;
const holdsWords = (row: AttemptRow) => words.holds[holdsOf(row)] ?? row.holds;
const textOf = (row: AttemptRow) => [row.words, holdsWords(row), row.before.why, row.after.why].join(" ");
const keyOf = (row: AttemptRow) =>
  [row.verb, row.instanceArn, row.resourceType, row.target, row.key].map((part) => part ?? "-").join(" ");

export function Matrix({ attempts }: { attempts: AttemptRow[] }) {
  const [show, setShow] = useState("all");
  const sorted = useMemo(() => worstFirst(attempts), [attempts]);
  const failing = useMemo(() => sorted.filter((row) => isFailing(row)), [sorted]);
  const pages = usePages(show === "failing" ? failing : sorted, textOf, PAGE);
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${number(attempts.length)})`} description={words.text}>
          {words.title}
        </Header>
      }
      ariaLabels={{ tableLabel: words.title }}
      items={pages.shown}
      trackBy={keyOf}
      wrapLines
      contentDensity="compact"
      columnDefinitions={columns}
      filter={
        <div className="sr-side">
          <Filter label={words.filter} text={pages.filter} onChange={pages.setFilter} found={pages.found.length} />
          <SegmentedControl
            label={words.show}
            selectedId={show}
            onChange={({ detail }) => {
              setShow(detail.selectedId);
              pages.setPage(1);
            }}
            options={[
              { id: "all", text: words.all(attempts.length) },
              { id: "failing", text: words.failing(failing.length) },
            ]}
          />
        </div>
      }
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={
        pages.filter === "" ? (
          <Box padding="s">{attempts.length === 0 ? words.none : words.noneFailing}</Box>
        ) : (
          <NoMatch onClear={() => pages.setFilter("")} />
        )
      }
    />
  );
}

const columns: TableProps.ColumnDefinition<AttemptRow>[] = [
  { id: "attempt", header: words.attempt, isRowHeader: true, minWidth: 146, cell: (row) => <Attempt row={row} /> },
  { id: "before", header: words.before, minWidth: 115, cell: (row) => <Outcome verdict={row.before} /> },
  { id: "after", header: words.after, minWidth: 115, cell: (row) => <Outcome verdict={row.after} /> },
  {
    id: "holds",
    header: words.holdsColumn,
    minWidth: 134,
    cell: (row) => (
      <Verdict sign={holdsSign[row.holds] ?? "warning"}>
        {holdsWords(row)}
        <Box fontSize="body-s" color="text-body-secondary">
          {words.wanted[row.wanted] ?? row.wanted}
        </Box>
      </Verdict>
    ),
  },
];

function Attempt({ row }: { row: AttemptRow }) {
  return (
    <div className="sr-wrap">
      <Words text={row.words} />
      {(row.example || row.otherInstance) && (
        <SpaceBetween size="xxs" direction="horizontal">
          {row.otherInstance && <Badge>{words.otherInstance}</Badge>}
          {row.example && <Badge color="grey">{words.example}</Badge>}
        </SpaceBetween>
      )}
      <Reveal
        show={words.why}
        hide={words.hide}
        showLabel={words.whyLabel(row.words)}
        hideLabel={words.hideLabel(row.words)}
      >
        <SpaceBetween size="xxs">
          <Why label={words.before} verdict={row.before} />
          <Why label={words.after} verdict={row.after} />
        </SpaceBetween>
      </Reveal>
    </div>
  );
}

function Why({ label, verdict }: { label: string; verdict: VerdictView }) {
  return (
    <div>
      <strong>{label}:</strong> <Words text={verdict.why} />
    </div>
  );
}

const outcomeSign: Record<string, StatusIndicatorProps.Type> = {
  allowed: "success",
  implicitly_denied: "stopped",
  explicitly_denied: "stopped",
};

/** Plain grey: whether an answer is a good one is said in the last column alone. */
function Outcome({ verdict }: { verdict: VerdictView }) {
  const sign = outcomeSign[verdict.outcome];
  return (
    <StatusIndicator
      type={sign ?? "warning"}
      wrapText={false}
      {...(sign === undefined ? {} : { colorOverride: "grey" as const })}
    >
      {words.outcome[verdict.outcome] ?? verdict.outcome}
    </StatusIndicator>
  );
}
