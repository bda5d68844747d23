// What the user has chosen so far, what is still missing at each step, and the request made of it.

import type {
  ErrorView,
  LimitChoicesView,
  LimitDelivery,
  LimitRequest,
  LimitStyle,
  PrincipalChoice,
  ResourceTypeChoice,
} from "../../api/types";

export type LimitForm = {
  instance: string | null;
  /** The role's or user's ARN. */
  principal: string | null;
  /** The allowed targets of each storage type that is limited, by its code. */
  storage: ReadonlyMap<string, readonly string[]>;
  functions: readonly string[];
  kmsKeys: readonly string[];
  /** What stands in the fields for names and ARNs and is not added yet, by storage type or other list. */
  typed: Readonly<Record<string, string>>;
  style: LimitStyle;
  delivery: LimitDelivery;
  /** As typed; null for the suggested one. */
  policyName: string | null;
  /** The key of the limit that this one takes the place of. */
  replaces: string | null;
};

export const emptyForm: LimitForm = {
  instance: null,
  principal: null,
  storage: new Map(),
  functions: [],
  kmsKeys: [],
  typed: {},
  style: "deny",
  delivery: "managed",
  policyName: null,
  replaces: null,
};

export function fromRequest(request: LimitRequest): LimitForm {
  return {
    instance: request.instance,
    principal: request.principal,
    storage: new Map(request.storage.map((row) => [row.resourceType, row.targets])),
    functions: request.functions,
    kmsKeys: request.kmsKeys,
    typed: {},
    style: request.style,
    delivery: request.delivery,
    policyName: request.policyName,
    replaces: request.replaces,
  };
}

/** Another instance has other streams, functions and keys, and stores things elsewhere. */
export function setInstance(form: LimitForm, instance: string): LimitForm {
  return instance === form.instance
    ? form
    : { ...form, instance, storage: new Map(), functions: [], kmsKeys: [], typed: {} };
}

/** What can be typed by hand; the app judges it in full, this only catches a slip of the hand. */
export type TypedKind = "bucket" | "stream" | "delivery_stream" | "function" | "key";

const shapes: Record<TypedKind, RegExp> = {
  bucket: /^(?:arn:[\w-]+:s3:::)?(?<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/,
  stream: /^arn:[\w-]+:kinesis:(?<region>[a-z0-9-]+):(?<account>\d{12}):stream\/[\w.-]+$/,
  delivery_stream: /^arn:[\w-]+:firehose:(?<region>[a-z0-9-]+):(?<account>\d{12}):deliverystream\/[\w.-]+$/,
  function: /^arn:[\w-]+:lambda:(?<region>[a-z0-9-]+):(?<account>\d{12}):function:[\w-]+(?::[\w$-]+)?$/,
  key: /^arn:[\w-]+:kms:(?<region>[a-z0-9-]+):(?<account>\d{12}):key\/[\w-]+$/,
};

const isTyped = (kind: string): kind is TypedKind => kind in shapes;

/** Whether a type can be limited to it: an instance may store things where AWS no longer lets them be set. */
const fits = (value: string, kinds: readonly string[]): boolean =>
  kinds.some((kind) => (isTyped(kind) ? shapes[kind].test(value) : !value.startsWith("arn:")));

/** Limits a type, beginning with where it is stored now, or leaves it free. */
export function tick(form: LimitForm, type: ResourceTypeChoice, on: boolean): LimitForm {
  const storage = new Map(form.storage);
  if (!on) {
    storage.delete(type.code);
    return { ...form, storage, typed: { ...form.typed, [type.code]: "" } };
  }
  if (!storage.has(type.code)) {
    storage.set(
      type.code,
      type.storedIn.filter((value) => fits(value, type.kinds)),
    );
  }
  return { ...form, storage };
}

/** Limits every type that the instance stores now to where it is stored. */
export function tickStored(form: LimitForm, types: readonly ResourceTypeChoice[]): LimitForm {
  return types.filter((type) => type.storedIn.length > 0).reduce((now, type) => tick(now, type, true), form);
}

export function setTargets(form: LimitForm, code: string, targets: readonly string[]): LimitForm {
  return { ...form, storage: new Map([...form.storage, [code, [...new Set(targets)]]]) };
}

/** Stored in video streams alone: Connect makes those itself, so there is a prefix and no list. */
export const isMedia = (type: ResourceTypeChoice): boolean =>
  type.kinds.length > 0 && type.kinds.every((kind) => kind === "video_stream");

const ANY_KIND = ["bucket", "stream", "delivery_stream", "video_stream"];

/** What can be limited in storage: what the app knows, and what a limit that is changed names besides. */
export function typesOf(choices: LimitChoicesView, form: LimitForm): ResourceTypeChoice[] {
  const known = new Set(choices.resourceTypes.map((type) => type.code));
  const others = [...form.storage.keys()].filter((code) => !known.has(code));
  return [
    ...choices.resourceTypes,
    ...others.map((code) => ({ code, words: `\`${code}\``, kinds: ANY_KIND, storedIn: [] })),
  ];
}

export type Typed = { value: string; problem: null } | { value: null; problem: "shape" | "region" | "account" };

/** What was typed, as a request names it: a bucket by its name, everything else by its ARN. */
export function readTyped(text: string, kinds: readonly string[], choices: LimitChoicesView): Typed {
  for (const kind of kinds.filter(isTyped)) {
    const found = shapes[kind].exec(text.trim());
    if (found === null) {
      continue;
    }
    const { name, region, account } = found.groups ?? {};
    if (account !== undefined && account !== choices.instance.split("/")[0]) {
      return { value: null, problem: "account" };
    }
    if (region !== undefined && region !== choices.region) {
      return { value: null, problem: "region" };
    }
    return { value: name ?? text.trim(), problem: null };
  }
  return { value: null, problem: "shape" };
}

/** Whether a limit can be written for it, or at least be explained. */
export const canBeChosen = (principal: PrincipalChoice): boolean =>
  principal.cannot === null || principal.kind === "identity_center_role";

const isPrincipalArn = (arn: string): boolean => /^arn:[\w-]+:iam::\d{12}:(?:role|user)\/.+$/.test(arn);

export const whoMissing = (form: LimitForm): boolean => form.principal === null || !isPrincipalArn(form.principal);

/** The limited types without a target; media streams need none. */
export function targetless(form: LimitForm, types: readonly ResourceTypeChoice[]): ResourceTypeChoice[] {
  return types.filter((type) => form.storage.get(type.code)?.length === 0 && !isMedia(type));
}

/** The name under which something typed stands: a storage type's code, or one of these. */
export const FUNCTIONS = "functions";
export const KEYS = "keys";

export const setTyped = (form: LimitForm, list: string, text: string): LimitForm => ({
  ...form,
  typed: { ...form.typed, [list]: text },
});

/** Whether something typed was never added: it would be lost without a word. */
export const typedLeft = (form: LimitForm): boolean => Object.values(form.typed).some((text) => text.trim() !== "");

export const nothingLimited = (form: LimitForm): boolean => form.storage.size === 0 && form.functions.length === 0;

export const denies = (style: LimitStyle): boolean => style === "deny" || style === "deny_elsewhere_too";

const MOST = 128;
const nameOf = (arn: string): string => arn.split("/").at(-1) ?? arn;

/** One policy for each instance and role or user, so that none is shared by accident. */
export function suggestedName(instanceName: string, principal: string | null): string {
  const parts = ["StrongroomLimit", instanceName, principal === null ? "" : nameOf(principal)]
    .map((part) => part.replaceAll(/[^\w+=,.@-]/g, ""))
    .filter((part) => part !== "");
  return parts.join("-").slice(0, MOST);
}

export const policyName = (form: LimitForm, choices: LimitChoicesView): string =>
  form.policyName?.trim() ?? suggestedName(choices.instanceName, form.principal);

export const nameWrong = (form: LimitForm, choices: LimitChoicesView): boolean =>
  !/^[\w+=,.@-]{1,128}$/.test(policyName(form, choices));

export function toRequest(form: LimitForm, choices: LimitChoicesView): LimitRequest {
  return {
    instance: choices.instance,
    principal: form.principal ?? "",
    storage: [...form.storage].map(([resourceType, targets]) => ({
      resourceType,
      targets: targets.map((target) => target.trim()).filter((target) => target !== ""),
    })),
    kmsKeys: [...form.kmsKeys],
    functions: [...form.functions],
    style: form.style,
    delivery: form.delivery,
    policyName: policyName(form, choices),
    replaces: form.replaces,
  };
}

export type StepName = "who" | "what" | "how" | "review";

/** The step that an error is about: the first one whose input it names; null where it names none. */
export function stepOf(error: ErrorView, request: LimitRequest): StepName | null {
  const text = `${error.message} ${error.detail ?? ""}`;
  const named = new Set([...text.matchAll(/`([^`]+)`/g)].map((found) => found[1]));
  const names = (values: readonly string[]) => values.some((value) => named.has(value));
  if (names([request.principal, nameOf(request.principal), request.instance])) {
    return "who";
  }
  const targets = request.storage.flatMap((row) => [row.resourceType, ...row.targets]);
  if (names([...targets, ...request.functions, ...request.kmsKeys])) {
    return "what";
  }
  return names([request.policyName]) ? "how" : null;
}
