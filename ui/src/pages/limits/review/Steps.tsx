// For a role of a permission set: what to do in IAM Identity Center. Nothing is confirmed or written here.

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { LimitPlanView } from "../../../api/types";
import { Alerts } from "../../../parts/Notes";
import { Words } from "../../../parts/Words";
import { limitReview } from "../../../text/en/limitReview";
import { Escapes } from "./Escapes";
import { Holds } from "./Holds";
import { Notes } from "./LimitReview";
import { Matrix } from "./Matrix";
import { Simulator } from "./Simulator";
import { Texts } from "./Texts";

const words = limitReview;

/** The steps are the answer to this one. The policy of the permission set is the same as the bare JSON. */
const OWN = "limit_identity_center_role";

export function Steps({ plan }: { plan: LimitPlanView }) {
  return (
    <SpaceBetween size="l">
      <Alert type="info">{words.stepsText}</Alert>
      <Alerts notes={plan.plan.blockers.filter((note) => note.code !== OWN)} type="error" />
      <Container header={<Header variant="h2">{words.steps}</Header>}>
        <ol className="sr-notes">
          {plan.steps.map((step) => (
            <li key={step} className="sr-wrap">
              <Words text={step} />
            </li>
          ))}
        </ol>
      </Container>
      <Texts texts={plan.texts.filter((text) => text.format !== "json")} digest={plan.plan.digest} />
      <Holds view={plan} />
      <Matrix attempts={plan.attempts} />
      <Simulator simulator={plan.simulator} />
      <Escapes escapes={plan.escapes} known={plan.unreadable === null} />
      <Notes title={words.gaps} notes={plan.gaps} />
      <Notes title={words.besides} notes={plan.besides} />
    </SpaceBetween>
  );
}
