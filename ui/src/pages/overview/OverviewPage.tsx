// All Regions side by side: instances, buckets, states, as they come.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect } from "react";
import { when } from "../../format";
import { ErrorNote } from "../../parts/ErrorNote";
import { Waiting } from "../../parts/Loading";
import { type Discovery, look, lookUnlessKnown, stopLooking, useDiscovery } from "../../store/discovery";
import { useAction } from "../../store/load";
import { overview as words } from "../../text/en/overview";
import { Buckets } from "./Buckets";
import { Instances } from "./Instances";
import { Progress } from "./Progress";
import { Regions } from "./Regions";

export function OverviewPage() {
  const discovery = useDiscovery();
  const { error, clear, run } = useAction();
  useEffect(() => {
    void lookUnlessKnown();
  }, []);
  const { picture, running } = discovery;
  const unread = picture?.regions.some((region) => region.state === "unknown") ?? false;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={describe(discovery)}
          actions={
            running ? (
              <Button onClick={() => run(stopLooking)}>{words.cancel}</Button>
            ) : (
              <Button iconName="refresh" onClick={() => void look()}>
                {words.again}
              </Button>
            )
          }
        >
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {discovery.error !== null && <ErrorNote error={discovery.error} onAgain={() => void look()} />}
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        {running && <Progress discovery={discovery} />}
        {!running && picture?.state === "cancelled" && <Alert type="warning">{words.cancelled}</Alert>}
        {picture === null && discovery.error === null && !running && <Waiting words={words.first} />}
        {picture !== null && <Regions regions={picture.regions} running={running} />}
        {picture !== null && <Buckets buckets={picture.buckets} running={running} unread={unread} />}
        {picture !== null && <Instances instances={picture.instances} running={running} unread={unread} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function describe({ picture, running }: Discovery): string {
  if (picture === null || running) {
    return words.looking;
  }
  const found = words.found(picture.instances.length, picture.buckets.length);
  return picture.takenAt === null ? found : `${found}, ${words.taken(when(picture.takenAt))}`;
}
