// A lock is taken off: a plan like any other. Statements that are not the lock stay as they are.

import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { useCallback } from "react";
import { planUnlock } from "../../backend";
import { Loading } from "../../parts/Loading";
import { PlanReview } from "../../parts/review/PlanReview";
import { useLoad } from "../../store/load";
import { type Route, go, toHash } from "../../store/route";
import { unlock as words } from "../../text/en/unlock";

export function UnlockPage({ buckets }: { buckets: string[] }) {
  const ask = useCallback(() => planUnlock(buckets), [buckets]);
  const { load, again } = useLoad(ask);
  const [only] = buckets;
  const back: Route =
    only !== undefined && buckets.length === 1 ? { page: "bucket", bucket: only } : { page: "overview" };
  return (
    <ContentLayout
      maxContentWidth={1000}
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.crumbs}
          items={[
            { text: words.overview, href: toHash({ page: "overview" }) },
            { text: words.title(buckets), href: toHash({ page: "unlock", buckets }) },
          ]}
        />
      }
      header={
        <Header variant="h1" description={words.text}>
          <span className="sr-wrap">{words.title(buckets)}</span>
        </Header>
      }
    >
      <Loading load={load} words={words.loading} onAgain={again}>
        {(plan) => <PlanReview key={plan.digest} plan={plan} mend={null} onAgain={again} onCancel={() => go(back)} />}
      </Loading>
    </ContentLayout>
  );
}
