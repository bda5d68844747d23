// Who keeps access: those who must, those who seem to need it, everyone else by search.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo } from "react";
import type { KeepListView } from "../../api/types";
import { features } from "../../features";
import { Age } from "../../parts/Age";
import { Alerts } from "../../parts/Notes";
import { UnknownWords } from "../../parts/UnknownNote";
import { lock } from "../../text/en/lock";
import { KeepTable } from "./KeepTable";
import { hasSecondWay, keepMissing, type LockForm, matchAll } from "./form";

const words = lock.keep;

export type StepProps = {
  form: LockForm;
  list: KeepListView;
  onChange: (form: LockForm) => void;
  /** The user wanted to go on: what is missing is shown. */
  tried: boolean;
};

export function KeepStep({ form, list, onChange, tried }: StepProps) {
  // Whoever could be a second way in comes first: among thousands they would not be found.
  const others = useMemo(
    () => list.others.toSorted((a, b) => Number(b.secondWay) - Number(a.secondWay)),
    [list.others],
  );
  return (
    <SpaceBetween size="l">
      <Alerts notes={list.blockers} type="error" />
      <KeepTable
        title={words.required}
        text={words.requiredText}
        rows={list.required}
        fixed
        empty={words.suggestedNone}
        form={form}
        onChange={onChange}
      />
      <KeepTable
        title={words.suggested}
        text={words.suggestedText}
        rows={list.suggested}
        empty={words.suggestedNone}
        form={form}
        onChange={onChange}
      />
      {list.othersUnknown !== null && (
        <Alert type="warning" header={words.othersUnknown}>
          <UnknownWords unknown={list.othersUnknown} />
        </Alert>
      )}
      <KeepTable
        title={words.others}
        text={
          <>
            {words.othersText}
            {list.readAt !== null && (
              <div>
                <Age at={list.readAt} />
              </div>
            )}
          </>
        }
        rows={others}
        filter={words.filter}
        empty={words.othersNone}
        form={form}
        onChange={onChange}
      />
      {features.forms && (
        <ExpandableSection headerText={words.matchHelp}>
          <SpaceBetween size="s">
            <Box>{words.matchText}</Box>
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={() => onChange(matchAll(form, list, "id"))}>{words.article}</Button>
              <Button onClick={() => onChange(matchAll(form, list, "recommended"))}>{words.asRecommended}</Button>
            </SpaceBetween>
            <Box color="text-body-secondary" fontSize="body-s">
              {words.articleText}
            </Box>
          </SpaceBetween>
        </ExpandableSection>
      )}
      {!hasSecondWay(form, list) && <SecondWay form={form} list={list} onChange={onChange} tried={tried} />}
    </SpaceBetween>
  );
}

function SecondWay({ form, list, onChange, tried }: StepProps) {
  return (
    <Alert type="warning" header={lock.second.title}>
      <SpaceBetween size="s">
        <div>{lock.second.text}</div>
        <FormField
          label={lock.second.reason}
          errorText={tried && keepMissing(form, list) ? lock.second.missing : undefined}
        >
          <Input
            value={form.noSecondWayReason}
            onChange={({ detail }) => onChange({ ...form, noSecondWayReason: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Alert>
  );
}
