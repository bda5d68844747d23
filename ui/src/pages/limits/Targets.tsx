// The allowed targets of one kind of association: from a list of what there is, or typed.

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { LimitChoicesView } from "../../api/types";
import { limits } from "../../text/en/limits";
import { type LimitForm, type Typed, readTyped, setTyped } from "./form";
import { chosenOf, groupsOf } from "./options";

const words = limits.what;

type Props = {
  /** A storage type's code, or the name of another list. */
  list: string;
  /** The field's name: "Allowed for call recordings". */
  label: string;
  /** What it is for, in the names of the other fields: "call recordings". */
  what: string;
  kinds: readonly string[];
  /** What is in use now. */
  present: readonly string[];
  values: readonly string[];
  error: string | undefined;
  choices: LimitChoicesView;
  form: LimitForm;
  onValues: (values: string[], form: LimitForm) => void;
  onChange: (form: LimitForm) => void;
  tried: boolean;
};

export function Targets(props: Props) {
  const { label, kinds, present, values, error, choices, form, onValues } = props;
  const groups = groupsOf(choices, kinds, present, words.present);
  const options =
    groups.length === 1
      ? (groups[0]?.options ?? [])
      : groups.map((group) => ({ label: words.groups[group.kind] ?? group.kind, options: group.options }));
  return (
    <SpaceBetween size="xs">
      <FormField label={label} errorText={error} stretch>
        <Multiselect
          ariaLabel={label}
          options={options}
          selectedOptions={chosenOf(groups, values, words.notListed)}
          placeholder={values.length === 0 ? words.chooseFrom : words.chosen(values.length)}
          filteringType={groups.flatMap((group) => group.options).length > 6 ? "auto" : "none"}
          filteringPlaceholder={words.filter}
          filteringAriaLabel={words.filter}
          empty={words.empty}
          noMatch={words.noMatch}
          deselectAriaLabel={(option) => words.remove(option.label ?? "")}
          tokenLimit={8}
          expandToViewport
          onChange={({ detail }) =>
            onValues(
              detail.selectedOptions.map((option) => option.value).filter((value) => value !== undefined),
              form,
            )
          }
        />
      </FormField>
      <ByHand {...props} listed={groups.length > 0} />
    </SpaceBetween>
  );
}

function problemWords(typed: Typed, by: string, choices: LimitChoicesView): string | undefined {
  switch (typed.problem) {
    case "region":
      return words.typed.region(choices.region);
    case "account":
      return words.typed.account(choices.instance.split("/")[0] ?? "");
    case "shape":
      return words.typed.shape(by);
    default:
      return undefined;
  }
}

function ByHand({
  list,
  what,
  kinds,
  values,
  choices,
  form,
  onValues,
  onChange,
  tried,
  listed,
}: Props & { listed: boolean }) {
  // Where nothing could be listed, typing is the only way.
  const [open, setOpen] = useState(!listed);
  const [wrong, setWrong] = useState<Typed | null>(null);
  const text = form.typed[list] ?? "";
  const by = kinds.includes("bucket") ? words.nameOrArn : words.arn;
  if (!open && text === "") {
    return (
      <Button variant="inline-link" ariaLabel={words.byHandLabel(by, what)} onClick={() => setOpen(true)}>
        {words.byHand(by)}
      </Button>
    );
  }
  const add = () => {
    const typed = readTyped(text, kinds, choices);
    if (typed.problem !== null) {
      setWrong(typed);
      return;
    }
    setWrong(null);
    onValues([...values, typed.value], setTyped(form, list, ""));
  };
  const error =
    wrong !== null ? problemWords(wrong, by, choices) : tried && text.trim() !== "" ? words.pending : undefined;
  return (
    <FormField
      label={words.byHandField(by, what)}
      constraintText={kinds
        .map((kind) => words.hints[kind])
        .filter((hint) => hint !== undefined)
        .join(" · ")}
      errorText={error}
      stretch
    >
      <div className="sr-row">
        <Input
          value={text}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => {
            setWrong(null);
            onChange(setTyped(form, list, detail.value));
          }}
          onKeyDown={({ detail }) => {
            if (detail.key === "Enter") {
              add();
            }
          }}
        />
        <Button ariaLabel={words.addLabel(what)} disabled={text.trim() === ""} onClick={add}>
          {words.add}
        </Button>
      </div>
    </FormField>
  );
}
