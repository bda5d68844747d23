// The frame around every page: the bar, the navigation, the page that the address names.

import AppLayout from "@cloudscape-design/components/app-layout";
import I18nProvider from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { useEffect, useState } from "react";
import type { AccountView } from "./api/types";
import { AccountPage } from "./pages/account/AccountPage";
import { BucketPage } from "./pages/bucket/BucketPage";
import { ChangePage } from "./pages/change/ChangePage";
import { HelpPage } from "./pages/help/HelpPage";
import { HistoryPage } from "./pages/history/HistoryPage";
import { RestorePage } from "./pages/history/RestorePage";
import { InstancePage } from "./pages/instance/InstancePage";
import { LimitPage } from "./pages/limits/LimitPage";
import { LimitsPage } from "./pages/limits/LimitsPage";
import { UnlimitPage } from "./pages/limits/UnlimitPage";
import { LockPage } from "./pages/lock/LockPage";
import { OverviewPage } from "./pages/overview/OverviewPage";
import { PermissionsPage } from "./pages/permissions/PermissionsPage";
import { PlaybackPage } from "./pages/playback/PlaybackPage";
import { UnlockPage } from "./pages/unlock/UnlockPage";
import { PracticePage } from "./pages/practice/PracticePage";
import { AccountBar } from "./parts/AccountBar";
import { Waiting } from "./parts/Loading";
import { RenewDialog } from "./parts/signin/RenewDialog";
import { askForAccount, followSession, useAccount } from "./store/account";
import { useRenewal } from "./store/renewal";
import { type Route, toHash, useRoute } from "./store/route";
import { shell } from "./text/en/shell";

export function App() {
  const account = useAccount();
  useEffect(() => {
    void askForAccount();
    return followSession();
  }, []);
  const renewing = useRenewal();
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <AccountBar account={account ?? null} />
      {account === undefined ? <Waiting words={shell.starting} /> : <Frame account={account} />}
      {renewing && account !== null && account !== undefined && <RenewDialog account={account} />}
    </I18nProvider>
  );
}

/** Pages for one task, without the pages' list beside them. */
const focusedPages: ReadonlySet<Route["page"]> = new Set(["lock", "unlock", "restore", "limit", "unlimit"]);

/** CSS pixels; the window's smallest width is below it, its first one above. */
const NARROW = 1000;

function Frame({ account }: { account: AccountView | null }) {
  const asked = useRoute();
  // A narrow window is for the page; the pages' list is one press away.
  const [open, setOpen] = useState(() => window.innerWidth > NARROW);
  // Without an account there is nothing to show but help and the choice of one.
  const route: Route = account === null && asked.page !== "help" ? { page: "account" } : asked;
  const focused = focusedPages.has(route.page);
  const title = shell.titles[route.page];
  useEffect(() => {
    document.title = `${title} – ${shell.name}`;
  }, [title]);
  return (
    <AppLayout
      headerSelector="#bar"
      toolsHide
      navigationHide={account === null || focused}
      navigationWidth={220}
      navigationOpen={open}
      onNavigationChange={({ detail }) => setOpen(detail.open)}
      navigation={account === null ? undefined : <Navigation route={route} account={account} />}
      contentType={focused ? "wizard" : "default"}
      ariaLabels={{ navigation: shell.navigation }}
      content={<Page route={route} account={account} />}
    />
  );
}

const home: Partial<Record<Route["page"], Route["page"]>> = {
  bucket: "overview",
  instance: "overview",
  lock: "overview",
  unlock: "overview",
  playback: "overview",
  change: "history",
  restore: "history",
  limit: "limits",
  unlimit: "limits",
};

function Navigation({ route, account }: { route: Route; account: AccountView }) {
  const items: SideNavigationProps.Item[] = [
    { type: "link", text: shell.overview, href: toHash({ page: "overview" }) },
    { type: "link", text: shell.limits, href: toHash({ page: "limits" }) },
    { type: "link", text: shell.history, href: toHash({ page: "history" }) },
  ];
  items.push({ type: "link", text: shell.permissions, href: toHash({ page: "permissions" }) });
  if (account.practice) {
    items.push({ type: "link", text: shell.practice, href: toHash({ page: "practice" }) });
  }
  items.push({ type: "divider" }, { type: "link", text: shell.help, href: toHash({ page: "help" }) });
  return <SideNavigation activeHref={`#/${home[route.page] ?? route.page}`} items={items} />;
}

function Page({ route, account }: { route: Route; account: AccountView | null }) {
  if (account === null) {
    return route.page === "help" ? <HelpPage /> : <AccountPage account={account} />;
  }
  switch (route.page) {
    case "account":
      return <AccountPage account={account} />;
    case "overview":
      return <OverviewPage key={`${account.accountId} ${account.profile}`} />;
    case "bucket":
      return <BucketPage key={route.bucket} bucket={route.bucket} />;
    case "instance":
      return <InstancePage key={route.key} instanceKey={route.key} />;
    case "lock":
      return <LockPage key={route.buckets.join("/")} buckets={route.buckets} />;
    case "unlock":
      return <UnlockPage key={route.buckets.join("/")} buckets={route.buckets} />;
    case "change":
      return <ChangePage key={route.change} change={route.change} account={account} />;
    case "playback":
      return <PlaybackPage key={route.bucket} bucket={route.bucket} account={account} />;
    case "limits":
      return <LimitsPage key={`${account.accountId} ${account.profile}`} />;
    case "limit":
      return <LimitPage key={route.key} limitKey={route.key} />;
    case "unlimit":
      return <UnlimitPage key={route.key} limitKey={route.key} />;
    case "history":
      return <HistoryPage />;
    case "restore":
      return <RestorePage key={route.backup} backup={route.backup} />;
    case "permissions":
      return <PermissionsPage key={`${account.accountId} ${account.profile}`} />;
    case "help":
      return <HelpPage />;
    case "practice":
      return <PracticePage />;
  }
}
