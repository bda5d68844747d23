// Signing in with Identity Center: in the browser, or with a code on any device.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { SignInView } from "../../api/types";
import { signIn as words } from "../../text/en/signIn";
import { ErrorNote } from "../ErrorNote";
import { Copyable } from "../PolicyText";
import { useNow } from "../now";
import { timeLeft } from "../timeLeft";
import { type SignInNow, type Where, useSignIn } from "./useSignIn";

type Props = {
  where: Where;
  title: string;
  onDone: (view: SignInView) => void;
  onCancel: () => void;
};

export function SignInDialog({ where, title, onDone, onCancel }: Props) {
  const { now, begin, openPage } = useSignIn(where, onDone);
  const other = now.way === "browser" ? "code" : "browser";
  return (
    <Modal
      visible
      header={title}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={onCancel}>
              {words.cancel}
            </Button>
            {!now.onlyCode && (
              <Button onClick={() => begin(other)}>{other === "code" ? words.byCode : words.byBrowser}</Button>
            )}
            {now.error !== null && (
              <Button variant="primary" onClick={() => begin(now.way)}>
                {words.retry}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      {now.error === null ? (
        <Waiting now={now} onOpen={(view) => void openPage(view)} />
      ) : (
        <ErrorNote error={now.error} />
      )}
    </Modal>
  );
}

function Waiting({ now, onOpen }: { now: SignInNow; onOpen: (view: SignInView) => void }) {
  const { view } = now;
  if (view === null) {
    return <StatusIndicator type="loading">{words.asking}</StatusIndicator>;
  }
  return (
    <SpaceBetween size="m">
      <Box>{view.userCode === null ? words.browser : words.code}</Box>
      {now.opened === false && (
        <StatusIndicator type="warning">
          {view.userCode === null ? words.browserClosed : words.codeClosed}
        </StatusIndicator>
      )}
      {view.userCode !== null && (
        <div className="sr-user-code" role="group" aria-label={words.codeLabel}>
          {view.userCode}
        </div>
      )}
      <SpaceBetween size="m" direction="horizontal" alignItems="center">
        <Button iconName="external" onClick={() => onOpen(view)}>
          {view.userCode === null ? words.browserOpen : words.codeOpen}
        </Button>
        <Left ends={view.ends} />
      </SpaceBetween>
      {view.userCode === null ? (
        // A long one, and only of use where the browser was not opened.
        <ExpandableSection key={String(now.opened)} headerText={words.page} defaultExpanded={now.opened === false}>
          <Address page={view.page} />
        </ExpandableSection>
      ) : (
        <div>
          <Box variant="awsui-key-label">{words.page}</Box>
          <Address page={view.page} />
        </div>
      )}
    </SpaceBetween>
  );
}

function Address({ page }: { page: string }) {
  return (
    <div className="sr-wrap sr-address">
      <Copyable text={page} label={words.copyPage} />
    </div>
  );
}

function Left({ ends }: { ends: string }) {
  const left = timeLeft(ends, useNow(10_000));
  return (
    <StatusIndicator type="in-progress">{left === null ? words.waitingNoTime : words.waiting(left)}</StatusIndicator>
  );
}
