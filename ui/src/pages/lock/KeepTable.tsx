import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { KeepRow, MatchBy } from "../../api/types";
import { features } from "../../features";
import { number } from "../../format";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { usePages } from "../../parts/rows";
import { Words } from "../../parts/Words";
import { lock } from "../../text/en/lock";
import { parts } from "../../text/en/parts";
import { type LockForm, matchOf, pick, setMatch } from "./form";

const words = lock.keep;
const PAGE = 10;
const textOf = (row: KeepRow) => [row.name, row.arn, row.id, row.kind, ...row.why].join(" ");

type Props = {
  title: string;
  text: ReactNode;
  rows: KeepRow[];
  fixed?: boolean;
  filter?: string;
  empty: string;
  form: LockForm;
  onChange: (form: LockForm) => void;
};

export function KeepTable({ title, text, rows, fixed = false, filter, empty, form, onChange }: Props) {
  const pages = usePages(rows, textOf, PAGE);
  const selected = pages.shown.filter((row) => form.keep.has(row.arn));
  const kept = rows.filter((row) => form.keep.has(row.arn)).length;
  return (
    <Table
      header={
        <Header
          variant="h3"
          headingTagOverride="h2"
          counter={fixed || kept === 0 ? `(${number(rows.length)})` : `(${number(kept)}/${number(rows.length)})`}
          description={text}
        >
          {title}
        </Header>
      }
      ariaLabels={{
        tableLabel: title,
        selectionGroupLabel: title,
        allItemsSelectionLabel: () => words.selectAll,
        itemSelectionLabel: (_, row) => words.select(row.name),
      }}
      {...(fixed ? {} : { selectionType: "multi" as const })}
      selectedItems={selected}
      onSelectionChange={({ detail }) => onChange(pick(form, pages.shown, detail.selectedItems))}
      items={pages.shown}
      trackBy="arn"
      wrapLines
      contentDensity="compact"
      columnDefinitions={columns(form, fixed, onChange)}
      filter={
        filter === undefined ? undefined : (
          <Filter label={filter} text={pages.filter} onChange={pages.setFilter} found={pages.found.length} />
        )
      }
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={
        pages.filter === "" ? (
          <Box padding="xs" color="text-body-secondary">
            {empty}
          </Box>
        ) : (
          <NoMatch onClear={() => pages.setFilter("")} />
        )
      }
    />
  );
}

function columns(
  form: LockForm,
  fixed: boolean,
  onChange: (form: LockForm) => void,
): TableProps.ColumnDefinition<KeepRow>[] {
  const made: TableProps.ColumnDefinition<KeepRow>[] = [
    {
      id: "name",
      header: words.name,
      isRowHeader: true,
      minWidth: 170,
      width: 220,
      cell: (row) => <Principal row={row} />,
    },
    { id: "why", header: words.why, minWidth: 170, cell: (row) => <Why row={row} /> },
  ];
  if (features.forms) {
    made.push({
      id: "match",
      header: words.match,
      minWidth: 130,
      cell: (row) => (fixed || form.keep.has(row.arn) ? <Match form={form} row={row} onChange={onChange} /> : null),
    });
  }
  return made;
}

function Principal({ row }: { row: KeepRow }) {
  return (
    <div className="sr-wrap">
      <SpaceBetween size="xxs" direction="horizontal" alignItems="center">
        <strong>{row.name}</strong>
        {row.secondWay && <Badge color="blue">{words.secondWay}</Badge>}
      </SpaceBetween>
      <Box fontSize="body-s" color="text-body-secondary">
        {parts.principalKind[row.kind] ?? row.kind}
        {row.id !== null && `, ${row.id}`}
      </Box>
    </div>
  );
}

function Why({ row }: { row: KeepRow }) {
  return (
    <>
      {row.why.map((why) => (
        <div key={why}>
          <Words text={why} />
        </div>
      ))}
      {row.whoCanBecomeIt !== null && (
        <Box fontSize="body-s" color="text-body-secondary">
          <Words text={row.whoCanBecomeIt} />
        </Box>
      )}
    </>
  );
}

const isMatch = (value: string | undefined): value is MatchBy => value === "id" || value === "arn" || value === "both";

function Match({ form, row, onChange }: { form: LockForm; row: KeepRow; onChange: (form: LockForm) => void }) {
  const options = (["id", "arn", "both"] as const)
    .filter((match) => row.id !== null || match === "arn")
    .map((match) => ({
      value: match as string,
      label: words.matches[match],
      ...(match === row.recommended ? { description: words.recommended } : {}),
    }));
  return (
    <Select
      ariaLabel={words.matchLabel(row.name)}
      options={options}
      selectedOption={options.find((option) => option.value === matchOf(form, row)) ?? null}
      expandToViewport
      onChange={({ detail }) => {
        const { value } = detail.selectedOption;
        if (isMatch(value)) {
          onChange(setMatch(form, row, value));
        }
      }}
    />
  );
}
