// What the app needs in AWS: by use, with how the signed-in identity stands to it, and as policies to hand on.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { PermissionsView } from "../../api/types";
import { permissions } from "../../backend";
import { Age } from "../../parts/Age";
import { Loading } from "../../parts/Loading";
import { PolicyText } from "../../parts/PolicyText";
import { useLoad } from "../../store/load";
import { permissions as words } from "../../text/en/permissions";
import { Save } from "./Save";
import { Use } from "./Use";

export function PermissionsPage() {
  const { load, again } = useLoad(permissions);
  const who = load.state === "failed" ? undefined : load.value?.who;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={who === undefined ? undefined : words.text(who)}
          actions={
            <Button iconName="refresh" ariaLabel={words.again} loading={load.state === "loading"} onClick={again} />
          }
        >
          {words.title}
        </Header>
      }
    >
      <Loading load={load} words={words.loading} onAgain={again}>
        {(view) => <Found view={view} />}
      </Loading>
    </ContentLayout>
  );
}

function Found({ view }: { view: PermissionsView }) {
  return (
    <SpaceBetween size="l">
      {!view.looked && <Alert type="info">{words.notLooked}</Alert>}
      {view.missing !== null && (
        <Container
          header={
            <Header variant="h2" description={words.missing.text}>
              {words.missing.title}
            </Header>
          }
        >
          <PolicyText text={view.missing} label={words.missing.label} />
        </Container>
      )}
      {view.uses.map((use) => (
        <Use key={use.code} use={use} />
      ))}
      <Box color="text-body-secondary" fontSize="body-s">
        {words.judgedBy[view.judgedBy]}
        {view.judgedBy === "own_policies" && (
          <div>
            {words.policies}: <Age at={view.policiesReadAt} />
          </div>
        )}
      </Box>
      <Save uses={view.uses.map((use) => use.code)} />
    </SpaceBetween>
  );
}
