import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { savePermissions } from "../../backend";
import { SaveButton } from "../../parts/SaveButton";
import { permissions } from "../../text/en/permissions";

const words = permissions.save;
const FIRST = ["look", "lock", "playback"];

/** The policy for the uses that are ticked, saved through the system's dialog. */
export function Save({ uses }: { uses: string[] }) {
  const [picked, setPicked] = useState<readonly string[]>(FIRST);
  const chosen = uses.filter((use) => picked.includes(use));
  return (
    <Container
      header={
        <Header variant="h2" description={words.text}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label={words.choose}>
          <SpaceBetween size="m" direction="horizontal">
            {uses.map((use) => (
              <Checkbox
                key={use}
                checked={picked.includes(use)}
                onChange={({ detail }) =>
                  setPicked(detail.checked ? [...picked, use] : picked.filter((other) => other !== use))
                }
              >
                {permissions.uses[use]?.title ?? use}
              </Checkbox>
            ))}
          </SpaceBetween>
        </FormField>
        <SaveButton words={words.button} disabled={chosen.length === 0} save={() => savePermissions(chosen)} />
      </SpaceBetween>
    </Container>
  );
}
