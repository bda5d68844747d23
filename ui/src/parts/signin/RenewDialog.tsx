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

const words = signIn.renew;

async function renew(code: string | null): Promise<void> {
  putAccount(await renewSession(code));
  closeRenewal();
}

export function RenewDialog({ account }: { account: AccountView }) {
  const { practice, profile } = account;
  if (account.renewal === "code") {
    return <CodeDialog choice={{ practice, profile }} onCode={renew} onCancel={closeRenewal} />;
  }
  return <ByTrying account={account} />;
}

/** The sign-in may have been renewed elsewhere, by the AWS CLI say: that is tried first. */
function ByTrying({ account }: { account: AccountView }) {
  const [error, setError] = useState<ErrorView | null>(null);
  const [trying, setTrying] = useState(account.renewal === "identity_center");
  const [signingIn, setSigningIn] = useState(false);
  const begun = useRef(false);
  const where = useMemo(
    () => ({ practice: account.practice, profile: account.profile, startUrl: null, region: null }),
    [account.practice, account.profile],
  );
  const attempt = useCallback(() => {
    setTrying(true);
    setError(null);
    renew(null).catch((thrown: unknown) => {
      const failed = toErrorView(thrown);
      setTrying(false);
      if (failed.code === "sign_in_needed") {
        setSigningIn(true);
      } else {
        setError(failed);
      }
    });
  }, []);
  useEffect(() => {
    if (account.renewal === "identity_center" && !begun.current) {
      begun.current = true;
      // oxlint-disable-next-line react/set-state-in-effect -- the dialog was opened to do this
      attempt();
    }
  }, [account.renewal, attempt]);
  if (signingIn) {
    return (
      <SignInDialog
        where={where}
        title={signIn.again}
        onCancel={closeRenewal}
        onDone={() => {
          setSigningIn(false);
          attempt();
        }}
      />
    );
  }
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
