import { ago, when } from "../format";
import { parts } from "../text/en/parts";
import { useNow } from "./now";

type Props = {
  at: string | null;
  /** Whether the answer was no value: then it was asked, and not read. */
  asked?: boolean;
};

/** How long ago something was read: "Read 2 minutes ago"; the time itself is in its tooltip. */
export function Age({ at, asked = false }: Props) {
  const now = useNow(15_000);
  if (at === null) {
    return <>{parts.age.never}</>;
  }
  const words = asked ? parts.age.asked : parts.age.read;
  return <span title={when(at)}>{words(ago(at, now))}</span>;
}
