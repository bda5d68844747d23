// The account that is open.

import type { AccountChoice, AccountView } from "../api/types";
import { closeAccount, currentAccount, openAccount } from "../backend";
import { forgetDiscovery } from "./discovery";
import { createStore, useStore } from "./store";

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

export async function open(choice: AccountChoice): Promise<void> {
  const account = await openAccount(choice);
  forgetDiscovery();
  store.set(account);
}

export async function close(): Promise<void> {
  await closeAccount();
  forgetDiscovery();
  store.set(null);
}
