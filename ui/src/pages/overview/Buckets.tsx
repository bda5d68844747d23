// The buckets, those with call recordings first; select some, then lock them.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import type { BucketView } from "../../api/types";
import { Age } from "../../parts/Age";
import { PagedTable } from "../../parts/PagedTable";
import { useNow } from "../../parts/now";
import { BucketState, canUnlock } from "../../parts/states";
import { Words } from "../../parts/Words";
import { timeLeft } from "../../parts/timeLeft";
import { go, toHash } from "../../store/route";
import { overview } from "../../text/en/overview";
import { Uses } from "./Uses";
import { textOfBucket } from "./filter";

const words = overview.buckets;
const PAGE = 20;

type Props = {
  buckets: BucketView[];
  running: boolean;
  /** Whether a Region could not be read: then none found is not none there. */
  unread: boolean;
};

export function Buckets({ buckets, running, unread }: Props) {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const now = useNow(5_000);
  // A bucket that a later look no longer finds, or can't lock, is no longer selected.
  const selected = buckets.filter((bucket) => picked.includes(bucket.name) && bucket.cannotLock === null);
  const only = selected.length === 1 ? selected[0] : undefined;
  return (
    <PagedTable
      title={words.title}
      description={words.description}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            disabled={only === undefined}
            onClick={() => only !== undefined && go({ page: "playback", bucket: only.name })}
          >
            {words.playback}
          </Button>
          {selected.length > 0 && selected.every(canUnlock) && (
            <Button
              disabled={running}
              onClick={() => go({ page: "unlock", buckets: selected.map((bucket) => bucket.name) })}
            >
              {words.unlock}
            </Button>
          )}
          <Button
            variant="primary"
            disabled={selected.length === 0 || running}
            onClick={() => go({ page: "lock", buckets: selected.map((bucket) => bucket.name) })}
          >
            {words.lock}
          </Button>
        </SpaceBetween>
      }
      items={buckets}
      textOf={textOfBucket}
      trackBy="name"
      columns={columns(now)}
      size={PAGE}
      filter={words.filter}
      alwaysFilter
      empty={
        <Box textAlign="center" padding="s">
          {running ? words.noneYet : unread ? words.noneRead : words.noneText}
        </Box>
      }
      selection={{
        selectionType: "multi",
        selectedItems: selected,
        onSelectionChange: ({ detail }) => setPicked(detail.selectedItems.map((bucket) => bucket.name)),
        isItemDisabled: (bucket) => bucket.cannotLock !== null,
        ariaLabels: {
          selectionGroupLabel: words.title,
          allItemsSelectionLabel: () => words.selectAll,
          itemSelectionLabel: (_, bucket) => words.select(bucket.name),
        },
      }}
    />
  );
}

function columns(now: number): TableProps.ColumnDefinition<BucketView>[] {
  return [
    {
      id: "name",
      header: words.name,
      isRowHeader: true,
      minWidth: 200,
      cell: (bucket) => (
        <div className="sr-wrap">
          <Link href={toHash({ page: "bucket", bucket: bucket.name })}>{bucket.name}</Link>
          {bucket.cannotLock !== null && (
            <Box fontSize="body-s" color="text-body-secondary">
              {words.cannotLock}: <Words text={bucket.cannotLock} />
            </Box>
          )}
        </div>
      ),
    },
    {
      id: "state",
      header: words.state,
      minWidth: 150,
      cell: (bucket) => {
        const left = bucket.state === "on_trial" ? timeLeft(bucket.trialEnds, now) : null;
        return (
          <>
            <BucketState
              state={bucket.state}
              used={bucket.uses.length > 0}
              note={left === null ? null : words.onTrial(left)}
            />
            <Box fontSize="body-s" color="text-body-secondary">
              <Age at={bucket.readAt} asked={bucket.state === "not_readable"} />
            </Box>
          </>
        );
      },
    },
    { id: "uses", header: words.uses, minWidth: 220, cell: (bucket) => <Uses bucket={bucket} /> },
    {
      id: "region",
      header: words.region,
      minWidth: 130,
      cell: (bucket) => bucket.region ?? <Box color="text-status-inactive">{words.regionUnknown}</Box>,
    },
  ];
}
