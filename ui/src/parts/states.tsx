// A bucket's or a change's state, with the same sign and the same word everywhere.

import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { BucketView } from "../api/types";
import { parts } from "../text/en/parts";

const bucketSign: Record<string, StatusIndicatorProps.Type> = {
  open: "warning",
  on_trial: "in-progress",
  locked: "success",
  trial_ended: "warning",
  locked_by_something_else: "info",
  changed_outside: "warning",
  stale: "error",
  not_readable: "error",
  asking: "loading",
};

const changeSign: Record<string, StatusIndicatorProps.Type> = {
  running: "in-progress",
  on_trial: "in-progress",
  done: "success",
  rolled_back: "stopped",
  stopped: "stopped",
  failed: "error",
  mixed: "warning",
  needs_you: "warning",
  trial_ended: "warning",
  untouched: "pending",
  nothing_to_do: "success",
  left: "stopped",
};

/** Whether there is a lock of Strongroom that can be taken off; one on trial is rolled back instead. */
export function canUnlock(bucket: BucketView): boolean {
  return bucket.state === "locked" || bucket.state === "trial_ended";
}

type Props = {
  state: string;
  /** Whether an instance uses the bucket: an open bucket that none uses is no cause for alarm. */
  used?: boolean;
  /** What follows the word: the time left of a trial. */
  note?: string | null;
};

export function BucketState({ state, used = true, note = null }: Props) {
  const word = parts.bucketState[state] ?? state;
  const sign = state === "open" && !used ? "pending" : (bucketSign[state] ?? "warning");
  return <StatusIndicator type={sign}>{note === null ? word : `${word}, ${note}`}</StatusIndicator>;
}

export function ChangeState({ state }: { state: string }) {
  return <StatusIndicator type={changeSign[state] ?? "warning"}>{parts.changeState[state] ?? state}</StatusIndicator>;
}
