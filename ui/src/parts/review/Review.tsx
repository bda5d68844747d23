// A plan, whole, for whoever has to confirm it: what stands in the way, what is written, what to know.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { ImpactRow, ImpactView, PlanView } from "../../api/types";
import { saveRecoveryCard } from "../../backend";
import { when } from "../../format";
import { review as words } from "../../text/en/review";
import { Alerts, NoteList } from "../Notes";
import { Copyable } from "../PolicyText";
import { SaveButton } from "../SaveButton";
import { Words } from "../Words";
import { onlyBuckets } from "../targets";
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
      {plan.blockers.length > 0 && <Box variant="h2">{words.blockers}</Box>}
      <Alerts notes={plan.blockers} type="error" />
      {mend}
      {plan.cannotApply !== null && plan.blockers.length === 0 && (
        <Alert type="warning" header={words.cannotApply}>
          <Words text={plan.cannotApply} />
        </Alert>
      )}
      <Alerts notes={plan.warnings} type="warning" />
      <Summary plan={plan} />
      {plan.targets.map((target) => (
        <Target key={target.name} target={target} plan={plan} />
      ))}
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

/** The plan in a few numbers, and the card that gets people back in. */
function Summary({ plan }: { plan: PlanView }) {
  const unknown = plan.targets.some((target) => target.impact.unknown !== null);
  const loses = named(plan, (impact) => impact.loses);
  const gains = named(plan, (impact) => impact.gains);
  const cannotTell = named(plan, (impact) => impact.cannotTell);
  return (
    <Container>
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={3}
          items={[
            ...(plan.kind === "lock" ? [{ label: words.trial, value: <Trial minutes={plan.trialMinutes} /> }] : []),
            ...(onlyBuckets(plan)
              ? [{ label: words.loses, value: unknown ? <Unknown /> : words.principals(loses) }]
              : []),
            ...(gains === 0 ? [] : [{ label: words.gains, value: words.principals(gains) }]),
            ...(cannotTell === 0 ? [] : [{ label: words.impact.cannotTell, value: words.principals(cannotTell) }]),
            { label: words.madeAt, value: when(plan.madeAt) },
          ]}
        />
        {plan.keep.length > 0 && <KeepList plan={plan} />}
        {plan.kind === "lock" && plan.blockers.length === 0 && (
          <div className="sr-side">
            <div>
              <Box variant="awsui-key-label">{words.cardTitle}</Box>
              <Box color="text-body-secondary">{words.cardText}</Box>
            </div>
            <SaveButton words={words.card} save={() => saveRecoveryCard(plan.digest)} />
          </div>
        )}
        <Box fontSize="body-s" color="text-body-secondary">
          <span className="sr-wrap">
            {words.confirm.digest} <Copyable text={plan.digest} label={words.confirm.copyDigest} />
          </span>
        </Box>
      </SpaceBetween>
    </Container>
  );
}

function Unknown() {
  return <StatusIndicator type="warning">{words.unknownWho}</StatusIndicator>;
}

/** How many principals, over all buckets; one that is met in several counts once. */
function named(plan: PlanView, of: (impact: ImpactView) => ImpactRow[]): number {
  return new Set(plan.targets.flatMap((target) => of(target.impact).map((row) => row.arn))).size;
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
