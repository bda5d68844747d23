// What the filters of the overview look through: whatever a row shows, and the account and ids behind it.

import type { BucketView, InstanceView } from "../../api/types";
import { overview } from "../../text/en/overview";
import { parts } from "../../text/en/parts";

/** The key of an instance holds the account, the Region and the id. */
export const textOfBucket = (bucket: BucketView) =>
  [
    bucket.name,
    bucket.region ?? overview.buckets.regionUnknown,
    parts.bucketState[bucket.state],
    bucket.stateWords,
    bucket.cannotLock,
    ...bucket.uses.flatMap((use) => [use.instance, use.instanceKey, use.label, use.prefix]),
    ...bucket.notes.map((note) => note.title),
  ].join(" ");

export const textOfInstance = (instance: InstanceView) =>
  [
    instance.name,
    instance.key,
    instance.status,
    instance.role?.kind,
    instance.role?.arn,
    instance.role?.id,
    instance.roleGuess?.name,
    ...instance.storage.flatMap((row) => (row.place === null ? [] : [row.label, row.place])),
  ].join(" ");
