//! The table of permissions, the policies made from it, and what an identity lacks.

use std::collections::BTreeSet;

use iam_policy::{Policy, PolicyKind, ValidationContext};
use lockdown::ids::Arn;
use lockdown::inventory::{Encryption, Inventory, LivePolicy};
use lockdown::known::{Known, Unknown, UnknownReason};
use lockdown::limit::simulator::{SimulatorAnswer, SimulatorDecision, SimulatorQuestion};
use lockdown::permissions::{
    Checked, Scope, Simulated, Simulation, Standing, TABLE, Use, grant, least_policy, missing,
    preflight, simulation,
};
use lockdown::principals::Principals;

use crate::account::{
    ACCOUNT, AUDITOR, AUDITOR_ID, BUCKET, arn, bucket_name, inventory, policy, principals, unknown,
};

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md"));

/// An identity policy has at most 6,144 characters without white space (IAM quotas).
const LONGEST: usize = 6_144;

#[test]
fn every_action_is_there_once_and_aws_has_it() {
    let actions: BTreeSet<&str> = TABLE.iter().map(|row| row.action).collect();
    assert_eq!(actions.len(), TABLE.len());
    let parsed = Policy::parse(&least_policy(
        &Use::ALL,
        &Scope::of(&inventory(LivePolicy::None)),
    ));
    let findings = parsed
        .unwrap()
        .validate(PolicyKind::Identity, ValidationContext::default());
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn the_policy_of_each_use_fits_and_names_the_buckets_that_were_found() {
    let scope = Scope::of(&inventory(LivePolicy::None));
    for one in Use::ALL {
        let text = least_policy(&[one], &scope);
        let size = text.chars().filter(|c| !c.is_whitespace()).count();
        assert!(size <= LONGEST, "{one:?}: {size}");
        let actions = TABLE.iter().filter(|row| row.needed_for == one);
        assert!(actions.into_iter().all(|row| text.contains(row.action)));
    }
    let lock = least_policy(&[Use::Lock], &scope);
    assert!(
        lock.contains(&format!("\"arn:aws:s3:::{BUCKET}\"")),
        "{lock}"
    );
    assert!(!lock.contains("s3:::*"), "{lock}");
}

#[test]
fn the_readme_names_what_the_table_has() {
    let section = README
        .split("## What it needs in AWS")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .unwrap();
    let told: BTreeSet<&str> = section
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains(':'))
        .collect();
    let table: BTreeSet<&str> = TABLE.iter().map(|row| row.action).collect();
    let forgotten: Vec<_> = table.difference(&told).collect();
    let invented: Vec<_> = told.difference(&table).collect();
    assert!(
        forgotten.is_empty() && invented.is_empty(),
        "not in the README: {forgotten:?}; only in the README: {invented:?}"
    );
}

#[test]
fn a_grant_names_what_was_asked_about_only_where_the_action_takes_it() {
    let bucket = "arn:aws:s3:::acme";
    assert!(grant("s3:GetBucketTagging", Some(bucket), "aws").contains(&format!("\"{bucket}\"")));
    let instance = format!("arn:aws:connect:eu-west-2:{ACCOUNT}:instance/1");
    let text = grant("ds:DescribeDirectories", Some(&instance), "aws");
    assert!(
        text.contains("\"*\"") && !text.contains(&instance),
        "{text}"
    );
    assert!(grant("s3:GetBucketTagging", None, "aws-us-gov").contains("arn:aws-us-gov:s3:::*"));
    assert!(Policy::parse(&grant("new:Thing", None, "aws")).is_ok());
}

fn checked(inventory: &Inventory, principals: &Known<&Principals>) -> Vec<Checked> {
    simulated(inventory, principals, &not_simulated())
}

const USES: [Use; 3] = [Use::Look, Use::Lock, Use::Playback];

fn simulated(
    inventory: &Inventory,
    principals: &Known<&Principals>,
    answers: &Simulated,
) -> Vec<Checked> {
    preflight(inventory, principals, answers, &USES, &[bucket_name()])
}

fn not_simulated() -> Simulated {
    Simulated::Asked(Known::Unknown(refused("iam:SimulatePrincipalPolicy", "")))
}

fn of<'a>(checked: &'a [Checked], action: &str) -> &'a Standing {
    let found = checked.iter().find(|one| one.permission.action == action);
    &found.unwrap().standing
}

fn lacks(standing: &Standing) -> bool {
    matches!(standing, Standing::Lacking { .. })
}

fn as_auditor(live: LivePolicy) -> Inventory {
    let mut inventory = inventory(live);
    inventory.identity.arn = arn("arn:aws:sts::111122223333:assumed-role/Auditor/li");
    inventory.identity.user_id = format!("{AUDITOR_ID}:li");
    inventory.identity.role_arn = Known::Value(Some(arn(AUDITOR)));
    inventory
}

#[test]
fn an_administrator_lacks_nothing_and_an_auditor_what_it_is_not_allowed() {
    let all = principals();
    let admin = checked(&inventory(LivePolicy::None), &Known::Value(&all));
    let wrong: Vec<_> = admin
        .iter()
        .filter(|one| !matches!(one.standing, Standing::Allowed | Standing::NotNeeded))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(of(&admin, "kms:Decrypt"), &Standing::NotNeeded);

    let auditor = checked(&as_auditor(LivePolicy::None), &Known::Value(&all));
    assert_eq!(of(&auditor, "s3:GetBucketPolicy"), &Standing::Allowed);
    assert_eq!(of(&auditor, "s3:GetObject"), &Standing::Allowed);
    for action in ["s3:PutBucketPolicy", "connect:ListInstances", "iam:GetRole"] {
        assert!(lacks(of(&auditor, action)), "{action}");
    }
}

#[test]
fn the_buckets_own_policy_counts_and_an_unread_one_leaves_it_open() {
    let all = principals();
    let shut = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:PutBucketPolicy","Resource":"arn:aws:s3:::{BUCKET}"}}]}}"#
    );
    let denied = checked(&inventory(policy(&shut)), &Known::Value(&all));
    let Standing::Lacking {
        why,
        denied_by_name,
    } = of(&denied, "s3:PutBucketPolicy")
    else {
        panic!("{denied:?}")
    };
    assert!(*denied_by_name && why.contains(BUCKET), "{why}");
    assert_eq!(of(&denied, "s3:DeleteBucketPolicy"), &Standing::Allowed);

    let mut unread = inventory(LivePolicy::None);
    unread.buckets.get_mut(&bucket_name()).unwrap().policy =
        Known::Unknown(unknown(UnknownReason::NoAnswer));
    let open = checked(&unread, &Known::Value(&all));
    assert!(matches!(
        of(&open, "s3:PutBucketPolicy"),
        Standing::Unknown(_)
    ));
}

#[test]
fn a_key_that_only_its_own_policy_may_open_can_not_be_told() {
    let all = principals();
    let mut auditor = as_auditor(LivePolicy::None);
    let bucket = auditor.buckets.get_mut(&bucket_name()).unwrap();
    bucket.encryption = Known::Value(Encryption::Kms {
        key: Some(format!("arn:aws:kms:eu-west-2:{ACCOUNT}:key/1")),
    });
    let told = checked(&auditor, &Known::Value(&all));
    assert!(
        matches!(of(&told, "kms:Decrypt"), Standing::Unknown(why) if why.contains("key")),
        "{:?}",
        of(&told, "kms:Decrypt")
    );
}

fn refused(action: &str, detail: &str) -> Unknown {
    Unknown {
        missing_permission: Some(action.to_owned()),
        detail: detail.to_owned(),
        ..unknown(UnknownReason::Refused)
    }
}

#[test]
fn what_aws_refused_wins_and_becomes_one_policy() {
    let all = principals();
    let mut seen = inventory(LivePolicy::None);
    let everyone = Known::Value(&all);
    assert_eq!(missing(&seen, &everyone), None);
    seen.regions.insert(
        "us-west-2".parse().unwrap(),
        Known::Unknown(refused("connect:ListInstances", "not authorized")),
    );
    let bucket = seen.buckets.get_mut(&bucket_name()).unwrap();
    bucket.tags = Known::Unknown(refused("s3:GetBucketTagging", "not authorized"));
    bucket.logs_to = Known::Unknown(refused(
        "s3:GetBucketLogging",
        "with an explicit deny in an identity-based policy",
    ));
    let told = checked(&seen, &Known::Value(&all));
    assert!(
        matches!(of(&told, "connect:ListInstances"), Standing::Lacking { why, .. } if why.contains("us-west-2"))
    );
    assert!(lacks(of(&told, "s3:GetBucketTagging")));
    assert!(matches!(
        of(&told, "s3:GetBucketLogging"),
        Standing::Lacking {
            denied_by_name: true,
            ..
        }
    ));
    let text = missing(&seen, &everyone).unwrap();
    assert!(
        text.contains("connect:ListInstances") && text.contains("s3:GetBucketTagging"),
        "{text}"
    );
    assert!(text.contains(&format!("arn:aws:s3:::{BUCKET}")), "{text}");
    // A grant does not help against a Deny.
    assert!(!text.contains("s3:GetBucketLogging"), "{text}");
    assert!(Policy::parse(&text).is_ok());
}

#[test]
fn without_its_own_policies_nothing_is_called_allowed() {
    let unread = Known::Unknown(refused("iam:GetAccountAuthorizationDetails", ""));
    let told = checked(&inventory(LivePolicy::None), &unread);
    let list = "iam:GetAccountAuthorizationDetails";
    let can_not_be_told = |one: &Checked| {
        matches!(&one.standing, Standing::Unknown(why)
            if why.contains(list) && why.contains("iam:SimulatePrincipalPolicy"))
    };
    assert!(
        told.iter()
            .all(|one| can_not_be_told(one) != (one.permission.action == list)),
        "{told:#?}"
    );
    // Reading them is what was refused.
    assert!(lacks(of(&told, list)));
    let grant = missing(&inventory(LivePolicy::None), &unread).unwrap();
    assert!(grant.contains(list), "{grant}");
    let root = as_root(LivePolicy::None);
    let told = checked(&root, &Known::Unknown(unknown(UnknownReason::NoAnswer)));
    assert!(told.iter().all(|one| one.standing == Standing::Allowed));
}

fn as_root(policy: LivePolicy) -> Inventory {
    let mut root = inventory(policy);
    root.identity.arn = arn(&format!("arn:aws:iam::{ACCOUNT}:root"));
    ACCOUNT.clone_into(&mut root.identity.user_id);
    root
}

#[test]
fn root_meets_the_buckets_policy_but_for_that_policy_itself() {
    let nobody = Known::Unknown(unknown(UnknownReason::NoAnswer));
    let shut = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{BUCKET}","arn:aws:s3:::{BUCKET}/*"]}}]}}"#
    );
    let told = checked(&as_root(policy(&shut)), &nobody);
    assert!(matches!(
        of(&told, "s3:GetObject"),
        Standing::Lacking {
            denied_by_name: true,
            ..
        }
    ));
    assert_eq!(of(&told, "s3:PutBucketPolicy"), &Standing::Allowed);
    assert_eq!(of(&told, "connect:ListInstances"), &Standing::Allowed);

    let mut hidden = as_root(LivePolicy::None);
    hidden.buckets.get_mut(&bucket_name()).unwrap().policy =
        Known::Unknown(unknown(UnknownReason::NoAnswer));
    let told = checked(&hidden, &nobody);
    assert!(matches!(of(&told, "s3:GetObject"), Standing::Unknown(_)));
}

#[test]
fn a_key_that_is_not_known_is_not_called_not_needed() {
    let all = principals();
    let decrypt = |encryption: Known<Encryption>| {
        let mut inventory = inventory(LivePolicy::None);
        let bucket = inventory.buckets.get_mut(&bucket_name()).unwrap();
        bucket.encryption = encryption;
        for one in &mut bucket.uses {
            one.kms_key = None;
        }
        let scope = Scope::of(&inventory);
        let told = checked(&inventory, &Known::Value(&all));
        (of(&told, "kms:Decrypt").clone(), scope.keys)
    };
    let of_kms = |key: &str| {
        Known::Value(Encryption::Kms {
            key: Some(key.to_owned()),
        })
    };
    let (standing, keys) = decrypt(Known::Value(Encryption::S3));
    assert_eq!((standing, keys.len()), (Standing::NotNeeded, 0));
    let (standing, _) = decrypt(Known::Unknown(refused("s3:GetEncryptionConfiguration", "")));
    assert!(matches!(standing, Standing::Unknown(why) if why.contains("encryption")));
    let (standing, keys) = decrypt(of_kms("alias/recordings"));
    assert!(matches!(standing, Standing::Unknown(why) if why.contains("alias")));
    assert!(keys.is_empty());
    let (standing, keys) = decrypt(of_kms("1234abcd-12ab-34cd-56ef-1234567890ab"));
    assert_ne!(standing, Standing::NotNeeded);
    let key = keys.first().unwrap();
    assert!(
        key.starts_with("arn:aws:kms:")
            && key.ends_with(":key/1234abcd-12ab-34cd-56ef-1234567890ab")
    );
}

#[test]
fn without_a_bucket_and_with_a_region_unread_nothing_about_buckets_is_not_needed() {
    let all = principals();
    let mut empty = inventory(LivePolicy::None);
    empty.buckets.clear();
    let told = |inventory: &Inventory| {
        let told = preflight(inventory, &Known::Value(&all), &not_simulated(), &USES, &[]);
        of(&told, "s3:PutBucketPolicy").clone()
    };
    assert_eq!(told(&empty), Standing::NotNeeded);
    let first = empty.regions.keys().next().unwrap().clone();
    empty
        .regions
        .insert(first, Known::Unknown(unknown(UnknownReason::NoAnswer)));
    assert!(matches!(told(&empty), Standing::Unknown(_)));
}

/// The simulator's answer to everything that it is asked: `decide` says which.
fn answers(
    inventory: &Inventory,
    principals: &Known<&Principals>,
    decide: impl Fn(&SimulatorQuestion) -> SimulatorDecision,
) -> Simulated {
    let (_, questions) = asked(inventory, principals);
    let answer = |question: SimulatorQuestion| SimulatorAnswer {
        decision: decide(&question),
        question,
        missing_context: Vec::new(),
    };
    Simulated::Asked(Known::Value(questions.into_iter().map(answer).collect()))
}

fn asked(inventory: &Inventory, principals: &Known<&Principals>) -> (Arn, Vec<SimulatorQuestion>) {
    match simulation(inventory, principals, &USES, &[bucket_name()]) {
        Simulation::Ask(who, questions) => (who, questions),
        other => panic!("{other:?}"),
    }
}

#[test]
fn where_its_own_policies_can_not_be_read_awss_simulator_is_asked() {
    let all = principals();
    let unread = Known::Unknown(refused("iam:GetAccountAuthorizationDetails", ""));
    let auditor = as_auditor(LivePolicy::None);
    assert_eq!(
        simulation(&auditor, &Known::Value(&all), &USES, &[]),
        Simulation::OwnPolicies
    );
    let (who, questions) = asked(&auditor, &unread);
    assert_eq!(who, arn(AUDITOR));
    assert!(questions.iter().all(|one| one.action != "sts:AssumeRoot"));

    let reads = |one: &SimulatorQuestion| {
        if one.action.contains(":Put") || one.action.contains(":Delete") {
            SimulatorDecision::ImplicitDeny
        } else {
            SimulatorDecision::Allowed
        }
    };
    let told = simulated(&auditor, &unread, &answers(&auditor, &unread, reads));
    assert_eq!(of(&told, "s3:GetBucketPolicy"), &Standing::Allowed);
    assert_eq!(of(&told, "connect:ListInstances"), &Standing::Allowed);
    assert!(matches!(
        of(&told, "s3:PutBucketPolicy"),
        Standing::Lacking { why, denied_by_name: false } if why.contains(BUCKET) && why.contains("simulator")
    ));

    // A session whose role is not known can't be asked about.
    let mut nobody = as_auditor(LivePolicy::None);
    nobody.identity.role_arn = Known::Unknown(refused("iam:GetRole", ""));
    assert_eq!(
        simulation(&nobody, &unread, &USES, &[bucket_name()]),
        Simulation::CanNotKnow
    );
    let told = simulated(&nobody, &unread, &Simulated::NotAsked);
    assert!(matches!(
        of(&told, "s3:GetBucketPolicy"),
        Standing::Unknown(why) if why.contains("the path of your role")
    ));
}

#[test]
fn the_simulator_does_not_know_the_buckets_policy_and_so_does_not_decide_alone() {
    let unread = Known::Unknown(unknown(UnknownReason::NoAnswer));
    let yes = |_: &SimulatorQuestion| SimulatorDecision::Allowed;
    let no = |_: &SimulatorQuestion| SimulatorDecision::ImplicitDeny;
    let put = "s3:PutBucketPolicy";

    let shut = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"{put}","Resource":"arn:aws:s3:::{BUCKET}"}}]}}"#
    );
    let denied = as_auditor(policy(&shut));
    let told = simulated(&denied, &unread, &answers(&denied, &unread, yes));
    assert!(matches!(
        of(&told, put),
        Standing::Lacking {
            denied_by_name: true,
            ..
        }
    ));
    assert_eq!(of(&told, "s3:DeleteBucketPolicy"), &Standing::Allowed);
    // What its own policies leave out, the bucket's may allow.
    let told = simulated(&denied, &unread, &answers(&denied, &unread, no));
    assert!(matches!(
        of(&told, "s3:DeleteBucketPolicy"),
        Standing::Unknown(_)
    ));

    let mut hidden = as_auditor(LivePolicy::None);
    hidden.buckets.get_mut(&bucket_name()).unwrap().policy =
        Known::Unknown(unknown(UnknownReason::NoAnswer));
    let told = simulated(&hidden, &unread, &answers(&hidden, &unread, yes));
    assert!(matches!(of(&told, put), Standing::Unknown(_)));

    let open = as_auditor(LivePolicy::None);
    let Simulated::Asked(Known::Value(mut given)) = answers(&open, &unread, yes) else {
        panic!("they were given")
    };
    for answer in &mut given {
        answer.missing_context = vec!["aws:SourceIp".to_owned()];
    }
    let told = simulated(&open, &unread, &Simulated::Asked(Known::Value(given)));
    assert!(matches!(of(&told, put), Standing::Unknown(why) if why.contains("aws:SourceIp")));
}
