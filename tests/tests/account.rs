//! `aws-account` against the practice account: the real SDK over the real wire.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_account::discover::{Event, Found};
use aws_account::object::ReadTry;
use aws_account::policy::WriteError;
use aws_account::{
    Account, AccountSource, OpenError, ProfileFiles, ProfileKind, RegionSource, Timeouts,
};
use lockdown::ids::{AccountId, BucketName, Region};
use lockdown::inventory::{Inventory, LivePolicy, NotificationTarget, ServiceRoleKind};
use lockdown::known::{Known, UnknownReason};
use lockdown::permit::{PermittedWrite, WriteToken, sha256_hex};
use lockdown::plan::Target;
use practice_aws::{Kind, Options, PracticeAccount, Trouble};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

const SUPPORT: &str = "northwind-support-recordings";

/// A practice account and the folder with its profiles.
struct Stage {
    practice: PracticeAccount,
    folder: tempfile::TempDir,
}

impl Stage {
    async fn open(options: Options) -> Self {
        let practice = PracticeAccount::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        practice.write_profiles(folder.path()).unwrap();
        Self { practice, folder }
    }

    fn source(&self, profile: &str) -> AccountSource {
        AccountSource {
            profile: profile.to_owned(),
            files: ProfileFiles::in_folder(self.folder.path()),
            region: None,
            read_only: false,
            practice: true,
        }
    }

    async fn account(&self, profile: &str) -> Account {
        Account::open(self.source(profile), quick(), OffsetDateTime::now_utc)
            .await
            .unwrap()
    }

    fn policy(&self, bucket: &str) -> Option<serde_json::Value> {
        let text = self.practice.control().bucket_policy(bucket)?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// How often an operation was seen, and with which statuses.
    fn seen(&self, operation: &str) -> Vec<Option<u16>> {
        let seen = self.practice.control().seen_after(0);
        seen.iter()
            .filter(|call| call.operation == operation)
            .map(|call| call.status)
            .collect()
    }
}

/// Short waits, so that the Region that never answers does not hold up the tests.
fn quick() -> Timeouts {
    Timeouts {
        connect: Duration::from_secs(2),
        attempt: Duration::from_secs(4),
        call: Duration::from_secs(5),
        write: Duration::from_secs(4),
        sign_in: Duration::from_secs(10),
    }
}

fn region(name: &str) -> Region {
    name.parse().unwrap()
}

fn bucket(name: &str) -> BucketName {
    name.parse().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the journal is not what is tested here; the account is a practice account"
)]
fn issued(owner: &AccountId, name: &str, write: PermittedWrite) -> WriteToken {
    WriteToken::issue(Target::bucket_policy(bucket(name)), owner.clone(), write)
}

fn may_put(account: &Account, name: &str, text: &str) -> WriteToken {
    let sha256 = sha256_hex(text);
    issued(
        &account.identity().account,
        name,
        PermittedWrite::Put { sha256 },
    )
}

fn may_delete(account: &Account, name: &str) -> WriteToken {
    issued(&account.identity().account, name, PermittedWrite::Delete)
}

/// A lock as the AWS article has it, around these ids.
fn lock(name: &str, ids: &[&str]) -> String {
    serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Lock", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [format!("arn:aws:s3:::{name}"), format!("arn:aws:s3:::{name}/*")],
        "Condition": {"StringNotLike": {"aws:userId": ids}},
    }]})
    .to_string()
}

/// On a task of its own, as the app does it.
async fn look(account: &Account) -> Arc<Inventory> {
    let account = account.clone();
    let task = async move {
        account
            .discover(account.regions(), CancellationToken::new(), |_| ())
            .await
    };
    tokio::spawn(task).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_profile_opens_as_itself() {
    let stage = Stage::open(Options::default()).await;
    let profiles = aws_account::list_profiles(&ProfileFiles::in_folder(stage.folder.path()))
        .await
        .unwrap();
    let names: Vec<&str> = profiles
        .iter()
        .map(|profile| profile.name.as_str())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(profiles.iter().all(|profile| match profile.name.as_str() {
        "practice-sso" => profile.kind == ProfileKind::IdentityCenter,
        "practice-mfa" => profile.kind == ProfileKind::AssumedRole,
        _ => profile.kind == ProfileKind::AccessKeys,
    }));
    for name in names {
        if matches!(name, "practice-sso" | "practice-mfa") {
            continue;
        }
        let account = stage.account(name).await;
        let identity = account.identity();
        assert_eq!(identity.account.as_str(), "604712903388", "{name}");
        assert_eq!(account.partition(), "aws");
        assert!(account.clock_ahead().is_some());
        if identity.arn.service() == "sts" {
            assert!(identity.user_id.starts_with("AROA"), "{identity:?}");
        }
    }
    let admin = stage.account("practice-admin").await;
    assert_eq!(
        admin.identity().alias,
        Known::Value(Some("northwind-contact".to_owned()))
    );
    let role = admin.identity().role_arn.value().unwrap().clone().unwrap();
    assert_eq!(role.name(), "Admin");
    let secrets = std::fs::read_to_string(stage.folder.path().join("credentials")).unwrap();
    let secrets: Vec<&str> = secrets
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(key, _)| !key.contains("access_key_id"))
        .map(|(_, secret)| secret.trim())
        .collect();
    let shown = format!("{admin:?}");
    assert!(secrets.len() > 5 && secrets.iter().all(|secret| !shown.contains(secret)));
    let root = stage.account("practice-root").await;
    assert_eq!(root.identity().user_id, "604712903388");
    assert_eq!(root.identity().role_arn, Known::Value(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_when_opening_is_told_apart() {
    let stage = Stage::open(Options::default()).await;
    let open = |source: AccountSource| Account::open(source, quick(), OffsetDateTime::now_utc);

    let error = open(stage.source("nobody")).await.unwrap_err();
    assert!(matches!(error, OpenError::UnknownProfile { .. }), "{error}");

    let config = stage.folder.path().join("config");
    let mut text = std::fs::read_to_string(&config).unwrap();
    let url = stage.practice.url();
    let more = format!(
        "\n[profile empty]\nregion = eu-west-2\nendpoint_url = {url}\n\n\
         [profile nowhere]\nregion = Atlantis\n\n\
         [profile wrong]\nregion = eu-west-2\nendpoint_url = {url}\n\
         aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = no\n\n\
         [profile gone]\nregion = eu-west-2\nendpoint_url = http://127.0.0.1:1\n\
         aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = no\n\n\
         [profile process]\nregion = eu-west-2\nendpoint_url = {url}\n\
         credential_process = sh -c \"echo hush-hush >&2; exit 3\"\n"
    );
    text.push_str(&more);
    std::fs::write(&config, text).unwrap();

    let error = open(stage.source("empty")).await.unwrap_err();
    assert!(matches!(error, OpenError::NoCredentials { .. }), "{error}");
    let error = open(stage.source("nowhere")).await.unwrap_err();
    assert!(matches!(error, OpenError::BadRegion { .. }), "{error}");
    let elsewhere = AccountSource {
        region: Some(region("us-west-2")),
        ..stage.source("practice-admin")
    };
    let account = open(elsewhere).await.unwrap();
    assert_eq!(
        account.region(),
        (&region("us-west-2"), RegionSource::Asked)
    );
    let error = open(stage.source("wrong")).await.unwrap_err();
    assert!(matches!(error, OpenError::NotSignedIn { .. }), "{error}");
    assert!(error.request_id().is_some(), "{error:?}");
    let error = open(stage.source("gone")).await.unwrap_err();
    assert!(matches!(error, OpenError::NoAnswer { .. }), "{error}");
    let error = open(stage.source("process")).await.unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::NotSignedIn {
                kind: ProfileKind::CredentialProcess,
                ..
            }
        ),
        "{error}"
    );
    assert!(
        !format!("{error:?} {error}").contains("hush-hush"),
        "{error:?}"
    );

    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::ExpiringSession));
    let error = open(stage.source("practice-admin")).await.unwrap_err();
    assert!(matches!(error, OpenError::NotSignedIn { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_found_and_the_rest_is_named() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let events: Mutex<Vec<Event>> = Mutex::new(Vec::new());
    let inventory = account
        .discover(account.regions(), CancellationToken::new(), |event| {
            events.lock().unwrap().push(event);
        })
        .await;
    let reason = |name: &str| {
        inventory.regions[&region(name)]
            .unknown()
            .map(|unknown| unknown.reason)
    };
    assert_eq!(reason("ap-northeast-1"), Some(UnknownReason::NoAnswer));
    assert_eq!(reason("af-south-1"), Some(UnknownReason::RegionNotEnabled));
    let aliases: BTreeSet<&str> = inventory
        .instances()
        .filter_map(|instance| instance.alias.as_deref())
        .collect();
    assert_eq!(aliases.len(), 8, "{aliases:?}");
    for instance in inventory.instances() {
        let role = instance.service_role.value().unwrap();
        assert!(role.unique_id.value().is_some(), "{role:?}");
        let old = instance.alias.as_deref() == Some("northwind-legacy");
        let kind = if old {
            ServiceRoleKind::BeforeServiceLinkedRoles
        } else {
            ServiceRoleKind::ServiceLinked
        };
        assert_eq!(role.kind, kind);
        assert_eq!(instance.storage.len(), 13);
        assert!(
            instance
                .storage
                .values()
                .all(|storage| storage.value().is_some()),
            "{instance:?}"
        );
        assert!(instance.created.is_some() && instance.access_url.is_some());
    }

    buckets_are_what_they_are(&inventory, &stage);
    events_are_in_order(&events.into_inner().unwrap(), &inventory);
}

fn buckets_are_what_they_are(inventory: &Inventory, stage: &Stage) {
    let find = |name: &str| &inventory.buckets[&bucket(name)];
    assert_eq!(find(SUPPORT).policy, Known::Value(LivePolicy::None));
    assert_eq!(find(SUPPORT).region, Known::Value(region("eu-west-2")));
    assert_eq!(
        inventory.blocks_public_policy(find(SUPPORT)),
        Known::Value(true)
    );
    // Neither it nor the account has a block.
    let legacy = find("connect-7c1e0b44d9a2");
    assert_eq!(inventory.blocks_public_policy(legacy), Known::Value(false));
    assert_eq!(find(SUPPORT).notification_targets.value().unwrap().len(), 1);
    assert_eq!(
        find("northwind-claims-recordings").notification_targets,
        Known::Value(vec![NotificationTarget::EventBridge])
    );
    assert!(find(SUPPORT).holds_call_recordings());
    let shared = find("northwind-global-recordings");
    assert_eq!(shared.region, Known::Value(region("us-east-1")));
    let users: BTreeSet<&Region> = shared
        .uses
        .iter()
        .map(|used| &used.instance.region)
        .collect();
    assert_eq!(users.len(), 2, "{shared:?}");
    let archive = find("northwind-archive-recordings");
    assert!(archive.replication_role.value().unwrap().is_some());
    assert_eq!(
        archive.logs_to,
        Known::Value(Some(bucket("northwind-access-logs")))
    );
    let stack = find("amazon-connect-3f9ad2c08b17").tags.value().unwrap();
    assert!(
        stack
            .keys()
            .any(|key| key.starts_with("aws:cloudformation:"))
    );
    assert_eq!(
        find("northwind-support-recordings").policy_is_public,
        Known::Value(false)
    );
    assert_eq!(
        find("northwind-reports").policy_is_public,
        Known::Value(true)
    );
    let foreign = find("meridian-bpo-recordings");
    assert_eq!(
        foreign.policy.unknown().unwrap().reason,
        UnknownReason::OtherAccount
    );
    for (name, text) in [
        SUPPORT,
        "connect-7c1e0b44d9a2",
        "northwind-claims-recordings",
    ]
    .map(|name| {
        (
            name,
            find(name).policy.value().unwrap().text().map(str::to_owned),
        )
    }) {
        let read = text.map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
        assert_eq!(read, stage.policy(name), "{name}");
    }
}

fn events_are_in_order(events: &[Event], inventory: &Arc<Inventory>) {
    assert_eq!(events.first().unwrap().found, Found::Begun);
    let last = events.last().unwrap();
    assert_eq!(last.found, Found::Finished);
    assert_eq!(last.done, last.total);
    assert!(events.iter().all(|event| event.done <= event.total));
    assert!(events.is_sorted_by_key(|event| event.done));
    assert_eq!(&last.inventory, inventory);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_unknown_with_the_missing_permission() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-readonly").await;
    let inventory = look(&account).await;
    let sydney = inventory.regions[&region("ap-southeast-2")]
        .unknown()
        .unwrap();
    assert_eq!(sydney.reason, UnknownReason::Refused);
    assert_eq!(
        sydney.missing_permission.as_deref(),
        Some("connect:ListInstances")
    );
    assert!(sydney.request_id.is_some());
    assert!(inventory.regions[&region("eu-west-2")].value().is_some());

    let home = region("eu-west-2");
    let text = lock(SUPPORT, &["AROAAAAAAAAAAAAAAAAAA:*"]);
    let token = may_put(&account, SUPPORT, &text);
    let error = account
        .put_bucket_policy(token, &home, &text)
        .await
        .unwrap_err();
    let WriteError::Refused(call) = &error else {
        panic!("{error}")
    };
    assert_eq!(
        call.missing_permission().as_deref(),
        Some("s3:PutBucketPolicy")
    );
    assert!(error.nothing_written());
    assert_eq!(stage.policy(SUPPORT), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_can_be_cancelled() {
    let stage = Stage::open(Options {
        latency: Duration::from_millis(200),
        ..Options::default()
    })
    .await;
    let account = stage.account("practice-admin").await;
    let cancel = CancellationToken::new();
    let inventory = account
        .discover(account.regions(), cancel.clone(), |event| {
            if matches!(event.found, Found::Storage(..)) {
                cancel.cancel();
            }
        })
        .await;
    // A look that went on would have given this Region up for another reason.
    let silent = inventory.regions[&region("ap-northeast-1")]
        .unknown()
        .unwrap();
    assert_eq!(silent.reason, UnknownReason::Cancelled);
    let storage = inventory
        .instances()
        .flat_map(|instance| instance.storage.values());
    let reasons: BTreeSet<String> = storage
        .filter_map(Known::unknown)
        .map(|unknown| format!("{:?}", unknown.reason))
        .collect();
    assert_eq!(reasons, BTreeSet::from(["Cancelled".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_budgets_are_kept() {
    let stage = Stage::open(Options {
        throttle: true,
        latency: Duration::from_millis(60),
        ..Options::default()
    })
    .await;
    let account = stage.account("practice-admin").await;
    // How much of the storage was known when the first bucket with recordings was, and in all. Times
    // are for the bench: they say more of the machine than of the pacer.
    let known = |inventory: &Inventory| {
        let all = inventory.instances().flat_map(|one| one.storage.values());
        all.filter(|storage| storage.value().is_some()).count()
    };
    let first = Mutex::new(None);
    let regions = ["eu-west-2", "us-east-1", "ap-southeast-2"]
        .map(region)
        .to_vec();
    let inventory = account
        .discover(regions, CancellationToken::new(), |event| {
            let buckets = &event.inventory.buckets;
            if buckets
                .values()
                .any(lockdown::inventory::Bucket::holds_call_recordings)
            {
                first
                    .lock()
                    .unwrap()
                    .get_or_insert_with(|| known(&event.inventory));
            }
        })
        .await;
    let asked: usize = inventory.instances().map(|one| one.storage.len()).sum();
    assert_eq!(known(&inventory), asked, "the budgets cost an answer");
    assert_eq!(asked, 8 * 13);
    let first = first.into_inner().unwrap().unwrap();
    assert!(
        first <= 8,
        "{first} of {asked} were read before the first bucket with recordings"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_429s_slows_the_look_and_loses_nothing() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    stage.practice.troubles().switch_on(
        Trouble::new(Kind::Throttling)
            .on("connect:ListInstanceStorageConfigs")
            .counted(3, 12),
    );
    let inventory = account
        .discover(vec![region("us-east-1")], CancellationToken::new(), |_| ())
        .await;
    let statuses = stage.seen("connect:ListInstanceStorageConfigs");
    assert!(statuses.contains(&Some(429)), "{statuses:?}");
    let mut all = inventory
        .instances()
        .flat_map(|instance| instance.storage.values());
    assert!(all.all(|storage| storage.value().is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_written_read_and_deleted() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let home = region("eu-west-2");
    let admin = format!(
        "{}:*",
        account.identity().user_id.split(':').next().unwrap()
    );
    let text = lock(SUPPORT, &[&admin]);
    let token = may_put(&account, SUPPORT, &text);
    let written = account
        .put_bucket_policy(token, &home, &text)
        .await
        .unwrap();
    assert!(written.request_id.is_some());
    let read = account
        .bucket_policy(&bucket(SUPPORT), &home)
        .await
        .unwrap();
    let read: serde_json::Value = serde_json::from_str(read.policy.text().unwrap()).unwrap();
    assert_eq!(Some(read), stage.policy(SUPPORT));

    let auditor = stage.account("practice-auditor").await;
    let refused = auditor
        .bucket_policy(&bucket(SUPPORT), &home)
        .await
        .unwrap_err();
    assert!(refused.is_deny_in_resource_policy(), "{refused}");

    let token = may_delete(&account, SUPPORT);
    account.delete_bucket_policy(token, &home).await.unwrap();
    let read = account
        .bucket_policy(&bucket(SUPPORT), &home)
        .await
        .unwrap();
    assert_eq!(read.policy, LivePolicy::None);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_write_goes_out_without_its_own_token() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let home = region("eu-west-2");
    let text = lock(SUPPORT, &["AROAAAAAAAAAAAAAAAAAA:*"]);
    let other = format!("{text} ");
    let token = may_put(&account, SUPPORT, &text);
    let error = account
        .put_bucket_policy(token, &home, &other)
        .await
        .unwrap_err();
    assert!(matches!(error, WriteError::NotPermitted(_)), "{error}");
    let token = may_put(&account, SUPPORT, &text);
    let error = account
        .delete_bucket_policy(token, &home)
        .await
        .unwrap_err();
    assert!(matches!(error, WriteError::NotPermitted(_)), "{error}");
    let owner: AccountId = "815530294417".parse().unwrap();
    let foreign = issued(&owner, SUPPORT, PermittedWrite::Delete);
    let error = account
        .delete_bucket_policy(foreign, &home)
        .await
        .unwrap_err();
    assert!(matches!(error, WriteError::OtherAccount { .. }), "{error}");

    let looking = AccountSource {
        read_only: true,
        ..stage.source("practice-admin")
    };
    let looking = Account::open(looking, quick(), OffsetDateTime::now_utc)
        .await
        .unwrap();
    let token = may_delete(&looking, SUPPORT);
    let error = looking
        .delete_bucket_policy(token, &home)
        .await
        .unwrap_err();
    assert!(matches!(error, WriteError::ReadOnly { .. }), "{error}");
    assert_eq!(stage.seen("s3:PutBucketPolicy"), []);
    assert_eq!(stage.seen("s3:DeleteBucketPolicy"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_sent_once_unless_aws_says_slow_down() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let home = region("eu-west-2");
    let admin = format!(
        "{}:*",
        account.identity().user_id.split(':').next().unwrap()
    );
    let text = lock(SUPPORT, &[&admin]);
    let put = || account.put_bucket_policy(may_put(&account, SUPPORT, &text), &home, &text);
    let troubles = stage.practice.troubles();

    troubles.switch_on(Trouble::new(Kind::CutAfter).on("s3:PutBucketPolicy"));
    let error = put().await.unwrap_err();
    assert!(matches!(error, WriteError::AnswerLost(_)), "{error}");
    assert_eq!(stage.seen("s3:PutBucketPolicy").len(), 1);
    assert!(
        stage.policy(SUPPORT).is_some(),
        "it was written, and only the answer was lost"
    );
    troubles.clear();

    troubles.switch_on(Trouble::new(Kind::ServerError).on("s3:PutBucketPolicy"));
    let error = put().await.unwrap_err();
    assert!(matches!(error, WriteError::AnswerLost(_)), "{error}");
    assert_eq!(stage.seen("s3:PutBucketPolicy").len(), 2);
    troubles.clear();

    troubles.switch_on(
        Trouble::new(Kind::Throttling)
            .on("s3:PutBucketPolicy")
            .counted(0, 2),
    );
    put().await.unwrap();
    assert_eq!(stage.seen("s3:PutBucketPolicy").len(), 5);
    troubles.clear();

    troubles.switch_on(Trouble::new(Kind::DelayedAnswer).on("s3:PutBucketPolicy"));
    let error = put().await.unwrap_err();
    assert!(matches!(error, WriteError::AnswerLost(_)), "{error}");
    assert_eq!(stage.seen("s3:PutBucketPolicy").len(), 6);
    troubles.clear();

    let bad = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let error = account
        .put_bucket_policy(may_put(&account, SUPPORT, bad), &home, bad)
        .await
        .unwrap_err();
    assert!(matches!(error, WriteError::Malformed(_)), "{error}");

    stage.practice.stop().await;
    let error = put_after_stop(&account, &text, &home).await;
    assert!(
        matches!(error, WriteError::NotSent(_) | WriteError::AnswerLost(_)),
        "{error}"
    );
}

async fn put_after_stop(account: &Account, text: &str, home: &Region) -> WriteError {
    account
        .put_bucket_policy(may_put(account, SUPPORT, text), home, text)
        .await
        .unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_recordings_can_be_fetched() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let inventory = account
        .discover(
            vec![region("eu-west-2"), region("us-east-1")],
            CancellationToken::new(),
            |_| (),
        )
        .await;
    let found = account
        .recordings(
            &inventory,
            &inventory.buckets[&bucket(SUPPORT)],
            3,
            "Europe/London",
        )
        .await;
    assert_eq!(found.unknown, []);
    assert_eq!(found.found.len(), 3, "{found:?}");
    assert!(
        found
            .found
            .is_sorted_by_key(|recording| std::cmp::Reverse(recording.recorded_at))
    );
    let newest = &found.found[0];
    assert!(
        newest
            .key
            .starts_with("connect/northwind-support/CallRecordings/"),
        "{newest:?}"
    );
    let url = newest.contact_url.as_deref().unwrap();
    assert!(
        url.starts_with(&stage.practice.url()) && url.contains("/contact-trace-records/details/"),
        "{url}"
    );

    let steps = Mutex::new(Vec::new());
    let sound = account
        .fetch_object(
            &newest.bucket,
            &newest.region,
            &newest.key,
            |fetched| steps.lock().unwrap().push(fetched),
            &CancellationToken::new(),
        )
        .await
        .unwrap();
    assert_eq!(&sound[..4], b"RIFF");
    let last = *steps.lock().unwrap().last().unwrap();
    assert_eq!(
        (last.done, last.total),
        (sound.len() as u64, Some(sound.len() as u64))
    );

    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let error = account
        .fetch_object(
            &newest.bucket,
            &newest.region,
            &newest.key,
            |_| (),
            &cancelled,
        )
        .await
        .unwrap_err();
    assert_eq!(error.reason, UnknownReason::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_are_listed_where_connect_can_not_be_asked() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let inventory = account
        .discover(vec![region("eu-west-2")], CancellationToken::new(), |_| ())
        .await;
    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::DenyAction).on("connect:SearchContacts"));
    let found = account
        .recordings(&inventory, &inventory.buckets[&bucket(SUPPORT)], 4, "UTC")
        .await;
    assert_eq!(found.unknown.len(), 1);
    assert_eq!(
        found.unknown[0].missing_permission.as_deref(),
        Some("connect:SearchContacts")
    );
    assert_eq!(found.found.len(), 4, "{found:?}");
    assert!(
        found
            .found
            .iter()
            .all(|recording| recording.size.is_some_and(|size| size > 44))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_by_the_lock_is_told_from_any_other() {
    let stage = Stage::open(Options::default()).await;
    let admin = stage.account("practice-admin").await;
    let auditor = stage.account("practice-auditor").await;
    let connect = stage.account("practice-connect").await;
    let home = region("eu-west-2");
    let inventory = admin
        .discover(vec![home.clone()], CancellationToken::new(), |_| ())
        .await;
    let found = admin
        .recordings(&inventory, &inventory.buckets[&bucket(SUPPORT)], 1, "UTC")
        .await;
    let key = &found.found[0].key;
    assert_eq!(
        auditor.try_read(&bucket(SUPPORT), &home, key).await,
        ReadTry::Read
    );

    let ids = [&admin, &connect].map(|account| {
        format!(
            "{}:*",
            account.identity().user_id.split(':').next().unwrap()
        )
    });
    let text = lock(SUPPORT, &[&ids[0], &ids[1]]);
    admin
        .put_bucket_policy(may_put(&admin, SUPPORT, &text), &home, &text)
        .await
        .unwrap();
    let tried = auditor.try_read(&bucket(SUPPORT), &home, key).await;
    assert!(
        matches!(&tried, ReadTry::RefusedByLock(error) if error.request_id.is_some()),
        "{tried:?}"
    );
    assert_eq!(
        connect.try_read(&bucket(SUPPORT), &home, key).await,
        ReadTry::Read
    );
    assert_eq!(
        admin.try_read(&bucket(SUPPORT), &home, key).await,
        ReadTry::Read
    );

    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::DenyAction).on("s3:GetObject"));
    let tried = admin.try_read(&bucket(SUPPORT), &home, key).await;
    assert!(matches!(tried, ReadTry::RefusedOtherwise(_)), "{tried:?}");
    stage.practice.troubles().clear();
    let tried = admin
        .try_read(&bucket(SUPPORT), &home, "connect/none.wav")
        .await;
    assert!(matches!(tried, ReadTry::NotFound(_)), "{tried:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_principal_comes_with_its_policies() {
    let stage = Stage::open(Options::default()).await;
    let account = stage.account("practice-admin").await;
    let principals = account.principals().await;
    let principals = principals.value().unwrap();
    assert!(principals.roles.len() + principals.users.len() >= 25);
    for role in &principals.roles {
        let trust = role.trust_policy.as_deref().unwrap();
        assert!(
            serde_json::from_str::<serde_json::Value>(trust).is_ok(),
            "{trust}"
        );
        for policy in &role.policies {
            assert!(
                serde_json::from_str::<serde_json::Value>(&policy.text).is_ok(),
                "{policy:?}"
            );
        }
    }
    let world = stage.practice.control().world();
    let count = |kind: &str| match &world[kind] {
        serde_json::Value::Array(all) => all.len(),
        serde_json::Value::Object(all) => all.len(),
        other => panic!("{kind}: {other}"),
    };
    assert_eq!(
        (principals.roles.len(), principals.users.len()),
        (count("roles"), count("users"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn awss_clock_is_followed_and_calls_go_on() {
    let now = OffsetDateTime::now_utc() + time::Duration::days(40);
    let stage = Stage::open(Options {
        now: Some(now),
        ..Options::default()
    })
    .await;
    let account = stage.account("practice-admin").await;
    for _ in 0..3 {
        account
            .bucket_policy(&bucket(SUPPORT), &region("eu-west-2"))
            .await
            .unwrap();
    }
    let off = account.aws_now() - stage.practice.control().now();
    assert!(off.abs() < time::Duration::seconds(3), "{off}");
}
