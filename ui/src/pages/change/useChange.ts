// A change as it is now. The truth is in the app; messages and time only say when to ask again.

import { useCallback, useEffect } from "react";
import type { ChangeWithTrial } from "../../api/pending";
import { changeStatus } from "../../backend";
import { useLive } from "../../store/changes";
import { useLoad } from "../../store/load";

/** A change that another page (a reloaded window) started is asked after this often. */
const ASK_EVERY_MS = 2_000;

export function useChange(change: string) {
  const ask = useCallback(() => changeStatus(change), [change]);
  const { load, again, put } = useLoad<ChangeWithTrial>(ask);
  const live = useLive(change);
  const heard = live?.lines.length ?? 0;
  const ended = live?.ended ?? false;
  const running = load.value?.state === "running";

  useEffect(() => {
    if (heard > 0 || ended) {
      again();
    }
  }, [heard, ended, again]);

  useEffect(() => {
    if (!running) {
      return undefined;
    }
    const timer = window.setInterval(again, ASK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [running, again]);

  return { load, again, put, live };
}
