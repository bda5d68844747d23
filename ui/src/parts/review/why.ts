// A reason names the deciding statement and then every condition that held; the conditions are for those who ask.

const DECISION = /: (?:denies|allows) it: /;

/** The decision, and the conditions after it where there are any. */
export function splitWhy(text: string): { head: string; rest: string | null } {
  const found = DECISION.exec(text);
  if (found === null) {
    return { head: text, rest: null };
  }
  const end = found.index + found[0].length;
  return { head: text.slice(0, end - 2), rest: text.slice(end) };
}
