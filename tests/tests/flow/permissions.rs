//! The table of permissions against the calls that the practice account really saw: every call that the
//! app makes is in it, nothing in it is never called, and the least policy made from it is enough.

use std::collections::BTreeSet;

use lockdown::permissions::{TABLE, Use};
use practice_aws::{Kind, Trouble};
use serde_json::{Value, json};
use strongroom::api::{
    ChangeView, Judge, LimitDelivery, LimitRequest, LimitStyle, OverviewView, PermissionRow,
    StorageLimit, TargetChoice,
};

use crate::stage::Stage;

const SUPPORT: &str = "northwind-support-recordings";
/// Its objects are encrypted with a key of the account.
const ENCRYPTED: &str = "amazon-connect-3f9ad2c08b17";
/// The session of the profile `practice-readonly`.
const READER: &str = "/mei.tanaka";

/// Buckets without a policy, encrypted with a key, and of another account.
const INSTANCES: [&str; 3] = [
    "northwind-support",
    "northwind-collections",
    "northwind-bpo",
];

/// The least policy for these uses, as the app saves it for an administrator.
async fn least_policy(uses: &[&str]) -> Value {
    let stage = Stage::with_world(&INSTANCES, |_| {}).await;
    stage.open("practice-admin").await;
    let list: Vec<String> = uses.iter().map(|one| (*one).to_owned()).collect();
    let file = stage.app.permissions_file(&list).unwrap();
    assert_eq!(
        file.name,
        format!("strongroom-{}-policy.json", uses.join("-"))
    );
    serde_json::from_str(&file.text).unwrap()
}

/// A practice account in which the reader has this policy and no other.
async fn stage_with(policy: Value) -> Stage {
    Stage::with_world(&INSTANCES, |world| {
        let roles = world["roles"].as_array_mut().unwrap();
        let reader = roles
            .iter_mut()
            .find(|role| role["name"] == "ContactCentreReader")
            .unwrap();
        reader["attached"] = json!([]);
        reader["inline"] = json!([{"name": "Least", "document": policy}]);
    })
    .await
}

/// What the app asked for as the reader: actions, and those that were refused.
fn asked(stage: &Stage) -> (BTreeSet<String>, Vec<String>) {
    let seen = stage.practice.control().seen_after(0);
    let decisions = seen
        .iter()
        .filter(|call| call.caller.ends_with(READER))
        .flat_map(|call| &call.decisions);
    let mut actions = BTreeSet::new();
    let mut refused = Vec::new();
    for decision in decisions {
        actions.insert(decision.action.clone());
        if decision.outcome != "allowed" {
            refused.push(format!("{} on {}", decision.action, decision.resource));
        }
    }
    (actions, refused)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_least_policy_is_enough_and_nothing_in_it_is_never_used() {
    let stage = stage_with(least_policy(&["look", "lock", "playback"]).await).await;
    stage.open("practice-readonly").await;
    let plan = stage.plan(&[SUPPORT]).await;
    assert!(plan.blockers.is_empty(), "{:#?}", plan.blockers);
    let change = stage.apply(&plan).await.unwrap();
    assert_eq!(change.state, "on_trial", "{change:#?}");
    for bucket in [SUPPORT, ENCRYPTED] {
        let recordings = stage.app.recordings(bucket).await.unwrap();
        assert!(recordings.unknown.is_empty(), "{:?}", recordings.unknown);
        let newest = recordings.recordings.first().unwrap();
        let sound = stage.app.fetch_recording(&newest.id, |_| {}).await;
        assert_eq!(&sound.unwrap()[..4], b"RIFF");
    }
    // Back to no policy at all, which takes the other write.
    let back = stage.app.roll_back(&change.id, None).await.unwrap();
    assert_eq!(back.state, "rolled_back");
    assert_eq!(stage.policy(SUPPORT), None);
    let (_, refused) = asked(&stage);
    assert!(refused.is_empty(), "{refused:#?}");

    // Where Connect can't be asked, recordings are listed.
    stage
        .practice
        .troubles()
        .switch_on(Trouble::new(Kind::DenyAction).on("connect:SearchContacts"));
    let listed = stage.app.recordings(SUPPORT).await.unwrap();
    assert!(!listed.recordings.is_empty());

    stage.app.look_into_trail(&change.id).await.unwrap();
    let (called, _) = asked(&stage);
    let table: BTreeSet<&str> = TABLE.iter().map(|row| row.action).collect();
    let forgotten: Vec<&String> = called
        .iter()
        .filter(|action| !table.contains(action.as_str()))
        .collect();
    assert!(
        forgotten.is_empty(),
        "called, not in the table: {forgotten:?}"
    );
    let unused: Vec<&str> = TABLE
        .iter()
        .filter(|row| row.needed_for != Use::Limits && row.unseen.is_none())
        .filter(|row| !called.contains(row.action))
        .map(|row| row.action)
        .collect();
    assert!(unused.is_empty(), "in the table, never called: {unused:?}");
}

const BUILDER: &str = "arn:aws:iam::604712903388:role/connect/ConnectBuilder";
const EDITOR: &str = "arn:aws:iam::604712903388:user/connect/connect-flow-editor";

fn limit(overview: &OverviewView, principal: &str, delivery: LimitDelivery) -> LimitRequest {
    let instance = overview
        .instances
        .iter()
        .find(|one| one.name == INSTANCES[0])
        .unwrap();
    LimitRequest {
        instance: instance.key.clone(),
        principal: principal.to_owned(),
        storage: vec![StorageLimit {
            resource_type: "CALL_RECORDINGS".to_owned(),
            targets: vec![SUPPORT.to_owned()],
        }],
        kms_keys: Vec::new(),
        functions: vec![
            "arn:aws:lambda:eu-west-2:604712903388:function:northwind-claims-status".to_owned(),
        ],
        style: LimitStyle::Deny,
        delivery,
        policy_name: format!("Limit{}", principal.rsplit('/').next().unwrap()),
        replaces: None,
    }
}

async fn limited(stage: &Stage, request: LimitRequest) -> ChangeView {
    let plan = stage.app.plan_limit(request).await.unwrap();
    assert_eq!(plan.plan.cannot_apply, None, "{:#?}", plan.plan.blockers);
    let change = stage.apply(&plan.plan).await.unwrap();
    assert_eq!(change.state, "done", "{change:#?}");
    change
}

#[tokio::test(flavor = "multi_thread")]
async fn the_least_policy_for_limits_is_enough_and_nothing_in_it_is_never_used() {
    let stage = stage_with(least_policy(&["look", "limits"]).await).await;
    let overview = stage.open("practice-readonly").await;
    let instance = limit(&overview, BUILDER, LimitDelivery::Managed).instance;
    let choices = stage.app.limit_choices(&instance).await.unwrap();
    let ours = |row: &&TargetChoice| row.name == "northwind-connect";
    let key = choices.keys.rows.iter().find(ours).unwrap().value.clone();
    for principal in [BUILDER, EDITOR] {
        // Six texts of one policy, so that the oldest version gives way, and the first one once more.
        for number in [0, 1, 2, 3, 4, 5, 4] {
            let mut request = limit(&overview, principal, LimitDelivery::Managed);
            let more = (0..number).map(|one| format!("another-bucket-{one}"));
            request.storage[0].targets.extend(more);
            limited(&stage, request).await;
        }
        let mut inline = limit(&overview, principal, LimitDelivery::Inline);
        inline.kms_keys.push(key.clone());
        limited(&stage, inline).await;
        for found in stage.app.limits().await.unwrap().limits {
            let off = stage.app.plan_unlimit(&found.key).await.unwrap();
            let off = stage.apply(&off).await.unwrap();
            assert_eq!(off.state, "done", "{off:#?}");
        }
    }
    let (called, refused) = asked(&stage);
    // Other keys' own policies may let in nobody but their administrators.
    let refused: Vec<&String> = refused
        .iter()
        .filter(|one| !one.starts_with("kms:GetKeyPolicy") || one.ends_with(&key))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
    let unused: Vec<&str> = TABLE
        .iter()
        .filter(|row| row.needed_for == Use::Limits)
        .filter(|row| !called.contains(row.action))
        .map(|row| row.action)
        .collect();
    assert!(unused.is_empty(), "in the table, never called: {unused:?}");
}

/// Every action that the code names is in the table, whichever of them a test happens to call.
#[test]
fn every_action_that_the_code_names_is_in_the_table() {
    fn sources(folder: &std::path::Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, text);
            } else {
                // What stands behind the tests' mark is made up.
                let source = std::fs::read_to_string(&path).unwrap();
                text.push_str(source.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    let mut text = String::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/aws-account/src");
    sources(std::path::Path::new(folder), &mut text);
    let is_action = |word: &&str| {
        word.split_once(':').is_some_and(|(service, name)| {
            service
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                && !service.is_empty()
                && name.starts_with(|first: char| first.is_ascii_uppercase())
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    let named: BTreeSet<&str> = text.split('"').filter(is_action).collect();
    assert!(named.len() > 20, "{named:?}");
    let table: BTreeSet<&str> = TABLE.iter().map(|row| row.action).collect();
    // Needs no permission, or is called while signing in, before there is an identity to grant it to:
    // with the token of a portal, a provider or the console, or as the profile that the role is assumed from.
    let before = [
        "sts:GetCallerIdentity",
        "sts:AssumeRole",
        "sts:AssumeRoleWithWebIdentity",
        "signin:CreateOAuth2Token",
        "sso:GetRoleCredentials",
        "sso:ListAccountRoles",
        "sso:ListAccounts",
    ];
    let forgotten: Vec<_> = named
        .difference(&table)
        .filter(|action| !before.contains(action))
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lacking_is_told_before_the_wizard_and_a_grant_helps() {
    let stage = Stage::with_world(&INSTANCES, |_| {}).await;
    stage.open("practice-readonly").await;
    let told = stage.app.preflight(&[SUPPORT.to_owned()]).await.unwrap();
    let actions = |rows: &[PermissionRow]| -> BTreeSet<String> {
        rows.iter().map(|row| row.action.clone()).collect()
    };
    let lacking = actions(&told.lacking);
    for action in ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"] {
        assert!(lacking.contains(action), "{lacking:?}");
    }
    // Denied by name in one Region: no grant would help, so none is offered for it.
    assert!(lacking.contains("connect:ListInstances"), "{lacking:?}");
    let policy = told.policy.unwrap();
    assert!(policy.contains("s3:PutBucketPolicy"), "{policy}");
    assert!(policy.contains(SUPPORT), "{policy}");
    assert!(!policy.contains("connect:ListInstances"), "{policy}");

    let admin = Stage::with_world(&INSTANCES, |_| {}).await;
    admin.open("practice-admin").await;
    let told = admin.app.preflight(&[SUPPORT.to_owned()]).await.unwrap();
    assert!(told.lacking.is_empty(), "{:#?}", told.lacking);
    assert!(told.unknown.is_empty(), "{:#?}", told.unknown);
    assert_eq!(told.policy, None);
}

/// A practice account whose reader may ask AWS's simulator, and whose roles and users nobody can list.
async fn stage_without_list() -> Stage {
    let stage = Stage::with_world(&INSTANCES, |world| {
        let roles = world["roles"].as_array_mut().unwrap();
        let reader = roles
            .iter_mut()
            .find(|role| role["name"] == "ContactCentreReader")
            .unwrap();
        let may = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": SIMULATE, "Resource": "*",
        }]});
        reader["inline"] = json!([{"name": "Simulate", "document": may}]);
    })
    .await;
    let troubles = stage.practice.troubles();
    troubles.switch_on(Trouble::new(Kind::DenyAction).on(LIST));
    stage
}

const LIST: &str = "iam:GetAccountAuthorizationDetails";
const SIMULATE: &str = "iam:SimulatePrincipalPolicy";

#[tokio::test(flavor = "multi_thread")]
async fn where_its_own_policies_can_not_be_read_the_simulator_tells_and_else_nobody() {
    let bucket = [SUPPORT.to_owned()];
    let named = |rows: &[PermissionRow]| -> BTreeSet<String> {
        rows.iter().map(|row| row.action.clone()).collect()
    };
    let stage = stage_without_list().await;
    stage.open("practice-readonly").await;
    let told = stage.app.preflight(&bucket).await.unwrap();
    let lacking = named(&told.lacking);
    for action in ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy", LIST] {
        assert!(lacking.contains(action), "{lacking:?}");
    }
    assert!(!lacking.contains("s3:GetObject"), "{lacking:?}");
    let put = told
        .lacking
        .iter()
        .find(|row| row.action == "s3:PutBucketPolicy");
    let why = put.unwrap().reason.as_ref().unwrap();
    assert!(why.contains("simulator") && why.contains(SUPPORT), "{why}");
    // The key's own policy may allow it.
    assert_eq!(
        named(&told.unknown),
        BTreeSet::from(["kms:Decrypt".to_owned()])
    );
    let page = stage.app.permissions().await.unwrap();
    assert_eq!(page.policies_read_at, None);
    assert_eq!(page.judged_by, Judge::Simulator);

    // Without it nothing is called allowed.
    let troubles = stage.practice.troubles();
    troubles.switch_on(Trouble::new(Kind::DenyAction).on(SIMULATE));
    let told = stage.app.preflight(&bucket).await.unwrap();
    let unknown = named(&told.unknown);
    for action in [
        "s3:PutBucketPolicy",
        "s3:GetObject",
        "connect:SearchContacts",
    ] {
        assert!(unknown.contains(action), "{unknown:?}");
    }
    for row in &told.unknown {
        let why = row.reason.as_ref().unwrap();
        assert!(why.contains(LIST) && why.contains(SIMULATE), "{why}");
    }

    let admin = stage_without_list().await;
    admin.open("practice-admin").await;
    let told = admin.app.preflight(&bucket).await.unwrap();
    assert_eq!(named(&told.lacking), BTreeSet::from([LIST.to_owned()]));
    assert!(told.unknown.is_empty(), "{:#?}", told.unknown);
    // What the simulator was asked is one call for each kind of thing, not one for each action.
    let seen = admin.practice.control().seen_after(0);
    let asked = seen
        .iter()
        .filter(|call| call.operation == SIMULATE)
        .count();
    assert!((1..=16).contains(&asked), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_has_every_use_and_what_the_look_was_refused() {
    let stage = Stage::with_world(&[], |_| {}).await;
    stage
        .app
        .open_account(crate::stage::practice("practice-admin"))
        .await
        .unwrap();
    let before = stage.app.permissions().await.unwrap();
    assert!(!before.looked && before.missing.is_none());
    assert!(stage.app.permissions_file(&[]).is_err());
    assert!(stage.app.permissions_file(&["fly".to_owned()]).is_err());

    let mut policy = least_policy(&["look", "lock", "playback"]).await;
    let statements = policy["Statement"].as_array_mut().unwrap();
    for statement in statements.iter_mut() {
        let actions = statement["Action"].as_array_mut().unwrap();
        actions.retain(|action| action != "s3:GetBucketTagging" && action != "kms:Decrypt");
    }
    statements.retain(|statement| statement["Action"] != json!([]));
    let stage = stage_with(policy).await;
    stage.open("practice-readonly").await;
    let facts = stage.app.bucket_details(SUPPORT).unwrap().facts;
    let tags = facts.iter().find(|fact| fact.what == "tags").unwrap();
    let unknown = tags.unknown.as_ref().unwrap();
    assert_eq!(
        unknown.missing_permission.as_deref(),
        Some("s3:GetBucketTagging")
    );
    let grant: Value = serde_json::from_str(unknown.policy.as_ref().unwrap()).unwrap();
    assert_eq!(
        grant["Statement"][0]["Action"],
        json!(["s3:GetBucketTagging"])
    );
    assert_eq!(
        grant["Statement"][0]["Resource"],
        json!([format!("arn:aws:s3:::{SUPPORT}")])
    );
    let page = stage.app.permissions().await.unwrap();
    assert!(page.looked);
    assert_eq!(
        page.uses.iter().map(|one| &one.code).collect::<Vec<_>>(),
        ["look", "lock", "playback", "limits", "recovery"]
    );
    let missing = page.missing.unwrap();
    assert!(missing.contains("s3:GetBucketTagging"), "{missing}");
    let row = |action: &str| {
        let rows = page.uses.iter().flat_map(|one| &one.rows);
        rows.into_iter().find(|row| row.action == action).unwrap()
    };
    assert_eq!(row("s3:GetBucketTagging").standing, "lacking");
    assert_eq!(row("s3:GetBucketPolicy").standing, "allowed");
    assert_eq!(row("sts:AssumeRoot").standing, "elsewhere");
}
