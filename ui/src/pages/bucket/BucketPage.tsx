// One bucket: its state, who uses it, its policy.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useEffect } from "react";
import type { BucketView } from "../../api/types";
import { bucketDetails } from "../../backend";
import { when } from "../../format";
import { Age } from "../../parts/Age";
import { ErrorNote } from "../../parts/ErrorNote";
import { Waiting } from "../../parts/Loading";
import { NoteList } from "../../parts/Notes";
import { PolicyText } from "../../parts/PolicyText";
import { UnknownWords } from "../../parts/UnknownNote";
import { Words } from "../../parts/Words";
import { BucketState, canUnlock } from "../../parts/states";
import { lookUnlessKnown, useDiscovery } from "../../store/discovery";
import { useLoad } from "../../store/load";
import { go, toHash } from "../../store/route";
import { bucket as words } from "../../text/en/bucket";
import { overview } from "../../text/en/overview";
import { parts } from "../../text/en/parts";
import { Blocks, Facts } from "./Facts";

export function BucketPage({ bucket }: { bucket: string }) {
  const { picture, running } = useDiscovery();
  useEffect(() => {
    void lookUnlessKnown();
  }, []);
  const found = picture?.buckets.find((row) => row.name === bucket);
  if (found !== undefined) {
    return <Found bucket={found} running={running} />;
  }
  if (picture === null || running) {
    return <Waiting words={overview.looking} />;
  }
  return (
    <Alert type="info" action={<Button onClick={() => go({ page: "overview" })}>{words.back}</Button>}>
      <Words text={words.missing(bucket)} />
    </Alert>
  );
}

function Found({ bucket, running }: { bucket: BucketView; running: boolean }) {
  const { change } = bucket;
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.crumbs}
          items={[
            { text: words.back, href: toHash({ page: "overview" }) },
            { text: bucket.name, href: toHash({ page: "bucket", bucket: bucket.name }) },
          ]}
        />
      }
      header={
        <Header
          variant="h1"
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              {bucket.state === "on_trial" && change !== null && (
                <Button onClick={() => go({ page: "change", change })}>{words.trial}</Button>
              )}
              <Button onClick={() => go({ page: "playback", bucket: bucket.name })}>{words.playback}</Button>
              {canUnlock(bucket) && (
                <Button disabled={running} onClick={() => go({ page: "unlock", buckets: [bucket.name] })}>
                  {words.unlock}
                </Button>
              )}
              <Button
                variant={canUnlock(bucket) ? "normal" : "primary"}
                disabled={bucket.cannotLock !== null || running}
                onClick={() => go({ page: "lock", buckets: [bucket.name] })}
              >
                {words.lock}
              </Button>
            </SpaceBetween>
          }
        >
          <span className="sr-wrap">{bucket.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container>
          <KeyValuePairs
            columns={3}
            items={[
              { label: words.state, value: <State bucket={bucket} /> },
              { label: words.region, value: bucket.region ?? words.regionUnknown },
              { label: words.read, value: <Age at={bucket.readAt} asked={bucket.state === "not_readable"} /> },
              ...(bucket.trialEnds === null ? [] : [{ label: words.ends, value: when(bucket.trialEnds) }]),
              ...(bucket.cannotLock === null
                ? []
                : [{ label: words.cannotLock, value: <Words text={bucket.cannotLock} /> }]),
            ]}
          />
        </Container>
        {bucket.notes.length > 0 && (
          <Container header={<Header variant="h2">{words.notes}</Header>}>
            <NoteList notes={bucket.notes} />
          </Container>
        )}
        <UsesTable bucket={bucket} />
        <Details key={`${bucket.readAt} ${bucket.state} ${bucket.trialEnds}`} name={bucket.name} />
      </SpaceBetween>
    </ContentLayout>
  );
}

/** The rest of what is known; made anew whenever the overview has news of the bucket. */
function Details({ name }: { name: string }) {
  const { load } = useLoad(useCallback(() => bucketDetails(name), [name]));
  const details = load.value;
  if (details === undefined) {
    return load.state === "failed" ? <ErrorNote error={load.error} /> : <Waiting words={overview.looking} />;
  }
  return (
    <SpaceBetween size="l">
      <Facts facts={details.facts} />
      <Blocks blocks={details.blocks} />
      <Container
        header={
          <Header variant="h2" description={words.policyText}>
            {words.policy}
          </Header>
        }
      >
        {details.policyUnknown !== null && <UnknownWords unknown={details.policyUnknown} />}
        {details.policy !== null && <PolicyText text={details.policy} label={parts.policy.label(name)} />}
        {details.policy === null && details.policyUnknown === null && <Box>{parts.policy.none}</Box>}
      </Container>
    </SpaceBetween>
  );
}

function State({ bucket }: { bucket: BucketView }) {
  // The sentence may say no more than the word does.
  const more = bucket.stateWords.replace(/\.$/, "") !== parts.bucketState[bucket.state];
  return (
    <>
      <BucketState state={bucket.state} used={bucket.uses.length > 0} />
      {more && (
        <Box color="text-body-secondary">
          <Words text={bucket.stateWords} />
        </Box>
      )}
    </>
  );
}

function UsesTable({ bucket }: { bucket: BucketView }) {
  return (
    <Table
      header={<Header variant="h2">{words.uses}</Header>}
      ariaLabels={{ tableLabel: words.uses }}
      items={bucket.uses}
      wrapLines
      empty={<Box padding="s">{words.usesNone}</Box>}
      columnDefinitions={[
        { id: "instance", header: words.instance, isRowHeader: true, cell: (use) => `${use.instance}, ${use.region}` },
        { id: "what", header: words.what, cell: (use) => use.label },
        { id: "prefix", header: words.prefix, cell: (use) => use.prefix },
      ]}
    />
  );
}
