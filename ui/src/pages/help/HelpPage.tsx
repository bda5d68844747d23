// The ways back into a bucket that is locked.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { PolicyText } from "../../parts/PolicyText";
import { useAccount } from "../../store/account";
import { go } from "../../store/route";
import { help as words } from "../../text/en/help";

export function HelpPage() {
  const account = useAccount();
  return (
    <ContentLayout
      maxContentWidth={880}
      header={
        <Header
          variant="h1"
          description={words.text}
          actions={
            account === null ? <Button onClick={() => go({ page: "account" })}>{words.account}</Button> : undefined
          }
        >
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {words.ways.map((way, at) => (
          <Container key={way.title} header={<Header variant="h2">{`${at + 1}. ${way.title}`}</Header>}>
            <SpaceBetween size="s">
              <Box>{way.text}</Box>
              {"command" in way && <PolicyText text={way.command} label={way.commandLabel} />}
              {"command" in way && <Box>{way.after}</Box>}
              {"command" in way && <PolicyText text={way.second} label={way.secondLabel} />}
            </SpaceBetween>
          </Container>
        ))}
        <Alert type="info">{words.support}</Alert>
        <Container header={<Header variant="h2">{words.backups.title}</Header>}>
          <SpaceBetween size="s">
            <Box>{words.backups.text}</Box>
            {account !== null && <Button onClick={() => go({ page: "history" })}>{words.backups.open}</Button>}
          </SpaceBetween>
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}
