// Plays a recording in the window: the bytes come through the app and become a blob, since the
// window's web view plays nothing from an address of its own.

import Button from "@cloudscape-design/components/button";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import type { FetchProgress, PlayedView, PlayerReport, RecordingView } from "../../api/types";
import { cancelFetch, fetchRecording, recordingPlayed } from "../../backend";
import { bytes } from "../../format";
import { useAction } from "../../store/load";
import { playback } from "../../text/en/playback";
import { ErrorNote } from "../ErrorNote";
import { Verdict } from "../Verdict";
import { Words } from "../Words";
import { Check } from "./Check";
import { Player } from "./Player";

const words = playback.here;

function typeOf(key: string): string {
  return key.toLowerCase().endsWith(".mp3") ? "audio/mpeg" : "audio/wav";
}

export function PlayHere({ recording, onSeen }: { recording: RecordingView; onSeen: () => void }) {
  const { busy, error, clear, run } = useAction();
  const [progress, setProgress] = useState<FetchProgress | null>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [played, setPlayed] = useState<PlayedView | null>(null);
  const judging = useAction();

  // The bytes of a call are not kept longer than the player that plays them.
  useEffect(
    () => () => {
      if (url !== null) {
        URL.revokeObjectURL(url);
      }
    },
    [url],
  );

  const fetchIt = () => {
    setProgress(null);
    setPlayed(null);
    run(async () => {
      const sound = await fetchRecording(recording.id, setProgress);
      setUrl(URL.createObjectURL(new Blob([sound], { type: typeOf(recording.key) })));
    });
  };
  const judge = (report: Omit<PlayerReport, "recording">) =>
    judging.run(async () => {
      setPlayed(await recordingPlayed({ recording: recording.id, ...report }));
      onSeen();
    });

  return (
    <Check title={words.title} text={words.text}>
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
      {url === null && !busy && (
        <Button iconName="play" onClick={fetchIt}>
          {words.play}
        </Button>
      )}
      {busy && <Fetching progress={progress} />}
      {url !== null && <Player key={url} url={url} onReport={judge} />}
      <div role="status">
        {played !== null && (
          <Verdict sign={played.played ? "good" : "bad"}>
            <Words text={played.words} />
          </Verdict>
        )}
      </div>
      {judging.error !== null && <ErrorNote error={judging.error} onDismiss={judging.clear} />}
    </Check>
  );
}

function Fetching({ progress }: { progress: FetchProgress | null }) {
  const cancelling = useAction();
  const total = progress?.total ?? null;
  const done = progress?.done ?? 0;
  return (
    <SpaceBetween size="xs">
      <ProgressBar
        ariaLabel={words.fetching}
        label={words.fetching}
        value={total === null || total === 0 ? 0 : Math.min(100, (done / total) * 100)}
        additionalInfo={words.progress(bytes(done), total === null ? null : bytes(total))}
      />
      <Button loading={cancelling.busy} onClick={() => cancelling.run(cancelFetch)}>
        {words.cancel}
      </Button>
    </SpaceBetween>
  );
}
