// A plan, whole, for whoever has to confirm it: what stands in the way, what is written, what to know.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { PlanView } from "../../api/types";
import { when } from "../../format";
import { review as words } from "../../text/en/review";
import { Alerts, NoteList } from "../Notes";
import { Copyable } from "../PolicyText";
import { Words } from "../Words";
import { parts } from "../../text/en/parts";
import { Target } from "./Target";

type Props = {
  plan: PlanView;
  /** What settles a blocker, right below the blockers. */
  mend: ReactNode;
  /** The typed confirmation, at the end. */
  confirm: ReactNode;
};

export function Review({ plan, mend, confirm }: Props) {
  return (
    <SpaceBetween size="l">
      <Alerts notes={plan.blockers} type="error" />
      {mend}
      {plan.cannotApply !== null && (
        <Alert type="warning" header={words.cannotApply}>
          <Words text={plan.cannotApply} />
        </Alert>
      )}
      <Alerts notes={plan.warnings} type="warning" />
      {plan.targets.map((target) => (
        <Target key={target.bucket} target={target} plan={plan} />
      ))}
      <Container>
        <SpaceBetween size="l">
          <KeyValuePairs
            columns={2}
            items={[
              ...(plan.kind === "lock" ? [{ label: words.trial, value: <Trial minutes={plan.trialMinutes} /> }] : []),
              { label: words.madeAt, value: when(plan.madeAt) },
              {
                label: words.confirm.digest,
                value: (
                  <span className="sr-wrap">
                    <Copyable text={plan.digest} label={words.confirm.copyDigest} />
                  </span>
                ),
              },
            ]}
          />
          {plan.keep.length > 0 && <KeepList plan={plan} />}
        </SpaceBetween>
      </Container>
      {plan.notCovered.length > 0 && (
        <Container
          header={
            <Header variant="h3" headingTagOverride="h2">
              {words.notCovered}
            </Header>
          }
        >
          <NoteList notes={plan.notCovered} />
        </Container>
      )}
      {confirm}
    </SpaceBetween>
  );
}

function Trial({ minutes }: { minutes: number | null }) {
  return <>{minutes === null ? words.trialNone : words.trialFor(minutes)}</>;
}

function KeepList({ plan }: { plan: PlanView }) {
  return (
    <ExpandableSection headerText={`${words.keeps}: ${words.keepsCount(plan.keep.length)}`}>
      <ul className="sr-notes">
        {plan.keep.map((row) => (
          <li key={row.arn} className="sr-wrap">
            {row.name}
            <Box fontSize="body-s" color="text-body-secondary">
              {parts.principalKind[row.kind] ?? row.kind}, {row.arn}
            </Box>
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}
