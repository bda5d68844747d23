// A limit is taken off: a plan like any other. The role's or user's other policies stay as they are.

import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { useCallback } from "react";
import { planUnlimit } from "../../backend";
import { Loading } from "../../parts/Loading";
import { PlanReview } from "../../parts/review/PlanReview";
import { useLoad } from "../../store/load";
import { go, toHash } from "../../store/route";
import { limits } from "../../text/en/limits";
import { AfterLook } from "./AfterLook";

const words = limits.off;

export function UnlimitPage({ limitKey }: { limitKey: string }) {
  return (
    <ContentLayout
      maxContentWidth={1000}
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={limits.crumbs}
          items={[
            { text: limits.title, href: toHash({ page: "limits" }) },
            { text: words.title, href: toHash({ page: "unlimit", key: limitKey }) },
          ]}
        />
      }
      header={
        <Header variant="h1" description={words.text}>
          {words.title}
        </Header>
      }
    >
      <AfterLook>{() => <Plan limitKey={limitKey} />}</AfterLook>
    </ContentLayout>
  );
}

function Plan({ limitKey }: { limitKey: string }) {
  const ask = useCallback(() => planUnlimit(limitKey), [limitKey]);
  const { load, again } = useLoad(ask);
  return (
    <Loading load={load} words={words.loading} onAgain={again}>
      {(plan) => (
        <PlanReview key={plan.digest} plan={plan} mend={null} onAgain={again} onCancel={() => go({ page: "limits" })} />
      )}
    </Loading>
  );
}
