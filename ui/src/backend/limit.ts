import type { LimitChoicesView, LimitPlanView, LimitRequest, LimitsView, PlanView, SavedFile } from "../api/types";
import { call } from "./invoke";

export const limits = () => call<LimitsView>("limits");
export const limitChoices = (instance: string) => call<LimitChoicesView>("limit_choices", { instance });
export const planLimit = (request: LimitRequest) => call<LimitPlanView>("plan_limit", { request });
/** Takes a limit off: the attachment and the policy that Strongroom made. */
export const planUnlimit = (key: string) => call<PlanView>("plan_unlimit", { key });
/** Saves the limit of a plan as text; `format` as in `LimitText`. */
export const saveLimitText = (digest: string, format: string) => call<SavedFile>("save_limit_text", { digest, format });
