import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { LimitRow } from "../../api/types";
import { number } from "../../format";
import { Age } from "../../parts/Age";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { PolicyText } from "../../parts/PolicyText";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { usePages } from "../../parts/rows";
import { go } from "../../store/route";
import { limits } from "../../text/en/limits";

const words = limits.list;
const PAGE = 10;
const textOf = (row: LimitRow) =>
  [row.name, row.principalName, row.principalArn, row.instance, ...row.allows, ...row.drift.map((n) => n.title)].join(
    " ",
  );

type Props = {
  limits: LimitRow[];
  /** When the policies of roles and users were read. */
  readAt: string | null;
  /** Whether everything could be read: only then is none found none. */
  known: boolean;
  actions: ReactNode;
};

export function LimitsTable({ limits: rows, readAt, known, actions }: Props) {
  const pages = usePages(rows, textOf, PAGE);
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${number(rows.length)})`}
          description={readAt === null ? undefined : <Age at={readAt} />}
          actions={actions}
        >
          {words.title}
        </Header>
      }
      ariaLabels={{ tableLabel: words.title }}
      items={pages.shown}
      trackBy="key"
      wrapLines
      columnDefinitions={columns}
      filter={
        rows.length > PAGE ? (
          <Filter label={words.filter} text={pages.filter} onChange={pages.setFilter} found={pages.found.length} />
        ) : undefined
      }
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={
        pages.filter === "" ? (
          <Box textAlign="center" padding="l">
            <SpaceBetween size="s" alignItems="center">
              <strong>{known ? words.none : words.noneKnown}</strong>
              <div className="sr-measure">{words.noneText}</div>
            </SpaceBetween>
          </Box>
        ) : (
          <NoMatch onClear={() => pages.setFilter("")} />
        )
      }
    />
  );
}

const columns: TableProps.ColumnDefinition<LimitRow>[] = [
  {
    id: "name",
    header: words.name,
    isRowHeader: true,
    minWidth: 150,
    cell: (row) => (
      <div className="sr-wrap">
        <strong>{row.name}</strong>
        <Quiet>{limits.delivery[row.delivery]}</Quiet>
      </div>
    ),
  },
  {
    id: "who",
    header: words.who,
    minWidth: 170,
    cell: (row) => (
      <div className="sr-wrap" title={row.principalArn}>
        {row.principalName}
        <Quiet>{limits.kinds[row.principalKind] ?? row.principalKind}</Quiet>
      </div>
    ),
  },
  {
    id: "allows",
    header: words.allows,
    minWidth: 190,
    cell: (row) => <Allows row={row} />,
  },
  { id: "state", header: words.state, minWidth: 140, cell: (row) => <State row={row} /> },
  {
    id: "actions",
    header: <span className="sr-hidden">{words.actions}</span>,
    minWidth: 100,
    cell: (row) => <Actions row={row} />,
  },
];

function Quiet({ children }: { children: ReactNode }) {
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      {children}
    </Box>
  );
}

function Allows({ row }: { row: LimitRow }) {
  return (
    <SpaceBetween size="xxs">
      {row.allows.map((line) => (
        <div key={line} className="sr-wrap">
          <Words text={line} />
        </div>
      ))}
      <Quiet>
        {words.onInstance(row.instance)}
        {row.style !== null && `, ${limits.how.styles[row.style].title}`}
      </Quiet>
      <ExpandableSection headerText={words.policy} variant="inline">
        <PolicyText text={row.policy} label={words.policyLabel(row.name, row.principalName)} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function State({ row }: { row: LimitRow }) {
  return (
    <SpaceBetween size="xs">
      {row.drift.length === 0 && <Verdict sign="good">{words.asWritten}</Verdict>}
      {row.drift.map((note) => (
        <Verdict key={`${note.code} ${note.title}`} sign="warning">
          <Words text={note.title} />
          {note.text !== null && (
            <Quiet>
              <Words text={note.text} />
            </Quiet>
          )}
        </Verdict>
      ))}
      {row.request === null && <Quiet>{words.cannotChange}</Quiet>}
    </SpaceBetween>
  );
}

function Actions({ row }: { row: LimitRow }) {
  return (
    <SpaceBetween size="xs">
      {row.request !== null && (
        <Button
          variant="inline-link"
          wrapText={false}
          ariaLabel={words.changeLabel(row.name, row.principalName)}
          onClick={() => go({ page: "limit", key: row.key })}
        >
          {words.change}
        </Button>
      )}
      <Button
        variant="inline-link"
        wrapText={false}
        ariaLabel={words.takeOffLabel(row.name, row.principalName)}
        onClick={() => go({ page: "unlimit", key: row.key })}
      >
        {words.takeOff}
      </Button>
    </SpaceBetween>
  );
}
