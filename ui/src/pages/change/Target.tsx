// One bucket or policy of a change: its state, its steps, its difference, its backup.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ChangeTargetView, StepView } from "../../api/types";
import { timeOfDay } from "../../format";
import { Diff } from "../../parts/Diff";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { whereOf } from "../../parts/targets";
import { ChangeState } from "../../parts/states";
import { go } from "../../store/route";
import { change as words } from "../../text/en/change";
import { Others } from "./Others";

/** States of a change or of its target in which its own buttons take it back, or nothing is left to take back. */
const WITHOUT_RESTORE = ["running", "on_trial", "rolled_back"];

type Props = {
  target: ChangeTargetView;
  /** The whole change's state. */
  state: string;
  /** The change has no other target: its state is said above already. */
  only: boolean;
  /** CloudTrail is being asked. */
  asking: boolean;
};

export function Target({ target, state, only, asking }: Props) {
  const { backup } = target;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              {whereOf(target)}: <Words text={target.stateWords} />
            </>
          }
          actions={
            <SpaceBetween size="s" direction="horizontal" alignItems="center">
              {!only && <ChangeState state={target.state} />}
              {backup !== null && !WITHOUT_RESTORE.some((one) => one === state || one === target.state) && (
                <Button ariaLabel={words.restoreLabel(target.name)} onClick={() => go({ page: "restore", backup })}>
                  {words.restore}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          <span className="sr-wrap">{target.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="m">
        {target.foreignDiff !== null && (
          <SpaceBetween size="s">
            <Alert type="warning" header={words.foreign}>
              {words.foreignText}
            </Alert>
            <Diff rows={target.foreignDiff} bucket={target.name} />
          </SpaceBetween>
        )}
        {target.trail !== null && <Others trail={target.trail} bucket={target.name} busy={asking} />}
        <ExpandableSection
          headerText={words.steps(target.steps.length)}
          defaultExpanded={state !== "on_trial" && state !== "done"}
        >
          <Steps steps={target.steps} running={target.state === "running"} />
        </ExpandableSection>
        {target.diff.length > 0 && (
          <ExpandableSection headerText={words.diff}>
            <Diff rows={target.diff} bucket={target.name} />
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}

function Steps({ steps, running }: { steps: StepView[]; running: boolean }) {
  return (
    <ol className="sr-steps">
      {steps.map((step, at) => (
        <li key={`${step.at} ${step.words}`}>
          <Verdict sign={step.error !== null ? "bad" : running && at === steps.length - 1 ? "working" : "good"}>
            <Words text={step.words} />
            <Box fontSize="body-s" color="text-body-secondary">
              {timeOfDay(step.at)}
              {step.requestId !== null && `, ${words.request(step.requestId)}`}
            </Box>
            {step.error !== null && (
              <Box color="text-status-error">
                <Words text={step.error} />
              </Box>
            )}
          </Verdict>
        </li>
      ))}
    </ol>
  );
}
