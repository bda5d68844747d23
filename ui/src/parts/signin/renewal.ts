import type { ErrorCode, RenewalView } from "../../api/types";

/** What the dialog to sign in again shows: a try with what there is, a field for a code, Identity Center. */
export type Step = "try" | "code" | "sign_in";

export const firstStep = (renewal: RenewalView): Step => (renewal === "code" ? "code" : "try");

/** What a refused renewal asks for; nothing where it has to be told as it is. */
export function asked(code: ErrorCode): Step | null {
  switch (code) {
    case "sign_in_needed":
      return "sign_in";
    case "code_needed":
      return "code";
    default:
      return null;
  }
}
