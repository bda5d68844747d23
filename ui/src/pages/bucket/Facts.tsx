import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { FactView } from "../../api/types";
import { UnknownNote } from "../../parts/UnknownNote";
import { bucket as words } from "../../text/en/bucket";

/** What is configured on the bucket. What could not be read says why, and is never left out. */
export function Facts({ facts }: { facts: FactView[] }) {
  return (
    <Container header={<Header variant="h2">{words.facts.title}</Header>}>
      <KeyValuePairs
        columns={3}
        items={facts.map((fact) => ({
          label: words.facts.labels[fact.what] ?? fact.what,
          value:
            fact.unknown === null ? (
              <span className="sr-wrap">{fact.value ?? words.facts.none}</span>
            ) : (
              <UnknownNote unknown={fact.unknown} />
            ),
        }))}
      />
    </Container>
  );
}
