// Every state of something that was asked for, in one place.

import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import type { ReactNode } from "react";
import type { Load } from "../store/load";
import { parts } from "../text/en/parts";
import { ErrorNote } from "./ErrorNote";

type Props<T> = {
  load: Load<T>;
  words: string;
  onAgain: () => void;
  children: (value: T) => ReactNode;
};

/** Shows the value while there is one, also while it is asked for again. */
export function Loading<T>({ load, words, onAgain, children }: Props<T>) {
  if (load.state === "failed") {
    return (
      <SpaceBetween size="l">
        <ErrorNote error={load.error} onAgain={onAgain} />
        {load.value !== undefined && children(load.value)}
      </SpaceBetween>
    );
  }
  if (load.value !== undefined) {
    return <>{children(load.value)}</>;
  }
  return <Waiting words={words} slow={load.state === "loading" && load.slow} />;
}

export function Waiting({ words, slow = false }: { words: string; slow?: boolean }) {
  return (
    <div role="status">
      <Box padding="l" textAlign="center" color="text-body-secondary">
        <SpaceBetween size="xs" alignItems="center">
          <Spinner size="large" />
          <div>{words}</div>
          {slow && <div>{parts.loading.slow}</div>}
        </SpaceBetween>
      </Box>
    </div>
  );
}
