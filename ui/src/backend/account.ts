import type { AccountChoice, AccountChoices, AccountView } from "../api/types";
import { call } from "./invoke";

export const listAccounts = () => call<AccountChoices>("list_accounts");
export const openAccount = (choice: AccountChoice) => call<AccountView>("open_account", { choice });
export const currentAccount = () => call<AccountView | null>("current_account");
export const closeAccount = () => call<void>("close_account");
