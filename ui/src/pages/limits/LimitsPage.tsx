// The limits that Strongroom made, found again in the account.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { limits } from "../../backend";
import { Loading } from "../../parts/Loading";
import { UnknownWords } from "../../parts/UnknownNote";
import { useLoad } from "../../store/load";
import { go } from "../../store/route";
import { limits as words } from "../../text/en/limits";
import { AfterLook } from "./AfterLook";
import { LimitsTable } from "./LimitsTable";

export function LimitsPage() {
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={words.text}
          actions={
            <Button variant="primary" onClick={() => go({ page: "limit", key: null })}>
              {words.make}
            </Button>
          }
        >
          {words.title}
        </Header>
      }
    >
      <AfterLook>{() => <Found />}</AfterLook>
    </ContentLayout>
  );
}

function Found() {
  const { load, again } = useLoad(limits);
  const refresh = (
    <Button iconName="refresh" ariaLabel={words.again} loading={load.state === "loading"} onClick={again} />
  );
  return (
    <Loading load={load} words={words.loading} onAgain={again}>
      {(view) => (
        <SpaceBetween size="l">
          {view.unknown !== null && (
            <Alert type="warning" header={words.list.unread}>
              <UnknownWords unknown={view.unknown} />
            </Alert>
          )}
          <LimitsTable limits={view.limits} readAt={view.readAt} known={view.unknown === null} actions={refresh} />
        </SpaceBetween>
      )}
    </Loading>
  );
}
