// A limit is made or changed, step by step.

import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { LimitRow, OverviewView } from "../../api/types";
import { limits as askLimits } from "../../backend";
import { Loading } from "../../parts/Loading";
import { useLoad } from "../../store/load";
import { go, toHash } from "../../store/route";
import { limits } from "../../text/en/limits";
import { AfterLook } from "./AfterLook";
import { LimitWizard } from "./LimitWizard";
import { emptyForm, fromRequest } from "./form";

const words = limits.page;

/** `limitKey`: of the limit that is changed; null where one is made. */
export function LimitPage({ limitKey }: { limitKey: string | null }) {
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        ariaLabel={limits.crumbs}
        items={[
          { text: limits.title, href: toHash({ page: "limits" }) },
          { text: limitKey === null ? words.make : words.change, href: toHash({ page: "limit", key: limitKey }) },
        ]}
      />
      <AfterLook>
        {(picture) =>
          limitKey === null ? <Make picture={picture} /> : <Change limitKey={limitKey} picture={picture} />
        }
      </AfterLook>
    </SpaceBetween>
  );
}

function Make({ picture }: { picture: OverviewView }) {
  const [only] = picture.instances;
  const instance = only !== undefined && picture.instances.length === 1 ? only.key : null;
  return <LimitWizard picture={picture} start={{ ...emptyForm, instance }} changed={null} />;
}

function Change({ limitKey, picture }: { limitKey: string; picture: OverviewView }) {
  const { load, again } = useLoad(askLimits);
  return (
    <Loading load={load} words={limits.loading} onAgain={again}>
      {(view) => <Found row={view.limits.find((row) => row.key === limitKey)} picture={picture} />}
    </Loading>
  );
}

function Found({ row, picture }: { row: LimitRow | undefined; picture: OverviewView }) {
  if (row === undefined || row.request === null) {
    return (
      <Alert type="info" action={<Button onClick={() => go({ page: "limits" })}>{words.back}</Button>}>
        {row === undefined ? words.missing : words.notReadable}
      </Alert>
    );
  }
  return <LimitWizard picture={picture} start={fromRequest(row.request)} changed={row} />;
}
