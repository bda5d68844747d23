import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import type { ChangeRow } from "../../api/types";
import { when } from "../../format";
import { PagedTable } from "../../parts/PagedTable";
import { Words } from "../../parts/Words";
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
  return (
    <PagedTable
      title={words.title}
      items={changes}
      textOf={textOf}
      trackBy="id"
      columns={columns}
      size={PAGE}
      filter={words.filter}
      empty={
        <Box textAlign="center" padding="s">
          <strong>{words.none}</strong>
          <Box color="text-body-secondary">{words.noneText}</Box>
        </Box>
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
    id: "names",
    header: words.names,
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
