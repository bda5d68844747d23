// CloudTrail tells late: a change that is shown is asked about again until nothing more is to be expected.

import { useEffect, useRef, useState } from "react";
import type { ChangeView } from "../../api/types";
import { lookIntoTrail } from "../../backend";

const ASK_EVERY_MS = 60_000;

/** Whether something is still to be found out, now or later. */
export function isOpen(view: ChangeView): boolean {
  return view.targets.some(({ trail }) => trail !== null && trail.state !== "nothing" && trail.state !== "found");
}

/** Asks CloudTrail when the page is shown, when the change moved on, and once a minute. Gives whether it is asking. */
export function useTrail(view: ChangeView, here: boolean, onChange: (view: ChangeView) => void): boolean {
  const [busy, setBusy] = useState(false);
  const done = useRef(onChange);
  useEffect(() => {
    done.current = onChange;
  });
  const { id, state } = view;
  // Another state is another write to be asked about.
  const question = here && state !== "running" && isOpen(view) ? `${id} ${state}` : null;

  useEffect(() => {
    if (question === null) {
      return undefined;
    }
    let shown = true;
    const ask = () => {
      setBusy(true);
      lookIntoTrail(id)
        .then(
          (next) => shown && done.current(next),
          // What it could not be asked for is said by the words of the change; the rest is said by the next step.
          () => undefined,
        )
        .finally(() => shown && setBusy(false));
    };
    ask();
    const timer = window.setInterval(ask, ASK_EVERY_MS);
    return () => {
      shown = false;
      window.clearInterval(timer);
    };
  }, [question, id]);

  return busy;
}
