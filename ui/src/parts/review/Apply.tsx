// The typed confirmation and the button that starts the change.

import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { ErrorView, PlanView } from "../../api/types";
import { startChange } from "../../store/changes";
import { useAction } from "../../store/load";
import { go } from "../../store/route";
import { review } from "../../text/en/review";
import { ErrorNote } from "../ErrorNote";
import { Verdict } from "../Verdict";
import { Words } from "../Words";

const words = review.confirm;

export type Apply = {
  typed: string;
  setTyped: (typed: string) => void;
  busy: boolean;
  error: ErrorView | null;
  clear: () => void;
  /** The button was pressed with nothing typed. */
  empty: boolean;
  submit: () => void;
};

export function useApply(plan: PlanView | null): Apply {
  const [typed, setTypedText] = useState("");
  const [empty, setEmpty] = useState(false);
  const { busy, error, clear, run } = useAction();
  const submit = () => {
    if (plan === null || !canApply(plan)) {
      return;
    }
    if (typed.trim() === "") {
      setEmpty(true);
      return;
    }
    const from = window.location.hash;
    run(async () => {
      const change = await startChange({ digest: plan.digest, typed: typed.trim() });
      // Whoever went elsewhere meanwhile stays there; the history has the change.
      if (window.location.hash === from) {
        go({ page: "change", change });
      }
    });
  };
  const setTyped = (text: string) => {
    setTypedText(text);
    setEmpty(false);
    clear();
  };
  return { typed, setTyped, busy, error, clear, empty, submit };
}

const stale = (error: ErrorView) => error.code === "policy_changed" || error.code === "plan_refused";

export function canApply(plan: PlanView): boolean {
  return plan.blockers.length === 0 && plan.cannotApply === null && plan.targets.some((target) => !target.nothingToDo);
}

type FieldsProps = {
  plan: PlanView;
  apply: Apply;
  /** Makes the plan anew, where the live policy no longer is what it was made from. */
  onPlanAgain: () => void;
};

export function ApplyFields({ plan, apply, onPlanAgain }: FieldsProps) {
  if (!canApply(plan)) {
    return null;
  }
  const wrong = apply.error?.code === "confirmation_wrong" ? <Words text={apply.error.message} /> : null;
  return (
    <Container header={<Header variant="h2">{words.title}</Header>}>
      <SpaceBetween size="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            apply.submit();
          }}
        >
          <FormField
            label={words.input}
            description={<Words text={plan.confirmationPrompt} />}
            errorText={apply.empty ? words.empty : wrong}
          >
            <Input
              value={apply.typed}
              autoComplete={false}
              spellcheck={false}
              disabled={apply.busy}
              onChange={({ detail }) => apply.setTyped(detail.value)}
            />
          </FormField>
        </form>
        <div role="status">{apply.busy && <Verdict sign="working">{words.working}</Verdict>}</div>
        {apply.error !== null && wrong === null && (
          <SpaceBetween size="s">
            <ErrorNote error={apply.error} onDismiss={apply.clear} />
            {stale(apply.error) && (
              <Button
                onClick={() => {
                  apply.clear();
                  onPlanAgain();
                }}
              >
                {words.planAgain}
              </Button>
            )}
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}

const applyWords: Record<string, string> = {
  lock: words.lock,
  unlock: words.unlock,
  restore: words.restore,
  limit: words.limit,
  unlimit: words.unlimit,
};

export function ApplyButton({ plan, apply }: { plan: PlanView; apply: Apply }) {
  return (
    <Button variant="primary" loading={apply.busy} disabled={!canApply(plan)} onClick={apply.submit}>
      {applyWords[plan.kind] ?? words.lock}
    </Button>
  );
}
