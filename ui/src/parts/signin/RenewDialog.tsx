// Signing in again to the account that is open. The page behind it stays as it is.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AccountView, ErrorView } from "../../api/types";
import { renewSession, toErrorView } from "../../backend";
import { putAccount } from "../../store/account";
import { closeRenewal } from "../../store/renewal";
import { signIn } from "../../text/en/signIn";
import { ErrorNote } from "../ErrorNote";
import { CodeDialog } from "./CodeDialog";
import { SignInDialog } from "./SignInDialog";
import { type Step, asked, firstStep } from "./renewal";

const words = signIn.renew;

async function renew(code: string | null): Promise<void> {
  putAccount(await renewSession(code));
  closeRenewal();
}

export function RenewDialog({ account }: { account: AccountView }) {
  const { practice, profile, renewal } = account;
  const [step, setStep] = useState<Step>(() => firstStep(renewal));
  const [signedIn, setSignedIn] = useState(false);
  const where = useMemo(() => ({ practice, profile, startUrl: null, region: null }), [practice, profile]);
  const onCode = (code: string) =>
    renew(code).catch((thrown: unknown) => {
      // The sign-in that the role stands on may be over as well.
      if (asked(toErrorView(thrown).code) === "sign_in") {
        setStep("sign_in");
      } else {
        throw thrown;
      }
    });
  switch (step) {
    case "code":
      return <CodeDialog choice={{ practice, profile }} onCode={onCode} onCancel={closeRenewal} />;
    case "sign_in":
      return (
        <SignInDialog
          where={where}
          title={signIn.again}
          onCancel={closeRenewal}
          onDone={() => {
            setSignedIn(true);
            setStep(firstStep(renewal));
          }}
        />
      );
    case "try":
      return <ByTrying account={account} atOnce={signedIn || renewal === "identity_center"} onAsked={setStep} />;
  }
}

type TryingProps = { account: AccountView; atOnce: boolean; onAsked: (step: Step) => void };

/** The sign-in may have been renewed elsewhere, by the AWS CLI say: that is tried first. */
function ByTrying({ account, atOnce, onAsked }: TryingProps) {
  const [error, setError] = useState<ErrorView | null>(null);
  const [trying, setTrying] = useState(atOnce);
  const begun = useRef(false);
  const attempt = useCallback(() => {
    setTrying(true);
    setError(null);
    renew(null).catch((thrown: unknown) => {
      const failed = toErrorView(thrown);
      const step = asked(failed.code);
      setTrying(false);
      if (step === null) {
        setError(failed);
      } else {
        onAsked(step);
      }
    });
  }, [onAsked]);
  useEffect(() => {
    if (atOnce && !begun.current) {
      begun.current = true;
      // oxlint-disable-next-line react/set-state-in-effect -- the dialog was opened to do this
      attempt();
    }
  }, [atOnce, attempt]);
  return (
    <Modal
      visible
      header={signIn.again}
      onDismiss={closeRenewal}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={closeRenewal}>
              {signIn.cancel}
            </Button>
            <Button variant="primary" loading={trying} onClick={attempt}>
              {words.goOn}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error !== null && <ErrorNote error={error} />}
        {account.renewal === "elsewhere" ? <Box>{words.elsewhere}</Box> : <Box>{words.stays}</Box>}
        {trying && <StatusIndicator type="loading">{words.trying}</StatusIndicator>}
      </SpaceBetween>
    </Modal>
  );
}
