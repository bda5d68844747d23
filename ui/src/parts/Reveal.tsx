// Something for those who ask: a link that shows it and hides it again.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useState } from "react";

type Props = { show: string; hide: string; children: ReactNode };

export function Reveal({ show, hide, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Box fontSize="body-s">
      <Button variant="inline-link" ariaExpanded={open} onClick={() => setOpen(!open)}>
        <span className="sr-small">{open ? hide : show}</span>
      </Button>
      {open && <div className="sr-wrap">{children}</div>}
    </Box>
  );
}
