// Regions that could not be read: each is accepted by typing its name, or not at all.

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { UnknownWords } from "../../parts/UnknownNote";
import { Words } from "../../parts/Words";
import { lock } from "../../text/en/lock";
import type { StepProps } from "./KeepStep";
import { regionsMissing } from "./form";

const words = lock.regions;

export function RegionsStep({ form, list, onChange, tried }: StepProps) {
  return (
    <SpaceBetween size="l">
      {tried && regionsMissing(form, list) && <Alert type="error">{words.missing}</Alert>}
      {list.unreadRegions.map(({ region, unknown }) => {
        const typed = form.accepted[region] ?? "";
        const wrong = typed.trim() !== "" && !region.startsWith(typed.trim());
        return (
          <Container
            key={region}
            header={
              <Header variant="h3" headingTagOverride="h2">
                {region}
              </Header>
            }
          >
            <SpaceBetween size="m">
              <UnknownWords unknown={unknown} />
              <FormField
                label={words.accept(region)}
                errorText={wrong ? <Words text={words.wrong(region)} /> : undefined}
              >
                <Input
                  value={typed}
                  autoComplete={false}
                  spellcheck={false}
                  onChange={({ detail }) =>
                    onChange({ ...form, accepted: { ...form.accepted, [region]: detail.value } })
                  }
                />
              </FormField>
            </SpaceBetween>
          </Container>
        );
      })}
    </SpaceBetween>
  );
}
