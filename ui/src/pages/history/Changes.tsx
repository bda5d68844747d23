import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ChangeRow } from "../../api/types";
import { number, when } from "../../format";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { Words } from "../../parts/Words";
import { usePages } from "../../parts/rows";
import { ChangeState } from "../../parts/states";
import { toHash } from "../../store/route";
import { history } from "../../text/en/history";
import { others } from "../../text/en/others";
import { parts } from "../../text/en/parts";

const words = history.changes;
const PAGE = 15;
const kindOf = (row: ChangeRow) => parts.changeKind[row.kind] ?? row.kind;
const textOf = (row: ChangeRow) => [kindOf(row), row.stateWords, row.who, row.accountId, ...row.names].join(" ");

export function Changes({ changes }: { changes: ChangeRow[] }) {
  const pages = usePages(changes, textOf, PAGE);
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${number(changes.length)})`}>
          {words.title}
        </Header>
      }
      ariaLabels={{ tableLabel: words.title }}
      items={pages.shown}
      trackBy="id"
      wrapLines
      columnDefinitions={columns}
      filter={
        changes.length > PAGE ? (
          <Filter label={words.filter} text={pages.filter} onChange={pages.setFilter} found={pages.found.length} />
        ) : undefined
      }
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={
        pages.filter === "" ? (
          <Box textAlign="center" padding="s">
            <strong>{words.none}</strong>
            <Box color="text-body-secondary">{words.noneText}</Box>
          </Box>
        ) : (
          <NoMatch onClear={() => pages.setFilter("")} />
        )
      }
    />
  );
}

const columns: TableProps.ColumnDefinition<ChangeRow>[] = [
  {
    id: "what",
    header: words.what,
    isRowHeader: true,
    minWidth: 160,
    cell: (row) => (
      <>
        <Link
          href={toHash({ page: "change", change: row.id })}
          ariaLabel={words.open(kindOf(row), when(row.startedAt))}
        >
          {kindOf(row)}
        </Link>
        <Box fontSize="body-s" color="text-body-secondary">
          {when(row.startedAt)}
        </Box>
      </>
    ),
  },
  {
    id: "buckets",
    header: words.buckets,
    minWidth: 200,
    cell: (row) =>
      row.names.map((name) => (
        <div key={name} className="sr-wrap">
          {name}
        </div>
      )),
  },
  {
    id: "state",
    header: words.state,
    minWidth: 200,
    cell: (row) => (
      <>
        <ChangeState state={row.state} />
        <Box fontSize="body-s" color="text-body-secondary">
          <Words text={row.stateWords} />
        </Box>
        {row.wroteOver && <StatusIndicator type="warning">{others.inHistory}</StatusIndicator>}
      </>
    ),
  },
  {
    id: "who",
    header: words.who,
    minWidth: 200,
    cell: (row) => (
      <div className="sr-wrap" title={row.who}>
        {row.who.split(":").at(-1)}
        <Box fontSize="body-s" color="text-body-secondary">
          {words.account(row.accountId)}
        </Box>
      </div>
    ),
  },
];
