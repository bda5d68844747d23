import type { KeepListView, LockRequest, PlanView, RestoreRequest } from "../api/types";
import { call } from "./invoke";

export const keepList = (buckets: string[]) => call<KeepListView>("keep_list", { buckets });
export const planLock = (request: LockRequest) => call<PlanView>("plan_lock", { request });
/** Takes off the locks that Strongroom made; other statements stay. */
export const planUnlock = (buckets: string[]) => call<PlanView>("plan_unlock", { buckets });
export const planRestore = (request: RestoreRequest) => call<PlanView>("plan_restore", { request });
