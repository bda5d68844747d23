import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import type { TableProps } from "@cloudscape-design/components/table";
import type { InstanceView } from "../../api/types";
import { Age } from "../../parts/Age";
import { PagedTable } from "../../parts/PagedTable";
import { UnknownNote } from "../../parts/UnknownNote";
import { toHash } from "../../store/route";
import { overview } from "../../text/en/overview";
import { textOfInstance } from "./filter";

const words = overview.instances;
const PAGE = 20;

type Props = {
  instances: InstanceView[];
  running: boolean;
  /** Whether a Region could not be read: then none found is not none there. */
  unread: boolean;
};

export function Instances({ instances, running, unread }: Props) {
  return (
    <PagedTable
      title={words.title}
      items={instances}
      textOf={textOfInstance}
      trackBy="key"
      columns={columns}
      size={PAGE}
      filter={words.filter}
      alwaysFilter
      empty={
        <Box textAlign="center" padding="s">
          <strong>{unread ? words.noneKnown : words.none}</strong>
          <Box color="text-body-secondary">{running ? words.noneYet : words.noneText}</Box>
        </Box>
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
        <Box fontSize="body-s" color="text-body-secondary">
          <Age at={instance.readAt} />
        </Box>
      </div>
    ),
  },
  { id: "region", header: words.region, minWidth: 160, cell: (instance) => instance.region },
  { id: "role", header: words.role, minWidth: 220, cell: (instance) => <Role instance={instance} /> },
  { id: "storage", header: words.storage, minWidth: 180, cell: (instance) => <Storage instance={instance} /> },
];

function Role({ instance }: { instance: InstanceView }) {
  if (instance.role === null) {
    return (
      <div className="sr-wrap">
        {instance.roleUnknown === null ? <>–</> : <UnknownNote unknown={instance.roleUnknown} />}
        {instance.roleGuess !== null && (
          <Box fontSize="body-s" color="text-body-secondary">
            {words.guess(instance.roleGuess.name)}
          </Box>
        )}
      </div>
    );
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
  const reasons = instance.storage.flatMap((row) => (row.unknown === null ? [] : [row.unknown.reason]));
  const waiting = reasons.filter((reason) => reason === "not_read_yet").length;
  const unknown = reasons.length - waiting;
  if (labels.length === 0 && reasons.length === 0) {
    return <Box color="text-status-inactive">{words.nothing}</Box>;
  }
  return (
    <>
      {labels.join(", ")}
      {waiting > 0 && <Box color="text-status-inactive">{words.waitingStorage(waiting)}</Box>}
      {unknown > 0 && <Box color="text-status-warning">{words.unknownStorage(unknown)}</Box>}
    </>
  );
}
