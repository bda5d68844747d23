// Writes of others that fall into the instant of ours, and who changed what was found changed: what CloudTrail tells.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ForeignWriteView, TrailView } from "../../api/types";
import { Diff } from "../../parts/Diff";
import { type Sign, Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { go } from "../../store/route";
import { others as words } from "../../text/en/others";

const signs: Record<string, Sign> = {
  nothing: "good",
  nothing_yet: "waiting",
  not_asked: "waiting",
  waiting: "waiting",
  unreadable: "warning",
  found: "note",
};

type Props = { trail: TrailView; bucket: string; busy: boolean };

export function Others({ trail, bucket, busy }: Props) {
  return (
    <SpaceBetween size="s">
      {trail.writes.map((write) => (
        <Write key={`${write.at} ${write.requestId ?? write.who}`} write={write} bucket={bucket} />
      ))}
      {trail.state !== "found" && (
        <Verdict sign={busy ? "working" : (signs[trail.state] ?? "warning")}>
          <Words text={trail.words} />
        </Verdict>
      )}
    </SpaceBetween>
  );
}

function Write({ write, bucket }: { write: ForeignWriteView; bucket: string }) {
  const { restore } = write;
  return (
    <SpaceBetween size="s">
      <Alert
        type={write.overwritten ? "warning" : "info"}
        header={write.overwritten ? words.overwritten : words.changed}
        action={
          restore !== null &&
          write.overwritten && (
            <Button ariaLabel={words.restoreLabel(bucket)} onClick={() => go({ page: "restore", backup: restore })}>
              {words.restore}
            </Button>
          )
        }
      >
        <div className="sr-wrap">
          <Words text={write.words} />
        </div>
        {write.requestId !== null && <Box fontSize="body-s">{words.request(write.requestId)}</Box>}
      </Alert>
      {write.overwritten && write.diff !== null && write.diff.length > 0 && (
        <>
          <Box color="text-body-secondary">{words.diff}</Box>
          <Diff rows={write.diff} bucket={bucket} />
        </>
      )}
    </SpaceBetween>
  );
}
