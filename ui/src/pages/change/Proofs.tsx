import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ProofView } from "../../api/pending";
import { Verdict } from "../../parts/Verdict";
import { Words } from "../../parts/Words";
import { change } from "../../text/en/change";
import { type Given, givenUp, proofKey } from "./proofs";

const words = change.trial;

type Props = { proofs: ProofView[]; given: Given; onGive: (given: Given) => void };

export function Proofs({ proofs, given, onGive }: Props) {
  return (
    <div>
      <Box variant="h3">{words.proofs}</Box>
      <ul className="sr-proofs" aria-label={words.proofs}>
        {proofs.map((proof) => (
          <li key={proofKey(proof)}>
            <Proof proof={proof} given={given} onGive={onGive} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Proof({ proof, given, onGive }: { proof: ProofView; given: Given; onGive: (given: Given) => void }) {
  const key = proofKey(proof);
  const set = (reason: string | null) => {
    const { [key]: _, ...rest } = given;
    onGive(reason === null ? rest : { ...rest, [key]: reason });
  };
  return (
    <SpaceBetween size="xxs">
      <Verdict sign={proof.seen ? "good" : "waiting"}>
        <Words text={proof.words} />: {proof.seen ? words.seen : words.notSeen}
      </Verdict>
      {!proof.seen && proof.waivable && (
        <Checkbox
          checked={givenUp(proof, given)}
          ariaLabel={words.giveUp(proof.words)}
          onChange={({ detail }) => set(detail.checked ? "" : null)}
        >
          {words.giveUpShort}
        </Checkbox>
      )}
      {givenUp(proof, given) && (
        <Input
          value={given[key] ?? ""}
          placeholder={words.reason}
          ariaLabel={words.reasonFor(proof.words)}
          onChange={({ detail }) => set(detail.value)}
        />
      )}
    </SpaceBetween>
  );
}
