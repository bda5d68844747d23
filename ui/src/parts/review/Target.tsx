// What a plan does to one bucket, or to one policy of a role or user.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { PlanView, TargetView } from "../../api/types";
import { savePlanPolicy } from "../../backend";
import { review as words } from "../../text/en/review";
import { Diff } from "../Diff";
import { PolicyText } from "../PolicyText";
import { SaveButton } from "../SaveButton";
import { Words } from "../Words";
import { isBucketPolicy, whereOf } from "../targets";

export function Target({ target, plan }: { target: TargetView; plan: PlanView }) {
  const isBucket = isBucketPolicy(target);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              {whereOf(target)}: <Words text={target.summary} />
            </>
          }
          actions={
            isBucket && target.size > 0 ? (
              <SaveButton words={words.save} save={() => savePlanPolicy(plan.digest, target.name)} />
            ) : undefined
          }
        >
          <span className="sr-wrap">{target.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        {target.nothingToDo && (
          <Alert type="info" header={words.nothing}>
            {words.nothingText}
          </Alert>
        )}
        {isBucket && target.added.length > 0 && (
          <ExpandableSection headerText={words.added(target.added.length)} defaultExpanded={plan.targets.length === 1}>
            <SpaceBetween size="xs">
              {plan.trialMinutes !== null && (
                <Box color="text-body-secondary">
                  <Words text={words.trialText} />
                </Box>
              )}
              {target.added.map((statement, at) => (
                <PolicyText key={statement} text={statement} label={words.addedLabel(target.name, at + 1)} />
              ))}
            </SpaceBetween>
          </ExpandableSection>
        )}
        <ExpandableSection headerText={words.diff} defaultExpanded>
          <Diff rows={target.diff} bucket={target.name} />
        </ExpandableSection>
        {isBucket && <Size target={target} />}
      </SpaceBetween>
    </Container>
  );
}

function Size({ target }: { target: TargetView }) {
  if (target.size === 0) {
    return <Box color="text-body-secondary">{words.removed}</Box>;
  }
  return (
    <ProgressBar
      value={Math.min(100, Math.ceil((target.size / target.sizeLimit) * 100))}
      variant="standalone"
      status={target.size > target.sizeLimit ? "error" : "in-progress"}
      ariaLabel={words.sizeLabel(target.name)}
      label={words.size}
      additionalInfo={words.sizeOf(target.size, target.sizeLimit)}
      {...(target.size > target.sizeLimit ? { resultText: words.sizeOf(target.size, target.sizeLimit) } : {})}
    />
  );
}
