import { expect, it } from "vitest";
import type { LimitChoicesView, TargetList } from "../../api/types";
import { chosenOf, groupsOf, namesOf, unknownOf } from "./options";

const list = (rows: [string, string][], unknown: TargetList["unknown"] = null): TargetList => ({
  rows: rows.map(([value, name]) => ({ value, name })),
  unknown,
});
const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-2:482913057716:${name}`;
const refused = { reason: "refused", words: "", missingPermission: null, policy: null, detail: null, requestId: null };

const choices: LimitChoicesView = {
  instance: "482913057716/eu-west-2/0b7c9a11",
  instanceName: "acme",
  region: "eu-west-2",
  resourceTypes: [],
  buckets: list([
    ["a", "a"],
    ["b", "b"],
  ]),
  streams: list([[arn("kinesis", "stream/events"), "events"]]),
  deliveryStreams: list([[arn("firehose", "deliverystream/events"), "events"]]),
  functions: list([], refused),
  keys: list([]),
  principals: [],
  principalsUnknown: null,
};

it("offers what is in use first, marked", () => {
  expect(groupsOf(choices, ["bucket"], ["b"], "in use")).toEqual([
    {
      kind: "bucket",
      options: [
        { value: "b", label: "b", labelTag: "in use" },
        { value: "a", label: "a" },
      ],
    },
  ]);
});

it("leaves out kinds of which there is nothing, and says which could not be listed", () => {
  expect(groupsOf(choices, ["function", "key", "video_stream"], [], "")).toEqual([]);
  expect(unknownOf(choices, ["bucket", "function", "video_stream"])).toEqual([{ kind: "function", unknown: refused }]);
});

it("keeps what was chosen and is in no list", () => {
  const groups = groupsOf(choices, ["bucket"], [], "");
  expect(chosenOf(groups, ["gone", "a"], "not listed")).toEqual([
    { value: "gone", label: "gone", labelTag: "not listed" },
    { value: "a", label: "a" },
  ]);
});

it("calls two things of the same name by their ARNs", () => {
  const [stream, delivery] = [arn("kinesis", "stream/events"), arn("firehose", "deliverystream/events")];
  expect(namesOf(choices, [stream, "elsewhere"])).toEqual(["events", "elsewhere"]);
  expect(namesOf(choices, [stream, delivery])).toEqual([stream, delivery]);
});
