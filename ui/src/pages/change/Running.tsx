import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ChangeView } from "../../api/types";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import type { Live } from "../../store/changes";
import { change as words } from "../../text/en/change";

export function Running({ view, live }: { view: ChangeView; live: Live | null }) {
  return (
    <Container
      header={
        <Header variant="h2" description={view.findingOut ? words.findingOutText : words.runningText}>
          {view.findingOut ? words.findingOut : words.running}
        </Header>
      }
    >
      <div role="status">
        <SpaceBetween size="xs">
          {view.targets.map((target) => (
            <Verdict
              key={target.name}
              sign={target.state === "running" ? "working" : target.state === "untouched" ? "waiting" : "good"}
            >
              {target.name}: <Words text={target.stateWords} />
            </Verdict>
          ))}
          {live?.lines.at(-1) !== undefined && <div className="sr-wrap">{live.lines.at(-1)}</div>}
        </SpaceBetween>
      </div>
    </Container>
  );
}
