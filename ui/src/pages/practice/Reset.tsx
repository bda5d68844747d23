import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { resetPractice } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { Verdict } from "../../parts/Verdict";
import { forgetDiscovery, look } from "../../store/discovery";
import { useAction } from "../../store/load";
import { practice as words } from "../../text/en/practice";

/** `onReset`: everything shown of the account is old. */
export function Reset({ onReset }: { onReset: () => void }) {
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  const { busy, error, clear, run } = useAction();
  const reset = () =>
    run(async () => {
      await resetPractice();
      forgetDiscovery();
      setAsking(false);
      setDone(true);
      onReset();
      void look();
    });
  return (
    <Container
      header={
        <Header variant="h2" description={words.resetText}>
          {words.reset}
        </Header>
      }
    >
      <Button onClick={() => setAsking(true)}>{words.reset}</Button>
      <div role="status">{done && <Verdict sign="note">{words.resetDone}</Verdict>}</div>
      <Modal
        visible={asking}
        header={words.sure}
        onDismiss={() => setAsking(false)}
        footer={
          <Box float="right">
            <SpaceBetween size="xs" direction="horizontal">
              <Button variant="link" disabled={busy} onClick={() => setAsking(false)}>
                {words.cancel}
              </Button>
              <Button variant="primary" loading={busy} onClick={reset}>
                {words.confirm}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="s">
          <Box>{words.sureText}</Box>
          {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        </SpaceBetween>
      </Modal>
    </Container>
  );
}
