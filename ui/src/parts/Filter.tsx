// The filter above a table and the pages beside it.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TextFilter from "@cloudscape-design/components/text-filter";
import { parts } from "../text/en/parts";

type FilterProps = { label: string; text: string; onChange: (text: string) => void; found: number };

export function Filter({ label, text, onChange, found }: FilterProps) {
  return (
    <TextFilter
      filteringText={text}
      filteringPlaceholder={label}
      filteringAriaLabel={label}
      filteringClearAriaLabel={parts.filter.clear}
      countText={text.trim() === "" ? "" : parts.filter.count(found)}
      onChange={({ detail }) => onChange(detail.filteringText)}
    />
  );
}

type PagesProps = { page: number; pages: number; onChange: (page: number) => void };

export function Pages({ page, pages, onChange }: PagesProps) {
  if (pages < 2) {
    return null;
  }
  return (
    <Pagination
      currentPageIndex={page}
      pagesCount={pages}
      onChange={({ detail }) => onChange(detail.currentPageIndex)}
      ariaLabels={{
        nextPageLabel: parts.pages.next,
        previousPageLabel: parts.pages.previous,
        pageLabel: parts.pages.page,
      }}
    />
  );
}

export function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <Box textAlign="center" padding="s">
      <SpaceBetween size="xs" alignItems="center">
        <div>{parts.filter.none}</div>
        <Button onClick={onClear}>{parts.filter.clear}</Button>
      </SpaceBetween>
    </Box>
  );
}
