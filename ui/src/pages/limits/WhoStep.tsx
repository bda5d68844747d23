// The instance that a limit is for, and the role or user that it is put on.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { LimitChoicesView, LimitRow, OverviewView } from "../../api/types";
import { Loading } from "../../parts/Loading";
import { Alerts } from "../../parts/Notes";
import { UnknownWords } from "../../parts/UnknownNote";
import { look } from "../../store/discovery";
import type { Load } from "../../store/load";
import { limits } from "../../text/en/limits";
import { PrincipalTable } from "./PrincipalTable";
import { type LimitForm, setInstance, whoMissing } from "./form";

const words = limits.who;

export type WhoProps = {
  picture: OverviewView;
  form: LimitForm;
  /** What there is to choose for the instance; null while none is chosen. */
  load: Load<LimitChoicesView | null>;
  onAgain: () => void;
  onChange: (form: LimitForm) => void;
  /** The user wanted to go on: what is missing is shown. */
  tried: boolean;
  /** The limit that is changed: its instance and its role or user are settled. */
  changed: LimitRow | null;
};

export function WhoStep({ picture, form, load, onAgain, onChange, tried, changed }: WhoProps) {
  return (
    <SpaceBetween size="l">
      <Container>
        {changed === null ? (
          <Instance picture={picture} form={form} onChange={onChange} tried={tried} />
        ) : (
          <Fixed limit={changed} />
        )}
      </Container>
      {form.instance !== null && (
        <Loading load={load} words={words.loading} onAgain={onAgain}>
          {(choices) =>
            choices === null || changed !== null ? null : (
              <Who choices={choices} form={form} onChange={onChange} tried={tried} />
            )
          }
        </Loading>
      )}
    </SpaceBetween>
  );
}

function Instance({ picture, form, onChange, tried }: Pick<WhoProps, "picture" | "form" | "onChange" | "tried">) {
  const options = picture.instances.map((row) => ({
    value: row.key,
    label: row.name,
    description: `${row.region}, ${row.id}`,
  }));
  const unread = picture.regions.filter((row) => row.state === "unknown").map((row) => row.region);
  return (
    <SpaceBetween size="m">
      {options.length === 0 ? (
        <div>{limits.page.noInstances}</div>
      ) : (
        <FormField
          label={words.instance}
          errorText={tried && form.instance === null ? words.instanceMissing : undefined}
        >
          <Select
            ariaLabel={words.instance}
            options={options}
            placeholder={words.choose}
            selectedOption={options.find((option) => option.value === form.instance) ?? null}
            filteringType={options.length > 8 ? "auto" : "none"}
            onChange={({ detail }) => onChange(setInstance(form, detail.selectedOption.value ?? ""))}
          />
        </FormField>
      )}
      {unread.length > 0 && <Alert type="warning">{limits.page.unread(unread)}</Alert>}
      {picture.state === "cancelled" && (
        <Alert type="warning" action={<Button onClick={() => void look()}>{limits.page.lookAgain}</Button>}>
          {limits.page.cancelled}
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Fixed({ limit }: { limit: LimitRow }) {
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        items={[
          { label: words.instance, value: limit.instance },
          { label: words.principals, value: <span className="sr-wrap">{limit.principalName}</span> },
        ]}
      />
      <div>{words.fixed}</div>
      <Alerts notes={limit.drift} type="warning" />
    </SpaceBetween>
  );
}

type ChooseProps = Pick<WhoProps, "form" | "onChange" | "tried"> & { choices: LimitChoicesView };

function Who({ choices, form, onChange, tried }: ChooseProps) {
  const choose = (principal: string) => onChange({ ...form, principal });
  const missing = tried && whoMissing(form);
  if (choices.principalsUnknown !== null && choices.principals.length === 0) {
    return (
      <SpaceBetween size="m">
        <Alert type="warning" header={words.principalsUnknown}>
          <UnknownWords unknown={choices.principalsUnknown} />
        </Alert>
        <Container>
          <FormField
            label={words.byArn}
            constraintText={words.byArnText}
            errorText={missing ? words.missingArn : undefined}
          >
            <Input
              value={form.principal ?? ""}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => choose(detail.value.trim())}
            />
          </FormField>
        </Container>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="m">
      {missing && <Alert type="error">{words.missing}</Alert>}
      {choices.principalsUnknown !== null && (
        <Alert type="warning" header={words.principalsUnknown}>
          <UnknownWords unknown={choices.principalsUnknown} />
        </Alert>
      )}
      <PrincipalTable rows={choices.principals} chosen={form.principal} onChoose={choose} />
    </SpaceBetween>
  );
}
