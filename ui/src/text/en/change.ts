import { plural } from "../../format";

export const change = {
  loading: "Reading the change",
  crumbs: "Where this page is",
  history: "History",
  title: (kind: string, buckets: string[]) =>
    `${kind}: ${buckets.length === 1 ? (buckets[0] ?? "") : plural(buckets.length, "bucket", "buckets")}`,
  policyTitle: (kind: string, name: string) => `${kind}: ${name}`,
  running: "Being written",
  runningText:
    "Each step is stored on this computer before it is taken. Closing the app is safe: it finds out at the next start what is in place.",
  findingOut: "Finding out what is in place",
  findingOutText:
    "The app was closed or lost its connection in the middle of this. It reads the policy until that is clear, for up to two minutes. Until then nothing else is written there.",
  started: "Began",
  ended: "Ended",
  who: "By",
  account: "Account",
  reason: "Reason",
  steps: (n: number) => plural(n, "step", "steps"),
  request: (id: string) => `AWS request id ${id}`,
  restore: "Restore this backup",
  restoreLabel: (bucket: string) => `Restore this backup of ${bucket}`,
  diff: "What was confirmed",
  foreign: "Someone else changed this policy",
  foreignText:
    "It is neither what was there before nor what was confirmed. Below: the difference from what was there before to what is there now.",
  needsYou: "What happens to this policy has to be decided by you",
  needsYouAbout: (names: string[]) => `This is about ${names.join(", ")}.`,
  needsYouText:
    "Look again to read what is there once more, leave it as it is, or restore the backup below. Nothing is written there until you decide.",
  look: "Look again",
  leave: "Leave it as it is",
  broken: "This change did not reach its end",
  brokenDone: (buckets: string[]) => `Done: ${buckets.join(", ")}.`,
  brokenRest: (buckets: string[]) => `Not done: ${buckets.join(", ")}.`,
  undo: "Undo those done",
  again: "Lock again",
  retry: "Try the rest again",
  retryText: "The plan that was confirmed is carried out there, and only if the policy still is what it was made from.",
  noRetry: (why: string) => `It can't be tried again by the same plan. ${why}`,
  rolledBack: "What was there before was put back",
  rolledBackText: "Access is as it was before this change. Nothing of it is left.",
  overview: "Go to overview",
  limits: "Go to association limits",
  report: "Save the report",
  good: {
    lock: (buckets: string[]) => (buckets.length === 1 ? "The bucket was locked" : "The buckets were locked"),
    lockText:
      "From then on only Amazon Connect and the principals on the keep list reach what is in it. The policy from before is in the history.",
    unlock: (buckets: string[]) => (buckets.length === 1 ? "The lock was removed" : "The locks were removed"),
    unlockText: "Who reaches the bucket is again up to the rest of its policy and to everyone's own policies.",
    limit: "The limit is in place",
    limitText:
      "IAM passes it on to all Regions by itself, which can take a moment. To undo it, take it off under Association limits.",
    unlimit: "The limit was taken off",
    unlimitText: "What may be associated is again up to the other policies. What was taken off is in the history.",
    restore: () => "The backup was put back",
    restoreText: "What it replaced is in the history as well.",
  },
  trialEnded: "The trial has ended: this lock no longer applies",
  trialEndedText:
    "AWS no longer applies this lock; the policy works as it did before. It can't be kept any more: a new lock starts a new trial. The ended statements do nothing; they can be removed.",
  clean: "Remove the ended lock",
  trial: {
    title: "This lock is on trial",
    left: "Time left",
    leftWords: (minutes: number, seconds: number) =>
      `${minutes === 0 ? "" : `${plural(minutes, "minute", "minutes")} `}${plural(seconds, "second", "seconds")} left`,
    over: "The trial's time is over",
    loud: (buckets: number) =>
      buckets === 1 ? "The bucket is not locked for good yet." : "The buckets are not locked for good yet.",
    only: (buckets: string[]) =>
      `This is about ${buckets.join(", ")} alone. The buckets that wait for your decision stay as they are.`,
    text: (time: string) =>
      `AWS lifts the lock by itself at ${time} unless you keep it. Leaving this page or closing the app is safe.`,
    next: "Play a recording below, then keep the lock.",
    keep: "Keep the lock",
    rollBack: "Roll back now",
    more: "10 more minutes",
    checks: "Before it can be kept",
    seen: "Seen",
    notSeen: "Not seen yet",
    without: (words: string) => `Go without: ${words}`,
    withoutShort: "Go without this",
    reason: "Reason, kept in the history",
    reasonFor: (words: string) => `Reason for going without: ${words}`,
    missing: "Each check has to be seen, or gone without for a reason.",
    announce: {
      300: "5 minutes of the trial are left",
      120: "2 minutes of the trial are left",
      60: "1 minute of the trial is left",
      30: "30 seconds of the trial are left",
    } as Record<number, string>,
  },
} as const;
