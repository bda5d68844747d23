// A table of any size: its title and count, a filter, pages, and what it says when it is empty. Only one page
// is ever drawn.

import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { number } from "../format";
import { Filter, NoMatch, Pages } from "./Filter";
import { usePages } from "./rows";

type Props<T> = {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  items: readonly T[];
  /** What the filter looks through. */
  textOf: (row: T) => string;
  trackBy: keyof T & string;
  columns: TableProps.ColumnDefinition<T>[];
  /** Rows on a page. */
  size: number;
  /** The filter's name. */
  filter: string;
  /** Whether the filter is there on a single page too. */
  alwaysFilter?: boolean;
  /** What an empty table says. */
  empty: ReactNode;
  /** Rows that can be selected. */
  selection?: Pick<
    TableProps<T>,
    "selectionType" | "selectedItems" | "onSelectionChange" | "isItemDisabled" | "ariaLabels"
  >;
};

export function PagedTable<T>(props: Props<T>) {
  const { title, items, size, selection } = props;
  const rows = usePages(items, props.textOf, size);
  const picked = selection?.selectedItems?.length ?? 0;
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={picked > 0 ? `(${number(picked)}/${number(items.length)})` : `(${number(items.length)})`}
          description={props.description}
          actions={props.actions}
        >
          {title}
        </Header>
      }
      {...selection}
      ariaLabels={{ ...selection?.ariaLabels, tableLabel: title } as TableProps.AriaLabels<T>}
      items={rows.shown}
      trackBy={props.trackBy}
      wrapLines
      columnDefinitions={props.columns}
      filter={
        props.alwaysFilter === true || items.length > size ? (
          <Filter label={props.filter} text={rows.filter} onChange={rows.setFilter} found={rows.found.length} />
        ) : undefined
      }
      pagination={<Pages page={rows.page} pages={rows.pages} onChange={rows.setPage} />}
      empty={rows.filter === "" ? props.empty : <NoMatch onClear={() => rows.setFilter("")} />}
    />
  );
}
