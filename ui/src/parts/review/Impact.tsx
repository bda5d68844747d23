// Who loses, who keeps, who gains, who can't be told; and which AWS features stop.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import type { ImpactRow, ImpactView, PlanView } from "../../api/types";
import { number } from "../../format";
import { parts } from "../../text/en/parts";
import { review } from "../../text/en/review";
import { Filter, NoMatch, Pages } from "../Filter";
import { NoteList } from "../Notes";
import { Reveal } from "../Reveal";
import { UnknownWords } from "../UnknownNote";
import { Words } from "../Words";
import { usePages } from "../rows";
import { splitWhy } from "./why";

const words = review.impact;
const PAGE = 10;

export function Impacts({ plan }: { plan: PlanView }) {
  const [at, setAt] = useState(plan.targets[0]?.name ?? "");
  const target = plan.targets.find((row) => row.name === at) ?? plan.targets[0];
  if (target === undefined) {
    return null;
  }
  const options = plan.targets.map((row) => ({ value: row.name, label: row.name }));
  return (
    <SpaceBetween size="l">
      {options.length > 1 && (
        <FormField label={words.bucket}>
          <Select
            options={options}
            selectedOption={options.find((option) => option.value === target.name) ?? null}
            onChange={({ detail }) => setAt(detail.selectedOption.value ?? "")}
          />
        </FormField>
      )}
      <Impact key={target.name} impact={target.impact} bucket={target.name} />
    </SpaceBetween>
  );
}

function Impact({ impact, bucket }: { impact: ImpactView; bucket: string }) {
  const groups = [
    { id: "loses", label: words.loses, rows: impact.loses, none: words.none.loses },
    { id: "keeps", label: words.keeps, rows: impact.keeps, none: words.none.keeps },
    { id: "gains", label: words.gains, rows: impact.gains, none: words.none.gains },
    { id: "cannotTell", label: words.cannotTell, rows: impact.cannotTell, none: words.none.cannotTell },
  ].filter((group) => group.id !== "gains" || group.rows.length > 0);
  // What changes comes first: who loses, or else who gains.
  const [tab, setTab] = useState(impact.loses.length === 0 && impact.gains.length > 0 ? "gains" : "loses");
  return (
    <SpaceBetween size="l">
      {impact.unknown !== null && (
        <Alert type="warning" header={words.unknown}>
          <UnknownWords unknown={impact.unknown} />
        </Alert>
      )}
      <Tabs
        ariaLabel={words.tabs(bucket)}
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={groups.map((group) => ({
          id: group.id,
          label: `${group.label} (${number(group.rows.length)})`,
          content: <Rows rows={group.rows} label={group.label} none={group.none} />,
        }))}
      />
      {impact.features.length > 0 && (
        <Container
          header={
            <Header variant="h3" headingTagOverride="h2">
              {words.features}
            </Header>
          }
        >
          <NoteList notes={impact.features} />
        </Container>
      )}
    </SpaceBetween>
  );
}

const textOf = (row: ImpactRow) => [row.name, row.arn, row.kind, ...row.what].join(" ");

function Rows({ rows, label, none }: { rows: ImpactRow[]; label: string; none: string }) {
  const pages = usePages(rows, textOf, PAGE);
  return (
    <Table
      ariaLabels={{ tableLabel: label }}
      variant="embedded"
      items={pages.shown}
      trackBy="arn"
      wrapLines
      contentDensity="compact"
      columnDefinitions={columns}
      filter={
        rows.length > PAGE ? (
          <Filter label={words.filter} text={pages.filter} onChange={pages.setFilter} found={pages.found.length} />
        ) : undefined
      }
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={pages.filter === "" ? <Box padding="s">{none}</Box> : <NoMatch onClear={() => pages.setFilter("")} />}
    />
  );
}

const columns: TableProps.ColumnDefinition<ImpactRow>[] = [
  {
    id: "name",
    header: words.principal,
    isRowHeader: true,
    minWidth: 200,
    cell: (row) => (
      <div className="sr-wrap" title={row.arn}>
        {row.name}
        <Box fontSize="body-s" color="text-body-secondary">
          {parts.principalKind[row.kind] ?? row.kind}
        </Box>
      </div>
    ),
  },
  { id: "what", header: words.what, minWidth: 160, cell: (row) => row.what.join(", ") },
  { id: "why", header: words.why, minWidth: 240, cell: (row) => <Why text={row.why} /> },
];

/** The deciding statement; its conditions, which can be long, on demand. */
function Why({ text }: { text: string }) {
  const { head, rest } = splitWhy(text);
  if (rest === null) {
    return <Words text={head} />;
  }
  return (
    <>
      <Words text={head} />
      <Reveal show={words.showConditions} hide={words.hideConditions}>
        <Words text={rest} />
      </Reveal>
    </>
  );
}
