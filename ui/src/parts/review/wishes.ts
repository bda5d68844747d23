// What the user settles about a plan that can't be applied as it is.

import type { PlanView } from "../../api/types";

export type Wishes = {
  /** What was typed for each Region that was not read. */
  accepted: Readonly<Record<string, string>>;
  /** Leave out principals that no longer exist. */
  withoutDeadPrincipals: boolean;
};

export const noWishes: Wishes = { accepted: {}, withoutDeadPrincipals: false };

/** Blockers that typing the Region's name settles; their subject is the Region. */
const REGION_BLOCKERS = new Set(["region_unread", "storage_unread"]);

export function regionsToAccept(plan: PlanView): string[] {
  const regions = plan.blockers
    .filter((note) => REGION_BLOCKERS.has(note.code))
    .map((note) => note.subject)
    .filter((subject) => subject !== null);
  return [...new Set(regions)];
}

/** What was typed, as it is sent: the app judges it. */
export function acceptedRegions(wishes: Wishes): string[] {
  return Object.values(wishes.accepted)
    .map((typed) => typed.trim())
    .filter((typed) => typed !== "");
}
