// The first page: the practice account, then the profiles of the AWS files.

import Box from "@cloudscape-design/components/box";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AccountChoice, AccountView } from "../../api/types";
import { listAccounts } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { Loading } from "../../parts/Loading";
import { open } from "../../store/account";
import { useAction, useLoad } from "../../store/load";
import { go } from "../../store/route";
import { account as words } from "../../text/en/account";
import { AwsProfiles } from "./AwsProfiles";
import { Practice } from "./Practice";

export function AccountPage({ account }: { account: AccountView | null }) {
  const { load, again } = useLoad(listAccounts);
  const { busy, error, clear, run } = useAction();
  const [opening, setOpening] = useState<AccountChoice | null>(null);
  const choose = (choice: AccountChoice) => {
    setOpening(choice);
    run(async () => {
      await open(choice);
      go({ page: "overview" });
    });
  };
  const busyWith = busy ? opening : null;
  return (
    <ContentLayout
      maxContentWidth={880}
      header={
        <SpaceBetween size="xs">
          <Header variant="h1">{words.title}</Header>
          <Box color="text-body-secondary">{words.lead}</Box>
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        <Loading load={load} words={words.loading} onAgain={again}>
          {(choices) => (
            <SpaceBetween size="l">
              <Practice
                profiles={choices.practice}
                current={account?.practice === true ? account.profile : null}
                busyWith={busyWith}
                onChoose={choose}
              />
              <AwsProfiles choices={choices} busyWith={busyWith} onChoose={choose} onAgain={again} />
            </SpaceBetween>
          )}
        </Loading>
      </SpaceBetween>
    </ContentLayout>
  );
}
