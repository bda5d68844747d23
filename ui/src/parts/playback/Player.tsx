// A player with controls of its own, so that they have names and look the same in every web view.

import Button from "@cloudscape-design/components/button";
import { useEffect, useRef, useState } from "react";
import type { PlayerReport } from "../../api/types";
import { playTime } from "../../format";
import { playback } from "../../text/en/playback";

const words = playback.here;
/** "Played" means that the time went past this many seconds. */
const HEARD_AFTER = 0.5;

type Report = Omit<PlayerReport, "recording">;

/** A number that can cross as JSON: an endless or unknown duration is none. */
const finite = (seconds: number): number => (Number.isFinite(seconds) ? seconds : 0);

export function Player({ url, onReport }: { url: string; onReport: (report: Report) => void }) {
  const audio = useRef<HTMLAudioElement>(null);
  const reached = useRef(0);
  const reported = useRef(false);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [duration, setDuration] = useState(0);
  const [waiting, setWaiting] = useState(false);

  const report = (error: string | null) => {
    if (!reported.current && audio.current !== null) {
      reported.current = true;
      onReport({ duration: finite(audio.current.duration), reached: reached.current, error });
    }
  };
  const advance = () => {
    const now = audio.current?.currentTime ?? 0;
    setAt(now);
    // Moving the position by hand is not hearing: only time that passes while playing counts.
    if (audio.current?.seeking === false && !audio.current.paused) {
      reached.current = Math.max(reached.current, now);
    }
    if (reached.current > HEARD_AFTER) {
      report(Number.isFinite(audio.current?.duration) ? null : words.noDuration);
    }
  };
  const play = () => {
    audio.current?.play().then(
      () => setWaiting(false),
      // A web view may want the user's own hand on "Play"; a media error has its own event.
      () => setWaiting(true),
    );
  };

  useEffect(() => {
    audio.current?.play().catch(() => setWaiting(true));
  }, []);

  return (
    <div>
      {/* A call has no captions; the words of a call are not in the bucket. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        src={url}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onDurationChange={() => setDuration(finite(audio.current?.duration ?? 0))}
        onTimeUpdate={advance}
        onEnded={() => {
          reached.current = Math.max(reached.current, audio.current?.currentTime ?? 0);
          setPlaying(false);
          report(null);
        }}
        onError={() => report(words.mediaError[audio.current?.error?.code ?? 0] ?? words.unknownError)}
      />
      <div className="sr-player">
        <Button
          variant="primary"
          iconName={playing ? "pause" : "play"}
          ariaLabel={playing ? words.pause : words.start}
          onClick={() => (playing ? audio.current?.pause() : play())}
        />
        <input
          type="range"
          min={0}
          max={duration === 0 ? 1 : duration}
          step={0.1}
          value={at}
          aria-label={words.position}
          aria-valuetext={words.time(playTime(at), playTime(duration))}
          onChange={(event) => {
            if (audio.current !== null) {
              audio.current.currentTime = Number(event.target.value);
            }
          }}
        />
        <span className="sr-player__time" aria-hidden="true">
          {words.time(playTime(at), playTime(duration))}
        </span>
      </div>
      {waiting && !playing && <div>{words.pressPlay}</div>}
    </div>
  );
}
