// What needs the look over all Regions to be over, and waits for it.

import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect } from "react";
import type { OverviewView } from "../../api/types";
import { ErrorNote } from "../../parts/ErrorNote";
import { Waiting } from "../../parts/Loading";
import { look, lookUnlessKnown, useDiscovery } from "../../store/discovery";
import { limits } from "../../text/en/limits";
import { Progress } from "../overview/Progress";

export function AfterLook({ children }: { children: (picture: OverviewView) => ReactNode }) {
  const discovery = useDiscovery();
  const { picture, running, error } = discovery;
  useEffect(() => {
    void lookUnlessKnown();
  }, []);
  if (error !== null) {
    return <ErrorNote error={error} onAgain={() => void look()} />;
  }
  if (picture === null || running || picture.state === "idle" || picture.state === "running") {
    return (
      <SpaceBetween size="l">
        <Waiting words={limits.looking} />
        {running && <Progress discovery={discovery} />}
      </SpaceBetween>
    );
  }
  return <>{children(picture)}</>;
}
