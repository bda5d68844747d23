// What is limited, and to what: storage by type, functions, keys.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { LimitChoicesView, ResourceTypeChoice } from "../../api/types";
import { number } from "../../format";
import { UnknownWords } from "../../parts/UnknownNote";
import { Words } from "../../parts/Words";
import { limits } from "../../text/en/limits";
import { Targets } from "./Targets";
import {
  FUNCTIONS,
  KEYS,
  type LimitForm,
  isMedia,
  nothingLimited,
  setTargets,
  targetless,
  tick,
  tickStored,
  typesOf,
} from "./form";
import { namesOf, unknownOf } from "./options";

const words = limits.what;

export type ChooseProps = {
  choices: LimitChoicesView;
  form: LimitForm;
  onChange: (form: LimitForm) => void;
  /** The user wanted to go on: what is missing is shown. */
  tried: boolean;
};

const counted = (some: number, all: number) => (some === 0 ? "" : `(${number(some)}/${number(all)})`);
const onlyBuckets = (type: ResourceTypeChoice) => type.kinds.every((kind) => kind === "bucket");

export function WhatStep({ choices, form, onChange, tried }: ChooseProps) {
  const types = typesOf(choices, form);
  const buckets = types.filter((type) => onlyBuckets(type));
  const streams = types.filter((type) => !onlyBuckets(type) && !isMedia(type));
  const media = types.filter((type) => isMedia(type));
  const stored = types.some((type) => type.storedIn.length > 0 && !form.storage.has(type.code));
  const missing = new Set(targetless(form, types).map((type) => type.code));
  const group = (title: string, rows: ResourceTypeChoice[], actions?: ReactNode) =>
    rows.length > 0 && (
      <Group
        title={title}
        kinds={[...new Set(rows.flatMap((type) => type.kinds))]}
        choices={choices}
        counter={counted(rows.filter((type) => form.storage.has(type.code)).length, rows.length)}
        actions={actions}
      >
        {rows.map((type) => (
          <Type
            key={type.code}
            type={type}
            missing={tried && missing.has(type.code)}
            choices={choices}
            form={form}
            onChange={onChange}
            tried={tried}
          />
        ))}
      </Group>
    );
  return (
    <SpaceBetween size="l">
      {tried && nothingLimited(form) && <Alert type="error">{words.nothing}</Alert>}
      {group(
        words.buckets,
        buckets,
        stored && <Button onClick={() => onChange(tickStored(form, types))}>{words.stored}</Button>,
      )}
      {group(words.streams, streams)}
      {group(words.media, media)}
      <Group title={words.functions} text={words.functionsText} kinds={["function"]} choices={choices}>
        <Targets
          list={FUNCTIONS}
          label={words.allowedFunctions}
          what={words.functions}
          kinds={["function"]}
          present={[]}
          values={form.functions}
          error={undefined}
          choices={choices}
          form={form}
          onValues={(functions, now) => onChange({ ...now, functions: [...new Set(functions)] })}
          onChange={onChange}
          tried={tried}
        />
      </Group>
      <Group title={words.keys} text={words.keysText} kinds={["key"]} choices={choices}>
        <Targets
          list={KEYS}
          label={words.allowedKeys}
          what={words.keys}
          kinds={["key"]}
          present={[]}
          values={form.kmsKeys}
          error={undefined}
          choices={choices}
          form={form}
          onValues={(kmsKeys, now) => onChange({ ...now, kmsKeys: [...new Set(kmsKeys)] })}
          onChange={onChange}
          tried={tried}
        />
      </Group>
    </SpaceBetween>
  );
}

type GroupProps = {
  title: string;
  text?: string;
  kinds: readonly string[];
  choices: LimitChoicesView;
  /** How many of how many kinds are limited: "(2/7)". */
  counter?: string;
  actions?: ReactNode;
  children: ReactNode;
};

function Group({ title, text, kinds, choices, counter = "", actions, children }: GroupProps) {
  return (
    <Container
      header={
        <Header variant="h3" headingTagOverride="h2" description={text} actions={actions} counter={counter}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {unknownOf(choices, kinds).map(({ kind, unknown }) => (
          <Alert key={kind} type="warning" header={words.unknown(words.lists[kind] ?? kind)}>
            <SpaceBetween size="xs">
              <UnknownWords unknown={unknown} />
              <div>{words.unknownText}</div>
            </SpaceBetween>
          </Alert>
        ))}
        {children}
      </SpaceBetween>
    </Container>
  );
}

const plain = (text: string) => text.replaceAll("`", "");
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function Type({
  type,
  missing,
  choices,
  form,
  onChange,
  tried,
}: ChooseProps & { type: ResourceTypeChoice; missing: boolean }) {
  const targets = form.storage.get(type.code);
  const what = plain(type.words);
  return (
    <div>
      <Checkbox
        checked={targets !== undefined}
        description={
          <Words
            text={type.storedIn.length === 0 ? words.notStored : words.storedIn(namesOf(choices, type.storedIn))}
          />
        }
        onChange={({ detail }) => onChange(tick(form, type, detail.checked))}
      >
        {capital(what)}
      </Checkbox>
      {targets !== undefined && (
        <div className="sr-inset">
          {isMedia(type) ? (
            <FormField label={words.prefix} description={words.prefixText} stretch>
              <Input
                value={targets[0] ?? ""}
                autoComplete={false}
                spellcheck={false}
                onChange={({ detail }) =>
                  onChange(setTargets(form, type.code, detail.value === "" ? [] : [detail.value]))
                }
              />
            </FormField>
          ) : (
            <Targets
              list={type.code}
              label={words.allowed(what)}
              what={what}
              kinds={type.kinds}
              present={type.storedIn}
              values={targets}
              error={missing ? words.targetMissing(what) : undefined}
              choices={choices}
              form={form}
              onValues={(values, now) => onChange(setTargets(now, type.code, values))}
              onChange={onChange}
              tried={tried}
            />
          )}
        </div>
      )}
    </div>
  );
}
