// Every change and every backup.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { history } from "../../backend";
import { Loading } from "../../parts/Loading";
import { Copyable } from "../../parts/PolicyText";
import { useLoad } from "../../store/load";
import { history as words } from "../../text/en/history";
import { Backups } from "./Backups";
import { Changes } from "./Changes";

export function HistoryPage() {
  const { load, again } = useLoad(history);
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
            <Backups backups={view.backups} />
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
