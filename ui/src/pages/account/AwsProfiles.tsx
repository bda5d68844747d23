import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { AccountChoice, AccountChoices, ProfileRow, ProfileStateView } from "../../api/types";
import { ErrorNote } from "../../parts/ErrorNote";
import { Filter, NoMatch, Pages } from "../../parts/Filter";
import { usePages } from "../../parts/rows";
import { Words } from "../../parts/Words";
import { number } from "../../format";
import { type ProfileStates, useProfileStates } from "../../store/profiles";
import { account } from "../../text/en/account";
import { ProfileState } from "./ProfileState";

const words = account.aws;
const PAGE = 10;

type Props = {
  choices: AccountChoices;
  busyWith: AccountChoice | null;
  onChoose: (choice: AccountChoice) => void;
  onSignIn: (choice: AccountChoice) => void;
  onAgain: () => void;
};

const textOf = (row: ProfileRow) => [row.name, row.kind, row.region, row.account, row.role].join(" ");

export function AwsProfiles({ choices, busyWith, onChoose, onSignIn, onAgain }: Props) {
  const { states, check } = useProfileStates(choices.profiles);
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
        columnDefinitions={columns(busyWith, onChoose, onSignIn, states, check)}
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
  onSignIn: (choice: AccountChoice) => void,
  states: ProfileStates,
  onCheck: (name: string) => void,
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
          {row.note !== null && found(states[row.name])?.why !== row.note && (
            <Box fontSize="body-s" color="text-body-secondary">
              <Words text={row.note} />
            </Box>
          )}
        </div>
      ),
    },
    {
      id: "kind",
      header: words.kind,
      minWidth: 120,
      cell: (row) => (
        <div className="sr-wrap">
          {row.kind}
          <Box fontSize="body-s" color="text-body-secondary">
            {row.region}
          </Box>
        </div>
      ),
    },
    {
      id: "account",
      header: words.account,
      minWidth: 160,
      cell: (row) => (
        <div className="sr-wrap">
          {quiet(row.account ?? found(states[row.name])?.account ?? null)}
          {row.role !== null && (
            <Box fontSize="body-s" color="text-body-secondary">
              <span title={row.role}>{row.role.split("/").at(-1)}</span>
            </Box>
          )}
        </div>
      ),
    },
    {
      id: "state",
      header: words.state,
      minWidth: 190,
      cell: (row) => (
        <ProfileState
          name={row.name}
          hasSignIn={row.identityCenter}
          state={states[row.name]}
          onCheck={() => onCheck(row.name)}
        />
      ),
    },
    {
      id: "open",
      minWidth: 120,
      header: <span className="sr-hidden">{words.open}</span>,
      cell: (row) => {
        const choice = { practice: false, profile: row.name };
        const signIn = row.identityCenter && isOut(found(states[row.name]));
        return (
          <Button
            wrapText={false}
            ariaLabel={signIn ? words.signInLabel(row.name) : words.openLabel(row.name)}
            loading={busyWith !== null && !busyWith.practice && busyWith.profile === row.name}
            disabled={busyWith !== null}
            onClick={() => (signIn ? onSignIn(choice) : onChoose(choice))}
          >
            {signIn ? words.signIn : words.open}
          </Button>
        );
      },
    },
  ];
}

const found = (state: ProfileStates[string] | undefined) => (state === "checking" ? undefined : state);
const isOut = (state: ProfileStateView | undefined) => state?.state === "signed_out" || state?.state === "expired";

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
