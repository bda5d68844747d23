// Each Region's state. A Region that could not be read is named and explained, never left out.

import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { RegionView } from "../../api/types";
import { UnknownWords } from "../../parts/UnknownNote";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { overview } from "../../text/en/overview";

const words = overview.regions;

export function Regions({ regions, running }: { regions: RegionView[]; running: boolean }) {
  const unread = regions.filter((region) => region.state === "unknown");
  const same = sameReason(unread);
  return (
    <Container
      header={
        <Header variant="h3" headingTagOverride="h2">
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="xs">
        <ul className="sr-regions" aria-label={words.title}>
          {regions.filter(speaks).map((region) => (
            <li key={region.region}>
              <Region region={region} />
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
        {!running && unread.length > 0 && (
          <Verdict sign="warning">
            <strong>{words.summary(unread.length)}.</strong> {words.summaryText}
            {same !== null && (
              <div>
                {words.oneReason} <Words text={same} />
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
function speaks(region: RegionView): boolean {
  return !["asking", "not_enabled"].includes(region.state) && !(region.state === "read" && region.instances === 0);
}

function Quiet({ label, regions }: { label: string; regions: RegionView[] }) {
  if (regions.length === 0) {
    return null;
  }
  return (
    <div>
      {label}: {regions.map((region) => region.region).join(", ")}
    </div>
  );
}

function Region({ region }: { region: RegionView }) {
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
