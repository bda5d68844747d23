import Box from "@cloudscape-design/components/box";
import type { BucketUseView, BucketView } from "../../api/types";
import { overview } from "../../text/en/overview";

const words = overview.buckets;

/** One line for each instance: what it keeps in the bucket. */
export function byInstance(uses: BucketUseView[]): { key: string; instance: string; region: string; labels: string }[] {
  const found = new Map<string, { key: string; instance: string; region: string; labels: string[] }>();
  for (const use of uses) {
    const line = found.get(use.instanceKey) ?? {
      key: use.instanceKey,
      instance: use.instance,
      region: use.region,
      labels: [],
    };
    if (!line.labels.includes(use.label)) {
      line.labels.push(use.label);
    }
    // Whoever reads only one word is to read what the bucket is locked for.
    line.labels.sort((a, b) => Number(b === words.first) - Number(a === words.first));
    found.set(use.instanceKey, line);
  }
  return [...found.values()].map((line) => ({ ...line, labels: line.labels.join(", ") }));
}

export function Uses({ bucket }: { bucket: BucketView }) {
  if (bucket.uses.length === 0) {
    return <Box color="text-status-inactive">{words.noUse}</Box>;
  }
  return (
    <>
      {byInstance(bucket.uses).map((line) => (
        <div key={line.key} className="sr-wrap">
          {line.labels}
          <Box fontSize="body-s" color="text-body-secondary">
            {line.instance}, {line.region}
          </Box>
        </div>
      ))}
    </>
  );
}
