import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import Input from "@cloudscape-design/components/input";
import type { CheckView } from "../../api/types";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { change } from "../../text/en/change";
import { checkKey, type Given, goneWithout, waivable } from "./checks";

const words = change.trial;

type Props = { checks: CheckView[]; given: Given; onGive: (given: Given) => void };

export function Checks({ checks, given, onGive }: Props) {
  return (
    <div>
      <Box variant="h3">{words.checks}</Box>
      <ul className="sr-trial__checks" aria-label={words.checks}>
        {checks.map((check) => (
          <li key={checkKey(check)}>
            <Check check={check} given={given} onGive={onGive} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Check({ check, given, onGive }: { check: CheckView; given: Given; onGive: (given: Given) => void }) {
  const key = checkKey(check);
  const set = (reason: string | null) => {
    const { [key]: _, ...rest } = given;
    onGive(reason === null ? rest : { ...rest, [key]: reason });
  };
  return (
    <Verdict sign={check.done ? "good" : "waiting"}>
      <Words text={check.label} />
      <Box fontSize="body-s" color="text-body-secondary">
        <span className="sr-hidden">{check.done ? words.seen : words.notSeen}: </span>
        <Words text={check.words} />
      </Box>
      {waivable(check) && (
        <Checkbox
          checked={goneWithout(check, given)}
          ariaLabel={words.without(check.label)}
          onChange={({ detail }) => set(detail.checked ? "" : null)}
        >
          {words.withoutShort}
        </Checkbox>
      )}
      {goneWithout(check, given) && (
        <Input
          value={given[key] ?? ""}
          placeholder={words.reason}
          ariaLabel={words.reasonFor(check.label)}
          onChange={({ detail }) => set(detail.value)}
        />
      )}
    </Verdict>
  );
}
