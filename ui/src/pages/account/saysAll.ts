import type { ProfileStateCode } from "../../api/types";

/** Whether the word for a state says all: what else there is to do about it, the row's own button does. */
export function saysAll(state: ProfileStateCode, hasSignIn: boolean): boolean {
  return state === "ready" || state === "code_needed" || (state === "signed_out" && hasSignIn);
}
