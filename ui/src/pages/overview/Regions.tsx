// Each Region's state. A Region that could not be read is named and explained, never left out.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import type { RegionView } from "../../api/types";
import { Age } from "../../parts/Age";
import { UnknownWords } from "../../parts/UnknownNote";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { toHash } from "../../store/route";
import { overview } from "../../text/en/overview";
import { AddRegion, OwnRegions } from "./OwnRegions";

const words = overview.regions;

export function Regions({ regions, running }: { regions: RegionView[]; running: boolean }) {
  const unread = regions.filter((region) => region.state === "unknown");
  const same = sameReason(unread);
  const [adding, setAdding] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h3"
          headingTagOverride="h2"
          actions={
            adding ? undefined : (
              <Button variant="inline-link" onClick={() => setAdding(true)}>
                {words.add}
              </Button>
            )
          }
        >
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="xs">
        {adding && <AddRegion onDone={() => setAdding(false)} />}
        <ul className="sr-regions" aria-label={words.title}>
          {regions
            .filter((region) => speaks(region, running))
            .map((region) => (
              <li key={region.region}>
                <Region region={region} running={running} />
                {region.readAt !== null && (
                  <Box fontSize="body-s" color="text-body-secondary">
                    <Age at={region.readAt} asked={region.state !== "read"} />
                  </Box>
                )}
              </li>
            ))}
        </ul>
        <div className="sr-regions__quiet">
          <Quiet label={words.asking} regions={regions.filter((region) => region.state === "asking")} />
          <Quiet
            label={words.none}
            regions={regions.filter((region) => region.state === "read" && region.instances === 0)}
          />
          <Quiet label={words.notEnabled} regions={regions.filter((region) => region.state === "not_enabled")} />
        </div>
        <OwnRegions regions={regions} />
        {!running && unread.length > 0 && (
          <Verdict sign="warning">
            <strong>{words.summary(unread.length)}.</strong> {words.summaryText}
            {same !== null && (
              <div>
                {words.oneReason} <Words text={same} />
              </div>
            )}
            {unread.some((region) => region.unknown?.missingPermission) && (
              <div>
                <Link href={toHash({ page: "permissions" })}>{words.permissions}</Link>
              </div>
            )}
          </Verdict>
        )}
      </SpaceBetween>
    </Container>
  );
}

/** What is wrong with every one of several Regions, said once: an ended session, say. */
function sameReason(unread: RegionView[]): string | null {
  const reasons = unread.map(({ unknown }) => unknown?.words.split(": ").slice(1).join(": "));
  const [first] = reasons;
  return unread.length > 1 && first !== undefined && first !== "" && reasons.every((reason) => reason === first)
    ? first
    : null;
}

/** Whether a Region has something of its own to say: instances, or the reason why they are unknown. */
function speaks(region: RegionView, running: boolean): boolean {
  if (running && region.slowed) {
    return true;
  }
  return !["asking", "not_enabled"].includes(region.state) && !(region.state === "read" && region.instances === 0);
}

function Quiet({ label, regions }: { label: string; regions: RegionView[] }) {
  if (regions.length === 0) {
    return null;
  }
  const [oldest] = regions.flatMap((region) => region.readAt ?? []).toSorted();
  return (
    <div>
      {label}: {regions.map((region) => region.region).join(", ")}
      {oldest !== undefined && (
        <>
          {". "}
          <Age at={oldest} asked={regions.some((region) => region.state !== "read")} />
        </>
      )}
    </div>
  );
}

function Region({ region, running }: { region: RegionView; running: boolean }) {
  if (running && region.slowed) {
    return <StatusIndicator type="in-progress">{`${region.region}: ${words.slowed}`}</StatusIndicator>;
  }
  if (region.state === "read") {
    return <StatusIndicator type="success">{`${region.region}: ${words.instances(region.instances)}`}</StatusIndicator>;
  }
  if (region.unknown === null) {
    return <StatusIndicator type="warning">{`${region.region}: ${words.unknown}`}</StatusIndicator>;
  }
  return (
    <Popover
      header={`${region.region}: ${words.unknown}`}
      content={<UnknownWords unknown={region.unknown} />}
      size="large"
      triggerType="text"
    >
      <StatusIndicator type="warning">{`${region.region}: ${words.unknown}`}</StatusIndicator>
    </Popover>
  );
}
