import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard, { type WizardProps } from "@cloudscape-design/components/wizard";
import { useCallback, useState } from "react";
import type { LimitChoicesView, LimitPlanView, LimitRow, OverviewView } from "../../api/types";
import { limitChoices, planLimit, toErrorView } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { ApplyButton, ApplyFields, useApply } from "../../parts/review/Apply";
import { type Load, useAction, useLoad } from "../../store/load";
import { go } from "../../store/route";
import { limits as words } from "../../text/en/limits";
import { HowStep } from "./HowStep";
import { WhatStep } from "./WhatStep";
import { WhoStep } from "./WhoStep";
import {
  type LimitForm,
  type StepName,
  nameWrong,
  nothingLimited,
  stepOf,
  targetless,
  toRequest,
  typedLeft,
  typesOf,
  whoMissing,
} from "./form";
import { LimitReview } from "./review/LimitReview";
import { Steps } from "./review/Steps";

const NAMES: StepName[] = ["who", "what", "how", "review"];
const leave = () => go({ page: "limits" });

type Props = {
  picture: OverviewView;
  start: LimitForm;
  /** The limit that is changed; null where one is made. */
  changed: LimitRow | null;
};

export function LimitWizard({ picture, start, changed }: Props) {
  const [form, setForm] = useState<LimitForm>(start);
  const [at, setAt] = useState(0);
  const [tried, setTried] = useState(false);
  const [plan, setPlan] = useState<LimitPlanView | null>(null);
  const { load, again, choices } = useChoices(form.instance);
  const planning = useAction();
  const apply = useApply(plan?.plan ?? null);

  const change = (next: LimitForm) => {
    setForm(next);
    // A plan is bound to what was asked: another wish needs another plan.
    setPlan(null);
  };
  const replan = (wanted: LimitChoicesView) =>
    planning.run(async () => {
      const request = toRequest(form, wanted);
      try {
        setPlan(await planLimit(request));
        setAt(NAMES.indexOf("review"));
        setTried(false);
      } catch (thrown) {
        const step = stepOf(toErrorView(thrown), request);
        if (step !== null) {
          setAt(NAMES.indexOf(step));
        }
        throw thrown;
      }
    });
  const move = (wanted: number) => {
    if (wanted > at) {
      const stop = NAMES.slice(at, wanted).findIndex((name) => missing(name, form, choices));
      if (stop !== -1) {
        setAt(at + stop);
        setTried(true);
        return;
      }
      if (wanted === NAMES.indexOf("review") && plan === null && choices !== null) {
        replan(choices);
        return;
      }
    }
    setTried(false);
    planning.clear();
    setAt(wanted);
  };

  const common = { form, onChange: change, tried };
  const contents: Record<StepName, WizardProps.Step> = {
    who: {
      title: words.who.title,
      description: words.who.text,
      content: <WhoStep {...common} picture={picture} load={load} onAgain={again} changed={changed} />,
    },
    what: {
      title: words.what.title,
      description: words.what.text,
      content: choices === null ? null : <WhatStep {...common} choices={choices} />,
    },
    how: {
      title: words.how.title,
      description: words.how.text,
      content: choices === null ? null : <HowStep {...common} choices={choices} changed={changed} />,
    },
    review: {
      title: words.review.title,
      description: words.review.text,
      content:
        plan === null || choices === null ? null : plan.steps.length > 0 ? (
          <Steps plan={plan} />
        ) : (
          <LimitReview
            plan={plan}
            request={toRequest(form, choices)}
            choices={choices}
            confirm={<ApplyFields plan={plan.plan} apply={apply} onPlanAgain={() => replan(choices)} />}
          />
        ),
    },
  };
  const current = NAMES[at] ?? "who";
  const failed = planning.error === null ? null : <ErrorNote error={planning.error} onDismiss={planning.clear} />;
  return (
    <Wizard
      steps={NAMES.map((name) => {
        const step = contents[name];
        return name === current && failed !== null
          ? { ...step, content: <SpaceBetween size="l">{[failed, step.content]}</SpaceBetween> }
          : step;
      })}
      activeStepIndex={at}
      isLoadingNextStep={planning.busy || (current === "who" && form.instance !== null && load.state === "loading")}
      onNavigate={({ detail }) => move(detail.requestedStepIndex)}
      onCancel={leave}
      customPrimaryActions={
        current === "review" && plan !== null ? (
          <SpaceBetween size="xs" direction="horizontal">
            {plan.steps.length === 0 && (
              <Button variant="link" disabled={apply.busy} onClick={leave}>
                {words.wizard.cancel}
              </Button>
            )}
            <Button disabled={apply.busy || planning.busy} onClick={() => move(at - 1)}>
              {words.wizard.previous}
            </Button>
            {plan.steps.length === 0 ? (
              <ApplyButton plan={plan.plan} apply={apply} />
            ) : (
              <Button variant="primary" onClick={leave}>
                {words.wizard.close}
              </Button>
            )}
          </SpaceBetween>
        ) : undefined
      }
      i18nStrings={{
        stepNumberLabel: words.wizard.step,
        collapsedStepsLabel: words.wizard.collapsed,
        navigationAriaLabel: words.wizard.navigation,
        cancelButton: words.wizard.cancel,
        previousButton: words.wizard.previous,
        nextButton: words.wizard.next,
        nextButtonLoadingAnnouncement: planning.busy ? words.wizard.planning : words.who.loading,
        errorIconAriaLabel: words.wizard.error,
      }}
    />
  );
}

function missing(name: StepName, form: LimitForm, choices: LimitChoicesView | null): boolean {
  if (choices === null) {
    return true;
  }
  switch (name) {
    case "who":
      return whoMissing(form);
    case "what":
      return nothingLimited(form) || typedLeft(form) || targetless(form, typesOf(choices, form)).length > 0;
    case "how":
      return nameWrong(form, choices);
    default:
      return false;
  }
}

/** What there is to choose for the instance. What was read for another one is not shown meanwhile. */
function useChoices(instance: string | null) {
  const ask = useCallback(
    async (): Promise<LimitChoicesView | null> => (instance === null ? null : limitChoices(instance)),
    [instance],
  );
  const { load, again } = useLoad(ask);
  const isOther = load.value !== undefined && load.value?.instance !== (instance ?? undefined);
  const shown: Load<LimitChoicesView | null> =
    isOther && load.state === "failed"
      ? { ...load, value: undefined }
      : isOther
        ? { state: "loading", slow: false, value: undefined }
        : load;
  return { load: shown, again, choices: shown.value ?? null };
}
