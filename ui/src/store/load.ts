// Asking for something and showing each of its states: loading, slow, there, failed.

import { useCallback, useEffect, useRef, useState } from "react";
import type { ErrorView } from "../api/types";
import { toErrorView } from "../backend";

const SLOW_AFTER_MS = 8_000;

export type Load<T> =
  | { state: "loading"; slow: boolean; value: T | undefined }
  | { state: "ready"; value: T }
  | { state: "failed"; error: ErrorView; value: T | undefined };

/** Runs `ask` at once and whenever it changes; `again` repeats it and keeps the old value meanwhile. */
export function useLoad<T>(ask: () => Promise<T>): { load: Load<T>; again: () => void; put: (value: T) => void } {
  const [load, setLoad] = useState<Load<T>>({ state: "loading", slow: false, value: undefined });
  const run = useRef(0);

  const again = useCallback(() => {
    run.current += 1;
    const mine = run.current;
    const current = () => run.current === mine;
    setLoad((before) => ({ state: "loading", slow: false, value: before.value }));
    const slow = window.setTimeout(() => {
      if (current()) {
        setLoad((before) => (before.state === "loading" ? { ...before, slow: true } : before));
      }
    }, SLOW_AFTER_MS);
    ask()
      .then(
        (value) => current() && setLoad({ state: "ready", value }),
        (thrown: unknown) =>
          current() && setLoad((before) => ({ state: "failed", error: toErrorView(thrown), value: before.value })),
      )
      .finally(() => window.clearTimeout(slow));
  }, [ask]);

  const put = useCallback((value: T) => {
    run.current += 1;
    setLoad({ state: "ready", value });
  }, []);

  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- what is asked changed: the page says so at once
    again();
    return () => {
      run.current += 1;
    };
  }, [again]);

  return { load, again, put };
}

/** Something the user starts: whether it runs, and how it failed. */
export function useAction(): {
  busy: boolean;
  error: ErrorView | null;
  clear: () => void;
  run: (work: () => Promise<void>) => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorView | null>(null);
  const run = useCallback((work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    work()
      .catch((thrown: unknown) => {
        const view = toErrorView(thrown);
        // The user's own cancel is not an error.
        setError(view.code === "cancelled" ? null : view);
      })
      .finally(() => setBusy(false));
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, clear, run };
}
