// The practice account's troubles, test calls and reset.

import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { practice as words } from "../../text/en/practice";
import { Calls } from "./Calls";
import { Reset } from "./Reset";
import { Troubles } from "./Troubles";

export function PracticePage() {
  const [round, setRound] = useState(0);
  return (
    <ContentLayout
      maxContentWidth={880}
      header={
        <Header variant="h1" description={words.text}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Troubles key={round} />
        <Calls />
        <Reset onReset={() => setRound((now) => now + 1)} />
      </SpaceBetween>
    </ContentLayout>
  );
}
