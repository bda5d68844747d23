// What stands in the way of a plan and can be settled here: Regions that were not read, dead principals.

import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { PlanView } from "../../api/types";
import { review } from "../../text/en/review";
import { type Wishes, regionsToAccept } from "./wishes";

const words = review.mend;

type Props = {
  plan: PlanView;
  wishes: Wishes;
  busy: boolean;
  /** What was typed, before a plan is made of it. */
  onWish: (wishes: Wishes) => void;
  /** Makes the plan anew with these wishes. */
  onPlan: (wishes: Wishes) => void;
};

export function Mend({ plan, wishes, busy, onWish, onPlan }: Props) {
  const regions = regionsToAccept(plan);
  const dead = wishes.withoutDeadPrincipals || plan.blockers.some((note) => note.code === "dead_principals");
  if (regions.length === 0 && !dead) {
    return null;
  }
  const ready = regions.every((region) => wishes.accepted[region]?.trim() === region);
  return (
    <Container>
      <SpaceBetween size="m">
        {dead && (
          <Checkbox
            checked={wishes.withoutDeadPrincipals}
            disabled={busy}
            description={words.deadText}
            onChange={({ detail }) => onPlan({ ...wishes, withoutDeadPrincipals: detail.checked })}
          >
            {words.dead}
          </Checkbox>
        )}
        {regions.map((region) => (
          <FormField key={region} label={words.accept(region)}>
            <Input
              value={wishes.accepted[region] ?? ""}
              autoComplete={false}
              spellcheck={false}
              disabled={busy}
              onChange={({ detail }) => onWish({ ...wishes, accepted: { ...wishes.accepted, [region]: detail.value } })}
            />
          </FormField>
        ))}
        {regions.length > 0 && (
          <Button
            loading={busy}
            disabled={!ready}
            disabledReason={ready ? undefined : words.missing}
            onClick={() => onPlan(wishes)}
          >
            {review.confirm.planAgain}
          </Button>
        )}
      </SpaceBetween>
    </Container>
  );
}
