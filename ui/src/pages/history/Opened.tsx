// A backup from a file: what it is, whether it is intact, and the way to put it back.

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { OpenedBackup } from "../../api/types";
import { when } from "../../format";
import { PolicyText } from "../../parts/PolicyText";
import { Verdict } from "../../parts/Verdict";
import { isBucketPolicy, whereOf } from "../../parts/targets";
import { useAccount } from "../../store/account";
import { go } from "../../store/route";
import { history } from "../../text/en/history";
import { parts } from "../../text/en/parts";

const words = history.opened;

export function Opened({ backup, onClose }: { backup: OpenedBackup; onClose: () => void }) {
  const account = useAccount();
  const here = account?.accountId ?? backup.accountId;
  const elsewhere = backup.accountId !== here;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button variant="link" onClick={onClose}>
                {words.close}
              </Button>
              {backup.intact && !elsewhere && (
                <Button
                  ariaLabel={words.restoreLabel(backup.name)}
                  onClick={() => go({ page: "restore", backup: backup.id })}
                >
                  {words.restore}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Verdict sign={backup.intact ? "good" : "bad"}>{backup.intact ? words.intact : words.broken}</Verdict>
        {elsewhere && <Alert type="warning">{words.otherAccount(backup.accountId, here)}</Alert>}
        <KeyValuePairs
          columns={3}
          items={[
            { label: words.name, value: <span className="sr-wrap">{backup.name}</span> },
            { label: isBucketPolicy(backup) ? words.region : words.kind, value: whereOf(backup) },
            { label: words.account, value: backup.accountId },
            { label: words.taken, value: when(backup.takenAt) },
            { label: words.file, value: <span className="sr-wrap">{backup.path}</span> },
            { label: history.backups.sha, value: <span className="sr-wrap">{backup.sha256}</span> },
          ]}
        />
        {backup.policy === null ? (
          <div>
            {parts.nothingThere[backup.target]}. {parts.nothingRestored[backup.target]}
          </div>
        ) : (
          <PolicyText text={backup.policy} label={history.backups.policyLabel(backup.name, when(backup.takenAt))} />
        )}
      </SpaceBetween>
    </Container>
  );
}
