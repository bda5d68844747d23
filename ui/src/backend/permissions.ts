import type { PermissionsView, PreflightView, SavedFile } from "../api/types";
import { call } from "./invoke";

export const permissions = () => call<PermissionsView>("permissions");
/** What the signed-in identity lacks for locking these buckets. */
export const preflight = (buckets: string[]) => call<PreflightView>("preflight", { buckets });
export const savePermissions = (uses: string[]) => call<SavedFile>("save_permissions", { uses });
