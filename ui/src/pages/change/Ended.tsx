// What can be done with a change that did not end as it was meant to.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ChangeView } from "../../api/types";
import { rollBack } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { useAction } from "../../store/load";
import { go } from "../../store/route";
import { change as words } from "../../text/en/change";

type Props = { view: ChangeView; onChange: (view: ChangeView) => void };

export function Ended({ view, onChange }: Props) {
  if (view.state === "trial_ended") {
    const buckets = view.targets.map((target) => target.bucket);
    return (
      <Alert
        type="warning"
        header={words.trialEnded}
        action={<Button onClick={() => go({ page: "lock", buckets })}>{words.again}</Button>}
      >
        {words.trialEndedText}
      </Alert>
    );
  }
  if (view.state === "failed" || view.state === "stopped") {
    return <Broken view={view} onChange={onChange} />;
  }
  return null;
}

/** A change stops at its first failure: what was done stays, what was not reached is untouched. */
function Broken({ view, onChange }: Props) {
  const { busy, error, clear, run } = useAction();
  const named = (...states: string[]) =>
    view.targets.filter((target) => states.includes(target.state)).map((target) => target.bucket);
  const done = named("done", "on_trial");
  const rest = named("failed", "stopped", "untouched");
  const retry = view.kind === "lock" && rest.length > 0;
  if (done.length === 0 && !retry) {
    return null;
  }
  return (
    <SpaceBetween size="s">
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
      <Alert
        type="warning"
        header={words.broken}
        action={
          <SpaceBetween size="xs" direction="horizontal">
            {done.length > 0 && (
              <Button loading={busy} onClick={() => run(async () => onChange(await rollBack(view.id, null)))}>
                {words.undo}
              </Button>
            )}
            {retry && (
              <Button disabled={busy} onClick={() => go({ page: "lock", buckets: rest })}>
                {words.again}
              </Button>
            )}
          </SpaceBetween>
        }
      >
        {done.length > 0 && <div>{words.brokenDone(done)}</div>}
        {rest.length > 0 && <div>{words.brokenRest(rest)}</div>}
      </Alert>
    </SpaceBetween>
  );
}
