import type { HistoryView, OpenedBackup, SavedFile, VerifiedView } from "../api/types";
import { call } from "./invoke";

export const history = () => call<HistoryView>("history");
export const savePlanPolicy = (digest: string, bucket: string) =>
  call<SavedFile>("save_plan_policy", { digest, bucket });
export const saveRecoveryCard = (digest: string) => call<SavedFile>("save_recovery_card", { digest });
export const saveReport = (change: string) => call<SavedFile>("save_report", { change });
export const saveBackup = (backup: string) => call<SavedFile>("save_backup", { backup });
/** Whether a stored backup still has the digest that was taken of it. */
export const verifyBackup = (backup: string) => call<VerifiedView>("verify_backup", { backup });
/** Lets the user choose a file; null where none was chosen. */
export const openBackupFile = () => call<OpenedBackup | null>("open_backup_file");
