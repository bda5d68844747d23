// A bucket's or a change's state, with the same sign and the same word everywhere.

import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
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
  needs_you: "warning",
  trial_ended: "warning",
  untouched: "pending",
};

/** `note` follows the word: the time left of a trial. */
export function BucketState({ state, note }: { state: string; note?: string | null }) {
  const word = parts.bucketState[state] ?? state;
  return (
    <StatusIndicator type={bucketSign[state] ?? "warning"}>{note ? `${word}, ${note}` : word}</StatusIndicator>
  );
}

export function ChangeState({ state }: { state: string }) {
  return (
    <StatusIndicator type={changeSign[state] ?? "warning"}>{parts.changeState[state] ?? state}</StatusIndicator>
  );
}
