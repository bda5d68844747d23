// A sentence with a sign before it. Cloudscape's status indicator is made for a word or two: it breaks
// longer texts in the middle of a word.

import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import Spinner from "@cloudscape-design/components/spinner";
import type { ReactNode } from "react";

export type Sign = "good" | "bad" | "warning" | "waiting" | "working" | "note";

const icons: Record<Exclude<Sign, "working">, { name: IconProps.Name; variant: IconProps.Variant }> = {
  good: { name: "status-positive", variant: "success" },
  bad: { name: "status-negative", variant: "error" },
  warning: { name: "status-warning", variant: "warning" },
  waiting: { name: "status-pending", variant: "subtle" },
  note: { name: "status-info", variant: "subtle" },
};

export function Verdict({ sign, children }: { sign: Sign; children: ReactNode }) {
  return (
    <div className="sr-verdict">
      <span className="sr-verdict__sign">{sign === "working" ? <Spinner /> : <Icon {...icons[sign]} />}</span>
      <div className="sr-wrap">{children}</div>
    </div>
  );
}
