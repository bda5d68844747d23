// Plays a recording in Connect itself, where its service role reads it; the user says what was heard.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { ChangeView, OpenedPage, RecordingView } from "../../api/types";
import { openInConnect, saidInConnect } from "../../backend";
import { useAction } from "../../store/load";
import { playback } from "../../text/en/playback";
import { ErrorNote } from "../ErrorNote";
import { Copyable } from "../PolicyText";
import { Verdict } from "../Verdict";
import { Check } from "./Check";

const words = playback.connect;

type Props = { recording: RecordingView; trial: boolean; onChange: (view: ChangeView) => void };

export function InConnect({ recording, trial, onChange }: Props) {
  const opening = useAction();
  const saying = useAction();
  const [page, setPage] = useState<OpenedPage | null>(null);
  const [said, setSaid] = useState<boolean | null>(null);

  const open = () => opening.run(async () => setPage(await openInConnect(recording.id)));
  const say = (played: boolean) =>
    saying.run(async () => {
      const view = await saidInConnect(recording.id, played);
      setSaid(played);
      if (view !== null) {
        onChange(view);
      }
    });

  if (recording.contactUrl === null) {
    return (
      <Check title={words.title} text={words.text}>
        <Box>{words.none}</Box>
      </Check>
    );
  }
  return (
    <Check title={words.title} text={words.text}>
      {opening.error !== null && <ErrorNote error={opening.error} onDismiss={opening.clear} />}
      <Button iconName="external" loading={opening.busy} onClick={open}>
        {words.open}
      </Button>
      {page !== null && (
        <div>
          <Box fontSize="body-s" color="text-body-secondary">
            {page.opened ? words.opened : words.notOpened}
          </Box>
          <div className="sr-wrap">
            <Copyable text={page.url} label={words.copy} />
          </div>
        </div>
      )}
      <SpaceBetween size="xs" direction="horizontal">
        <Button disabled={saying.busy} onClick={() => say(true)}>
          {words.played}
        </Button>
        <Button disabled={saying.busy} onClick={() => say(false)}>
          {words.notPlayed}
        </Button>
      </SpaceBetween>
      <div role="status">
        {said === null && trial && (
          <Box fontSize="body-s" color="text-body-secondary">
            {words.notPlayedTrial}
          </Box>
        )}
        {said !== null && <Verdict sign={said ? "good" : "bad"}>{said ? words.thanks : words.notedNot}</Verdict>}
      </div>
      {saying.error !== null && <ErrorNote error={saying.error} onDismiss={saying.clear} />}
    </Check>
  );
}
