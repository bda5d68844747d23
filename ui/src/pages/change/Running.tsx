import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ChangeWithTrial } from "../../api/pending";
import type { Live } from "../../store/changes";
import { change as words } from "../../text/en/change";

export function Running({ view, live }: { view: ChangeWithTrial; live: Live | null }) {
  return (
    <Container
      header={
        <Header variant="h2" description={words.runningText}>
          {words.running}
        </Header>
      }
    >
      <div role="status">
        <SpaceBetween size="xs">
          {view.targets.map((target) => (
            <StatusIndicator
              key={target.bucket}
              type={
                target.state === "running" ? "in-progress" : target.state === "untouched" ? "pending" : "success"
              }
            >
              {`${target.bucket}: ${target.stateWords}`}
            </StatusIndicator>
          ))}
          {live?.lines.at(-1) !== undefined && <div className="sr-wrap">{live.lines.at(-1)}</div>}
        </SpaceBetween>
      </div>
    </Container>
  );
}
