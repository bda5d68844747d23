// Made by `cargo xtask types` from crates/strongroom/src/api. Do not edit.

/**
 * What the user chose.
 */
export type AccountChoice = {
/**
 * The practice account rather than a profile of the AWS files.
 */
practice: boolean,
/**
 * The profile's name.
 */
profile: string,
};

/**
 * What can be chosen on the first page.
 */
export type AccountChoices = {
/**
 * The practice account's profiles, the first one being the one to start with.
 */
practice: Array<ProfileRow>,
/**
 * The profiles of the AWS config files, sorted by name.
 */
profiles: Array<ProfileRow>,
/**
 * The files that were looked at, whether or not they exist.
 */
files: Array<string>,
/**
 * What is wrong with the files, if anything: file and line are named.
 */
problem: ErrorView | null,
};

/**
 * The account that is open; shown on every page.
 */
export type AccountView = {
/**
 * Whether this is the practice account.
 */
practice: boolean,
/**
 * The profile it was opened with.
 */
profile: string,
/**
 * The 12 digits.
 */
accountId: string,
/**
 * The account's alias, if it has one and it could be read.
 */
alias: string | null,
/**
 * Why the alias is unknown.
 */
aliasUnknown: UnknownView | null,
/**
 * The caller's ARN.
 */
arn: string,
/**
 * The caller in a few words: "role Admin, session asha".
 */
who: string,
/**
 * When the session ends, where that is known.
 */
sessionEnds: string | null,
/**
 * Whether changes may be written.
 */
writable: boolean,
/**
 * Why not.
 */
readOnlyReason: string | null,
};

/**
 * What happens to AWS services.
 */
export type AwsServices = "cut_off" | "keep_for_this_account";

/**
 * A backup in the list.
 */
export type BackupRow = {
/**
 * Its id.
 */
id: string,
/**
 * The bucket.
 */
bucket: string,
/**
 * Its Region.
 */
region: string,
/**
 * The account.
 */
accountId: string,
/**
 * When it was taken.
 */
takenAt: string,
/**
 * Whether there was no policy.
 */
noPolicy: boolean,
/**
 * The policy, laid out for reading.
 */
policy: string | null,
/**
 * The SHA-256 of the exact text.
 */
sha256: string,
/**
 * The change it was taken for.
 */
change: string,
};

/**
 * One use of a bucket.
 */
export type BucketUseView = {
/**
 * account/Region/id.
 */
instanceKey: string,
/**
 * The instance's alias.
 */
instance: string,
/**
 * Its Region.
 */
region: string,
/**
 * "Call recordings" …
 */
label: string,
/**
 * The prefix.
 */
prefix: string,
};

/**
 * One bucket.
 */
export type BucketView = {
/**
 * Its name.
 */
name: string,
/**
 * Its Region.
 */
region: string | null,
/**
 * Whether call recordings are in it.
 */
callRecordings: boolean,
/**
 * `open`, `on_trial`, `locked`, `trial_ended`, `locked_by_something_else`, `changed_outside`,
 * `stale`, `not_readable` or `asking`.
 */
state: string,
/**
 * The state in a sentence.
 */
stateWords: string,
/**
 * When the trial ends.
 */
trialEnds: string | null,
/**
 * The change that the trial belongs to, if it was made here.
 */
change: string | null,
/**
 * Who uses it for what.
 */
uses: Array<BucketUseView>,
/**
 * The policy, laid out for reading; none where there is none.
 */
policy: string | null,
/**
 * Why the policy is unknown.
 */
policyUnknown: UnknownView | null,
/**
 * What to know about it: owned by CloudFormation, replicated, public …
 */
notes: Array<NoteView>,
/**
 * Whether a lock can be planned for it; the reason where not.
 */
cannotLock: string | null,
};

/**
 * A small message while a change runs; the window asks for [`ChangeView`] again when one comes.
 */
export type ChangeEvent = {
/**
 * The change.
 */
change: string,
/**
 * What is being done: "connect-25fd0a3be3ef: reading back".
 */
line: string,
};

/**
 * A change in the list.
 */
export type ChangeRow = {
/**
 * Its id.
 */
id: string,
/**
 * `lock` or `restore`.
 */
kind: string,
/**
 * As in `ChangeView::state`.
 */
state: string,
/**
 * The state in a sentence.
 */
stateWords: string,
/**
 * When it began.
 */
startedAt: string,
/**
 * The caller's ARN.
 */
who: string,
/**
 * The account.
 */
accountId: string,
/**
 * Its buckets.
 */
buckets: Array<string>,
};

/**
 * One bucket of a change.
 */
export type ChangeTargetView = {
/**
 * The bucket.
 */
bucket: string,
/**
 * Its Region.
 */
region: string,
/**
 * As in [`ChangeView::state`], and `untouched`.
 */
state: string,
/**
 * The state in a sentence.
 */
stateWords: string,
/**
 * When the trial ends, while it is on trial.
 */
trialEnds: string | null,
/**
 * The backup of what was there before.
 */
backup: string | null,
/**
 * The difference from what was there before to what was confirmed.
 */
diff: Array<DiffRow>,
/**
 * Where the live policy is neither what was nor what was confirmed: the difference to it.
 */
foreignDiff: Array<DiffRow> | null,
/**
 * Every step, in order.
 */
steps: Array<StepView>,
};

/**
 * A change, whole.
 */
export type ChangeView = {
/**
 * Its id.
 */
id: string,
/**
 * `lock` or `restore`.
 */
kind: string,
/**
 * `running`, `on_trial`, `done`, `rolled_back`, `stopped`, `failed`, `needs_you`, `trial_ended`.
 */
state: string,
/**
 * The state in a sentence.
 */
stateWords: string,
/**
 * When it began.
 */
startedAt: string,
/**
 * When it ended.
 */
endedAt: string | null,
/**
 * The caller's ARN.
 */
who: string,
/**
 * The account.
 */
accountId: string,
/**
 * The reason that was typed, if one was.
 */
reason: string | null,
/**
 * Its buckets.
 */
targets: Array<ChangeTargetView>,
/**
 * The trial, while there is one.
 */
trial: TrialView | null,
};

/**
 * One thing to be seen before a lock can be kept.
 */
export type CheckView = {
/**
 * `lock_bites`, `heard_in_connect`, `new_recording`.
 */
code: string,
/**
 * What it is about: an instance's key or a bucket.
 */
subject: string,
/**
 * What is to be seen, in a sentence.
 */
label: string,
/**
 * Whether it was seen.
 */
done: boolean,
/**
 * What was seen and when, or what is missing.
 */
words: string,
};

/**
 * A confirmed plan.
 */
export type Confirmation = {
/**
 * The plan's digest.
 */
digest: string,
/**
 * What the user typed.
 */
typed: string,
};

/**
 * One line of a difference.
 */
export type DiffRow = {
/**
 * `same`, `added` or `removed`.
 */
kind: string,
/**
 * The line's number in the old text.
 */
oldLine: number | null,
/**
 * The line's number in the new text.
 */
newLine: number | null,
/**
 * The line.
 */
text: string,
};

/**
 * A small message while discovery runs; the window asks for [`OverviewView`] again when one comes.
 */
export type DiscoveryEvent = {
/**
 * Calls answered.
 */
done: number,
/**
 * Calls known to be needed so far.
 */
total: number,
/**
 * What came last: "eu-west-2: 2 instances".
 */
line: string,
/**
 * Whether this is the last message.
 */
finished: boolean,
};

/**
 * A code only where the window acts on it; the rest is [`ErrorCode::Other`].
 */
export type ErrorCode = "no_account" | "session_expired" | "policy_changed" | "plan_refused" | "confirmation_wrong" | "read_only" | "busy" | "cancelled" | "other";

/**
 * What failed, on what, why, what was not changed and what to do.
 */
export type ErrorView = {
/**
 * What the window may act on.
 */
code: ErrorCode,
/**
 * What failed, on what and why, and what was not changed: whole sentences.
 */
message: string,
/**
 * What to do.
 */
help: string | null,
/**
 * AWS's own words, or the cause below.
 */
detail: string | null,
/**
 * AWS's request id.
 */
requestId: string | null,
};

/**
 * How far a recording has come.
 */
export type FetchProgress = {
/**
 * Bytes so far.
 */
done: number,
/**
 * Bytes in all.
 */
total: number | null,
};

/**
 * Every change and every backup, newest first.
 */
export type HistoryView = {
/**
 * The folder that holds the history.
 */
folder: string,
/**
 * The changes.
 */
changes: Array<ChangeRow>,
/**
 * The backups.
 */
backups: Array<BackupRow>,
};

/**
 * One principal in the impact.
 */
export type ImpactRow = {
/**
 * Its ARN.
 */
arn: string,
/**
 * Its name.
 */
name: string,
/**
 * `role`, `user`, `service`, `root`.
 */
kind: string,
/**
 * What is lost, kept or unknown, in words: "read objects", "change the policy" …
 */
what: Array<string>,
/**
 * The deciding statement and condition.
 */
why: string,
};

/**
 * Who loses access and who keeps it.
 */
export type ImpactView = {
/**
 * Principals that can do something now and can't afterwards.
 */
loses: Array<ImpactRow>,
/**
 * Principals that can do something now and still can afterwards.
 */
keeps: Array<ImpactRow>,
/**
 * Principals that gain something (a restore may open).
 */
gains: Array<ImpactRow>,
/**
 * Principals for which it can't be told.
 */
cannotTell: Array<ImpactRow>,
/**
 * Why the account's principals could not be read.
 */
unknown: UnknownView | null,
/**
 * AWS features that break or go blind.
 */
features: Array<NoteView>,
};

/**
 * One instance.
 */
export type InstanceView = {
/**
 * account/Region/id.
 */
key: string,
/**
 * The id.
 */
id: string,
/**
 * The Region.
 */
region: string,
/**
 * The alias, or the id where it has none.
 */
name: string,
/**
 * When it was created.
 */
created: string | null,
/**
 * As AWS says it.
 */
status: string,
/**
 * Its service role.
 */
role: ServiceRoleView | null,
/**
 * Why the role is unknown.
 */
roleUnknown: UnknownView | null,
/**
 * What it stores where.
 */
storage: Array<StorageView>,
};

/**
 * One principal that is kept, and how.
 */
export type KeepChoice = {
/**
 * Its ARN.
 */
arn: string,
/**
 * How it is matched.
 */
matchBy: MatchBy,
};

/**
 * Who can be kept.
 */
export type KeepListView = {
/**
 * The buckets it is for.
 */
buckets: Array<string>,
/**
 * Connect's roles and the caller: can't be taken off.
 */
required: Array<KeepRow>,
/**
 * Principals that seem to need the bucket, each with the reason.
 */
suggested: Array<KeepRow>,
/**
 * Everyone else in the account.
 */
others: Array<KeepRow>,
/**
 * Why the account's roles and users could not be listed.
 */
othersUnknown: UnknownView | null,
/**
 * Regions that could not be read: each must be named and accepted in writing.
 */
unreadRegions: Array<RegionToAccept>,
/**
 * What stands in the way of any plan.
 */
blockers: Array<NoteView>,
};

/**
 * One principal.
 */
export type KeepRow = {
/**
 * The role's or user's ARN (its own, with the path).
 */
arn: string,
/**
 * Its name.
 */
name: string,
/**
 * `role`, `user` or `root`.
 */
kind: string,
/**
 * `AROA…`, `AIDA…`, or the account id for root.
 */
id: string | null,
/**
 * Why it is on the list or suggested, a sentence each.
 */
why: Array<string>,
/**
 * Who can become it, in words, where that is known.
 */
whoCanBecomeIt: string | null,
/**
 * The way to match it that is marked as the better choice.
 */
recommended: MatchBy,
/**
 * Whether it is a person's role, or a break-glass user, in the app's judgement: a second way in.
 */
secondWay: boolean,
};

/**
 * What the user asks for.
 */
export type LockRequest = {
/**
 * The buckets.
 */
buckets: Array<string>,
/**
 * Who keeps access besides those who must.
 */
keep: Array<KeepChoice>,
/**
 * How the required principals are matched where it differs from the recommendation, by ARN.
 */
requiredMatch: Array<KeepChoice>,
/**
 * What the lock covers.
 */
scope: LockScope,
/**
 * What happens to AWS services.
 */
services: AwsServices,
/**
 * The trial's length in minutes (5 to 120); none for a lock that holds at once.
 */
trialMinutes: number | null,
/**
 * Why there is no trial, where there is none.
 */
noTrialReason: string | null,
/**
 * Why there is no second way in, where there is none.
 */
noSecondWayReason: string | null,
/**
 * Regions that could not be read and are accepted: what the user typed for each.
 */
acceptedRegions: Array<string>,
/**
 * Leave out principals that no longer exist: S3 takes no policy that names one.
 */
withoutDeadPrincipals: boolean,
};

/**
 * What the lock covers.
 */
export type LockScope = "everything" | "all_but_configuration";

/**
 * How a principal is matched.
 */
export type MatchBy = "id" | "arn" | "both";

/**
 * A sentence or two with a heading: a warning, a blocker, a note.
 */
export type NoteView = {
/**
 * A stable name of the kind of note, for tests and for the window's own handling
 * (`region_unread`, `caller_locked_out`, `cloudformation_owned` …).
 */
code: string,
/**
 * The note in one sentence.
 */
title: string,
/**
 * More, if there is more to say.
 */
text: string | null,
/**
 * What it is about: a Region, a bucket, a principal's ARN.
 */
subject: string | null,
};

/**
 * A contact's page that was opened in the browser.
 */
export type OpenedPage = {
/**
 * Its address.
 */
url: string,
/**
 * Whether a browser took it; otherwise the address is shown to be copied.
 */
opened: boolean,
};

/**
 * Everything that was found so far.
 */
export type OverviewView = {
/**
 * `idle`, `running`, `finished` or `cancelled`.
 */
state: string,
/**
 * Calls answered.
 */
done: number,
/**
 * Calls known to be needed so far.
 */
total: number,
/**
 * When the look began.
 */
takenAt: string | null,
/**
 * Every Region that is looked at.
 */
regions: Array<RegionView>,
/**
 * The instances, by Region and alias.
 */
instances: Array<InstanceView>,
/**
 * The buckets, those with call recordings first.
 */
buckets: Array<BucketView>,
};

/**
 * A plan, for review. It is confirmed by its digest.
 */
export type PlanView = {
/**
 * The digest of everything that will be written.
 */
digest: string,
/**
 * `lock` or `restore`.
 */
kind: string,
/**
 * When it was made.
 */
madeAt: string,
/**
 * What happens to each bucket.
 */
targets: Array<TargetView>,
/**
 * Who keeps access.
 */
keep: Array<KeepRow>,
/**
 * What makes it impossible to apply.
 */
blockers: Array<NoteView>,
/**
 * What to know before applying it.
 */
warnings: Array<NoteView>,
/**
 * What the lock does not cover.
 */
notCovered: Array<NoteView>,
/**
 * The trial's length in minutes, if it starts as a trial.
 */
trialMinutes: number | null,
/**
 * What is to be typed: "Type `confirm` to write this to 1 bucket of the practice account".
 */
confirmationPrompt: string,
/**
 * Whether it may be applied with this account; the reason where not.
 */
cannotApply: string | null,
};

/**
 * Whether a recording played.
 */
export type PlayedView = {
/**
 * No media error, time went past half a second, the duration is the file's.
 */
played: boolean,
/**
 * The same in a sentence.
 */
words: string,
};

/**
 * What the window's player saw.
 */
export type PlayerReport = {
/**
 * The recording.
 */
recording: string,
/**
 * Seconds that the player gave as the duration.
 */
duration: number,
/**
 * The furthest second reached.
 */
reached: number,
/**
 * The media error, if any.
 */
error: string | null,
};

/**
 * One profile.
 */
export type ProfileRow = {
/**
 * Its name.
 */
name: string,
/**
 * What kind of sign-in it is, in words: "access keys", "Identity Center" …
 */
kind: string,
/**
 * Its Region, if it names one.
 */
region: string | null,
/**
 * The account it names, if it names one.
 */
account: string | null,
/**
 * The role it names, if it names one.
 */
role: string | null,
/**
 * What is missing or odd, or what it is for (practice profiles).
 */
note: string | null,
};

/**
 * One recording.
 */
export type RecordingView = {
/**
 * Bucket and key, as the app refers to it.
 */
id: string,
/**
 * The bucket.
 */
bucket: string,
/**
 * The key.
 */
key: string,
/**
 * The contact, where Connect names it.
 */
contactId: string | null,
/**
 * account/Region/id of the instance.
 */
instanceKey: string | null,
/**
 * The instance's alias.
 */
instance: string | null,
/**
 * Bytes.
 */
size: number | null,
/**
 * When it was recorded or last written.
 */
recordedAt: string | null,
/**
 * The contact's page in Connect.
 */
contactUrl: string | null,
};

/**
 * The newest recordings of a bucket.
 */
export type RecordingsView = {
/**
 * The bucket.
 */
bucket: string,
/**
 * The recordings, newest first.
 */
recordings: Array<RecordingView>,
/**
 * What could not be searched.
 */
unknown: Array<UnknownView>,
};

/**
 * A Region that could not be read.
 */
export type RegionToAccept = {
/**
 * The Region; typing its name accepts it.
 */
region: string,
/**
 * Why it could not be read.
 */
unknown: UnknownView,
};

/**
 * One Region.
 */
export type RegionView = {
/**
 * `eu-west-2` …
 */
region: string,
/**
 * `asking`, `read`, `not_enabled` or `unknown`.
 */
state: string,
/**
 * How many instances it has, once read.
 */
instances: number,
/**
 * Why it is unknown.
 */
unknown: UnknownView | null,
};

/**
 * What the user asks for when a backup is to be put back.
 */
export type RestoreRequest = {
/**
 * The backup.
 */
backup: string,
/**
 * Regions that could not be read and are accepted: what the user typed for each.
 */
acceptedRegions: Array<string>,
/**
 * Leave out principals that no longer exist: S3 takes no policy that names one.
 */
withoutDeadPrincipals: boolean,
};

/**
 * A file that was saved, or that the user decided not to save.
 */
export type SavedFile = {
/**
 * Its path; none where the user cancelled.
 */
path: string | null,
};

/**
 * A service role.
 */
export type ServiceRoleView = {
/**
 * Its ARN.
 */
arn: string,
/**
 * Its name.
 */
name: string,
/**
 * "service-linked role", "role from before 2018" …
 */
kind: string,
/**
 * `AROA…`.
 */
id: string | null,
/**
 * Why the id is unknown.
 */
idUnknown: UnknownView | null,
};

/**
 * One step of a change.
 */
export type StepView = {
/**
 * When.
 */
at: string,
/**
 * What, in words.
 */
words: string,
/**
 * AWS's request id.
 */
requestId: string | null,
/**
 * What went wrong.
 */
error: string | null,
};

/**
 * One storage type of an instance.
 */
export type StorageView = {
/**
 * `CALL_RECORDINGS` …
 */
resourceType: string,
/**
 * "Call recordings" …
 */
label: string,
/**
 * The bucket's name or the stream's ARN; none where nothing is stored.
 */
place: string | null,
/**
 * The bucket, where it is one.
 */
bucket: string | null,
/**
 * The prefix in it.
 */
prefix: string | null,
/**
 * The KMS key.
 */
kmsKey: string | null,
/**
 * Why it is unknown.
 */
unknown: UnknownView | null,
};

/**
 * What a plan does to one bucket.
 */
export type TargetView = {
/**
 * The bucket.
 */
bucket: string,
/**
 * Its Region.
 */
region: string,
/**
 * What will be done, in a sentence: "adds 1 statement to the policy", "removes the policy" …
 */
summary: string,
/**
 * The statements that are added, laid out for reading.
 */
added: Array<string>,
/**
 * The difference, line by line.
 */
diff: Array<DiffRow>,
/**
 * The size of the new policy in bytes; 0 where it is removed.
 */
size: number,
/**
 * S3's limit in bytes.
 */
sizeLimit: number,
/**
 * Whether nothing changes: the live policy already means this.
 */
nothingToDo: boolean,
/**
 * Who loses and who keeps.
 */
impact: ImpactView,
};

/**
 * A lock on trial: it ends by itself unless it is kept.
 */
export type TrialView = {
/**
 * When AWS stops applying it.
 */
ends: string,
/**
 * Seconds left by AWS's clock.
 */
secondsLeft: number,
/**
 * How this computer's clock differs from AWS's, where that matters.
 */
clockWords: string | null,
/**
 * What has to be seen before it can be kept.
 */
checks: Array<CheckView>,
/**
 * Whether everything was seen or waived.
 */
canKeep: boolean,
};

/**
 * What another profile met.
 */
export type TriedView = {
/**
 * The profile.
 */
profile: string,
/**
 * Its ARN, where known.
 */
arn: string | null,
/**
 * `refused_by_lock`, `refused_otherwise`, `read` or `failed`.
 */
outcome: string,
/**
 * Whether it proves that the lock bites.
 */
provesLock: boolean,
/**
 * What happened, in a sentence.
 */
words: string,
/**
 * AWS's own words.
 */
detail: string | null,
};

/**
 * One trouble.
 */
export type TroubleView = {
/**
 * Its name, by which it is switched.
 */
name: string,
/**
 * What it does, in a sentence.
 */
words: string,
/**
 * Whether it is on.
 */
on: boolean,
};

/**
 * Something that could not be read.
 */
export type UnknownView = {
/**
 * The situation: `refused`, `no_answer`, `region_not_enabled` …
 */
reason: string,
/**
 * The situation in a sentence.
 */
words: string,
/**
 * The IAM action that is missing.
 */
missingPermission: string | null,
/**
 * AWS's own words.
 */
detail: string | null,
/**
 * AWS's request id.
 */
requestId: string | null,
};

/**
 * A check that the user goes without, and why.
 */
export type Waiver = {
/**
 * As in [`CheckView::code`].
 */
code: string,
/**
 * As in [`CheckView::subject`].
 */
subject: string,
/**
 * The typed reason; the history keeps it.
 */
reason: string,
};
