import Container from "@cloudscape-design/components/container";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import type { Discovery } from "../../store/discovery";
import { overview as words } from "../../text/en/overview";

/** Connect's own names of storage types, as words. */
const plain = (line: string) =>
  line.replace(/\b[A-Z]{4,}(?:_[A-Z]+)*\b/g, (name) => name.toLowerCase().replaceAll("_", " "));

export function Progress({ discovery }: { discovery: Discovery }) {
  const done = discovery.event?.done ?? discovery.picture?.done ?? 0;
  const total = discovery.event?.total ?? discovery.picture?.total ?? 0;
  // The number of calls grows while answers come in: the bar never shows the end before the end.
  const value = total === 0 ? 0 : Math.min(99, Math.floor((done / total) * 100));
  return (
    <Container>
      <ProgressBar
        value={value}
        ariaLabel={words.progress}
        label={words.looking}
        description={plain(discovery.event?.line ?? words.first)}
        additionalInfo={total === 0 ? undefined : words.answered(done, total)}
      />
    </Container>
  );
}
