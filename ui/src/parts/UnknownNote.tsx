// Something that could not be read, with the reason and the missing permission. Never shown as safe.

import Box from "@cloudscape-design/components/box";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { UnknownView } from "../api/types";
import { parts } from "../text/en/parts";
import { Details } from "./ErrorNote";
import { PolicyText } from "./PolicyText";
import { Words } from "./Words";

const words = parts.unknown;

export function UnknownWords({ unknown }: { unknown: UnknownView }) {
  return (
    <SpaceBetween size="xs">
      <div>
        <Words text={unknown.words} />
      </div>
      {unknown.missingPermission !== null && (
        <div>
          {words.missing}:{" "}
          <Box variant="code" display="inline">
            {unknown.missingPermission}
          </Box>
        </div>
      )}
      {unknown.policy !== null && (
        <div>
          {words.policy}:
          <PolicyText text={unknown.policy} label={words.policy} />
        </div>
      )}
      <Details detail={unknown.detail} requestId={unknown.requestId} />
    </SpaceBetween>
  );
}

/** The word "Unknown", which opens the reason. */
export function UnknownNote({ unknown, label }: { unknown: UnknownView; label?: string }) {
  return (
    <Popover
      header={label ?? words.unknown}
      content={<UnknownWords unknown={unknown} />}
      size="large"
      triggerType="text"
    >
      <StatusIndicator type="warning">{label ?? words.unknown}</StatusIndicator>
    </Popover>
  );
}
