// A backup goes back: a plan like any other, reviewed and confirmed in the same way.

import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useCallback, useState } from "react";
import type { PlanView } from "../../api/types";
import { planRestore } from "../../backend";
import { Loading } from "../../parts/Loading";
import { ApplyButton, ApplyFields, useApply } from "../../parts/review/Apply";
import { Impacts } from "../../parts/review/Impact";
import { Mend } from "../../parts/review/Mend";
import { Review } from "../../parts/review/Review";
import { type Wishes, acceptedRegions, noWishes } from "../../parts/review/wishes";
import { useLoad } from "../../store/load";
import { go, toHash } from "../../store/route";
import { history } from "../../text/en/history";

const words = history.restore;

export function RestorePage({ backup }: { backup: string }) {
  // What the plan was last asked with; what is being typed is not asked yet.
  const [asked, setAsked] = useState<Wishes>(noWishes);
  const [wishes, setWishes] = useState<Wishes>(noWishes);
  const ask = useCallback(
    () =>
      planRestore({
        backup,
        acceptedRegions: acceptedRegions(asked),
        withoutDeadPrincipals: asked.withoutDeadPrincipals,
      }),
    [backup, asked],
  );
  const { load, again } = useLoad(ask);
  const mend = (plan: PlanView) => (
    <Mend
      plan={plan}
      wishes={wishes}
      busy={load.state === "loading"}
      onWish={setWishes}
      onPlan={(next) => {
        setWishes(next);
        setAsked({ ...next });
      }}
    />
  );
  return (
    <ContentLayout
      maxContentWidth={1000}
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.crumbs}
          items={[
            { text: history.title, href: toHash({ page: "history" }) },
            { text: words.title, href: toHash({ page: "restore", backup }) },
          ]}
        />
      }
      header={
        <Header variant="h1" description={words.text}>
          {words.title}
        </Header>
      }
    >
      <Loading load={load} words={words.loading} onAgain={again}>
        {(plan) => <Found key={plan.digest} plan={plan} mend={mend(plan)} onAgain={again} />}
      </Loading>
    </ContentLayout>
  );
}

type Props = { plan: PlanView; mend: ReactNode; onAgain: () => void };

function Found({ plan, mend, onAgain }: Props) {
  const apply = useApply(plan);
  return (
    <SpaceBetween size="l">
      <Review
        plan={plan}
        mend={mend}
        confirm={
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">{words.impact}</Header>}>
              <Impacts plan={plan} />
            </Container>
            <ApplyFields plan={plan} apply={apply} onPlanAgain={onAgain} />
          </SpaceBetween>
        }
      />
      <Box float="right">
        <SpaceBetween size="xs" direction="horizontal">
          <Button variant="link" disabled={apply.busy} onClick={() => go({ page: "history" })}>
            {words.cancel}
          </Button>
          <ApplyButton plan={plan} apply={apply} />
        </SpaceBetween>
      </Box>
    </SpaceBetween>
  );
}
