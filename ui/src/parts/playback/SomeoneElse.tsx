// Another profile reads the same recording: the lock has to refuse it.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AccountChoice, AccountChoices, AccountView, RecordingView, TriedView } from "../../api/types";
import { listAccounts, tryAs } from "../../backend";
import { useAction, useLoad } from "../../store/load";
import { playback } from "../../text/en/playback";
import { Details, ErrorNote } from "../ErrorNote";
import { type Sign, Verdict } from "../Verdict";
import { Words } from "../Words";
import { Check } from "./Check";

const words = playback.someone;

const sign: Record<string, Sign> = {
  refused_by_lock: "good",
  refused_otherwise: "warning",
  read: "bad",
  failed: "warning",
};

function othersOf(choices: AccountChoices | undefined, account: AccountView): string[] {
  const rows = account.practice ? choices?.practice : choices?.profiles;
  return (rows ?? []).map((row) => row.name).filter((name) => name !== account.profile);
}

type Props = { recording: RecordingView; account: AccountView; onSeen: () => void };

export function SomeoneElse({ recording, account, onSeen }: Props) {
  const { load } = useLoad(listAccounts);
  const { busy, error, clear, run } = useAction();
  const [profile, setProfile] = useState<string | null>(null);
  const [tried, setTried] = useState<TriedView | null>(null);
  const options = othersOf(load.value, account).map((name) => ({ value: name, label: name }));

  const attempt = (choice: AccountChoice) => {
    setTried(null);
    run(async () => {
      setTried(await tryAs(choice, recording.id));
      onSeen();
    });
  };
  if (load.state === "ready" && options.length === 0) {
    return (
      <Check title={words.title} text={words.text}>
        <Box>{words.none}</Box>
      </Check>
    );
  }
  return (
    <Check title={words.title} text={words.text}>
      {load.state === "failed" && <ErrorNote error={load.error} />}
      <div className="sr-row">
        <Select
          ariaLabel={words.profile}
          placeholder={words.choose}
          statusType={load.state === "loading" ? "loading" : "finished"}
          options={options}
          selectedOption={options.find((option) => option.value === profile) ?? null}
          expandToViewport
          onChange={({ detail }) => setProfile(detail.selectedOption.value ?? null)}
        />
        <Button
          loading={busy}
          disabled={profile === null}
          onClick={() => profile !== null && attempt({ practice: account.practice, profile })}
        >
          {words.try}
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
      <div role="status">{tried !== null && <Tried tried={tried} />}</div>
    </Check>
  );
}

function Tried({ tried }: { tried: TriedView }) {
  return (
    <SpaceBetween size="xxs">
      <Verdict sign={sign[tried.outcome] ?? "warning"}>
        <Words text={tried.words} />
      </Verdict>
      <Box fontSize="body-s" color="text-body-secondary">
        {tried.provesLock ? words.proves : words.provesNot}
      </Box>
      <Details detail={tried.detail} requestId={null} />
    </SpaceBetween>
  );
}
