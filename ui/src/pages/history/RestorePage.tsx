// A backup goes back: a plan like any other, reviewed and confirmed in the same way.

import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { useCallback, useState } from "react";
import type { PlanView } from "../../api/types";
import { planRestore } from "../../backend";
import { Loading } from "../../parts/Loading";
import { Mend } from "../../parts/review/Mend";
import { PlanReview } from "../../parts/review/PlanReview";
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
        {(plan) => (
          <PlanReview
            key={plan.digest}
            plan={plan}
            mend={mend(plan)}
            onAgain={again}
            onCancel={() => go({ page: "history" })}
          />
        )}
      </Loading>
    </ContentLayout>
  );
}
