// A lock on trial: how long AWS still applies it, what is to be seen, keep or roll back.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import type { ChangeWithTrial, ProofView } from "../../api/pending";
import { extendTrial, keepTrial, rollBack } from "../../backend";
import { timeOfDay } from "../../format";
import { ErrorNote } from "../../parts/ErrorNote";
import { useNow } from "../../parts/now";
import { useAction } from "../../store/load";
import { change } from "../../text/en/change";
import { Proofs } from "./Proofs";
import { announcement, clock, secondsLeft } from "./countdown";
import { allSettled, type Given, waivers } from "./proofs";

const words = change.trial;
/** A difference of clocks is worth a sentence from here on, in seconds. */
const CLOCK_MATTERS = 5;

type Props = { view: ChangeWithTrial; onChange: (view: ChangeWithTrial) => void; onOver: () => void };
type Doing = "keep" | "roll" | "more";

/** When the trial ends: the first of its buckets' ends where the app names none for the whole. */
export function endOf(view: ChangeWithTrial): string | null {
  return (
    view.trial?.ends ??
    view.targets
      .map((target) => target.trialEnds)
      .filter((ends) => ends !== null)
      .toSorted()[0] ??
    null
  );
}

export function Trial({ view, onChange, onOver }: Props) {
  const { busy, error, clear, run } = useAction();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [given, setGiven] = useState<Given>({});
  const proofs: ProofView[] = view.trial?.proofs ?? [];
  const ready = allSettled(proofs, given);
  const ends = endOf(view);

  const act = (what: Doing, work: () => Promise<ChangeWithTrial>) => {
    setDoing(what);
    run(async () => onChange(await work()));
  };
  const loading = (what: Doing) => busy && doing === what;

  return (
    <Container header={<Header variant="h2">{words.title}</Header>}>
      <SpaceBetween size="m">
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        <div className="sr-trial">
          {ends !== null && <TimeLeft ends={ends} clockAhead={view.trial?.clockAhead ?? 0} onOver={onOver} />}
          <div className="sr-trial__text">
            <Box fontSize="heading-m" fontWeight="bold">
              {words.loud(view.targets.length)}
            </Box>
            {ends !== null && <Box>{words.text(timeOfDay(ends))}</Box>}
          </div>
        </div>
        {proofs.length > 0 ? <Proofs proofs={proofs} given={given} onGive={setGiven} /> : <Box>{words.next}</Box>}
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            variant="primary"
            loading={loading("keep")}
            disabled={!ready || (busy && doing !== "keep")}
            disabledReason={ready ? undefined : words.missing}
            onClick={() => act("keep", () => keepTrial(view.id, waivers(proofs, given)))}
          >
            {words.keep}
          </Button>
          <Button
            loading={loading("more")}
            disabled={view.trial?.canExtend === false || (busy && doing !== "more")}
            onClick={() => act("more", () => extendTrial(view.id))}
          >
            {words.more}
          </Button>
          <Button
            loading={loading("roll")}
            disabled={busy && doing !== "roll"}
            onClick={() => act("roll", () => rollBack(view.id))}
          >
            {words.rollBack}
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}

function TimeLeft({ ends, clockAhead, onOver }: { ends: string; clockAhead: number; onOver: () => void }) {
  const now = useNow(1_000);
  const left = secondsLeft(ends, now, clockAhead);
  const over = left === 0;
  useEffect(() => {
    if (over) {
      onOver();
    }
  }, [over, onOver]);
  if (left === null) {
    return null;
  }
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
      {Math.abs(clockAhead) >= CLOCK_MATTERS && (
        <Box fontSize="body-s" color="text-body-secondary">
          {clockAhead > 0 ? words.clockAhead(clockAhead) : words.clockBehind(-clockAhead)}
        </Box>
      )}
    </div>
  );
}
