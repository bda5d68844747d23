import type { ChangeEvent, ChangeView, Confirmation, Waiver } from "../api/types";
import { call, channel } from "./invoke";

export const applyPlan = (confirmation: Confirmation, listener: (event: ChangeEvent) => void) =>
  call<ChangeView>("apply_plan", { confirmation, onEvent: channel(listener) });
export const changeStatus = (change: string) => call<ChangeView>("change_status", { change });
export const keepTrial = (change: string, waivers: Waiver[]) => call<ChangeView>("keep_trial", { change, waivers });
/** `seen`: what was seen that makes it roll back, for the history. */
export const rollBack = (change: string, seen: string | null) => call<ChangeView>("roll_back", { change, seen });
export const extendTrial = (change: string) => call<ChangeView>("extend_trial", { change });
/** Looks again at what is in the bucket, and settles the change by it. */
export const settleChange = (change: string) => call<ChangeView>("settle_change", { change });
/** Leaves what is in the bucket as it is; the change is over. */
export const leaveChange = (change: string) => call<ChangeView>("leave_change", { change });
/** Carries the confirmed plan out where nothing was written yet. */
export const retryChange = (change: string) => call<ChangeView>("retry_change", { change });
/** Asks CloudTrail who else wrote; what it tells is in the change then. */
export const lookIntoTrail = (change: string) => call<ChangeView>("look_into_trail", { change });
