// A change as it is now. The truth is in the app; messages and time only say when to ask again.

import { useCallback, useEffect } from "react";
import type { ChangeView } from "../../api/types";
import { changeStatus } from "../../backend";
import { useLive } from "../../store/changes";
import { useLoad } from "../../store/load";

/** A change that another page (a reloaded window) started is asked after this often. */
const ASK_EVERY_MS = 2_000;
/** What is seen of a trial (the lock bites, a new recording) comes without a message. */
const ASK_TRIAL_EVERY_MS = 10_000;

export function useChange(change: string) {
  const ask = useCallback(() => changeStatus(change), [change]);
  const { load, again, put } = useLoad<ChangeView>(ask);
  const live = useLive(change);
  const heard = live?.lines.length ?? 0;
  const ended = live?.ended ?? false;
  const state = load.value?.state;
  const trial = (load.value?.trial ?? null) !== null;

  useEffect(() => {
    if (heard > 0 || ended) {
      again();
    }
  }, [heard, ended, again]);

  useEffect(() => {
    if (state !== "running" && !trial) {
      return undefined;
    }
    const timer = window.setInterval(again, state === "running" ? ASK_EVERY_MS : ASK_TRIAL_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [state, trial, again]);

  return { load, again, put, live };
}
