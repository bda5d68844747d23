import type {
  AccountChoice,
  AccountView,
  OpenedPage,
  PortalAccountView,
  ProfilePreview,
  ProfileStateView,
  RoleRequest,
  SavedProfile,
  SignInRequest,
  SignInView,
} from "../api/types";
import { call } from "./invoke";

/** Whether a profile could be opened now. One that starts a program is left alone unless `runPrograms`. */
export const checkProfile = (choice: AccountChoice, runPrograms: boolean) =>
  call<ProfileStateView>("check_profile", { choice, runPrograms });
export const openAccountWithCode = (choice: AccountChoice, code: string) =>
  call<AccountView>("open_account_with_code", { choice, code });
/** Signs in again to the account that is open; nothing of it is lost. */
export const renewSession = (code: string | null) => call<AccountView>("renew_session", { code });

export const beginSignIn = (request: SignInRequest) => call<SignInView>("begin_sign_in", { request });
export const signInStatus = (signIn: string) => call<SignInView>("sign_in_status", { signIn });
export const openSignInPage = (signIn: string) => call<OpenedPage>("open_sign_in_page", { signIn });
export const cancelSignIn = (signIn: string) => call<SignInView>("cancel_sign_in", { signIn });
export const portalAccounts = (signIn: string) => call<PortalAccountView[]>("portal_accounts", { signIn });
export const portalRoles = (signIn: string, account: string) => call<string[]>("portal_roles", { signIn, account });
export const previewProfile = (request: RoleRequest) => call<ProfilePreview>("preview_profile", { request });
/** Adds exactly the lines that were shown. */
export const saveProfile = (request: RoleRequest, lines: string) =>
  call<SavedProfile>("save_profile", { request, lines });
/** Uses a role without a profile, until the app is closed. */
export const takeRole = (request: RoleRequest) => call<AccountChoice>("use_role", { request });
