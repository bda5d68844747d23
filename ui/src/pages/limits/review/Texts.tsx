// The limit as text: the policy, the same for other tools, and where it would hold better.

import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import type { LimitText } from "../../../api/types";
import { saveLimitText } from "../../../backend";
import { PolicyText } from "../../../parts/PolicyText";
import { SaveButton } from "../../../parts/SaveButton";
import { limitReview } from "../../../text/en/limitReview";

const words = limitReview.texts;

export function Texts({ texts, digest }: { texts: LimitText[]; digest: string }) {
  if (texts.length === 0) {
    return null;
  }
  return (
    <Container
      header={
        <Header variant="h3" headingTagOverride="h2">
          {words.title}
        </Header>
      }
    >
      <Tabs
        ariaLabel={words.label}
        tabs={texts.map((row) => ({
          id: row.format,
          label: words.names[row.format] ?? row.format,
          content: <Text row={row} digest={digest} />,
        }))}
      />
    </Container>
  );
}

function Text({ row, digest }: { row: LimitText; digest: string }) {
  const name = words.names[row.format] ?? row.format;
  const about = words.about[row.format];
  return (
    <SpaceBetween size="s">
      <div className="sr-side">
        <Box color="text-body-secondary">{about}</Box>
        <SaveButton words={words.save} label={words.saveLabel(name)} save={() => saveLimitText(digest, row.format)} />
      </div>
      <PolicyText text={row.text} label={name} />
    </SpaceBetween>
  );
}
