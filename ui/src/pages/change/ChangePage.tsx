// One change: being written, on trial, or ended; with every step it took.

import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AccountView, ChangeView } from "../../api/types";
import { saveReport } from "../../backend";
import { when } from "../../format";
import { ErrorNote } from "../../parts/ErrorNote";
import { Loading } from "../../parts/Loading";
import { SaveButton } from "../../parts/SaveButton";
import { Words } from "../../parts/Words";
import { PlaybackCheck } from "../../parts/playback/PlaybackCheck";
import { nameOf, namesIn, onlyBuckets } from "../../parts/targets";
import { ChangeState } from "../../parts/states";
import type { Live } from "../../store/changes";
import { redraw } from "../../store/discovery";
import { go, toHash } from "../../store/route";
import { change as words } from "../../text/en/change";
import { parts } from "../../text/en/parts";
import { Ended } from "./Ended";
import { Running } from "./Running";
import { Target } from "./Target";
import { Trial } from "./Trial";
import { useChange } from "./useChange";
import { useTrail } from "./useTrail";

export function ChangePage({ change, account }: { change: string; account: AccountView }) {
  const { load, again, put, live } = useChange(change);
  return (
    <Loading load={load} words={words.loading} onAgain={again}>
      {(view) => (
        <Found
          view={view}
          live={live}
          account={account}
          onAgain={again}
          onChange={(next) => {
            put(next);
            redraw();
          }}
        />
      )}
    </Loading>
  );
}

type Props = {
  view: ChangeView;
  live: Live | null;
  account: AccountView;
  onAgain: () => void;
  onChange: (view: ChangeView) => void;
};

function Found({ view, live, account, onAgain, onChange }: Props) {
  const buckets = view.targets.map((target) => target.name);
  // Of some buckets, where others wait for the user.
  const trial = view.trial !== null;
  const heard = trial ? namesIn("on_trial", view.targets) : buckets;
  const asking = useTrail(view, view.accountId === account.accountId, onChange);
  const kind = parts.changeKind[view.kind] ?? view.kind;
  const title = onlyBuckets(view) ? words.title(kind, buckets) : words.policyTitle(kind, nameOf(view.targets));
  const playback = view.kind === "lock" && (
    <PlaybackCheck
      key={heard.join(" ")}
      buckets={heard}
      account={account}
      trial={trial}
      onChange={onChange}
      onSeen={onAgain}
    />
  );
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.crumbs}
          items={[
            { text: words.history, href: toHash({ page: "history" }) },
            { text: title, href: toHash({ page: "change", change: view.id }) },
          ]}
        />
      }
      header={
        <Header
          variant="h1"
          description={<Words text={view.stateWords} />}
          actions={
            <SpaceBetween size="s" direction="horizontal" alignItems="start">
              <Box padding={{ top: "xxs" }}>
                <ChangeState state={view.state} />
              </Box>
              {view.endedAt !== null && <SaveButton words={words.report} save={() => saveReport(view.id)} />}
              {view.endedAt !== null && <Back kind={view.kind} />}
            </SpaceBetween>
          }
        >
          <span className="sr-wrap">{title}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        {live !== null && live.error !== null && <ErrorNote error={live.error} />}
        {view.state === "running" && <Running view={view} live={live} />}
        {trial && <Trial view={view} onChange={onChange} onOver={onAgain} />}
        <Ended view={view} onChange={onChange} />
        {trial && playback}
        {view.targets.map((target) => (
          <Target
            key={target.name}
            target={target}
            state={view.state}
            only={view.targets.length === 1}
            asking={asking}
          />
        ))}
        {view.state === "done" && playback}
        <Facts view={view} />
      </SpaceBetween>
    </ContentLayout>
  );
}

/** To the page that the change began on. */
function Back({ kind }: { kind: string }) {
  return kind === "limit" || kind === "unlimit" ? (
    <Button onClick={() => go({ page: "limits" })}>{words.limits}</Button>
  ) : (
    <Button onClick={() => go({ page: "overview" })}>{words.overview}</Button>
  );
}

function Facts({ view }: { view: ChangeView }) {
  return (
    <Container>
      <KeyValuePairs
        columns={view.endedAt === null ? 3 : 4}
        items={[
          { label: words.started, value: when(view.startedAt) },
          ...(view.endedAt === null ? [] : [{ label: words.ended, value: when(view.endedAt) }]),
          { label: words.account, value: view.accountId },
          {
            label: words.who,
            value: (
              <span className="sr-wrap" title={view.who}>
                {view.who.split(":").at(-1)}
              </span>
            ),
          },
          ...(view.reason === null ? [] : [{ label: words.reason, value: view.reason }]),
        ]}
      />
    </Container>
  );
}
