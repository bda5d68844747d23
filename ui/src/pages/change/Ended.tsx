// What can be done with a change that did not end as it was meant to.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ChangeView } from "../../api/types";
import { leaveChange, retryChange, rollBack, settleChange } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { namesIn } from "../../parts/targets";
import { useAction } from "../../store/load";
import { go } from "../../store/route";
import { change as words } from "../../text/en/change";

type Props = { view: ChangeView; onChange: (view: ChangeView) => void };

export function Ended({ view, onChange }: Props) {
  switch (view.state) {
    case "done":
      return <Good view={view} />;
    case "rolled_back":
      return <RolledBack view={view} />;
    case "trial_ended":
      return <TrialEnded view={view} onChange={onChange} />;
    case "needs_you":
      return <NeedsYou view={view} onChange={onChange} />;
    case "failed":
    case "mixed":
    case "stopped":
      return <Broken view={view} onChange={onChange} />;
    default:
      // On trial in one bucket and not in another.
      return view.retry === null ? null : <Broken view={view} onChange={onChange} />;
  }
}

function RolledBack({ view }: { view: ChangeView }) {
  const buckets = view.targets.map((target) => target.name);
  return (
    <Alert
      type="info"
      header={words.rolledBack}
      action={view.kind === "lock" && <Button onClick={() => go({ page: "lock", buckets })}>{words.again}</Button>}
    >
      {words.rolledBackText}
    </Alert>
  );
}

/** What is so now, in the words of whoever asked for it. */
function Good({ view }: { view: ChangeView }) {
  const buckets = view.targets.map((target) => target.name);
  const said = {
    lock: { title: words.good.lock(buckets), text: words.good.lockText },
    unlock: { title: words.good.unlock(buckets), text: words.good.unlockText },
    limit: { title: words.good.limit, text: words.good.limitText },
    unlimit: { title: words.good.unlimit, text: words.good.unlimitText },
    restore: { title: words.good.restore(), text: words.good.restoreText },
  }[view.kind];
  return said === undefined ? null : (
    <Alert type="success" header={said.title}>
      {said.text}
    </Alert>
  );
}

function TrialEnded({ view, onChange }: Props) {
  const buckets = view.targets.map((target) => target.name);
  const clean = useAction();
  const leave = useAction();
  const busy = clean.busy || leave.busy;
  const error = clean.error ?? leave.error;
  return (
    <SpaceBetween size="s">
      {error !== null && <ErrorNote error={error} />}
      <Alert type="warning" header={words.trialEnded}>
        <SpaceBetween size="s">
          <div>{words.trialEndedText}</div>
          <SpaceBetween size="xs" direction="horizontal">
            <Button disabled={busy} onClick={() => go({ page: "lock", buckets })}>
              {words.again}
            </Button>
            <Button
              loading={clean.busy}
              disabled={busy}
              onClick={() => clean.run(async () => onChange(await rollBack(view.id, null)))}
            >
              {words.clean}
            </Button>
            <Button
              loading={leave.busy}
              disabled={busy}
              onClick={() => leave.run(async () => onChange(await leaveChange(view.id)))}
            >
              {words.leave}
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      </Alert>
    </SpaceBetween>
  );
}

/** The app can't tell by itself how this change ended. */
function NeedsYou({ view, onChange }: Props) {
  const look = useAction();
  const leave = useAction();
  const busy = look.busy || leave.busy;
  const error = look.error ?? leave.error;
  const names = namesIn("needs_you", view.targets);
  return (
    <SpaceBetween size="s">
      {error !== null && (
        <ErrorNote
          error={error}
          onDismiss={() => {
            look.clear();
            leave.clear();
          }}
        />
      )}
      <Alert
        type="warning"
        header={words.needsYou}
        action={
          <SpaceBetween size="xs" direction="horizontal">
            <Button
              loading={look.busy}
              disabled={busy}
              onClick={() => look.run(async () => onChange(await settleChange(view.id)))}
            >
              {words.look}
            </Button>
            <Button
              loading={leave.busy}
              disabled={busy}
              onClick={() => leave.run(async () => onChange(await leaveChange(view.id)))}
            >
              {words.leave}
            </Button>
          </SpaceBetween>
        }
      >
        {names.length > 0 && names.length < view.targets.length && <div>{words.needsYouAbout(names)}</div>}
        <div>{words.needsYouText}</div>
      </Alert>
    </SpaceBetween>
  );
}

/** A change stops at its first failure: what was done stays, what was not reached is untouched. */
function Broken({ view, onChange }: Props) {
  const undo = useAction();
  const retry = useAction();
  const busy = undo.busy || retry.busy;
  const error = undo.error ?? retry.error;
  const named = (...states: string[]) =>
    view.targets.filter((target) => states.includes(target.state)).map((target) => target.name);
  const done = named("done", "on_trial");
  const rest = named("failed", "stopped", "untouched");
  const canLock = view.kind === "lock" && rest.length > 0;
  const refused = view.retry?.refused ?? null;
  const canRetry = view.retry !== null && refused === null;
  if (done.length === 0 && !canLock && view.retry === null) {
    return null;
  }
  return (
    <SpaceBetween size="s">
      {error !== null && (
        <ErrorNote
          error={error}
          onDismiss={() => {
            undo.clear();
            retry.clear();
          }}
        />
      )}
      <Alert
        type="warning"
        header={words.broken}
        action={
          <SpaceBetween size="xs" direction="horizontal">
            {canRetry && (
              <Button
                loading={retry.busy}
                disabled={busy}
                onClick={() => retry.run(async () => onChange(await retryChange(view.id)))}
              >
                {words.retry}
              </Button>
            )}
            {done.length > 0 && (
              <Button
                loading={undo.busy}
                disabled={busy}
                onClick={() => undo.run(async () => onChange(await rollBack(view.id, null)))}
              >
                {words.undo}
              </Button>
            )}
            {canLock && (
              <Button disabled={busy} onClick={() => go({ page: "lock", buckets: rest })}>
                {words.again}
              </Button>
            )}
          </SpaceBetween>
        }
      >
        {done.length > 0 && <div>{words.brokenDone(done)}</div>}
        {rest.length > 0 && <div>{words.brokenRest(rest)}</div>}
        {canRetry && <div>{words.retryText}</div>}
        {refused !== null && <div>{words.noRetry(refused)}</div>}
      </Alert>
    </SpaceBetween>
  );
}
