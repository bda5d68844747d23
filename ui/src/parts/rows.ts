// Filtering and paging for tables of any size: only one page is ever drawn.

import { useMemo, useState } from "react";

/** Every word of the filter must occur somewhere in the row's text; capital letters don't matter. */
export function matches(text: string, filter: string): boolean {
  const low = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}

export function pageOf<T>(rows: readonly T[], page: number, size: number): T[] {
  return rows.slice((page - 1) * size, page * size);
}

export function usePages<T>(rows: readonly T[], textOf: (row: T) => string, size: number) {
  const [filter, setFilterText] = useState("");
  const [page, setPage] = useState(1);
  const found = useMemo(
    () => (filter.trim() === "" ? rows : rows.filter((row) => matches(textOf(row), filter.trim()))),
    [rows, filter, textOf],
  );
  const pages = Math.max(1, Math.ceil(found.length / size));
  const shownPage = Math.min(page, pages);
  const setFilter = (text: string) => {
    setFilterText(text);
    setPage(1);
  };
  return { filter, setFilter, page: shownPage, setPage, pages, found, shown: pageOf(found, shownPage, size) };
}
