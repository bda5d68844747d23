export const others = {
  overwritten: "This change wrote over somebody else's write",
  changed: "Who changed it",
  diff: "From what was there before to what they put, as CloudTrail tells it:",
  restore: "Put theirs back…",
  restoreLabel: (bucket: string) => `Put back what somebody else wrote to ${bucket}`,
  request: (id: string) => `Their AWS request id: ${id}`,
  inHistory: "Wrote over somebody else's write",
} as const;
