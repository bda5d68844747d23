// What the lock covers, what happens to AWS services, and whether it starts as a trial.

import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AwsServices, LockScope } from "../../api/types";
import { Words } from "../../parts/Words";
import { lock } from "../../text/en/lock";
import type { StepProps } from "./KeepStep";
import { minutesWrong, trialReasonMissing } from "./form";

const words = lock.form;

const scopes: { value: LockScope; label: string; description: React.ReactNode }[] = [
  { value: "everything", label: words.scopeEverything, description: <Words text={words.scopeEverythingText} /> },
  {
    value: "all_but_configuration",
    label: words.scopeConfiguration,
    description: <Words text={words.scopeConfigurationText} />,
  },
];

const services: { value: AwsServices; label: string; description: string }[] = [
  { value: "keep_for_this_account", label: words.servicesKeep, description: words.servicesKeepText },
  { value: "cut_off", label: words.servicesCut, description: words.servicesCutText },
];

export function FormStep({ form, onChange, tried }: StepProps) {
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h3" headingTagOverride="h2">
            {words.trial}
          </Header>
        }
      >
        <SpaceBetween size="m">
          <RadioGroup
            value={form.trial ? "trial" : "now"}
            ariaLabel={words.trial}
            onChange={({ detail }) => onChange({ ...form, trial: detail.value === "trial" })}
            items={[
              { value: "trial", label: words.trialYes, description: words.trialYesText },
              { value: "now", label: words.trialNo, description: words.trialNoText },
            ]}
          />
          {form.trial ? (
            <FormField
              label={words.minutes}
              constraintText={words.minutesHint}
              errorText={minutesWrong(form) ? words.minutesWrong : undefined}
            >
              <div className="sr-narrow">
                <Input
                  type="number"
                  inputMode="numeric"
                  value={form.minutes}
                  onChange={({ detail }) => onChange({ ...form, minutes: detail.value })}
                />
              </div>
            </FormField>
          ) : (
            <FormField
              label={words.reason}
              errorText={tried && trialReasonMissing(form) ? words.reasonMissing : undefined}
            >
              <Input
                value={form.noTrialReason}
                onChange={({ detail }) => onChange({ ...form, noTrialReason: detail.value })}
              />
            </FormField>
          )}
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h3" headingTagOverride="h2">
            {words.scope}
          </Header>
        }
      >
        <RadioGroup
          value={form.scope}
          ariaLabel={words.scope}
          onChange={({ detail }) =>
            onChange({
              ...form,
              scope: scopes.find((scope) => scope.value === detail.value)?.value ?? form.scope,
            })
          }
          items={scopes}
        />
      </Container>
      <Container
        header={
          <Header variant="h3" headingTagOverride="h2">
            {words.services}
          </Header>
        }
      >
        <RadioGroup
          value={form.services}
          ariaLabel={words.services}
          onChange={({ detail }) =>
            onChange({
              ...form,
              services: services.find((choice) => choice.value === detail.value)?.value ?? form.services,
            })
          }
          items={services}
        />
      </Container>
    </SpaceBetween>
  );
}
