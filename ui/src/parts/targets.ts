// A change's target is the policy of a bucket, or a policy of a role or user and what it is attached to.
// Access to buckets, Regions and S3's limits are about the first kind alone.

import { parts } from "../text/en/parts";

type Target = { target: string };

export const isBucketPolicy = (row: Target): boolean => row.target === "bucket_policy";

/** Whether a plan or a change is about buckets alone. One without targets goes by its kind. */
export const onlyBuckets = (whole: { kind: string; targets: readonly Target[] }): boolean =>
  whole.kind !== "limit" && whole.kind !== "unlimit" && whole.targets.every((row) => isBucketPolicy(row));

/** Where a target is: a bucket's Region, or what kind of thing it is, since IAM has no Regions. */
export const whereOf = (row: Target & { region: string }): string =>
  isBucketPolicy(row) ? row.region : (parts.targetKind[row.target] ?? row.target);

/** What stands for all targets in a title: the one that says whose the policy is, where there is one. */
export function nameOf(rows: readonly (Target & { name: string })[]): string {
  return (rows.find((row) => row.target !== "managed_policy") ?? rows[0])?.name ?? "";
}

/** The names of the targets in a state. */
export const namesIn = (state: string, rows: readonly { state: string; name: string }[]): string[] =>
  rows.filter((row) => row.state === state).map((row) => row.name);
