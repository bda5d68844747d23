export const unlock = {
  title: (buckets: string[]) =>
    buckets.length === 1 ? `Remove the lock of ${buckets[0] ?? ""}` : `Remove the locks of ${buckets.length} buckets`,
  crumbs: "Where this page is",
  overview: "Overview",
  text: "Only the statements that Strongroom added go; everything else in the policy stays. The policy as it is now is backed up first.",
  loading: "Working out what the policy is without the lock",
} as const;
