// Each Region's state. A Region that could not be read is named and explained, never left out.

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { RegionView } from "../../api/types";
import { UnknownWords } from "../../parts/UnknownNote";
import { overview } from "../../text/en/overview";

const words = overview.regions;

export function Regions({ regions, running }: { regions: RegionView[]; running: boolean }) {
  const unread = regions.filter((region) => region.state === "unknown");
  return (
    <SpaceBetween size="s">
      {!running && unread.length > 0 && (
        <Alert type="warning" header={words.summary(unread.length)}>
          {words.summaryText(unread.map((region) => region.region).join(", "))}
        </Alert>
      )}
      <Container header={<Header variant="h2">{words.title}</Header>}>
        <ul className="sr-regions" aria-label={words.title}>
          {regions.map((region) => (
            <li key={region.region}>
              <Region region={region} />
            </li>
          ))}
        </ul>
      </Container>
    </SpaceBetween>
  );
}

function Region({ region }: { region: RegionView }) {
  switch (region.state) {
    case "read":
      return region.instances === 0 ? (
        <StatusIndicator type="success" colorOverride="grey">
          {`${region.region}: ${words.none}`}
        </StatusIndicator>
      ) : (
        <StatusIndicator type="success">{`${region.region}: ${words.instances(region.instances)}`}</StatusIndicator>
      );
    case "not_enabled":
      return (
        <StatusIndicator type="stopped" colorOverride="grey">
          {`${region.region}: ${words.notEnabled.toLowerCase()}`}
        </StatusIndicator>
      );
    case "asking":
      return <StatusIndicator type="loading">{`${region.region}: ${words.asking}`}</StatusIndicator>;
    default:
      return region.unknown === null ? (
        <StatusIndicator type="warning">{`${region.region}: ${words.unknown}`}</StatusIndicator>
      ) : (
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
}
