import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { AccountChoice, AccountChoices, ProfileRow } from "../../api/types";
import { ErrorNote } from "../../parts/ErrorNote";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { usePages } from "../../parts/rows";
import { Words } from "../../parts/Words";
import { number } from "../../format";
import { account } from "../../text/en/account";

const words = account.aws;
const PAGE = 10;

type Props = {
  choices: AccountChoices;
  busyWith: AccountChoice | null;
  onChoose: (choice: AccountChoice) => void;
  onAgain: () => void;
};

const textOf = (row: ProfileRow) => [row.name, row.kind, row.region, row.account, row.role].join(" ");

export function AwsProfiles({ choices, busyWith, onChoose, onAgain }: Props) {
  const rows = usePages(choices.profiles, textOf, PAGE);
  return (
    <SpaceBetween size="s">
      {choices.problem !== null && <ErrorNote error={choices.problem} onAgain={onAgain} />}
      <Table
        header={
          <Header
            variant="h2"
            counter={choices.profiles.length > 0 ? `(${number(choices.profiles.length)})` : undefined}
            description={words.text}
            actions={<Button iconName="refresh" ariaLabel={words.again} onClick={onAgain} />}
          >
            {words.title}
          </Header>
        }
        ariaLabels={{ tableLabel: words.title }}
        items={rows.shown}
        trackBy="name"
        wrapLines
        columnDefinitions={columns(busyWith, onChoose)}
        filter={
          choices.profiles.length > PAGE ? (
            <Filter label={words.filter} text={rows.filter} onChange={rows.setFilter} found={rows.found.length} />
          ) : undefined
        }
        pagination={<Pages page={rows.page} pages={rows.pages} onChange={rows.setPage} />}
        empty={
          rows.filter === "" ? (
            <NoProfiles broken={choices.problem !== null} />
          ) : (
            <NoMatch onClear={() => rows.setFilter("")} />
          )
        }
        footer={<Files files={choices.files} />}
      />
    </SpaceBetween>
  );
}

function columns(
  busyWith: AccountChoice | null,
  onChoose: (choice: AccountChoice) => void,
): TableProps.ColumnDefinition<ProfileRow>[] {
  const quiet = (text: string | null) => text ?? <Box color="text-status-inactive">{words.notNamed}</Box>;
  return [
    {
      id: "name",
      header: words.profile,
      isRowHeader: true,
      minWidth: 200,
      cell: (row) => (
        <div className="sr-wrap">
          <strong>{row.name}</strong>
          {row.note !== null && (
            <Box fontSize="body-s" color="text-body-secondary">
              <Words text={row.note} />
            </Box>
          )}
        </div>
      ),
    },
    { id: "kind", header: words.kind, minWidth: 120, cell: (row) => row.kind },
    { id: "region", header: words.region, minWidth: 140, cell: (row) => quiet(row.region) },
    {
      id: "account",
      header: words.account,
      minWidth: 160,
      cell: (row) => (
        <div className="sr-wrap">
          {quiet(row.account)}
          {row.role !== null && (
            <Box fontSize="body-s" color="text-body-secondary">
              <span title={row.role}>{row.role.split("/").at(-1)}</span>
            </Box>
          )}
        </div>
      ),
    },
    {
      id: "open",
      minWidth: 120,
      header: <span className="sr-hidden">{words.open}</span>,
      cell: (row) => (
        <Button
          wrapText={false}
          ariaLabel={words.openLabel(row.name)}
          loading={busyWith !== null && !busyWith.practice && busyWith.profile === row.name}
          disabled={busyWith !== null}
          onClick={() => onChoose({ practice: false, profile: row.name })}
        >
          {words.open}
        </Button>
      ),
    },
  ];
}

function NoProfiles({ broken }: { broken: boolean }) {
  return (
    <Box textAlign="center" padding="s">
      <strong>{broken ? words.unread : words.none}</strong>
      <Box color="text-body-secondary">
        <Words text={broken ? words.unreadText : words.noneText} />
      </Box>
    </Box>
  );
}

function Files({ files }: { files: string[] }) {
  return (
    <ExpandableSection headerText={words.files} variant="footer">
      <ul className="sr-notes">
        {files.map((file) => (
          <li key={file} className="sr-wrap">
            {file}
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}
