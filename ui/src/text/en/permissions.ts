import type { Judge } from "../../api/types";
import { plural } from "../../format";

export const permissions = {
  title: "Permissions",
  text: (who: string) => `What Strongroom asks of AWS, and what ${who} may do.`,
  loading: "Comparing what Strongroom needs with your own policies",
  again: "Compare again",
  judgedBy: {
    own_policies:
      "“Allowed” means that nothing that was read stands in the way: your own policies, the bucket's policy and AWS's answers. Session policies and the organization's policies are not read.",
    simulator:
      "Your own policies could not be read, so AWS's policy simulator was asked. “Allowed” means that neither it nor a bucket's policy nor AWS's answers stand in the way. Session policies are not known to it.",
    nobody:
      "Neither could your own policies be read nor could AWS's policy simulator be asked. What AWS refused is known; the rest can't be told.",
    root: "The account's root user may do everything that no policy denies it by name. What AWS refused is told; the organization's policies are not read.",
  } satisfies Record<Judge, string>,
  policies: "Your own policies",
  notLooked: "No look at the account is over yet: what AWS refuses is not known, and the policies name no bucket.",
  missing: {
    title: "Refused in the last look",
    text: "AWS refused these calls. Whoever keeps your permissions can attach this policy; then look again.",
    label: "Policy that grants what was refused",
  },
  save: {
    title: "The least policy, as a file",
    text: "For whoever keeps the permissions of the people who use Strongroom. Locking and playing need looking too.",
    choose: "For",
    button: "Save the policy…",
  },
  uses: {
    look: { title: "Look", text: "Regions, instances, roles, buckets, and who would lose access. Reads only." },
    lock: {
      title: "Lock and restore",
      text: "The only writes that Strongroom makes to a bucket, and asking CloudTrail who else wrote.",
    },
    playback: { title: "Check playback", text: "Finding a recording and hearing it." },
    limits: {
      title: "Limit associations",
      text: "Writing a policy that limits which buckets, functions and streams may be associated with an instance.",
    },
    recovery: {
      title: "Get back in",
      text: "The organization's way into a bucket that nobody can reach.",
    },
  } as Record<string, { title: string; text: string }>,
  columns: { action: "Action", why: "For", standing: "Yours" },
  policy: "Show the policy",
  policyLabel: (use: string) => `The least policy: ${use}`,
  table: (use: string) => `Actions: ${use}`,
  standing: {
    allowed: "Allowed",
    lacking: "Lacking",
    unknown: "Can't tell",
    not_needed: "Not needed",
    elsewhere: "Another identity",
  } as Record<string, string>,
  counts: (lacking: number, unknown: number, all: number) =>
    lacking > 0
      ? `${lacking} of ${all} lacking`
      : unknown > 0
        ? `${unknown} of ${all} can't be told`
        : "Nothing lacking",
  preflight: {
    lacking: (n: number) => `Your role lacks ${plural(n, "permission", "permissions")} for this`,
    unknown: (n: number) => `Whether you have ${plural(n, "permission", "permissions")} can't be told`,
    why: "Why",
    more: "Why, and the policy that grants it",
    policy: "Policy that grants what is lacking",
  },
} as const;
