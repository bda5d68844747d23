// For someone without a profile: where to sign in.

import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { account } from "../../text/en/account";

const words = account.startUrl;
/** Where the practice account's Identity Center is. */
const PRACTICE_REGION = "eu-west-1";

type Props = {
  practiceStartUrl: string | null;
  busy: boolean;
  onSignIn: (startUrl: string, region: string) => void;
};

export function StartUrl({ practiceStartUrl, busy, onSignIn }: Props) {
  const [startUrl, setStartUrl] = useState("");
  const [region, setRegion] = useState("");
  const [tried, setTried] = useState(false);
  const missing = startUrl.trim() === "" || region.trim() === "";
  const send = () => {
    setTried(true);
    if (!missing && !busy) {
      onSignIn(startUrl, region);
    }
  };
  return (
    <Container
      header={
        <Header variant="h2" description={words.text}>
          {words.title}
        </Header>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <SpaceBetween size="m">
          <div className="sr-start">
            <FormField
              label={words.startUrl}
              constraintText={words.startUrlHint}
              errorText={tried && missing ? words.missing : undefined}
            >
              <Input
                value={startUrl}
                placeholder={words.startUrlExample}
                spellcheck={false}
                onChange={({ detail }) => setStartUrl(detail.value)}
              />
            </FormField>
            <FormField label={words.region}>
              <Input
                value={region}
                placeholder={words.regionExample}
                spellcheck={false}
                onChange={({ detail }) => setRegion(detail.value)}
              />
            </FormField>
          </div>
          <SpaceBetween size="s" direction="horizontal" alignItems="center">
            <Button formAction="submit" disabled={busy}>
              {words.signIn}
            </Button>
            {practiceStartUrl !== null && (
              <Button
                variant="inline-link"
                formAction="none"
                onClick={() => {
                  setStartUrl(practiceStartUrl);
                  setRegion(PRACTICE_REGION);
                }}
              >
                {words.practice}
              </Button>
            )}
          </SpaceBetween>
        </SpaceBetween>
      </form>
    </Container>
  );
}
