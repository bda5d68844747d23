import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ProfileStateCode, ProfileStateView } from "../../api/types";
import { Words } from "../../parts/Words";
import { useNow } from "../../parts/now";
import { timeLeft } from "../../parts/timeLeft";
import { account } from "../../text/en/account";
import { saysAll } from "./saysAll";

const words = account.aws;

const signs: Record<ProfileStateCode, StatusIndicatorProps.Type> = {
  ready: "success",
  code_needed: "info",
  signed_out: "stopped",
  expired: "warning",
  broken: "error",
  not_checked: "pending",
};

/** How long a reason, and what to do about it, may be to stand in the row. */
const INLINE = 170;

type Props = {
  name: string;
  /** Whether the row has a button of its own to sign in by. */
  hasSignIn: boolean;
  state: ProfileStateView | "checking" | undefined;
  onCheck: () => void;
};

export function ProfileState({ name, hasSignIn, state, onCheck }: Props) {
  const now = useNow(30_000);
  if (state === undefined || state === "checking") {
    return <StatusIndicator type="loading">{words.states["checking"]}</StatusIndicator>;
  }
  const left = state.state === "ready" ? timeLeft(state.sessionEnds, now) : null;
  return (
    <div className="sr-wrap">
      <StatusIndicator type={signs[state.state]}>{words.states[state.state] ?? state.state}</StatusIndicator>
      {left !== null && (
        <Box fontSize="body-s" color="text-body-secondary">
          {words.ends(left)}
        </Box>
      )}
      {state.why !== null && !saysAll(state.state, hasSignIn) && (
        <Why name={name} state={words.states[state.state] ?? state.state} why={state.why} help={state.help} />
      )}
      {state.state === "not_checked" && (
        <Button variant="inline-link" ariaLabel={words.checkLabel(name)} onClick={onCheck}>
          {words.check}
        </Button>
      )}
    </div>
  );
}

/** What is short is in the row; what is long, such as a whole PATH, opens. */
function Why({ name, state, why, help }: { name: string; state: string; why: string; help: string | null }) {
  if (why.length + (help?.length ?? 0) <= INLINE) {
    return (
      <Box fontSize="body-s" color="text-body-secondary">
        <Words text={help === null ? why : `${why} ${help}`} />
      </Box>
    );
  }
  return (
    <Popover
      size="large"
      triggerType="custom"
      content={
        <div className="sr-wrap">
          <Words text={why} />
          {help !== null && (
            <Box margin={{ top: "xs" }}>
              <Words text={help} />
            </Box>
          )}
        </div>
      }
    >
      <Box margin={{ left: "xs" }} display="inline-block">
        <Button variant="inline-link" ariaLabel={words.whyLabel(name, state)}>
          {words.why}
        </Button>
      </Box>
    </Popover>
  );
}
