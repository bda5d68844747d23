// An error: what failed and why, what to do, and AWS's own words for whoever needs them.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ErrorView } from "../api/types";
import { useAccount } from "../store/account";
import { askForRenewal } from "../store/renewal";
import { go, useRoute } from "../store/route";
import { parts } from "../text/en/parts";
import { Words } from "./Words";

const words = parts.error;

type Props = {
  error: ErrorView;
  onAgain?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
};

export function ErrorNote({ error, onAgain, onDismiss }: Props) {
  return (
    <div role="alert">
      <Alert
        type={error.code === "read_only" || error.code === "busy" ? "warning" : "error"}
        dismissible={onDismiss !== undefined}
        onDismiss={() => onDismiss?.()}
        action={<Actions error={error} onAgain={onAgain} />}
      >
        <SpaceBetween size="xs">
          <div>
            <Words text={error.message} />
          </div>
          {error.help !== null && (
            <div>
              <Words text={error.help} />
            </div>
          )}
          <Details detail={error.detail} requestId={error.requestId} />
        </SpaceBetween>
      </Alert>
    </div>
  );
}

/** What the window itself can do about it. */
function Actions({ error, onAgain }: Pick<Props, "error" | "onAgain">) {
  const account = useAccount();
  const { page } = useRoute();
  // On the first page itself the way on is there already.
  const elsewhere = account !== null && account !== undefined && page !== "account";
  const renew = elsewhere && (error.code === "session_expired" || error.code === "sign_in_needed");
  const choose = elsewhere && error.code === "no_account";
  return (
    <SpaceBetween size="xs" direction="horizontal">
      {renew && <Button onClick={askForRenewal}>{words.signIn}</Button>}
      {choose && <Button onClick={() => go({ page: "account" })}>{words.account}</Button>}
      {onAgain !== undefined && <Button onClick={onAgain}>{words.again}</Button>}
    </SpaceBetween>
  );
}

export function Details({ detail, requestId }: { detail: string | null; requestId: string | null }) {
  if (detail === null && requestId === null) {
    return null;
  }
  const lines = [detail, requestId === null ? null : `${words.request}: ${requestId}`].filter((line) => line !== null);
  return (
    <ExpandableSection headerText={words.details} variant="footer">
      <SpaceBetween size="xs">
        {lines.map((line) => (
          <Box key={line} variant="code">
            <span className="sr-wrap">{line}</span>
          </Box>
        ))}
        <CopyToClipboard
          copyButtonText={words.copy}
          copySuccessText={words.copied}
          copyErrorText={words.copyFailed}
          textToCopy={lines.join("\n")}
        />
      </SpaceBetween>
    </ExpandableSection>
  );
}
