// Practice only: Connect records one more call, as it would after the lock.

import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect } from "react";
import { placeTestCall } from "../../backend";
import { lookUnlessKnown, useDiscovery } from "../../store/discovery";
import { useAction } from "../../store/load";
import { playback } from "../../text/en/playback";
import { ErrorNote } from "../ErrorNote";

const words = playback.list;

export function TestCall({ bucket, onPlaced }: { bucket: string; onPlaced: () => void }) {
  const { picture } = useDiscovery();
  useEffect(() => {
    void lookUnlessKnown();
  }, []);
  const { busy, error, clear, run } = useAction();
  const uses = picture?.buckets.find((row) => row.name === bucket)?.uses ?? [];
  const instances = new Map(uses.map((use) => [use.instanceKey, `${use.instance}, ${use.region}`]));
  const place = (key: string) =>
    run(async () => {
      await placeTestCall(key);
      onPlaced();
    });
  const [only] = instances.keys();
  if (only === undefined) {
    return null;
  }
  return (
    <SpaceBetween size="xs">
      {instances.size === 1 ? (
        <Button loading={busy} onClick={() => place(only)}>
          {words.call}
        </Button>
      ) : (
        <ButtonDropdown
          loading={busy}
          items={[...instances].map(([id, text]) => ({ id, text }))}
          onItemClick={({ detail }) => place(detail.id)}
        >
          {words.call}
        </ButtonDropdown>
      )}
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
    </SpaceBetween>
  );
}
