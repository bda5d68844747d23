import { describe, expect, it } from "vitest";
import { type Route, parseRoute, toHash } from "./route";

const routes: Route[] = [
  { page: "account" },
  { page: "overview" },
  { page: "bucket", bucket: "connect-25fd0a3be3ef" },
  { page: "instance", key: "482913057716/eu-west-2/0b7c9a11-3f0e" },
  { page: "lock", buckets: ["one.bucket", "two-bucket"] },
  { page: "unlock", buckets: ["one.bucket"] },
  { page: "change", change: "chg 7/8" },
  { page: "playback", bucket: "a" },
  { page: "limits" },
  { page: "limit", key: null },
  { page: "limit", key: "inline-policy:arn:aws:iam::482913057716:role/a/b" },
  { page: "unlimit", key: "managed-policy:arn:aws:iam::482913057716:policy/x" },
  { page: "history" },
  { page: "restore", backup: "bak-3" },
  { page: "help" },
  { page: "practice" },
];

describe("the address", () => {
  it.each(routes)("comes back as it went: $page", (route) => {
    expect(parseRoute(toHash(route))).toEqual(route);
  });

  it("falls back to a page that works", () => {
    expect(parseRoute("")).toEqual({ page: "account" });
    expect(parseRoute("#/nonsense/x")).toEqual({ page: "account" });
    expect(parseRoute("#/bucket")).toEqual({ page: "overview" });
    expect(parseRoute("#/lock")).toEqual({ page: "overview" });
    expect(parseRoute("#/unlimit")).toEqual({ page: "limits" });
    expect(parseRoute("#/change")).toEqual({ page: "history" });
    expect(parseRoute("#/bucket/%E0%A4%A")).toEqual({ page: "bucket", bucket: "%E0%A4%A" });
  });
});
