// The lock, step by step, for one bucket or several.

import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback } from "react";
import { keepList } from "../../backend";
import { Loading } from "../../parts/Loading";
import { Preflight } from "../../parts/Preflight";
import { useLoad } from "../../store/load";
import { toHash } from "../../store/route";
import { lock as words } from "../../text/en/lock";
import { LockWizard } from "./LockWizard";

export function LockPage({ buckets }: { buckets: string[] }) {
  const ask = useCallback(() => keepList(buckets), [buckets]);
  const { load, again } = useLoad(ask);
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        ariaLabel={words.crumbs}
        items={[
          { text: words.overview, href: toHash({ page: "overview" }) },
          { text: words.title(buckets), href: toHash({ page: "lock", buckets }) },
        ]}
      />
      <Preflight buckets={buckets} />
      <Loading load={load} words={words.loading} onAgain={again}>
        {(list) => <LockWizard buckets={buckets} list={list} />}
      </Loading>
    </SpaceBetween>
  );
}
