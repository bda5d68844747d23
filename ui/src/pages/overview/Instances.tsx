import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { InstanceView } from "../../api/types";
import { number } from "../../format";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { usePages } from "../../parts/rows";
import { UnknownNote } from "../../parts/UnknownNote";
import { toHash } from "../../store/route";
import { overview } from "../../text/en/overview";

const words = overview.instances;
const PAGE = 20;

const textOf = (instance: InstanceView) =>
  [instance.name, instance.id, instance.region, instance.role?.name, instance.role?.id].join(" ");

type Props = {
  instances: InstanceView[];
  running: boolean;
  /** Whether a Region could not be read: then none found is not none there. */
  unread: boolean;
};

export function Instances({ instances, running, unread }: Props) {
  const rows = usePages(instances, textOf, PAGE);
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${number(instances.length)})`}>
          {words.title}
        </Header>
      }
      ariaLabels={{ tableLabel: words.title }}
      items={rows.shown}
      trackBy="key"
      wrapLines
      columnDefinitions={columns}
      filter={
        instances.length > PAGE ? (
          <Filter label={words.filter} text={rows.filter} onChange={rows.setFilter} found={rows.found.length} />
        ) : undefined
      }
      pagination={<Pages page={rows.page} pages={rows.pages} onChange={rows.setPage} />}
      empty={
        rows.filter === "" ? (
          <Box textAlign="center" padding="s">
            <strong>{unread ? words.noneKnown : words.none}</strong>
            <Box color="text-body-secondary">{running ? words.noneYet : words.noneText}</Box>
          </Box>
        ) : (
          <NoMatch onClear={() => rows.setFilter("")} />
        )
      }
    />
  );
}

const columns: TableProps.ColumnDefinition<InstanceView>[] = [
  {
    id: "name",
    header: words.name,
    isRowHeader: true,
    minWidth: 160,
    cell: (instance) => (
      <div className="sr-wrap">
        <Link href={toHash({ page: "instance", key: instance.key })}>{instance.name}</Link>
      </div>
    ),
  },
  { id: "region", header: words.region, minWidth: 140, cell: (instance) => instance.region },
  { id: "role", header: words.role, minWidth: 220, cell: (instance) => <Role instance={instance} /> },
  { id: "storage", header: words.storage, minWidth: 180, cell: (instance) => <Storage instance={instance} /> },
];

function Role({ instance }: { instance: InstanceView }) {
  if (instance.role === null) {
    return instance.roleUnknown === null ? <>–</> : <UnknownNote unknown={instance.roleUnknown} />;
  }
  return (
    <div className="sr-wrap">
      {instance.role.kind}
      <Box fontSize="body-s" color="text-body-secondary">
        {instance.role.id ??
          (instance.role.idUnknown === null ? (
            words.idUnknown
          ) : (
            <UnknownNote unknown={instance.role.idUnknown} label={words.idUnknown} />
          ))}
      </Box>
    </div>
  );
}

function Storage({ instance }: { instance: InstanceView }) {
  const labels = [...new Set(instance.storage.filter((row) => row.place !== null).map((row) => row.label))];
  const unknown = instance.storage.filter((row) => row.unknown !== null).length;
  if (labels.length === 0 && unknown === 0) {
    return <Box color="text-status-inactive">{words.nothing}</Box>;
  }
  return (
    <>
      {labels.join(", ")}
      {unknown > 0 && <Box color="text-status-warning">{words.unknownStorage(unknown)}</Box>}
    </>
  );
}
