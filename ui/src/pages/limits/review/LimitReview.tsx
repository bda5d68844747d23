// A limit for whoever has to confirm it: what defeats it first, then what it permits and forbids, what
// it can't do, and what is written.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { LimitChoicesView, LimitPlanView, LimitRequest, NoteView } from "../../../api/types";
import { when } from "../../../format";
import { Alerts, NoteList } from "../../../parts/Notes";
import { Copyable } from "../../../parts/PolicyText";
import { Words } from "../../../parts/Words";
import { Target } from "../../../parts/review/Target";
import { limitReview } from "../../../text/en/limitReview";
import { limits } from "../../../text/en/limits";
import { review } from "../../../text/en/review";
import { Escapes } from "./Escapes";
import { Holds } from "./Holds";
import { Matrix } from "./Matrix";
import { Simulator } from "./Simulator";
import { Texts } from "./Texts";

const words = limitReview;

type Props = {
  plan: LimitPlanView;
  request: LimitRequest;
  choices: LimitChoicesView;
  /** The typed confirmation, at the end. */
  confirm: ReactNode;
};

export function LimitReview({ plan: view, request, choices, confirm }: Props) {
  const { plan } = view;
  return (
    <SpaceBetween size="l">
      {plan.blockers.length > 0 && <Box variant="h2">{review.blockers}</Box>}
      <Alerts notes={plan.blockers} type="error" />
      {plan.cannotApply !== null && plan.blockers.length === 0 && (
        <Alert type="warning" header={review.cannotApply}>
          <Words text={plan.cannotApply} />
        </Alert>
      )}
      <Holds view={view} />
      <Alerts notes={plan.warnings} type="warning" />
      <Summary view={view} request={request} choices={choices} />
      <Matrix attempts={view.attempts} />
      <Simulator simulator={view.simulator} />
      <Escapes escapes={view.escapes} known={view.unreadable === null} />
      <Notes title={words.gaps} notes={view.gaps} />
      <Notes title={words.besides} notes={view.besides} />
      <Texts texts={view.texts} digest={plan.digest} />
      <Box variant="h2">{words.targets}</Box>
      {plan.targets.map((target) => (
        <Target key={target.name} target={target} plan={plan} />
      ))}
      {confirm}
    </SpaceBetween>
  );
}

function Summary({ view, request, choices }: { view: LimitPlanView } & Pick<Props, "request" | "choices">) {
  const who = choices.principals.find((row) => row.arn === request.principal);
  return (
    <Container header={<Header variant="h2">{words.summary}</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          minColumnWidth={190}
          items={[
            { label: words.instance, value: <Wrap>{`${choices.instanceName} (${choices.region})`}</Wrap> },
            { label: words.who, value: <Wrap title={request.principal}>{who?.name ?? request.principal}</Wrap> },
            { label: words.policy, value: <Wrap>{request.policyName}</Wrap> },
            { label: limits.how.style, value: limits.how.styles[request.style].title },
            { label: limits.how.delivery, value: limits.delivery[request.delivery] },
            { label: words.made, value: when(view.plan.madeAt) },
          ]}
        />
        <Box fontSize="body-s" color="text-body-secondary">
          <span className="sr-wrap">
            {words.digest} <Copyable text={view.plan.digest} label={words.copyDigest} />
          </span>
        </Box>
      </SpaceBetween>
    </Container>
  );
}

function Wrap({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span className="sr-wrap" title={title}>
      {children}
    </span>
  );
}

export function Notes({ title, notes }: { title: string; notes: NoteView[] }) {
  return notes.length === 0 ? null : (
    <Container
      header={
        <Header variant="h3" headingTagOverride="h2">
          {title}
        </Header>
      }
    >
      <NoteList notes={notes} />
    </Container>
  );
}
