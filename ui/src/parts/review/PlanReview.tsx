// A plan that has one page: what is written, its impact, the typed confirmation.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { PlanView } from "../../api/types";
import { onlyBuckets } from "../targets";
import { review } from "../../text/en/review";
import { ApplyButton, ApplyFields, useApply } from "./Apply";
import { Impacts } from "./Impact";
import { Review } from "./Review";

type Props = {
  plan: PlanView;
  /** What settles a blocker, where something can. */
  mend: ReactNode;
  onAgain: () => void;
  onCancel: () => void;
};

export function PlanReview({ plan, mend, onAgain, onCancel }: Props) {
  const apply = useApply(plan);
  return (
    <SpaceBetween size="l">
      <Review
        plan={plan}
        mend={mend}
        confirm={
          <SpaceBetween size="l">
            {onlyBuckets(plan) && (
              <Container header={<Header variant="h2">{review.impact.title}</Header>}>
                <Impacts plan={plan} />
              </Container>
            )}
            <ApplyFields plan={plan} apply={apply} onPlanAgain={onAgain} />
          </SpaceBetween>
        }
      />
      <Box float="right">
        <SpaceBetween size="xs" direction="horizontal">
          <Button variant="link" disabled={apply.busy} onClick={onCancel}>
            {review.confirm.cancel}
          </Button>
          <ApplyButton plan={plan} apply={apply} />
        </SpaceBetween>
      </Box>
    </SpaceBetween>
  );
}
