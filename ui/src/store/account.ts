// The account that is open.

import type { AccountView } from "../api/types";
import { closeAccount, currentAccount } from "../backend";
import { forgetDiscovery } from "./discovery";
import { createStore, useStore } from "./store";

const SESSION_EVERY_MS = 30_000;

/** `undefined` until the app was asked. */
const store = createStore<AccountView | null | undefined>(undefined);

export const useAccount = () => useStore(store);

export async function askForAccount(): Promise<void> {
  try {
    store.set(await currentAccount());
  } catch {
    // The first page asks again and shows what is wrong.
    store.set(null);
  }
}

/** An account was opened: nothing of the one before is shown any more. */
export function opened(account: AccountView): void {
  forgetDiscovery();
  store.set(account);
}

/** What is known of the account that is open has changed: its session, say. */
export function putAccount(account: AccountView): void {
  store.set((before) => (JSON.stringify(before) === JSON.stringify(account) ? before : account));
}

/** Asks again and again how long the session lasts: credentials may renew themselves. */
export function followSession(): () => void {
  const timer = window.setInterval(() => {
    const before = store.get();
    if (before === null || before === undefined) {
      return;
    }
    currentAccount().then(
      (now) => {
        // Another one may have been opened meanwhile.
        if (now !== null && store.get() === before) {
          putAccount(now);
        }
      },
      () => undefined,
    );
  }, SESSION_EVERY_MS);
  return () => window.clearInterval(timer);
}

export async function close(): Promise<void> {
  await closeAccount();
  forgetDiscovery();
  store.set(null);
}
