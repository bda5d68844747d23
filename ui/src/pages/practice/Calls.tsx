import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import type { InstanceView } from "../../api/types";
import { placeTestCall } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { Verdict } from "../../parts/Verdict";
import { lookUnlessKnown, useDiscovery } from "../../store/discovery";
import { useAction } from "../../store/load";
import { practice as words } from "../../text/en/practice";

export function Calls() {
  const { picture, running } = useDiscovery();
  const { busy, error, clear, run } = useAction();
  const [placing, setPlacing] = useState<string | null>(null);
  const [called, setCalled] = useState<string | null>(null);
  useEffect(() => {
    void lookUnlessKnown();
  }, []);
  const instances = picture?.instances ?? [];
  const place = (instance: InstanceView) => {
    setPlacing(instance.key);
    setCalled(null);
    run(async () => {
      await placeTestCall(instance.key);
      setCalled(instance.name);
    });
  };
  return (
    <Container
      header={
        <Header variant="h2" description={words.callsText}>
          {words.calls}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        {instances.length === 0 && <Box>{running ? words.looking : words.noInstances}</Box>}
        <div>
          <SpaceBetween size="xs" direction="horizontal">
            {instances.map((instance) => (
              <Button
                key={instance.key}
                ariaLabel={words.callLabel(instance.name)}
                loading={busy && placing === instance.key}
                disabled={busy}
                onClick={() => place(instance)}
              >
                {instance.name}
              </Button>
            ))}
          </SpaceBetween>
          <div role="status">{called !== null && <Verdict sign="note">{words.called(called)}</Verdict>}</div>
        </div>
      </SpaceBetween>
    </Container>
  );
}
