// The account's roles and users, one of which is chosen. Those that can't be limited from here are shown
// with the reason: looked for in vain, they would seem to be missing.

import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo } from "react";
import type { PrincipalChoice } from "../../api/types";
import { number } from "../../format";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { Words } from "../../parts/Words";
import { usePages } from "../../parts/rows";
import { limits } from "../../text/en/limits";
import { canBeChosen } from "./form";

const words = limits.who;
const PAGE = 10;
const kindOf = (row: PrincipalChoice) => limits.kinds[row.kind] ?? row.kind;
const textOf = (row: PrincipalChoice) => [row.name, row.arn, kindOf(row)].join(" ");

type Props = { rows: PrincipalChoice[]; chosen: string | null; onChoose: (arn: string) => void };

export function PrincipalTable({ rows, chosen, onChoose }: Props) {
  const sorted = useMemo(
    () => rows.toSorted((a, b) => Number(canBeChosen(b)) - Number(canBeChosen(a)) || a.name.localeCompare(b.name)),
    [rows],
  );
  const pages = usePages(sorted, textOf, PAGE);
  const found = rows.find((row) => row.arn === chosen);
  return (
    <Table
      header={
        <Header
          variant="h3"
          headingTagOverride="h2"
          counter={`(${number(rows.length)})`}
          description={words.principalsText}
        >
          {words.principals}
        </Header>
      }
      ariaLabels={{
        tableLabel: words.principals,
        selectionGroupLabel: words.principals,
        itemSelectionLabel: (_, row) => words.select(row.name),
      }}
      selectionType="single"
      selectedItems={found === undefined ? [] : [found]}
      isItemDisabled={(row) => !canBeChosen(row)}
      onSelectionChange={({ detail }) => {
        const [row] = detail.selectedItems;
        if (row !== undefined) {
          onChoose(row.arn);
        }
      }}
      items={pages.shown}
      trackBy="arn"
      wrapLines
      contentDensity="compact"
      columnDefinitions={columns}
      filter={<Filter label={words.filter} text={pages.filter} onChange={pages.setFilter} found={pages.found.length} />}
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      footer={found === undefined ? undefined : <div role="status">{words.chosen(found.name)}</div>}
      empty={
        pages.filter === "" ? (
          <Box padding="xs" color="text-body-secondary">
            {words.none}
          </Box>
        ) : (
          <NoMatch onClear={() => pages.setFilter("")} />
        )
      }
    />
  );
}

const columns: TableProps.ColumnDefinition<PrincipalChoice>[] = [
  {
    id: "name",
    header: words.name,
    isRowHeader: true,
    minWidth: 220,
    cell: (row) => (
      <div className="sr-wrap" title={row.arn}>
        <strong>{row.name}</strong>
      </div>
    ),
  },
  { id: "kind", header: words.kind, minWidth: 130, cell: kindOf },
  {
    id: "note",
    header: words.note,
    minWidth: 220,
    cell: (row) => <Words text={row.cannot ?? limits.kindNotes[row.kind] ?? ""} />,
  },
];
