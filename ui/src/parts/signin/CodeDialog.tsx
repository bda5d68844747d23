// A role that asks for a code of an MFA device.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";
import type { AccountChoice } from "../../api/types";
import { practiceCode } from "../../backend";
import { useAction } from "../../store/load";
import { signIn } from "../../text/en/signIn";
import { ErrorNote } from "../ErrorNote";
import { Words } from "../Words";

const words = signIn.mfa;
const DEVICE_EVERY_MS = 3_000;

type Props = {
  choice: AccountChoice;
  onCode: (code: string) => Promise<void>;
  onCancel: () => void;
};

export function CodeDialog({ choice, onCode, onCancel }: Props) {
  const [code, setCode] = useState("");
  const { busy, error, run } = useAction();
  const field = useRef<InputProps.Ref>(null);
  useEffect(() => {
    // The dialog was opened to type a code, and is to be tried again at once after a wrong one.
    if (!busy) {
      field.current?.focus();
    }
  }, [busy]);
  const send = () =>
    run(async () => {
      // A code is taken once: the next try needs another one.
      setCode("");
      await onCode(code);
    });
  return (
    <Modal
      visible
      header={words.title}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={busy} onClick={onCancel}>
              {signIn.cancel}
            </Button>
            <Button variant="primary" loading={busy} disabled={code.trim() === ""} onClick={send}>
              {words.open}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && code.trim() !== "") {
            send();
          }
        }}
      >
        <Form>
          <SpaceBetween size="m">
            <Box>
              <Words text={words.text(choice.profile)} />
            </Box>
            {error !== null && <ErrorNote error={error} />}
            <FormField label={words.code} constraintText={words.hint}>
              <div className="sr-narrow">
                <Input
                  value={code}
                  inputMode="numeric"
                  autoComplete={false}
                  ref={field}
                  disabled={busy}
                  onChange={({ detail }) => setCode(detail.value)}
                />
              </div>
            </FormField>
            {choice.practice && <Device />}
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}

/** In practice there is no device to look at. */
function Device() {
  const [code, setCode] = useState<string | null>(null);
  useEffect(() => {
    const ask = () => {
      practiceCode().then(setCode, () => undefined);
    };
    ask();
    const timer = window.setInterval(ask, DEVICE_EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  return code === null ? null : <Box color="text-body-secondary">{words.device(code)}</Box>;
}
