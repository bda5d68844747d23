// The first page: the practice account, the profiles of the AWS files, and signing in without one.

import Box from "@cloudscape-design/components/box";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useMemo, useRef, useState } from "react";
import type { AccountChoice, AccountChoices, AccountView, SignInView } from "../../api/types";
import { listAccounts, openAccount, openAccountWithCode, toErrorView } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { Loading } from "../../parts/Loading";
import { CodeDialog } from "../../parts/signin/CodeDialog";
import { RoleDialog } from "../../parts/signin/RoleDialog";
import { SignInDialog } from "../../parts/signin/SignInDialog";
import { opened } from "../../store/account";
import { useAction, useLoad } from "../../store/load";
import { go } from "../../store/route";
import { account as words } from "../../text/en/account";
import { signIn } from "../../text/en/signIn";
import { AwsProfiles } from "./AwsProfiles";
import { Practice } from "./Practice";
import { StartUrl } from "./StartUrl";

/** What the page asks for before an account can be opened. */
type Asking =
  | { for: "sign_in"; choice: AccountChoice }
  | { for: "start_url"; startUrl: string; region: string }
  | { for: "role"; view: SignInView }
  | { for: "code"; choice: AccountChoice };

async function enter(open: Promise<AccountView>): Promise<void> {
  opened(await open);
  go({ page: "overview" });
}

export function AccountPage({ account }: { account: AccountView | null }) {
  const { load, again } = useLoad(listAccounts);
  const { busy, error, clear, run } = useAction();
  const [opening, setOpening] = useState<AccountChoice | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  // What was pressed may be far below.
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== null) {
      note.current?.scrollIntoView({ block: "center" });
    }
  }, [error]);
  const choose = (choice: AccountChoice) => {
    setOpening(choice);
    run(async () => {
      try {
        await enter(openAccount(choice));
      } catch (thrown) {
        const { code } = toErrorView(thrown);
        if (code === "sign_in_needed") {
          setAsking({ for: "sign_in", choice });
        } else if (code === "code_needed") {
          setAsking({ for: "code", choice });
        } else {
          throw thrown;
        }
      }
    });
  };
  const busyWith = busy ? opening : null;
  const none = (choices: AccountChoices) => choices.profiles.length === 0 && choices.problem === null;
  const startUrl = (choices: AccountChoices) => (
    <StartUrl
      practiceStartUrl={choices.practiceStartUrl}
      busy={busy}
      onSignIn={(url, region) => setAsking({ for: "start_url", startUrl: url, region })}
    />
  );
  return (
    <ContentLayout
      maxContentWidth={960}
      header={
        <SpaceBetween size="xs">
          <Header variant="h1">{words.title}</Header>
          <Box color="text-body-secondary">{words.lead}</Box>
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        {error !== null && (
          <div ref={note}>
            <ErrorNote error={error} onDismiss={clear} />
          </div>
        )}
        <Loading load={load} words={words.loading} onAgain={again}>
          {(choices) => (
            <SpaceBetween size="l">
              <Practice
                profiles={choices.practice}
                current={account?.practice === true ? account.profile : null}
                busyWith={busyWith}
                onChoose={choose}
              />
              {/* Without profiles, signing in is the way on: it comes first. */}
              {none(choices) && startUrl(choices)}
              <AwsProfiles
                choices={choices}
                busyWith={busyWith}
                onChoose={choose}
                onSignIn={(choice) => setAsking({ for: "sign_in", choice })}
                onAgain={again}
              />
              {!none(choices) && startUrl(choices)}
            </SpaceBetween>
          )}
        </Loading>
      </SpaceBetween>
      {asking !== null && <Ask asking={asking} onChoose={choose} onAsk={setAsking} onSaved={again} />}
    </ContentLayout>
  );
}

type AskProps = {
  asking: Asking;
  onChoose: (choice: AccountChoice) => void;
  onAsk: (asking: Asking | null) => void;
  onSaved: () => void;
};

function Ask({ asking, onChoose, onAsk, onSaved }: AskProps) {
  const close = () => onAsk(null);
  switch (asking.for) {
    case "sign_in":
      return (
        <SignIn
          practice={asking.choice.practice}
          profile={asking.choice.profile}
          onCancel={close}
          onDone={() => {
            close();
            onChoose(asking.choice);
          }}
        />
      );
    case "start_url":
      return (
        <SignIn
          practice={false}
          startUrl={asking.startUrl}
          region={asking.region}
          onCancel={close}
          onDone={(view) => onAsk({ for: "role", view })}
        />
      );
    case "role":
      return (
        <RoleDialog
          view={asking.view}
          onCancel={() => {
            close();
            onSaved();
          }}
          onOpen={(choice) => enter(openAccount(choice))}
        />
      );
    case "code":
      return (
        <CodeDialog
          choice={asking.choice}
          onCancel={close}
          onCode={(code) => enter(openAccountWithCode(asking.choice, code))}
        />
      );
  }
}

type SignInProps = {
  practice: boolean;
  profile?: string;
  startUrl?: string;
  region?: string;
  onCancel: () => void;
  onDone: (view: SignInView) => void;
};

function SignIn({ practice, profile, startUrl, region, onCancel, onDone }: SignInProps) {
  const where = useMemo(
    () => ({ practice, profile: profile ?? null, startUrl: startUrl ?? null, region: region ?? null }),
    [practice, profile, startUrl, region],
  );
  return (
    <SignInDialog where={where} title={signIn.title(profile ?? startUrl ?? "")} onCancel={onCancel} onDone={onDone} />
  );
}
