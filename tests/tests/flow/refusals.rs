//! Each call of a look, refused alone: everywhere, and in one Region. What it would have told is unknown with the
//! missing permission, nothing else is, and nothing of it is shown as safe. And each of them slowed down.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt as _};
use practice_aws::{Kind, Trouble};
use serde_json::{Value, json};
use strongroom::api::{Judge, OverviewView, UnknownView};

use crate::stage::{Stage, look, patient, practice};

/// Its bucket has no access block of its own; the account has none either.
const LONDON: (&str, &str) = ("northwind-legacy", "connect-7c1e0b44d9a2");
/// Its bucket has a policy, tags and a key.
const VIRGINIA: (&str, &str) = ("northwind-collections", "amazon-connect-3f9ad2c08b17");

const ROLES: &str = "iam:GetAccountAuthorizationDetails";

/// A call of the look, and what becomes unknown without it: of the instance or bucket in London, and of the one
/// in Virginia.
struct Case {
    action: &'static str,
    unknown: &'static [&'static str],
}

/// Cases that run beside each other: they wait for their pace, not for the computer.
const AT_ONCE: usize = 6;

const BLOCKS: &[&str] = &[
    "block_public_acls",
    "ignore_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
];

/// Calls that are made in each Region.
const REGIONAL: [Case; 11] = [
    Case {
        action: "connect:ListInstances",
        unknown: &["region"],
    },
    Case {
        // The list names the role too.
        action: "connect:DescribeInstance",
        unknown: &[],
    },
    Case {
        action: "connect:ListInstanceStorageConfigs",
        unknown: &["storage"],
    },
    Case {
        action: "s3:GetBucketPolicy",
        unknown: &["policy"],
    },
    Case {
        action: "s3:GetBucketPolicyStatus",
        unknown: &["public"],
    },
    Case {
        action: "s3:GetBucketPublicAccessBlock",
        unknown: BLOCKS,
    },
    Case {
        action: "s3:GetEncryptionConfiguration",
        unknown: &["encryption"],
    },
    Case {
        action: "s3:GetBucketTagging",
        unknown: &["tags"],
    },
    Case {
        action: "s3:GetReplicationConfiguration",
        unknown: &["replication"],
    },
    Case {
        action: "s3:GetBucketNotification",
        unknown: &["notifications"],
    },
    Case {
        action: "s3:GetBucketLogging",
        unknown: &["logging"],
    },
];

/// Calls that are made once for all Regions, in the account's own or the partition's first.
const GLOBAL: [Case; 5] = [
    Case {
        action: "iam:GetRole",
        unknown: &["role id"],
    },
    Case {
        action: "iam:ListAccountAliases",
        unknown: &[],
    },
    Case {
        action: "iam:GetAccountAuthorizationDetails",
        unknown: &[],
    },
    Case {
        action: "s3:ListAllMyBuckets",
        unknown: &[],
    },
    Case {
        // The refused HEAD of the bucket says it as well.
        action: "s3:GetBucketLocation",
        unknown: &[],
    },
];

async fn stage() -> Stage {
    // Many of them run beside each other: whatever takes long here says nothing about AWS.
    let stage = patient(Stage::with_world(&[LONDON.0, VIRGINIA.0], |_| {}).await);
    let choice = practice("practice-admin");
    stage.app.open_account(choice).await.unwrap();
    stage
}

fn refuse(action: &str) -> Trouble {
    Trouble::new(Kind::DenyAction).on(action)
}

/// Everything that is unknown: "London: tags" …, each with its reason.
fn unknown_in(stage: &Stage, overview: &OverviewView) -> Vec<(String, UnknownView)> {
    let mut found = Vec::new();
    let mut note = |what: String, why: Option<&UnknownView>| {
        found.extend(why.map(|why| (what, why.clone())));
    };
    for region in &overview.regions {
        note(
            format!("{}: region", region.region),
            region.unknown.as_ref(),
        );
    }
    for one in &overview.instances {
        let at = &one.region;
        note(format!("{at}: role"), one.role_unknown.as_ref());
        let id = one.role.as_ref().and_then(|role| role.id_unknown.as_ref());
        note(format!("{at}: role id"), id);
        for storage in &one.storage {
            note(format!("{at}: storage"), storage.unknown.as_ref());
        }
    }
    for bucket in &overview.buckets {
        let at = if bucket.name == LONDON.1 {
            "eu-west-2"
        } else {
            "us-east-1"
        };
        let details = stage.app.bucket_details(&bucket.name).unwrap();
        note(format!("{at}: policy"), details.policy_unknown.as_ref());
        for fact in details.facts.iter().chain(&details.blocks) {
            note(format!("{at}: {}", fact.what), fact.unknown.as_ref());
        }
    }
    found
}

/// What is wrong about a look in which this action was refused in these Regions.
async fn wrong(stage: &Stage, case: &Case, regions: &[&str]) -> Vec<String> {
    let overview = look(&stage.app).await;
    let place = format!("{} in {regions:?}", case.action);
    let mut wrong = Vec::new();
    let found = unknown_in(stage, &overview);
    for (what, why) in &found {
        if why.missing_permission.as_deref() != Some(case.action) || why.reason != "refused" {
            wrong.push(format!("{place}: {what}: {why:?}"));
        }
    }
    let names: BTreeSet<String> = found.into_iter().map(|(what, _)| what).collect();
    let expected: BTreeSet<String> = regions
        .iter()
        .flat_map(|region| {
            case.unknown
                .iter()
                .map(move |what| format!("{region}: {what}"))
        })
        .collect();
    if case.action == "connect:ListInstances" {
        // In every Region that was refused, those without instances among them.
        if !expected.is_subset(&names) || names.iter().any(|name| !name.ends_with(": region")) {
            wrong.push(format!("{place}: {names:?}"));
        }
    } else if names != expected {
        wrong.push(format!("{place}: unknown {names:?}, not {expected:?}"));
    }
    if overview.state != "finished" || overview.done != overview.total {
        wrong.push(format!("{place}: {} {}", overview.state, overview.done));
    }
    wrong.extend(shown_as_safe(stage, &overview, case, regions).await);
    wrong
}

/// What looks harmless although it is not known.
async fn shown_as_safe(
    stage: &Stage,
    overview: &OverviewView,
    case: &Case,
    regions: &[&str],
) -> Vec<String> {
    let mut wrong = Vec::new();
    if case.action == "s3:GetBucketPolicy" {
        for bucket in &overview.buckets {
            let refused = regions.contains(&bucket.region.as_deref().unwrap());
            if refused != (bucket.state == "not_readable")
                || refused != bucket.cannot_lock.is_some()
            {
                wrong.push(format!("{}: {}", bucket.name, bucket.state));
            }
        }
    }
    if case.unknown.contains(&"region") || case.unknown.contains(&"storage") {
        // Whatever is there may use any bucket: each such Region has to be accepted.
        let list = stage.app.keep_list(&[LONDON.1.to_owned()]).await.unwrap();
        let unread: BTreeSet<String> = list
            .unread_regions
            .into_iter()
            .map(|one| one.region)
            .collect();
        for region in regions {
            if !unread.contains(*region) {
                wrong.push(format!("{region} need not be accepted: {unread:?}"));
            }
        }
    }
    let page = stage.app.permissions().await.unwrap();
    let rows = page.uses.iter().flat_map(|one| &one.rows);
    let row = rows
        .into_iter()
        .find(|row| row.action == case.action)
        .unwrap();
    let noticed = !case.unknown.is_empty() || case.action.starts_with("iam:");
    if noticed && row.standing != "lacking" {
        wrong.push(format!("{}: {row:?}", case.action));
    }
    wrong
}

/// One case on a practice account of its own: refused everywhere, then in Virginia alone.
async fn tried(case: &Case, regional: bool) -> Vec<String> {
    let stage = stage().await;
    let troubles = stage.practice.troubles();
    troubles.switch_on(refuse(case.action));
    // What is asked when an account is opened is refused as well.
    let choice = practice("practice-admin");
    stage.app.open_account(choice).await.unwrap();
    let mut wrong = wrong(&stage, case, &["eu-west-2", "us-east-1"]).await;
    if regional {
        troubles.clear();
        troubles.switch_on(refuse(case.action).in_region("us-east-1"));
        wrong.extend(self::wrong(&stage, case, &["us-east-1"]).await);
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_that_is_refused_costs_its_own_answer_and_says_what_is_missing() {
    let mut all = Vec::new();
    for case in &REGIONAL {
        all.push(tried(case, true));
    }
    for case in &GLOBAL {
        all.push(tried(case, false));
    }
    let wrong: Vec<Vec<String>> = stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_of_the_account_that_can_not_be_read_leaves_only_what_is_on_certain() {
    let stage = stage().await;
    let action = "s3:GetAccountPublicAccessBlock";
    stage.practice.troubles().switch_on(refuse(action));
    look(&stage.app).await;
    let blocks = |bucket: &str| stage.app.bucket_details(bucket).unwrap().blocks;
    for fact in blocks(VIRGINIA.1) {
        assert_eq!(fact.value.as_deref(), Some("On, for this bucket"));
        assert!(fact.unknown.is_none());
    }
    for fact in blocks(LONDON.1) {
        assert_eq!(fact.value.as_deref(), Some("Off for this bucket"));
        let why = fact.unknown.unwrap();
        assert_eq!(why.missing_permission.as_deref(), Some(action));
    }

    stage.practice.troubles().clear();
    look(&stage.app).await;
    let fact = &blocks(LONDON.1)[0];
    assert_eq!(fact.value.as_deref(), Some("Off"));
    assert!(fact.unknown.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accounts_own_block_holds_for_every_bucket() {
    let on = json!({"block_public_acls": true, "ignore_public_acls": false,
        "block_public_policy": true, "restrict_public_buckets": false});
    let public = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": format!("arn:aws:s3:::{}/*", LONDON.1),
    }]});
    let stage = Stage::with_world(&[LONDON.0, VIRGINIA.0], |world: &mut Value| {
        world["account"]["public_access_block"] = on;
        world["buckets"][LONDON.1]["policy"] = public;
    })
    .await;
    stage.open("practice-admin").await;
    let shown: Vec<_> = stage
        .app
        .bucket_details(LONDON.1)
        .unwrap()
        .blocks
        .into_iter()
        .map(|fact| (fact.what, fact.value.unwrap()))
        .collect();
    let expected = [
        ("block_public_acls", "On, for the account"),
        ("ignore_public_acls", "Off"),
        ("block_public_policy", "On, for the account"),
        ("restrict_public_buckets", "Off"),
    ];
    let expected = expected.map(|(what, value)| (what.to_owned(), value.to_owned()));
    assert_eq!(shown, expected);
    // S3 would refuse a lock merged into it, and that is seen before.
    let plan = stage.plan(&[LONDON.1]).await;
    assert!(
        plan.blockers
            .iter()
            .any(|note| note.code == "public_under_block"),
        "{:#?}",
        plan.blockers
    );
}

/// Each call of the look that AWS slows down, in one Region where it is made in one.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_on_one_call_is_waited_out() {
    let storms = [
        ("connect:ListInstances", true, 4),
        ("connect:DescribeInstance", true, 4),
        ("connect:ListInstanceStorageConfigs", true, 8),
        ("s3:GetBucketPolicy", true, 7),
        ("s3:GetBucketTagging", true, 7),
        ("s3:GetPublicAccessBlock", true, 7),
        ("s3:GetBucketNotificationConfiguration", true, 7),
        // The HEAD of the bucket says it where its own tries are used up.
        ("s3:GetBucketLocation", false, 4),
        ("s3:GetAccountPublicAccessBlock", false, 7),
        ("iam:GetRole", false, 7),
        (ROLES, false, 7),
    ];
    let one = |(operation, regional, times): (&'static str, bool, u32)| async move {
        let stage = stage().await;
        let storm = Trouble::new(Kind::Throttling)
            .on(operation)
            .counted(0, times);
        let storm = if regional {
            storm.in_region("us-east-1")
        } else {
            storm
        };
        stage.practice.troubles().switch_on(storm);
        let overview = look(&stage.app).await;
        let mut wrong: Vec<String> = unknown_in(&stage, &overview)
            .into_iter()
            .map(|(what, why)| format!("{operation}: {what}: {why:?}"))
            .collect();
        let slowed: Vec<&str> = overview
            .regions
            .iter()
            .filter(|one| one.slowed)
            .map(|one| one.region.as_str())
            .collect();
        if regional && slowed != ["us-east-1"] {
            wrong.push(format!("{operation}: slowed in {slowed:?}"));
        }
        if operation == ROLES {
            let page = stage.app.permissions().await.unwrap();
            if page.judged_by != Judge::OwnPolicies {
                wrong.push(format!("{operation}: judged by {:?}", page.judged_by));
            }
        }
        let seen = stage.practice.control().seen_after(0);
        let met = seen.iter().filter(|call| {
            call.operation == operation && matches!(call.status, Some(400 | 429 | 503))
        });
        if met.count() != usize::try_from(times).unwrap() {
            wrong.push(format!("{operation}: not slowed down"));
        }
        wrong
    };
    let wrong: Vec<Vec<String>> = stream::iter(Vec::from(storms).into_iter().map(one))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_eventbridge_alone_is_told_of_is_not_none() {
    let stage = Stage::with_world(&["northwind-claims"], |_| {}).await;
    let overview = stage.open("practice-admin").await;
    let bucket = "northwind-claims-recordings";
    let row = overview.buckets.iter().find(|row| row.name == bucket);
    let notes = &row.unwrap().notes;
    assert!(
        notes.iter().any(|note| note.title.contains("EventBridge")),
        "{notes:#?}"
    );
    let facts = stage.app.bucket_details(bucket).unwrap().facts;
    let told = facts.iter().find(|fact| fact.what == "notifications");
    let told = told.unwrap().value.clone().unwrap();
    assert!(told.contains("EventBridge"), "{told}");
    let plan = stage.plan(&[bucket]).await;
    assert!(plan.warnings.iter().any(|note| note.code == "event_bridge"));
    let features = &plan.targets[0].impact.features;
    assert!(features.iter().any(|note| note.code == "event_bridge"));
}
