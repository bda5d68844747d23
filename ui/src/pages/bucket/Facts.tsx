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
      <KeyValuePairs columns={3} items={facts.map((fact) => pair(fact, words.facts.labels))} />
    </Container>
  );
}

/** The four switches of S3 Block Public Access, for the bucket and its account together. */
export function Blocks({ blocks }: { blocks: FactView[] }) {
  return (
    <Container
      header={
        <Header variant="h2" description={words.blocks.text}>
          {words.blocks.title}
        </Header>
      }
    >
      <KeyValuePairs columns={2} items={blocks.map((fact) => pair(fact, words.blocks.labels))} />
    </Container>
  );
}

const pair = (fact: FactView, labels: Record<string, string>) => ({
  label: labels[fact.what] ?? fact.what,
  value: <Value fact={fact} />,
});

/** A value may be known in part: off for the bucket, and the account's unknown. */
function Value({ fact }: { fact: FactView }) {
  if (fact.unknown === null) {
    return <span className="sr-wrap">{fact.value ?? words.facts.none}</span>;
  }
  if (fact.value === null) {
    return <UnknownNote unknown={fact.unknown} />;
  }
  return (
    <>
      <div className="sr-wrap">{fact.value}</div>
      <UnknownNote unknown={fact.unknown} label={words.blocks.account} />
    </>
  );
}
