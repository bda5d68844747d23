// Something for those who ask: a link that shows it and hides it again.

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useState } from "react";

type Props = {
  show: string;
  hide: string;
  /** The link's names, where its words alone don't say what is shown. */
  showLabel?: string;
  hideLabel?: string;
  children: ReactNode;
};

export function Reveal({ show, hide, showLabel, hideLabel, children }: Props) {
  const [open, setOpen] = useState(false);
  const label = open ? hideLabel : showLabel;
  return (
    <Box fontSize="body-s">
      <Button
        variant="inline-link"
        ariaExpanded={open}
        {...(label === undefined ? {} : { ariaLabel: label })}
        onClick={() => setOpen(!open)}
      >
        <span className="sr-small">{open ? hide : show}</span>
      </Button>
      {open && <div className="sr-wrap">{children}</div>}
    </Box>
  );
}
