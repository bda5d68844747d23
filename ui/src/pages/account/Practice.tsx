import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AccountChoice, ProfileRow } from "../../api/types";
import { account } from "../../text/en/account";

const words = account.practice;

type Props = {
  profiles: ProfileRow[];
  current: string | null;
  busyWith: AccountChoice | null;
  onChoose: (choice: AccountChoice) => void;
};

export function Practice({ profiles, current, busyWith, onChoose }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const profile = chosen ?? current ?? profiles[0]?.name ?? null;
  return (
    <Container
      header={
        <Header variant="h2" description={words.text}>
          {words.title}
        </Header>
      }
    >
      {profile === null ? (
        <Box>{words.none}</Box>
      ) : (
        <SpaceBetween size="l">
          <FormField label={words.profiles}>
            <RadioGroup
              value={profile}
              ariaLabel={words.profiles}
              onChange={({ detail }) => setChosen(detail.value)}
              items={profiles.map((row) => ({
                value: row.name,
                label: row.name,
                description: row.note ?? row.kind,
              }))}
            />
          </FormField>
          <Button
            variant="primary"
            loading={busyWith?.practice === true}
            disabled={busyWith !== null && !busyWith.practice}
            onClick={() => onChoose({ practice: true, profile })}
          >
            {words.open}
          </Button>
        </SpaceBetween>
      )}
    </Container>
  );
}
