import { expect, it } from "vitest";
import { nameOf, onlyBuckets, whereOf } from "./targets";

const row = (target: string, name: string) => ({ target, name, region: "eu-west-2" });
const policy = row("managed_policy", "Limit");
const attachment = row("attachment", "Limit on Supervisor");
const bucket = row("bucket_policy", "acme-recordings");

it("says a bucket's Region, and of everything else what it is", () => {
  expect(whereOf(bucket)).toBe("eu-west-2");
  expect(whereOf(policy)).toBe("Customer-managed policy");
  expect(whereOf(row("something_new", "x"))).toBe("something_new");
});

it("names a change by the target that says whose the policy is", () => {
  expect(nameOf([policy, attachment])).toBe("Limit on Supervisor");
  expect(nameOf([policy])).toBe("Limit");
  expect(nameOf([])).toBe("");
});

it("takes a mixed change for none of buckets alone", () => {
  expect(onlyBuckets({ kind: "restore", targets: [bucket] })).toBe(true);
  expect(onlyBuckets({ kind: "restore", targets: [bucket, attachment] })).toBe(false);
  expect(onlyBuckets({ kind: "unlimit", targets: [] })).toBe(false);
});
