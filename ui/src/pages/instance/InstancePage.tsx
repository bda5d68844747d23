// One Connect instance: its service role and what it stores where.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useEffect } from "react";
import type { InstanceView, RoleGuessView, StorageView } from "../../api/types";
import { when } from "../../format";
import { Age } from "../../parts/Age";
import { Waiting } from "../../parts/Loading";
import { Copyable } from "../../parts/PolicyText";
import { UnknownNote, UnknownWords } from "../../parts/UnknownNote";
import { Words } from "../../parts/Words";
import { lookUnlessKnown, useDiscovery } from "../../store/discovery";
import { go, toHash } from "../../store/route";
import { instance as words } from "../../text/en/instance";
import { overview } from "../../text/en/overview";

export function InstancePage({ instanceKey }: { instanceKey: string }) {
  const { picture, running } = useDiscovery();
  useEffect(() => {
    void lookUnlessKnown();
  }, []);
  const found = picture?.instances.find((row) => row.key === instanceKey);
  if (found !== undefined) {
    return <Found instance={found} />;
  }
  if (picture === null || running) {
    return <Waiting words={overview.looking} />;
  }
  return (
    <Alert type="info" action={<Button onClick={() => go({ page: "overview" })}>{words.back}</Button>}>
      <Words text={words.missing(instanceKey)} />
    </Alert>
  );
}

function Found({ instance }: { instance: InstanceView }) {
  // A type that could not be read is not one that stores nothing.
  const shown = instance.storage.filter((row) => row.place !== null || row.unknown !== null);
  const idle = instance.storage.filter((row) => !shown.includes(row)).map((row) => row.label);
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.crumbs}
          items={[
            { text: words.back, href: toHash({ page: "overview" }) },
            { text: instance.name, href: toHash({ page: "instance", key: instance.key }) },
          ]}
        />
      }
      header={
        <Header variant="h1">
          <span className="sr-wrap">{instance.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container>
          <KeyValuePairs
            columns={2}
            items={[
              { label: words.region, value: instance.region },
              { label: words.status, value: instance.status },
              { label: words.created, value: instance.created === null ? words.unknown : when(instance.created) },
              { label: words.read, value: <Age at={instance.readAt} /> },
              { label: words.id, value: <Copyable text={instance.id} label={words.role.copyInstance} /> },
            ]}
          />
        </Container>
        <Container
          header={
            <Header variant="h2" description={words.role.text}>
              {words.role.title}
            </Header>
          }
        >
          <Role instance={instance} />
        </Container>
        <Table
          header={<Header variant="h2">{words.storage.title}</Header>}
          ariaLabels={{ tableLabel: words.storage.title }}
          items={shown}
          footer={
            idle.length === 0 ? undefined : (
              <Box color="text-body-secondary" fontSize="body-s">
                {words.storage.nothingOf(idle)}
              </Box>
            )
          }
          trackBy={(row) => `${row.resourceType} ${row.place ?? ""}`}
          wrapLines
          empty={<Box padding="s">{words.storage.none}</Box>}
          columnDefinitions={columns}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Role({ instance }: { instance: InstanceView }) {
  const { role, roleUnknown } = instance;
  if (role === null) {
    return (
      <SpaceBetween size="m">
        {roleUnknown === null ? <Box>{words.role.none}</Box> : <UnknownWords unknown={roleUnknown} />}
        {instance.roleGuess !== null && <Guess guess={instance.roleGuess} />}
      </SpaceBetween>
    );
  }
  const id =
    role.id !== null ? (
      <Copyable text={role.id} label={words.role.copyId} />
    ) : role.idUnknown !== null ? (
      <UnknownNote unknown={role.idUnknown} />
    ) : (
      words.unknown
    );
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: words.role.kind, value: role.kind },
        { label: words.role.id, value: id },
        { label: words.role.name, value: <span className="sr-wrap">{role.name}</span> },
        {
          label: words.role.arn,
          value: (
            <span className="sr-wrap">
              <Copyable text={role.arn} label={words.role.copyArn} />
            </span>
          ),
        },
      ]}
    />
  );
}

/** What speaks for a role that nobody names. It is never used in a plan, and says so. */
function Guess({ guess }: { guess: RoleGuessView }) {
  return (
    <Alert type="info" header={words.role.guess}>
      <SpaceBetween size="xs">
        <span className="sr-wrap">
          <Copyable text={guess.arn} label={words.role.copyArn} />
        </span>
        <Words text={guess.words} />
      </SpaceBetween>
    </Alert>
  );
}

const columns: TableProps.ColumnDefinition<StorageView>[] = [
  { id: "what", header: words.storage.what, isRowHeader: true, cell: (row) => row.label },
  { id: "place", header: words.storage.place, minWidth: 220, cell: (row) => <Place row={row} /> },
  {
    id: "prefix",
    header: words.storage.prefix,
    minWidth: 200,
    cell: (row) => <span className="sr-wrap">{row.prefix}</span>,
  },
  {
    id: "key",
    header: words.storage.key,
    cell: (row) => (row.place === null ? "" : <span className="sr-wrap">{row.kmsKey ?? words.storage.noKey}</span>),
  },
];

function Place({ row }: { row: StorageView }) {
  if (row.unknown !== null) {
    return <UnknownNote unknown={row.unknown} />;
  }
  if (row.bucket !== null) {
    return <Link href={toHash({ page: "bucket", bucket: row.bucket })}>{row.bucket}</Link>;
  }
  return row.place === null ? (
    <Box color="text-status-inactive">{words.storage.nothing}</Box>
  ) : (
    <span className="sr-wrap">{row.place}</span>
  );
}
