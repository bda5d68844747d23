// One of the three checks: a heading, what it proves, what to do.

import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useId } from "react";

export function Check({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="sr-check" aria-labelledby={id}>
      <SpaceBetween size="s">
        <div>
          <Box variant="h3" padding="n">
            <span id={id}>{title}</span>
          </Box>
          <Box color="text-body-secondary" fontSize="body-s">
            {text}
          </Box>
        </div>
        {children}
      </SpaceBetween>
    </section>
  );
}
