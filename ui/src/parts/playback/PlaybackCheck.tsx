// The playback check of one bucket or of each bucket of a change: choose a recording, hear it, try others.

import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import type { AccountView, ChangeView, RecordingsView } from "../../api/types";
import { recordings } from "../../backend";
import { useLoad } from "../../store/load";
import { playback as words } from "../../text/en/playback";
import { Loading } from "../Loading";
import { UnknownWords } from "../UnknownNote";
import { InConnect } from "./InConnect";
import { PlayHere } from "./PlayHere";
import { Recordings } from "./Recordings";
import { SomeoneElse } from "./SomeoneElse";
import { TestCall } from "./TestCall";

type Props = {
  buckets: string[];
  account: AccountView;
  /** Whether a lock may be on trial, which "It did not play" would roll back. */
  trial: boolean;
  /** What was heard may end a change: a lock on trial that broke playback is rolled back. */
  onChange: (view: ChangeView) => void;
  /** Something was seen that a trial may count. */
  onSeen: () => void;
};

export function PlaybackCheck({ buckets, account, trial, onChange, onSeen }: Props) {
  const [bucket, setBucket] = useState(buckets[0] ?? "");
  const options = buckets.map((name) => ({ value: name, label: name }));
  return (
    <SpaceBetween size="l">
      {buckets.length > 1 && (
        <FormField label={words.bucket}>
          <Select
            options={options}
            selectedOption={options.find((option) => option.value === bucket) ?? null}
            onChange={({ detail }) => setBucket(detail.selectedOption.value ?? "")}
          />
        </FormField>
      )}
      <OneBucket key={bucket} bucket={bucket} account={account} trial={trial} onChange={onChange} onSeen={onSeen} />
    </SpaceBetween>
  );
}

function OneBucket({ bucket, account, trial, onChange, onSeen }: Omit<Props, "buckets"> & { bucket: string }) {
  const ask = useCallback(() => recordings(bucket), [bucket]);
  const { load, again } = useLoad(ask);
  const placed = () => {
    again();
    onSeen();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={words.text}
          actions={account.practice ? <TestCall bucket={bucket} onPlaced={placed} /> : undefined}
        >
          {words.title}
        </Header>
      }
    >
      <Loading load={load} words={words.loading} onAgain={again}>
        {(found) => (
          <Found
            found={found}
            account={account}
            trial={trial}
            busy={load.state === "loading"}
            onAgain={again}
            onChange={onChange}
            onSeen={onSeen}
          />
        )}
      </Loading>
    </Container>
  );
}

type FoundProps = {
  found: RecordingsView;
  account: AccountView;
  trial: boolean;
  busy: boolean;
  onAgain: () => void;
  onChange: (view: ChangeView) => void;
  onSeen: () => void;
};

function Found({ found, account, trial, busy, onAgain, onChange, onSeen }: FoundProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const recording = found.recordings.find((row) => row.id === chosen) ?? found.recordings[0];
  return (
    <SpaceBetween size="l">
      <Recordings
        recordings={found.recordings}
        chosen={recording ?? null}
        busy={busy}
        onChoose={(row) => setChosen(row.id)}
        onAgain={onAgain}
      />
      {found.unknown.map((unknown) => (
        <Box key={unknown.words} color="text-body-secondary">
          <UnknownWords unknown={unknown} />
        </Box>
      ))}
      {recording !== undefined && (
        <div className="sr-checks">
          <PlayHere key={`here ${recording.id}`} recording={recording} onSeen={onSeen} />
          <InConnect key={`connect ${recording.id}`} recording={recording} trial={trial} onChange={onChange} />
          <SomeoneElse key={`someone ${recording.id}`} recording={recording} account={account} onSeen={onSeen} />
        </div>
      )}
    </SpaceBetween>
  );
}
