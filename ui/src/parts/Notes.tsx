// Warnings, blockers and remarks: a heading in one sentence and, where there is more to say, the rest.

import Alert, { type AlertProps } from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { NoteView } from "../api/types";
import { Words } from "./Words";

const keyOf = (note: NoteView) => `${note.code} ${note.subject ?? ""} ${note.title}`;

/** Each note as an alert of its own: for what must be read before going on. */
export function Alerts({ notes, type }: { notes: NoteView[]; type: AlertProps.Type }) {
  if (notes.length === 0) {
    return null;
  }
  return (
    <SpaceBetween size="xs">
      {notes.map((note) => (
        <Alert key={keyOf(note)} type={type} header={<Words text={note.title} />}>
          {note.text !== null && <Words text={note.text} />}
        </Alert>
      ))}
    </SpaceBetween>
  );
}

/** The notes as a plain list: for what is good to know. */
export function NoteList({ notes }: { notes: NoteView[] }) {
  return (
    <ul className="sr-notes">
      {notes.map((note) => (
        <li key={keyOf(note)}>
          <Words text={note.title} />
          {note.text !== null && (
            <Box color="text-body-secondary" fontSize="body-s">
              <Words text={note.text} />
            </Box>
          )}
        </li>
      ))}
    </ul>
  );
}
