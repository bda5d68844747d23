import { describe, expect, it } from "vitest";
import type { ErrorView, LimitChoicesView, LimitRequest, ResourceTypeChoice, TargetList } from "../../api/types";
import {
  canBeChosen,
  emptyForm,
  fromRequest,
  isMedia,
  nameWrong,
  nothingLimited,
  policyName,
  readTyped,
  setInstance,
  setTargets,
  setTyped,
  stepOf,
  suggestedName,
  targetless,
  tick,
  tickStored,
  toRequest,
  typedLeft,
  typesOf,
  whoMissing,
} from "./form";

const list = (...values: string[]): TargetList => ({
  rows: values.map((value) => ({ value, name: value })),
  unknown: null,
});
const type = (code: string, kinds: string[], storedIn: string[] = []): ResourceTypeChoice => ({
  code,
  words: code.toLowerCase(),
  kinds,
  storedIn,
});

const recordings = type("CALL_RECORDINGS", ["bucket"], ["acme-recordings"]);
const chats = type("CHAT_TRANSCRIPTS", ["bucket"]);
const records = type("CONTACT_TRACE_RECORDS", ["stream", "delivery_stream"]);
const media = type("MEDIA_STREAMS", ["video_stream"]);

const choices: LimitChoicesView = {
  instance: "482913057716/eu-west-2/0b7c9a11",
  instanceName: "acme support",
  region: "eu-west-2",
  resourceTypes: [recordings, chats, records, media],
  buckets: list("acme-recordings"),
  streams: list(),
  deliveryStreams: list(),
  functions: list(),
  keys: list(),
  principals: [],
  principalsUnknown: null,
};

const principal = "arn:aws:iam::482913057716:role/contact-center/Supervisor";
const stream = "arn:aws:kinesis:eu-west-2:482913057716:stream/ctr";
const request: LimitRequest = {
  instance: choices.instance,
  principal,
  storage: [
    { resourceType: "CALL_RECORDINGS", targets: ["acme-recordings"] },
    { resourceType: "CONTACT_TRACE_RECORDS", targets: [stream] },
  ],
  kmsKeys: ["arn:aws:kms:eu-west-2:482913057716:key/11112222-3333-4444-5555-666677778888"],
  functions: ["arn:aws:lambda:eu-west-2:482913057716:function:lookup"],
  style: "allow",
  delivery: "inline",
  policyName: "acme-limit",
  replaces: `${principal} acme-limit`,
};

describe("what may be associated", () => {
  it("begins with where a type is stored now", () => {
    const form = tick(tick(emptyForm, recordings, true), chats, true);
    expect([...form.storage]).toEqual([
      ["CALL_RECORDINGS", ["acme-recordings"]],
      ["CHAT_TRANSCRIPTS", []],
    ]);
    expect(targetless(form, choices.resourceTypes)).toEqual([chats]);
  });

  it("begins without a place that the type can't be limited to", () => {
    const firehose = "arn:aws:firehose:eu-west-2:482913057716:deliverystream/agents";
    const events = type("AGENT_EVENTS", ["stream"], [firehose, stream]);
    expect(tick(emptyForm, events, true).storage.get("AGENT_EVENTS")).toEqual([stream]);
    const prefixed = type("MEDIA_STREAMS", ["video_stream"], ["acme-contact-"]);
    expect(tick(emptyForm, prefixed, true).storage.get("MEDIA_STREAMS")).toEqual(["acme-contact-"]);
  });

  it("keeps what was chosen when a ticked type is ticked again", () => {
    const chosen = setTargets(tick(emptyForm, recordings, true), "CALL_RECORDINGS", ["other"]);
    expect(tickStored(chosen, choices.resourceTypes).storage.get("CALL_RECORDINGS")).toEqual(["other"]);
    expect(tick(chosen, recordings, false).storage.size).toBe(0);
  });

  it("limits everything that is stored now with one press, and nothing else", () => {
    expect([...tickStored(emptyForm, choices.resourceTypes).storage.keys()]).toEqual(["CALL_RECORDINGS"]);
  });

  it("needs no target for media streams, whose names no call carries", () => {
    expect(isMedia(media)).toBe(true);
    expect(isMedia(records)).toBe(false);
    expect(targetless(tick(emptyForm, media, true), choices.resourceTypes)).toEqual([]);
  });

  it("needs something that is limited", () => {
    expect(nothingLimited(emptyForm)).toBe(true);
    expect(nothingLimited({ ...emptyForm, kmsKeys: ["k"] })).toBe(true);
    expect(nothingLimited({ ...emptyForm, functions: ["f"] })).toBe(false);
    expect(nothingLimited(tick(emptyForm, media, true))).toBe(false);
  });

  it("forgets what belongs to another instance, and keeps the rest", () => {
    const form = { ...fromRequest(request) };
    expect(setInstance(form, choices.instance)).toBe(form);
    const other = setInstance(form, "482913057716/us-east-1/5c1d");
    expect([other.storage.size, other.functions, other.kmsKeys]).toEqual([0, [], []]);
    expect(other.principal).toBe(principal);
  });

  it("shows a type that only a limit that is changed names", () => {
    const form = tick(emptyForm, type("VOICE_NOTES", ["bucket"]), true);
    expect(typesOf(choices, form).map((row) => row.code)).toEqual([
      ...choices.resourceTypes.map((row) => row.code),
      "VOICE_NOTES",
    ]);
  });
});

describe("what is typed by hand", () => {
  it.each([
    ["acme-other", ["bucket"], "acme-other"],
    [" arn:aws:s3:::acme-other ", ["bucket"], "acme-other"],
    [stream, ["stream", "delivery_stream"], stream],
    [
      "arn:aws-cn:kms:eu-west-2:482913057716:key/mrk-1234",
      ["key"],
      "arn:aws-cn:kms:eu-west-2:482913057716:key/mrk-1234",
    ],
    [
      "arn:aws:lambda:eu-west-2:482913057716:function:lookup:live",
      ["function"],
      "arn:aws:lambda:eu-west-2:482913057716:function:lookup:live",
    ],
  ])("takes %s", (text, kinds, value) => {
    expect(readTyped(text, kinds, choices)).toEqual({ value, problem: null });
  });

  it.each([
    ["Acme", ["bucket"], "shape"],
    ["arn:aws:s3:::acme/key", ["bucket"], "shape"],
    ["acme-other", ["stream", "delivery_stream"], "shape"],
    ["arn:aws:firehose:eu-west-2:482913057716:deliverystream/x", ["stream"], "shape"],
    ["arn:aws:kms:eu-west-2:482913057716:alias/recordings", ["key"], "shape"],
    ["arn:aws:kinesis:us-east-1:482913057716:stream/ctr", ["stream"], "region"],
    ["arn:aws:kinesis:eu-west-2:111122223333:stream/ctr", ["stream"], "account"],
    ["", ["bucket"], "shape"],
  ])("refuses %s for its %s", (text, kinds, problem) => {
    expect(readTyped(text, kinds, choices)).toEqual({ value: null, problem });
  });
});

describe("what was typed and not added", () => {
  it("is not lost without a word, unless its type is unticked", () => {
    const form = setTyped(tick(emptyForm, chats, true), chats.code, "acme-chats");
    expect(typedLeft(emptyForm)).toBe(false);
    expect(typedLeft(form)).toBe(true);
    expect(typedLeft(setTyped(form, chats.code, "  "))).toBe(false);
    expect(typedLeft(tick(form, chats, false))).toBe(false);
  });
});

describe("whom it is for", () => {
  it("is a role or user that is not AWS's own", () => {
    const row = { arn: principal, name: "Supervisor", kind: "role", cannot: null };
    expect(canBeChosen(row)).toBe(true);
    expect(canBeChosen({ ...row, kind: "aws_owned_role", cannot: "AWS owns it." })).toBe(false);
    expect(canBeChosen({ ...row, kind: "identity_center_role", cannot: "Its permission set …" })).toBe(true);
    expect(whoMissing(emptyForm)).toBe(true);
    expect(whoMissing({ ...emptyForm, principal: "Supervisor" })).toBe(true);
    expect(whoMissing({ ...emptyForm, principal })).toBe(false);
  });
});

describe("the policy's name", () => {
  it("follows instance and role until it is typed", () => {
    const form = { ...emptyForm, principal };
    expect(policyName(form, choices)).toBe("StrongroomLimit-acmesupport-Supervisor");
    expect(policyName({ ...form, policyName: " mine " }, choices)).toBe("mine");
    expect(nameWrong(form, choices)).toBe(false);
  });

  it("is one that IAM takes", () => {
    expect(suggestedName("Ünï (1)", null)).toBe("StrongroomLimit-n1");
    expect(suggestedName("x".repeat(200), principal)).toHaveLength(128);
    for (const bad of ["", "with space", "slash/ed", "y".repeat(129)]) {
      expect(nameWrong({ ...emptyForm, policyName: bad }, choices)).toBe(true);
    }
  });
});

describe("the request", () => {
  it("comes back as it went", () => {
    expect(toRequest(fromRequest(request), choices)).toEqual(request);
  });

  it("sends no empty prefix of media streams", () => {
    const form = setTargets({ ...emptyForm, principal }, "MEDIA_STREAMS", ["  "]);
    expect(toRequest(form, choices).storage).toEqual([{ resourceType: "MEDIA_STREAMS", targets: [] }]);
  });
});

describe("an error of the app", () => {
  const error = (message: string, detail: string | null = null): ErrorView => ({
    code: "other",
    message,
    help: null,
    detail,
    requestId: null,
  });

  it.each([
    [`\`${principal}\` is not in the instance's account 111122223333`, "who"],
    [`\`${stream}\` is not in the instance's Region us-east-1; \`acme-limit\` is not a name`, "what"],
    ["no target is allowed for `CALL_RECORDINGS`", "what"],
    ["`acme-limit` is not the name of an IAM policy", "how"],
    ["the account's policies could not be read", null],
    ["acme-limit without marks says nothing about a field", null],
  ])("is shown where it belongs: %s", (message, step) => {
    expect(stepOf(error(message), request)).toBe(step);
    expect(stepOf(error("It is not valid.", message), request)).toBe(step);
  });
});
