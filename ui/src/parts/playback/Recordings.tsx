import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { RecordingView } from "../../api/types";
import { bytes, number, when } from "../../format";
import { playback } from "../../text/en/playback";
import { Pages } from "../Filter";
import { usePages } from "../rows";

const words = playback.list;
const PAGE = 5;
const textOf = (row: RecordingView) => row.key;

type Props = {
  recordings: RecordingView[];
  chosen: RecordingView | null;
  busy: boolean;
  onChoose: (recording: RecordingView) => void;
  onAgain: () => void;
};

export function Recordings({ recordings, chosen, busy, onChoose, onAgain }: Props) {
  const pages = usePages(recordings, textOf, PAGE);
  // Connect's own search names no sizes.
  const sized = recordings.some((row) => row.size !== null);
  return (
    <Table
      variant="embedded"
      header={
        <Header
          variant="h3"
          counter={`(${number(recordings.length)})`}
          actions={<Button iconName="refresh" ariaLabel={words.again} loading={busy} onClick={onAgain} />}
        >
          {words.title}
        </Header>
      }
      ariaLabels={{
        tableLabel: words.title,
        selectionGroupLabel: words.title,
        itemSelectionLabel: (_, row) => words.select(row.recordedAt === null ? row.key : when(row.recordedAt)),
      }}
      selectionType="single"
      selectedItems={chosen === null ? [] : [chosen]}
      onSelectionChange={({ detail }) => {
        const [row] = detail.selectedItems;
        if (row !== undefined) {
          onChoose(row);
        }
      }}
      onRowClick={({ detail }) => onChoose(detail.item)}
      items={pages.shown}
      trackBy="id"
      wrapLines
      contentDensity="compact"
      columnDefinitions={columns.filter((column) => column.id !== "size" || sized)}
      pagination={<Pages page={pages.page} pages={pages.pages} onChange={pages.setPage} />}
      empty={
        <Box textAlign="center" padding="s">
          <strong>{words.none}</strong>
          <Box color="text-body-secondary">{words.noneText}</Box>
        </Box>
      }
    />
  );
}

const quiet = (text: string) => <Box color="text-status-inactive">{text}</Box>;

const columns: TableProps.ColumnDefinition<RecordingView>[] = [
  {
    id: "recorded",
    header: words.recorded,
    isRowHeader: true,
    minWidth: 170,
    cell: (row) => (row.recordedAt === null ? quiet(words.unknown) : when(row.recordedAt)),
  },
  { id: "instance", header: words.instance, minWidth: 130, cell: (row) => row.instance ?? quiet(words.unknown) },
  {
    id: "contact",
    header: words.contact,
    minWidth: 240,
    cell: (row) => (
      <div className="sr-wrap" title={row.key}>
        {row.contactId ?? (
          <>
            {quiet(words.noContact)}
            <Box fontSize="body-s" color="text-body-secondary">
              {row.key}
            </Box>
          </>
        )}
      </div>
    ),
  },
  {
    id: "size",
    header: words.size,
    minWidth: 90,
    cell: (row) => (row.size === null ? quiet(words.unknown) : bytes(row.size)),
  },
];
