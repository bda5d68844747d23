import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import type { TroubleView } from "../../api/types";
import { practiceTroubles, setPracticeTrouble } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { Loading } from "../../parts/Loading";
import { Words } from "../../parts/Words";
import { useAction, useLoad } from "../../store/load";
import { practice as words } from "../../text/en/practice";

export function Troubles() {
  const { load, again, put } = useLoad(practiceTroubles);
  const { busy, error, clear, run } = useAction();
  const set = (trouble: TroubleView, on: boolean) =>
    run(async () => {
      put(await setPracticeTrouble(trouble.name, on));
    });
  return (
    <Container
      header={
        <Header variant="h2" description={words.troublesText}>
          {words.troubles}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
        <Loading load={load} words={words.loading} onAgain={again}>
          {(troubles) =>
            troubles.length === 0 ? (
              <Box>{words.none}</Box>
            ) : (
              <SpaceBetween size="s">
                {troubles.map((trouble) => (
                  <Toggle
                    key={trouble.name}
                    checked={trouble.on}
                    disabled={busy}
                    ariaLabel={words.on(trouble.name)}
                    onChange={({ detail }) => set(trouble, detail.checked)}
                  >
                    <Words text={trouble.words} />
                  </Toggle>
                ))}
              </SpaceBetween>
            )
          }
        </Loading>
      </SpaceBetween>
    </Container>
  );
}
