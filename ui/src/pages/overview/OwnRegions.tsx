// The Regions that the user added, and the field that adds one.

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";
import type { RegionView } from "../../api/types";
import { addRegion, removeRegion } from "../../backend";
import { ErrorNote } from "../../parts/ErrorNote";
import { lookAnew, redraw } from "../../store/discovery";
import { useAction } from "../../store/load";
import { overview } from "../../text/en/overview";

const words = overview.ownRegions;

/** Those that were added, each with a button that takes it off again. */
export function OwnRegions({ regions }: { regions: RegionView[] }) {
  const own = regions.filter((region) => region.own);
  const { busy, error, clear, run } = useAction();
  if (own.length === 0) {
    return null;
  }
  const remove = (region: string) =>
    run(async () => {
      await removeRegion(region);
      redraw();
    });
  return (
    <SpaceBetween size="xs">
      <div className="sr-own">
        <span>{words.added}:</span>
        {own.map(({ region }) => (
          <span key={region} className="sr-own__one">
            {region}
            <Button
              variant="icon"
              iconName="close"
              ariaLabel={words.remove(region)}
              disabled={busy}
              onClick={() => remove(region)}
            />
          </span>
        ))}
      </div>
      {error !== null && <ErrorNote error={error} onDismiss={clear} />}
    </SpaceBetween>
  );
}

/** The field for one more. The look that is under way takes it in; else a new one begins. */
export function AddRegion({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState("");
  const field = useRef<InputProps.Ref>(null);
  // It was opened by a button that is gone: the focus goes on here.
  useEffect(() => field.current?.focus(), []);
  const { busy, error, clear, run } = useAction();
  const add = () =>
    run(async () => {
      const taken = await addRegion(text);
      onDone();
      if (taken) {
        redraw();
      } else {
        void lookAnew();
      }
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <SpaceBetween size="xs">
        <FormField label={words.field} description={words.text} constraintText={words.form}>
          <div className="sr-inline">
            <Input
              value={text}
              placeholder="eu-west-3"
              spellcheck={false}
              ref={field}
              onChange={({ detail }) => setText(detail.value)}
            />
            <Button formAction="submit" loading={busy} disabled={text.trim() === ""}>
              {words.button}
            </Button>
            <Button variant="link" formAction="none" onClick={onDone}>
              {words.cancel}
            </Button>
          </div>
        </FormField>
        {error !== null && <ErrorNote error={error} onDismiss={clear} />}
      </SpaceBetween>
    </form>
  );
}
