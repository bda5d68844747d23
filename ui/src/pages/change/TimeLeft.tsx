// The time left of a trial, seen and said aloud. It counts from what AWS's clock said, not from this computer's.

import Box from "@cloudscape-design/components/box";
import { useEffect, useState } from "react";
import type { TrialView } from "../../api/types";
import { useNow } from "../../parts/now";
import { change } from "../../text/en/change";
import { announcement, clock, secondsLeft } from "./countdown";

const words = change.trial;

export function TimeLeft({ trial, onOver }: { trial: TrialView; onOver: () => void }) {
  const now = useNow(1_000);
  const [told, setTold] = useState({ trial, at: now });
  if (told.trial !== trial) {
    // A new answer came: count from it.
    setTold({ trial, at: now });
  }
  const left = secondsLeft(told.trial.secondsLeft, told.at, now);
  const over = left === 0;
  useEffect(() => {
    if (over) {
      onOver();
    }
  }, [over, onOver]);
  const due = announcement(left);
  return (
    <div>
      <Box color="text-body-secondary">{words.left}</Box>
      <div
        className="sr-countdown"
        role="timer"
        aria-label={over ? words.over : words.leftWords(Math.floor(left / 60), left % 60)}
      >
        {clock(left)}
      </div>
      <div className="sr-hidden" aria-live="assertive">
        {over ? words.over : due === null ? "" : words.announce[due]}
      </div>
    </div>
  );
}
