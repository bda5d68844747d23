// Which account is open, who is signed in, and whether anything can be written: on every page.

import Button from "@cloudscape-design/components/button";
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { AccountView } from "../api/types";
import { useAction } from "../store/load";
import { close } from "../store/account";
import { askForRenewal } from "../store/renewal";
import { go } from "../store/route";
import { shell } from "../text/en/shell";
import { Mark } from "./Mark";
import { useNow } from "./now";
import { Words } from "./Words";

const SOON_MS = 30 * 60_000;

export function AccountBar({ account }: { account: AccountView | null }) {
  return (
    <header id="bar" className={account?.practice === true ? "sr-bar sr-bar--practice" : "sr-bar"}>
      <div className="sr-bar__name">
        <Mark />
        {shell.name}
      </div>
      {account !== null && <Signed account={account} />}
    </header>
  );
}

function Signed({ account }: { account: AccountView }) {
  const { busy, run } = useAction();
  const leave = () =>
    run(async () => {
      await close();
      go({ page: "account" });
    });
  return (
    <section className="sr-bar__account" aria-label={shell.bar}>
      {account.practice && <span className="sr-bar__practice">{shell.practiceBadge}</span>}
      <div className="sr-bar__who">
        <strong>{shell.account(account.alias, account.accountId)}</strong>
        <div className="sr-bar__session">
          <span title={account.arn}>{account.who}</span>
          <SessionLeft account={account} />
        </div>
      </div>
      {account.writable ? (
        <StatusIndicator type="success">{shell.writable}</StatusIndicator>
      ) : (
        <Popover header={shell.readOnlyWhy} content={<Words text={account.readOnlyReason ?? shell.readOnly} />}>
          <StatusIndicator type="info">{shell.readOnly}</StatusIndicator>
        </Popover>
      )}
      <Button variant="inline-link" loading={busy} onClick={leave}>
        {shell.changeAccount}
      </Button>
    </section>
  );
}

function SessionLeft({ account }: { account: AccountView }) {
  const now = useNow(15_000);
  const { sessionEnds: ends } = account;
  if (ends === null) {
    return null;
  }
  const left = new Date(ends).getTime() - now;
  if (Number.isNaN(left)) {
    return null;
  }
  const again = (
    <Button variant="inline-link" onClick={askForRenewal}>
      {shell.renew}
    </Button>
  );
  if (left <= 0) {
    return (
      <>
        <StatusIndicator type="error">{shell.sessionOver}</StatusIndicator>
        {again}
      </>
    );
  }
  const minutes = Math.ceil(left / 60_000);
  const words = minutes > 90 ? shell.hours(Math.floor(minutes / 60), minutes % 60) : shell.minutes(minutes);
  if (account.renewal === "identity_center") {
    return <span>{shell.sessionRenews(words)}</span>;
  }
  return left < SOON_MS ? (
    <>
      <StatusIndicator type="warning">{shell.sessionLeft(words)}</StatusIndicator>
      {again}
    </>
  ) : (
    <span>{shell.sessionLeft(words)}</span>
  );
}
