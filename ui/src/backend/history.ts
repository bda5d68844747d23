import type { HistoryView, SavedFile } from "../api/types";
import { call } from "./invoke";

export const history = () => call<HistoryView>("history");
export const savePlanPolicy = (digest: string, bucket: string) =>
  call<SavedFile>("save_plan_policy", { digest, bucket });
export const saveBackup = (backup: string) => call<SavedFile>("save_backup", { backup });
