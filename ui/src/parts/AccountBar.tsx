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
import { sessionLeft } from "./sessionLeft";
import { Words } from "./Words";

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
  const left = sessionLeft(account, useNow(15_000));
  if (left === null) {
    return null;
  }
  if (left.state === "lasts") {
    return <span>{left.words}</span>;
  }
  return (
    <>
      <StatusIndicator type={left.state === "over" ? "error" : "warning"}>{left.words}</StatusIndicator>
      <Button variant="inline-link" onClick={askForRenewal}>
        {shell.renew}
      </Button>
    </>
  );
}
