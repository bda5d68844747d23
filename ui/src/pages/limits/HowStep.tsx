// The styles side by side with what each does, how the policy reaches the role or user, and its name.

import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import Tiles from "@cloudscape-design/components/tiles";
import type { LimitRow, LimitStyle } from "../../api/types";
import { Words } from "../../parts/Words";
import { limits } from "../../text/en/limits";
import type { ChooseProps } from "./WhatStep";
import { nameWrong, policyName } from "./form";

const words = limits.how;
const STYLES = ["deny", "deny_elsewhere_too", "allow", "allow_to_the_letter"] as const satisfies LimitStyle[];
const RECOMMENDED: LimitStyle = "deny";

/** `changed`: the limit that is changed; under another name or in another way, it is taken off afterwards. */
export function HowStep({ choices, form, onChange, changed }: ChooseProps & { changed: LimitRow | null }) {
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h3" headingTagOverride="h2">
            {words.style}
          </Header>
        }
      >
        <Tiles
          ariaLabel={words.style}
          columns={2}
          value={form.style}
          onChange={({ detail }) =>
            onChange({ ...form, style: STYLES.find((style) => style === detail.value) ?? form.style })
          }
          items={STYLES.map((style) => ({
            value: style,
            label: words.styles[style].title,
            description: (
              <SpaceBetween size="xxs">
                <div>{words.styles[style].text}</div>
                {style === RECOMMENDED && <Badge color="blue">{words.recommended}</Badge>}
              </SpaceBetween>
            ),
          }))}
        />
      </Container>
      <Compare chosen={form.style} />
      <Container
        header={
          <Header variant="h3" headingTagOverride="h2">
            {words.delivery}
          </Header>
        }
      >
        <SpaceBetween size="m">
          <RadioGroup
            ariaLabel={words.delivery}
            value={form.delivery}
            onChange={({ detail }) => onChange({ ...form, delivery: detail.value === "inline" ? "inline" : "managed" })}
            items={[
              { value: "managed", label: limits.delivery.managed, description: words.managedText },
              { value: "inline", label: limits.delivery.inline, description: words.inlineText },
            ]}
          />
          <FormField
            label={words.name}
            constraintText={words.nameHint}
            errorText={nameWrong(form, choices) ? words.nameWrong : undefined}
          >
            <Input
              value={form.policyName ?? policyName(form, choices)}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => onChange({ ...form, policyName: detail.value })}
            />
          </FormField>
          {changed !== null && (policyName(form, choices) !== changed.name || form.delivery !== changed.delivery) && (
            <Alert type="info">
              <Words text={words.replaces(changed.name)} />
            </Alert>
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

type Row = (typeof words.rows)[number];

const question: TableProps.ColumnDefinition<Row> = {
  id: "question",
  header: words.question,
  isRowHeader: true,
  minWidth: 112,
  cell: (row) => <span className="sr-small">{row.question}</span>,
};

/** What a style does; the chosen one's answers stand out. */
const answers = (style: LimitStyle, chosen: LimitStyle): TableProps.ColumnDefinition<Row> => ({
  id: style,
  // Five columns have to fit beside the list of steps in the narrowest window.
  header: <span className="sr-small">{words.styles[style].title}</span>,
  minWidth: 102,
  cell: (row) => <span className="sr-small">{style === chosen ? <strong>{row[style]}</strong> : row[style]}</span>,
});

function Compare({ chosen }: { chosen: LimitStyle }) {
  return (
    <Table
      header={
        <Header variant="h3" headingTagOverride="h2">
          {words.compare}
        </Header>
      }
      ariaLabels={{ tableLabel: words.compare }}
      items={words.rows}
      trackBy="question"
      wrapLines
      contentDensity="compact"
      columnDefinitions={[question, ...STYLES.map((style) => answers(style, chosen))]}
    />
  );
}
