// How the role or user could rid itself of the limit or get around it.

import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { EscapeRow } from "../../../api/types";
import { number } from "../../../format";
import { Pages } from "../../../parts/Filter";
import { Verdict } from "../../../parts/Verdict";
import { Words } from "../../../parts/Words";
import { usePages } from "../../../parts/rows";
import { limitReview } from "../../../text/en/limitReview";

const words = limitReview.escapes;
const PAGE = 8;
const textOf = (row: EscapeRow) => row.words;

type Props = {
  escapes: EscapeRow[];
  /** Whether all policies could be read: only then is none found none. */
  known: boolean;
};

export function Escapes({ escapes, known }: Props) {
  const pages = usePages(escapes, textOf, PAGE);
  return (
    <Table
      header={
        <Header
          variant="h3"
          headingTagOverride="h2"
          counter={escapes.length === 0 ? "" : `(${number(escapes.length)})`}
          description={words.text}
        >
          {words.title}
        </Header>
      }
      ariaLabels={{ tableLabel: words.title }}
      items={pages.shown}
      trackBy={(row) => `${row.words} ${row.action} ${row.resource}`}
      wrapLines
      contentDensity="compact"
      columnDefinitions={columns}
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={<Box padding="xs">{known ? words.none : words.noneUnknown}</Box>}
    />
  );
}

const columns: TableProps.ColumnDefinition<EscapeRow>[] = [
  {
    id: "way",
    header: words.way,
    isRowHeader: true,
    minWidth: 160,
    cell: (row) => (
      <span className="sr-wrap">
        <Words text={row.words} />
      </span>
    ),
  },
  {
    id: "call",
    header: words.call,
    minWidth: 220,
    cell: (row) => (
      <div className="sr-wrap">
        {row.action}
        <Box fontSize="body-s" color="text-body-secondary">
          {row.resource}
        </Box>
      </div>
    ),
  },
  {
    id: "certain",
    header: words.certain,
    minWidth: 130,
    cell: (row) => <Verdict sign={row.certain ? "bad" : "warning"}>{row.certain ? words.yes : words.no}</Verdict>,
  },
];
