// Every change and every backup.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { OpenedBackup } from "../../api/types";
import { history, openBackupFile } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { Loading } from "../../parts/Loading";
import { Copyable } from "../../parts/PolicyText";
import { useAction, useLoad } from "../../store/load";
import { history as words } from "../../text/en/history";
import { Backups } from "./Backups";
import { Changes } from "./Changes";
import { Opened } from "./Opened";

export function HistoryPage() {
  const { load, again } = useLoad(history);
  const { busy, error, clear, run } = useAction();
  const [opened, setOpened] = useState<OpenedBackup | null>(null);
  const open = (
    <Button
      iconName="folder-open"
      loading={busy}
      onClick={() =>
        run(async () => {
          const chosen = await openBackupFile();
          if (chosen !== null) {
            setOpened(chosen);
          }
        })
      }
    >
      {words.opened.button}
    </Button>
  );
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={words.text}
          actions={
            <Button iconName="refresh" ariaLabel={words.again} loading={load.state === "loading"} onClick={again} />
          }
        >
          {words.title}
        </Header>
      }
    >
      <Loading load={load} words={words.loading} onAgain={again}>
        {(view) => (
          <SpaceBetween size="l">
            <Changes changes={view.changes} />
            {error !== null && <ErrorNote error={error} onDismiss={clear} />}
            {opened !== null && <Opened backup={opened} onClose={() => setOpened(null)} />}
            <Backups backups={view.backups} open={open} />
            <Box color="text-body-secondary" fontSize="body-s">
              <span className="sr-wrap">
                {words.folder} <Copyable text={view.folder} label={words.copyFolder} />
              </span>
            </Box>
          </SpaceBetween>
        )}
      </Loading>
    </ContentLayout>
  );
}
