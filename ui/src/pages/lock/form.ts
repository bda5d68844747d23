// What the user has chosen so far, what is still missing at each step, and the request made of it.

import type { AwsServices, KeepListView, KeepRow, LockRequest, LockScope, MatchBy } from "../../api/types";
import { features } from "../../features";
import { type Wishes, acceptedRegions, noWishes } from "../../parts/review/wishes";

export type LockForm = Wishes & {
  /** Who keeps access besides those who must, by ARN. */
  keep: ReadonlyMap<string, MatchBy>;
  /** Required principals whose match differs from the recommendation, by ARN. */
  requiredMatch: ReadonlyMap<string, MatchBy>;
  scope: LockScope;
  services: AwsServices;
  trial: boolean;
  minutes: string;
  noTrialReason: string;
  noSecondWayReason: string;
};

export const emptyForm: LockForm = {
  keep: new Map(),
  requiredMatch: new Map(),
  scope: "everything",
  services: features.forms ? "keep_for_this_account" : "cut_off",
  trial: features.forms,
  minutes: "15",
  noTrialReason: "",
  noSecondWayReason: "",
  ...noWishes,
};

/** The match that a row starts with. */
export const firstMatch = (row: KeepRow): MatchBy => (features.forms ? row.recommended : "id");

export const matchOf = (form: LockForm, row: KeepRow): MatchBy =>
  form.keep.get(row.arn) ?? form.requiredMatch.get(row.arn) ?? firstMatch(row);

/** Replaces the picked rows among `shown` by `picked`; rows of other tables and pages stay as they are. */
export function pick(form: LockForm, shown: readonly KeepRow[], picked: readonly KeepRow[]): LockForm {
  const keep = new Map(form.keep);
  const now = new Set(picked.map((row) => row.arn));
  for (const row of shown) {
    if (!now.has(row.arn)) {
      keep.delete(row.arn);
    } else if (!keep.has(row.arn)) {
      keep.set(row.arn, firstMatch(row));
    }
  }
  return { ...form, keep };
}

export function setMatch(form: LockForm, row: KeepRow, match: MatchBy): LockForm {
  if (form.keep.has(row.arn)) {
    return { ...form, keep: new Map([...form.keep, [row.arn, match]]) };
  }
  return { ...form, requiredMatch: new Map([...form.requiredMatch, [row.arn, match]]) };
}

/** Everyone as `match` says, or as recommended for each. */
export function matchAll(form: LockForm, list: KeepListView, match: MatchBy | "recommended"): LockForm {
  const rows = [...list.suggested, ...list.others].filter((row) => form.keep.has(row.arn));
  const by = (row: KeepRow): MatchBy => (match === "recommended" ? row.recommended : match);
  return {
    ...form,
    keep: new Map(rows.map((row) => [row.arn, by(row)])),
    requiredMatch: new Map(list.required.map((row) => [row.arn, by(row)])),
  };
}

export function hasSecondWay(form: LockForm, list: KeepListView): boolean {
  return (
    list.required.some((row) => row.secondWay) ||
    [...list.suggested, ...list.others].some((row) => row.secondWay && form.keep.has(row.arn))
  );
}

export function keepMissing(form: LockForm, list: KeepListView): boolean {
  return features.forms && !hasSecondWay(form, list) && form.noSecondWayReason.trim() === "";
}

export function regionsMissing(form: LockForm, list: KeepListView): boolean {
  return list.unreadRegions.some((row) => form.accepted[row.region]?.trim() !== row.region);
}

export function minutesWrong(form: LockForm): boolean {
  if (!form.trial) {
    return false;
  }
  const minutes = Number(form.minutes);
  return form.minutes.trim() === "" || !Number.isInteger(minutes) || minutes < 5 || minutes > 120;
}

export function trialReasonMissing(form: LockForm): boolean {
  return features.forms && !form.trial && form.noTrialReason.trim() === "";
}

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

export function toRequest(buckets: string[], form: LockForm, list: KeepListView): LockRequest {
  const required = list.required
    .map((row) => ({ arn: row.arn, matchBy: matchOf(form, row), recommended: row.recommended }))
    .filter((choice) => choice.matchBy !== choice.recommended);
  return {
    buckets,
    keep: [...form.keep].map(([arn, matchBy]) => ({ arn, matchBy })),
    requiredMatch: required.map(({ arn, matchBy }) => ({ arn, matchBy })),
    scope: form.scope,
    services: form.services,
    trialMinutes: form.trial ? Number(form.minutes) : null,
    noTrialReason: form.trial ? null : orNull(form.noTrialReason),
    noSecondWayReason: hasSecondWay(form, list) ? null : orNull(form.noSecondWayReason),
    acceptedRegions: acceptedRegions(form),
    withoutDeadPrincipals: form.withoutDeadPrincipals,
  };
}
