import { ago, when } from "../format";
import { parts } from "../text/en/parts";
import { useNow } from "./now";

/** How long ago something was read: "Read 2 minutes ago"; the time itself is in its tooltip. */
export function Age({ at }: { at: string | null }) {
  const now = useNow(15_000);
  if (at === null) {
    return <>{parts.age.never}</>;
  }
  return <span title={when(at)}>{parts.age.read(ago(at, now))}</span>;
}
