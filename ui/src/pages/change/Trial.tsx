// A lock on trial: how long AWS still applies it, what is to be seen, keep or roll back.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { ChangeView } from "../../api/types";
import { extendTrial, keepTrial, rollBack } from "../../backend";
import { timeOfDay } from "../../format";
import { ErrorNote } from "../../parts/ErrorNote";
import { Alerts } from "../../parts/Notes";
import { namesIn } from "../../parts/targets";
import { useAction } from "../../store/load";
import { change } from "../../text/en/change";
import { Checks } from "./Checks";
import { TimeLeft } from "./TimeLeft";
import { allSettled, type Given, waivers } from "./checks";

const words = change.trial;

type Props = { view: ChangeView; onChange: (view: ChangeView) => void; onOver: () => void };
type Doing = "keep" | "roll" | "more";

export function Trial({ view, onChange, onOver }: Props) {
  const { busy, error, clear, run } = useAction();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [given, setGiven] = useState<Given>({});
  const { trial } = view;
  const onTrial = namesIn("on_trial", view.targets);
  const checks = trial?.checks ?? [];
  // What the app still misses may be what the user is about to go without.
  const ready = trial !== null && (trial.canKeep || allSettled(checks, given));

  const act = (what: Doing, work: () => Promise<ChangeView>) => {
    setDoing(what);
    run(async () => onChange(await work()));
  };
  const loading = (what: Doing) => busy && doing === what;

  return (
    <Container header={<Header variant="h2">{words.title}</Header>}>
      <SpaceBetween size="m">
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        <div className="sr-trial">
          {trial !== null && <TimeLeft trial={trial} onOver={onOver} />}
          <div className="sr-trial__text">
            <Box fontSize="heading-m" fontWeight="bold">
              {words.loud(onTrial.length)}
            </Box>
            {view.state === "needs_you" && <Box>{words.only(onTrial)}</Box>}
            {trial !== null && <Box>{words.text(timeOfDay(trial.ends))}</Box>}
            {trial !== null && trial.clockWords !== null && (
              <Box fontSize="body-s" color="text-body-secondary">
                {trial.clockWords}
              </Box>
            )}
          </div>
        </div>
        {trial !== null && trial.session !== null && <Alerts notes={[trial.session]} type="warning" />}
        {checks.length > 0 ? <Checks checks={checks} given={given} onGive={setGiven} /> : <Box>{words.next}</Box>}
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            variant="primary"
            loading={loading("keep")}
            disabled={!ready || (busy && doing !== "keep")}
            disabledReason={ready ? undefined : words.missing}
            onClick={() => act("keep", () => keepTrial(view.id, waivers(checks, given)))}
          >
            {words.keep}
          </Button>
          <Button
            loading={loading("more")}
            disabled={busy && doing !== "more"}
            onClick={() => act("more", () => extendTrial(view.id))}
          >
            {words.more}
          </Button>
          <Button
            loading={loading("roll")}
            disabled={busy && doing !== "roll"}
            onClick={() => act("roll", () => rollBack(view.id, null))}
          >
            {words.rollBack}
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}
