import type { ChangeWithTrial, Waiver } from "../api/pending";
import type { ChangeEvent, Confirmation } from "../api/types";
import { call, channel } from "./invoke";

export const applyPlan = (confirmation: Confirmation, listener: (event: ChangeEvent) => void) =>
  call<ChangeWithTrial>("apply_plan", { confirmation, onEvent: channel(listener) });
export const changeStatus = (change: string) => call<ChangeWithTrial>("change_status", { change });
export const keepTrial = (change: string, waivers: Waiver[]) =>
  call<ChangeWithTrial>("keep_trial", { change, waivers });
export const rollBack = (change: string) => call<ChangeWithTrial>("roll_back", { change });
export const extendTrial = (change: string) => call<ChangeWithTrial>("extend_trial", { change });
