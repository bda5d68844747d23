// What a list of allowed targets offers, and how each is called there.

import type { LimitChoicesView, TargetList, UnknownView } from "../../api/types";

export type TargetOption = { value: string; label: string; description?: string; labelTag?: string };
export type TargetGroup = { kind: string; options: TargetOption[] };

const listOf: Record<string, (choices: LimitChoicesView) => TargetList> = {
  bucket: (choices) => choices.buckets,
  stream: (choices) => choices.streams,
  delivery_stream: (choices) => choices.deliveryStreams,
  function: (choices) => choices.functions,
  key: (choices) => choices.keys,
};

/** What there is of these kinds; `present`, what is in use now, comes first and is marked with `mark`. */
export function groupsOf(
  choices: LimitChoicesView,
  kinds: readonly string[],
  present: readonly string[],
  mark: string,
): TargetGroup[] {
  const used = new Set(present);
  return kinds.flatMap((kind) => {
    const rows = listOf[kind]?.(choices).rows ?? [];
    const options = rows
      .toSorted((a, b) => Number(used.has(b.value)) - Number(used.has(a.value)))
      .map((row) => ({
        value: row.value,
        label: row.name,
        ...(row.value === row.name ? {} : { description: row.value }),
        ...(used.has(row.value) ? { labelTag: mark } : {}),
      }));
    return options.length === 0 ? [] : [{ kind, options }];
  });
}

/** The lists among these kinds that could not be read. */
export function unknownOf(
  choices: LimitChoicesView,
  kinds: readonly string[],
): { kind: string; unknown: UnknownView }[] {
  return kinds.flatMap((kind) => {
    const unknown = listOf[kind]?.(choices).unknown ?? null;
    return unknown === null ? [] : [{ kind, unknown }];
  });
}

/** The names of these, by which the lists call them; their ARNs where they are in none, or two are called the same. */
export function namesOf(choices: LimitChoicesView, values: readonly string[]): string[] {
  const rows = Object.values(listOf).flatMap((list) => list(choices).rows);
  const names = values.map((value) => rows.find((row) => row.value === value)?.name ?? value);
  return new Set(names).size === names.length ? names : [...values];
}

/** The chosen ones as options, with those that are in no list. */
export function chosenOf(groups: readonly TargetGroup[], values: readonly string[], notListed: string): TargetOption[] {
  const known = new Map(groups.flatMap((group) => group.options.map((option) => [option.value, option])));
  return values.map((value) => known.get(value) ?? { value, label: value, labelTag: notListed });
}
