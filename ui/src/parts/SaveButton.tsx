// A button that saves something as a file, where the file went, and what went wrong.

import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import { useState } from "react";
import type { SavedFile } from "../api/types";
import { useAction } from "../store/load";
import { parts } from "../text/en/parts";
import { ErrorNote } from "./ErrorNote";
import { Words } from "./Words";

type Props = {
  /** What the button says. */
  words: string;
  /** Its name, where the words alone don't say what is saved. */
  label?: string;
  variant?: ButtonProps.Variant;
  disabled?: boolean;
  save: () => Promise<SavedFile>;
};

export function SaveButton({ words, label, variant, disabled = false, save }: Props) {
  const { busy, error, clear, run } = useAction();
  const [path, setPath] = useState<string | null>(null);
  return (
    <div>
      <Button
        variant={variant ?? "normal"}
        {...(variant === "inline-link" ? {} : { iconName: "download" as const })}
        {...(label === undefined ? {} : { ariaLabel: label })}
        loading={busy}
        disabled={disabled}
        onClick={() => run(async () => setPath((await save()).path))}
      >
        {words}
      </Button>
      <div role="status">
        {path !== null && (
          <Box fontSize="body-s" color="text-body-secondary" margin={{ top: "xxs" }}>
            <span className="sr-wrap">
              <Words text={parts.saved(path)} />
            </span>
          </Box>
        )}
      </div>
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
    </div>
  );
}
