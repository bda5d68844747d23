import { describe, expect, it } from "vitest";
import type { BucketView, InstanceView } from "../../api/types";
import { matches } from "../../parts/rows";
import { textOfBucket, textOfInstance } from "./filter";

const key = "604712903388/ap-southeast-2/0f4c9d1e";

const bucket: BucketView = {
  name: "acme-recordings",
  region: "us-east-1",
  callRecordings: true,
  state: "on_trial",
  stateWords: "On trial until 2026-11-22T09:00:00Z: not locked for good yet.",
  trialEnds: "2026-11-22T09:00:00Z",
  change: null,
  uses: [
    {
      instanceKey: key,
      instance: "acme-sydney",
      region: "ap-southeast-2",
      label: "Call recordings",
      prefix: "connect/acme",
    },
  ],
  readAt: null,
  notes: [{ code: "public", title: "AWS calls the present policy public.", text: null, subject: null }],
  cannotLock: null,
};

const instance: InstanceView = {
  key,
  id: "0f4c9d1e",
  region: "ap-southeast-2",
  name: "acme-sydney",
  created: null,
  status: "ACTIVE",
  role: {
    arn: "arn:aws:iam::604712903388:role/connect-access-role-1",
    name: "connect-access-role-1",
    kind: "role from before service-linked roles",
    id: "AROASYDNEY",
    idUnknown: null,
  },
  roleUnknown: null,
  roleGuess: null,
  readAt: null,
  storage: [
    {
      resourceType: "CALL_RECORDINGS",
      label: "Call recordings",
      place: "acme-recordings",
      bucket: "acme-recordings",
      prefix: "connect/acme",
      kmsKey: null,
      unknown: null,
    },
    {
      resourceType: "ATTACHMENTS",
      label: "Attachments",
      place: null,
      bucket: null,
      prefix: null,
      kmsKey: null,
      unknown: null,
    },
  ],
};

describe("the overview's filters", () => {
  it("find a bucket by itself, its state, its Region, and whoever uses it", () => {
    const text = textOfBucket(bucket);
    for (const filter of [
      "acme-rec",
      "us-east-1",
      "on trial",
      "sydney",
      "ap-southeast-2",
      "604712903388",
      "call recordings",
      "public",
    ]) {
      expect(matches(text, filter), filter).toBe(true);
    }
    expect(matches(text, "stale")).toBe(false);
    expect(matches(textOfBucket({ ...bucket, region: null }), "unknown")).toBe(true);
  });

  it("find an instance by itself, its Region, its account, its role, and what it stores where", () => {
    const text = textOfInstance(instance);
    for (const filter of [
      "0f4c",
      "southeast",
      "604712903388",
      "AROASYDNEY",
      "before service-linked",
      "acme-recordings",
    ]) {
      expect(matches(text, filter), filter).toBe(true);
    }
    expect(matches(text, "attachments")).toBe(false);
  });
});
