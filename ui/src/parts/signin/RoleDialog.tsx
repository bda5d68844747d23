// Which account and role of a sign-in to open, and whether to keep it as a profile.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useEffect, useState } from "react";
import type {
  AccountChoice,
  ErrorView,
  PortalAccountView,
  ProfilePreview,
  RoleRequest,
  SignInView,
} from "../../api/types";
import { portalAccounts, portalRoles, previewProfile, saveProfile, takeRole, toErrorView } from "../../backend";
import { useAction, useLoad } from "../../store/load";
import { signIn } from "../../text/en/signIn";
import { ErrorNote } from "../ErrorNote";
import { Loading } from "../Loading";
import { PolicyText } from "../PolicyText";
import { Words } from "../Words";

const words = signIn.role;
const PAUSE_MS = 250;

type Props = {
  view: SignInView;
  onOpen: (choice: AccountChoice) => Promise<void>;
  onCancel: () => void;
};

export function RoleDialog({ view, onOpen, onCancel }: Props) {
  const { load, again } = useLoad(useCallback(() => portalAccounts(view.id), [view.id]));
  const [request, setRequest] = useState<RoleRequest | null>(null);
  const { preview, problem } = usePreview(request);
  const { busy, error, run } = useAction();
  const open = (choose: (request: RoleRequest) => Promise<AccountChoice>) =>
    run(async () => {
      if (request !== null) {
        await onOpen(await choose(request));
      }
    });
  return (
    <Modal
      visible
      size="large"
      header={words.title}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={busy} onClick={onCancel}>
              {signIn.cancel}
            </Button>
            <Button disabled={busy || request === null} onClick={() => open(takeRole)}>
              {words.only}
            </Button>
            <Button
              variant="primary"
              loading={busy}
              disabled={preview === null}
              onClick={() => open(async (wanted) => (await saveProfile(wanted, preview?.lines ?? "")).choice)}
            >
              {words.save}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <Box>
          <Words text={words.text(view.startUrl)} />
        </Box>
        {error !== null && <ErrorNote error={error} />}
        <Loading load={load} words={words.loading} onAgain={again}>
          {(accounts) =>
            accounts.length === 0 ? (
              <Box>{words.noAccounts}</Box>
            ) : (
              <Choice view={view} accounts={accounts} name={preview?.name ?? ""} onChange={setRequest} />
            )
          }
        </Loading>
        {problem !== null && <ErrorNote error={problem} />}
        {preview !== null && <Lines preview={preview} />}
      </SpaceBetween>
    </Modal>
  );
}

const accountOption = (account: PortalAccountView) => ({
  value: account.id,
  label: account.name === null ? account.id : `${account.name} (${account.id})`,
  ...(account.email === null ? {} : { description: account.email }),
});

type ChoiceProps = {
  view: SignInView;
  accounts: PortalAccountView[];
  /** The name that a new profile would have. */
  name: string;
  onChange: (request: RoleRequest | null) => void;
};

function Choice({ view, accounts, name, onChange }: ChoiceProps) {
  const only = accounts.length === 1 ? (accounts[0] ?? null) : null;
  const [account, setAccount] = useState(only);
  const [role, setRole] = useState<string | null>(null);
  const [region, setRegion] = useState(view.region);
  const [named, setNamed] = useState<string | null>(null);
  useEffect(() => {
    onChange(
      account === null || role === null || region.trim() === ""
        ? null
        : { signIn: view.id, account: account.id, role, region, name: named },
    );
  }, [account, role, region, named, view.id, onChange]);
  return (
    <SpaceBetween size="m">
      <div className="sr-two">
        <FormField label={words.account}>
          <Select
            selectedOption={account === null ? null : accountOption(account)}
            options={accounts.map(accountOption)}
            placeholder={words.choose}
            filteringType={accounts.length > 8 ? "auto" : "none"}
            filteringPlaceholder={words.find}
            onChange={({ detail }) => {
              setAccount(accounts.find((one) => one.id === detail.selectedOption.value) ?? null);
              setRole(null);
            }}
          />
        </FormField>
        {account !== null && <Roles key={account.id} view={view} account={account.id} role={role} onRole={setRole} />}
      </div>
      <div className="sr-two">
        <FormField label={words.region} constraintText={words.regionHint}>
          <Input value={region} onChange={({ detail }) => setRegion(detail.value)} />
        </FormField>
        <FormField label={words.name} constraintText={words.nameHint}>
          <Input value={named ?? name} onChange={({ detail }) => setNamed(detail.value)} />
        </FormField>
      </div>
    </SpaceBetween>
  );
}

type RolesProps = { view: SignInView; account: string; role: string | null; onRole: (role: string) => void };

function Roles({ view, account, role, onRole }: RolesProps) {
  const { load, again } = useLoad(useCallback(() => portalRoles(view.id, account), [view.id, account]));
  const only = load.state === "ready" && load.value.length === 1 ? load.value[0] : undefined;
  useEffect(() => {
    if (only !== undefined) {
      onRole(only);
    }
  }, [only, onRole]);
  return (
    <Loading load={load} words={words.loadingRoles} onAgain={again}>
      {(roles) => (
        <FormField label={words.role}>
          <Select
            selectedOption={role === null ? null : { value: role, label: role }}
            options={roles.map((one) => ({ value: one, label: one }))}
            placeholder={words.choose}
            filteringType={roles.length > 8 ? "auto" : "none"}
            filteringPlaceholder={words.find}
            onChange={({ detail }) => onRole(detail.selectedOption.value ?? "")}
          />
        </FormField>
      )}
    </Loading>
  );
}

/** The lines that the request would add, asked for once typing rests. */
function usePreview(request: RoleRequest | null) {
  const [shown, setShown] = useState<{ preview: ProfilePreview | null; problem: ErrorView | null }>({
    preview: null,
    problem: null,
  });
  useEffect(() => {
    let wanted = true;
    const timer = window.setTimeout(() => {
      if (request === null) {
        setShown({ preview: null, problem: null });
        return;
      }
      previewProfile(request).then(
        (preview) => wanted && setShown({ preview, problem: null }),
        (thrown: unknown) => wanted && setShown({ preview: null, problem: toErrorView(thrown) }),
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [request]);
  return shown;
}

function Lines({ preview }: { preview: ProfilePreview }) {
  return (
    <SpaceBetween size="xs">
      <Box>
        <Words text={preview.exists ? words.lines(preview.path) : words.linesNew(preview.path)} />
      </Box>
      <PolicyText text={preview.lines.trim()} label={words.linesLabel} />
      {preview.exists && <Box color="text-body-secondary">{words.backup}</Box>}
    </SpaceBetween>
  );
}
