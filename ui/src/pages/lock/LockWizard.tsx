import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard, { type WizardProps } from "@cloudscape-design/components/wizard";
import { useState } from "react";
import type { KeepListView, PlanView } from "../../api/types";
import { planLock } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { ApplyButton, ApplyFields, useApply } from "../../parts/review/Apply";
import { Impacts } from "../../parts/review/Impact";
import { Mend } from "../../parts/review/Mend";
import { Review } from "../../parts/review/Review";
import { features } from "../../features";
import { useAction } from "../../store/load";
import { go } from "../../store/route";
import { lock as words } from "../../text/en/lock";
import { FormStep } from "./FormStep";
import { KeepStep } from "./KeepStep";
import { RegionsStep } from "./RegionsStep";
import {
  emptyForm,
  keepMissing,
  type LockForm,
  minutesWrong,
  regionsMissing,
  toRequest,
  trialReasonMissing,
} from "./form";

const cancel = () => go({ page: "overview" });

type StepName = "keep" | "regions" | "form" | "impact" | "review";

export function LockWizard({ buckets, list }: { buckets: string[]; list: KeepListView }) {
  const [form, setForm] = useState<LockForm>(emptyForm);
  const [at, setAt] = useState(0);
  const [tried, setTried] = useState(false);
  const [plan, setPlan] = useState<PlanView | null>(null);
  const planning = useAction();
  const apply = useApply(plan);

  const names: StepName[] = [
    "keep",
    ...(list.unreadRegions.length > 0 ? (["regions"] as const) : []),
    ...(features.forms ? (["form"] as const) : []),
    "impact",
    "review",
  ];
  const change = (next: LockForm) => {
    setForm(next);
    // A plan is bound to what was asked: another wish needs another plan.
    setPlan(null);
  };
  const missing = (name: StepName): boolean =>
    (name === "keep" && (list.blockers.length > 0 || keepMissing(form, list))) ||
    (name === "regions" && regionsMissing(form, list)) ||
    (name === "form" && (minutesWrong(form) || trialReasonMissing(form)));

  const replan = (wanted: LockForm, to: StepName) =>
    planning.run(async () => {
      setPlan(await planLock(toRequest(buckets, wanted, list)));
      setAt(names.indexOf(to));
      setTried(false);
    });
  const move = (wanted: number) => {
    if (wanted > at) {
      const stop = names.slice(at, wanted).findIndex((name) => missing(name));
      if (stop !== -1) {
        setAt(at + stop);
        setTried(true);
        return;
      }
      if (wanted >= names.indexOf("impact") && plan === null) {
        replan(form, "impact");
        return;
      }
    }
    setTried(false);
    planning.clear();
    setAt(wanted);
  };

  // What is settled on the review keeps the review: a plan with blockers can't be applied meanwhile.
  const mend = (blocked: PlanView) => (
    <Mend
      plan={blocked}
      wishes={form}
      busy={planning.busy}
      onWish={(wishes) => setForm({ ...form, ...wishes })}
      onPlan={(wishes) => {
        const wanted = { ...form, ...wishes };
        setForm(wanted);
        replan(wanted, "review");
      }}
    />
  );
  const failed = planning.error === null ? null : <ErrorNote error={planning.error} onDismiss={planning.clear} />;
  const stepProps = { form, list, onChange: change, tried };
  const contents: Record<StepName, WizardProps.Step> = {
    keep: { title: words.keep.title, description: words.keep.text, content: <KeepStep {...stepProps} /> },
    regions: { title: words.regions.title, description: words.regions.text, content: <RegionsStep {...stepProps} /> },
    form: { title: words.form.title, description: words.form.text, content: <FormStep {...stepProps} /> },
    impact: {
      title: words.impact.title,
      description: words.impact.text,
      content: plan === null ? null : <Impacts plan={plan} />,
    },
    review: {
      title: words.review.title,
      description: words.review.text,
      content:
        plan === null ? null : (
          <Review
            plan={plan}
            mend={mend(plan)}
            confirm={<ApplyFields plan={plan} apply={apply} onPlanAgain={() => replan(form, "impact")} />}
          />
        ),
    },
  };
  const current = names[at] ?? "keep";
  return (
    <Wizard
      steps={names.map((name) => {
        const step = contents[name];
        return name === current && failed !== null
          ? { ...step, content: <SpaceBetween size="l">{[failed, step.content]}</SpaceBetween> }
          : step;
      })}
      activeStepIndex={at}
      isLoadingNextStep={planning.busy}
      onNavigate={({ detail }) => move(detail.requestedStepIndex)}
      onCancel={cancel}
      customPrimaryActions={
        current === "review" && plan !== null ? (
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={apply.busy} onClick={cancel}>
              {words.wizard.cancel}
            </Button>
            <Button disabled={apply.busy} onClick={() => move(at - 1)}>
              {words.wizard.previous}
            </Button>
            <ApplyButton plan={plan} apply={apply} />
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
        nextButtonLoadingAnnouncement: words.wizard.planning,
        errorIconAriaLabel: words.wizard.error,
      }}
    />
  );
}
