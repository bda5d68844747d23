// A policy as text, to be read and copied, never edited.

import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { parts } from "../text/en/parts";

const words = parts.policy;

export function PolicyText({ text, label }: { text: string; label: string }) {
  return (
    <div className="sr-code">
      <div className="sr-code__copy">
        <CopyToClipboard
          variant="icon"
          copyButtonAriaLabel={words.copy}
          copySuccessText={parts.copy.copied}
          copyErrorText={parts.copy.failed}
          textToCopy={text}
        />
      </div>
      {/* A region that scrolls must be reachable by the keyboard. */}
      <section tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
    </div>
  );
}

/** An id or an address with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      copyButtonAriaLabel={label}
      copySuccessText={parts.copy.copied}
      copyErrorText={parts.copy.failed}
      textToCopy={text}
    />
  );
}
