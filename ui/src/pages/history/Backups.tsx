import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { type ReactNode, useState } from "react";
import type { BackupRow, VerifiedView } from "../../api/types";
import { saveBackup, verifyBackup } from "../../backend";
import { when } from "../../format";
import { ErrorNote } from "../../parts/ErrorNote";
import { PagedTable } from "../../parts/PagedTable";
import { Copyable, PolicyText } from "../../parts/PolicyText";
import { SaveButton } from "../../parts/SaveButton";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { useAction } from "../../store/load";
import { go } from "../../store/route";
import { history } from "../../text/en/history";

const words = history.backups;
const PAGE = 10;
const textOf = (row: BackupRow) => [row.name, row.region, row.accountId, row.sha256].join(" ");

type Props = {
  backups: BackupRow[];
  /** What opens a backup from a file. */
  open: ReactNode;
};

export function Backups({ backups, open }: Props) {
  return (
    <PagedTable
      title={words.title}
      description={words.text}
      actions={open}
      items={backups}
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

const columns: TableProps.ColumnDefinition<BackupRow>[] = [
  {
    id: "bucket",
    header: words.bucket,
    isRowHeader: true,
    minWidth: 180,
    width: 290,
    cell: (row) => (
      <div className="sr-wrap">
        {row.name}
        <Box fontSize="body-s" color="text-body-secondary">
          {when(row.takenAt)}
        </Box>
      </div>
    ),
  },
  { id: "what", header: words.what, minWidth: 200, width: 260, cell: (row) => <What row={row} /> },
  {
    id: "actions",
    header: <span className="sr-hidden">{words.restore}</span>,
    minWidth: 310,
    cell: (row) => <Actions row={row} />,
  },
];

function What({ row }: { row: BackupRow }) {
  if (row.noPolicy || row.policy === null) {
    return (
      <>
        {words.noPolicy}
        <Box fontSize="body-s" color="text-body-secondary">
          {words.noPolicyText}
        </Box>
      </>
    );
  }
  return (
    <ExpandableSection headerText={words.policy} variant="inline">
      <SpaceBetween size="xs">
        <PolicyText text={row.policy} label={words.policyLabel(row.name, when(row.takenAt))} />
        <Box fontSize="body-s">
          <span className="sr-wrap">
            {words.sha} <Copyable text={row.sha256} label={words.copySha} />
          </span>
        </Box>
      </SpaceBetween>
    </ExpandableSection>
  );
}

function Actions({ row }: { row: BackupRow }) {
  const { busy, error, clear, run } = useAction();
  const [verified, setVerified] = useState<VerifiedView | null>(null);
  const taken = when(row.takenAt);
  return (
    <SpaceBetween size="xs">
      <SpaceBetween size="s" direction="horizontal" alignItems="center">
        <Button ariaLabel={words.restoreLabel(row.name, taken)} onClick={() => go({ page: "restore", backup: row.id })}>
          {words.restore}
        </Button>
        <Button
          variant="inline-link"
          ariaLabel={words.verifyLabel(row.name, taken)}
          loading={busy}
          onClick={() => run(async () => setVerified(await verifyBackup(row.id)))}
        >
          {words.verify}
        </Button>
        <SaveButton
          variant="inline-link"
          words={words.save}
          label={words.saveLabel(row.name, taken)}
          save={() => saveBackup(row.id)}
        />
      </SpaceBetween>
      <div role="status">
        {verified !== null && (
          <Verdict sign={verified.intact ? "good" : "bad"}>
            <Words text={verified.words} />
          </Verdict>
        )}
      </div>
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
    </SpaceBetween>
  );
}
