//! Limits that must not be made: too large, under a name that is somebody else's, over what was changed by
//! hand; and the versions that IAM has no room for.

use std::path::PathBuf;

use serde_json::{Value, json};
use strongroom::api::{LimitDelivery, LimitPlanView, LimitRequest, LimitStyle, StorageLimit};

use crate::boto::Boto;
use crate::stage::Stage;

const ROLE: &str = "arn:aws:iam::604712903388:role/connect/ConnectBuilder";
const POLICY: &str = "arn:aws:iam::604712903388:policy/ClaimsLimit";
const NAME: &str = "ClaimsLimit";
const WRITES: [&str; 6] = [
    "iam:PutRolePolicy",
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AttachRolePolicy",
];

struct Bench {
    stage: Stage,
    instance: String,
}

impl Bench {
    async fn start() -> Self {
        let stage = Stage::start().await;
        let overview = stage.open("practice-admin").await;
        let mut instances = overview.instances.iter();
        let claims = instances.find(|one| one.name == "northwind-claims");
        let instance = claims.unwrap().key.clone();
        Self { stage, instance }
    }

    fn boto(&self) -> Boto {
        let profiles: PathBuf = self.stage.folder.path().join("profiles");
        Boto::start(&profiles)
    }

    fn request(&self, delivery: LimitDelivery, buckets: &[String]) -> LimitRequest {
        LimitRequest {
            instance: self.instance.clone(),
            principal: ROLE.to_owned(),
            storage: vec![StorageLimit {
                resource_type: "ATTACHMENTS".to_owned(),
                targets: buckets.to_vec(),
            }],
            kms_keys: Vec::new(),
            functions: Vec::new(),
            style: LimitStyle::Deny,
            delivery,
            policy_name: NAME.to_owned(),
            replaces: None,
        }
    }

    async fn plan(&self, delivery: LimitDelivery, buckets: &[&str]) -> LimitPlanView {
        let buckets: Vec<String> = buckets.iter().map(|one| (*one).to_owned()).collect();
        let request = self.request(delivery, &buckets);
        self.stage.app.plan_limit(request).await.unwrap()
    }

    /// How often something was written to IAM by now.
    fn writes(&self) -> usize {
        let seen = self.stage.practice.control().seen_after(0);
        let writes = seen
            .iter()
            .filter(|call| WRITES.contains(&call.operation.as_str()));
        writes.count()
    }

    /// A plan that is stopped by this blocker, and writes nothing even where it is confirmed.
    async fn is_refused(&self, plan: &LimitPlanView, code: &str) {
        let codes: Vec<&str> = plan
            .plan
            .blockers
            .iter()
            .map(|one| one.code.as_str())
            .collect();
        assert!(codes.contains(&code), "no {code} in {codes:?}");
        assert!(plan.plan.cannot_apply.is_some());
        let before = self.writes();
        self.stage.apply(&plan.plan).await.unwrap_err();
        assert_eq!(self.writes(), before);
    }

    fn world(&self) -> Value {
        self.stage.practice.control().world()
    }

    /// The versions of the limit's policy, newest first: id, in force, and whether it is ours.
    fn versions(&self) -> Vec<(String, bool, bool)> {
        let world = self.world();
        let policies = world["policies"].as_array().unwrap();
        let policy = policies.iter().find(|policy| policy["arn"] == POLICY);
        let versions = policy.map_or(&Value::Null, |policy| &policy["versions"]);
        let one = |version: &Value| {
            let is_ours = version["document"].to_string().contains("StrongroomLimit");
            let id = version["id"].as_str().unwrap().to_owned();
            (id, version["default"].as_bool().unwrap(), is_ours)
        };
        versions.as_array().into_iter().flatten().map(one).collect()
    }
}

fn theirs() -> String {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
    ]})
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_is_too_large_is_refused_before_anything_is_written() {
    let bench = Bench::start().await;
    for (delivery, buckets) in [(LimitDelivery::Managed, 130), (LimitDelivery::Inline, 220)] {
        let names: Vec<String> = (0..buckets)
            .map(|number| format!("northwind-limited-attachments-of-team-{number:03}"))
            .collect();
        let request = bench.request(delivery, &names);
        let plan = bench.stage.app.plan_limit(request).await.unwrap();
        bench.is_refused(&plan, "limit_too_large").await;
        // A tenth of them fits.
        let request = bench.request(delivery, &names[..buckets / 10]);
        let plan = bench.stage.app.plan_limit(request).await.unwrap();
        assert_eq!(plan.plan.cannot_apply, None, "{:?}", plan.plan.blockers);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_somebody_elses_is_refused() {
    let bench = Bench::start().await;
    let mut boto = bench.boto();
    boto.iam(
        "put_role_policy",
        json!({"RoleName": "ConnectBuilder", "PolicyName": NAME, "PolicyDocument": theirs()}),
    )
    .await;
    let plan = bench
        .plan(LimitDelivery::Inline, &["northwind-reports"])
        .await;
    bench.is_refused(&plan, "limit_name_taken").await;
    let policy = json!({"PolicyName": NAME, "PolicyDocument": theirs()});
    boto.iam("create_policy", policy).await;
    let plan = bench
        .plan(LimitDelivery::Managed, &["northwind-reports"])
        .await;
    bench.is_refused(&plan, "limit_name_taken").await;
    assert_eq!(bench.versions(), [("v1".to_owned(), true, false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_by_hand_after_the_plan_stops_the_change() {
    let bench = Bench::start().await;
    let mut boto = bench.boto();
    // Nothing was there; somebody puts a policy of that name.
    let plan = bench
        .plan(LimitDelivery::Inline, &["northwind-reports"])
        .await;
    boto.iam(
        "put_role_policy",
        json!({"RoleName": "ConnectBuilder", "PolicyName": NAME, "PolicyDocument": theirs()}),
    )
    .await;
    let before = bench.writes();
    let change = bench.stage.apply(&plan.plan).await.unwrap();
    assert_eq!(change.state, "stopped", "{change:#?}");
    assert!(change.targets[0].foreign_diff.is_some(), "{change:#?}");
    assert_eq!(bench.writes(), before);

    // A limit of ours is there; somebody puts a version of theirs in force.
    let plan = bench
        .plan(LimitDelivery::Managed, &["northwind-reports"])
        .await;
    let made = bench.stage.apply(&plan.plan).await.unwrap();
    assert_eq!(made.state, "done", "{made:#?}");
    let plan = bench
        .plan(LimitDelivery::Managed, &["northwind-website"])
        .await;
    assert_eq!(plan.plan.cannot_apply, None, "{:?}", plan.plan.blockers);
    let version = json!({"PolicyArn": POLICY, "PolicyDocument": theirs(), "SetAsDefault": true});
    boto.iam("create_policy_version", version).await;
    let before = bench.writes();
    let change = bench.stage.apply(&plan.plan).await.unwrap();
    assert_eq!(change.state, "stopped", "{change:#?}");
    assert_eq!(bench.writes(), before);
    assert_eq!(bench.versions()[0], ("v2".to_owned(), true, false));
}

/// Who may edit the policy in IAM can allow more than was confirmed, in a form that still reads as a limit.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_allows_more_since_it_was_made_is_said_to_be_changed() {
    let bench = Bench::start().await;
    let plan = bench
        .plan(LimitDelivery::Managed, &["northwind-reports"])
        .await;
    let change = bench.stage.apply(&plan.plan).await.unwrap();
    assert_eq!(change.state, "done", "{change:#?}");
    let found = bench.stage.app.limits().await.unwrap().limits;
    assert!(found[0].drift.is_empty(), "{:?}", found[0].drift);
    let wider = bench
        .plan(
            LimitDelivery::Managed,
            &["northwind-reports", "another-bucket"],
        )
        .await;
    let json = wider.texts.iter().find(|text| text.format == "json");
    let version = json!({
        "PolicyArn": POLICY, "PolicyDocument": json.unwrap().text, "SetAsDefault": true,
    });
    bench.boto().iam("create_policy_version", version).await;
    // The list of roles and users is read anew by the next plan.
    bench
        .plan(LimitDelivery::Managed, &["northwind-reports"])
        .await;
    let found = bench.stage.app.limits().await.unwrap().limits;
    let codes: Vec<&str> = found[0].drift.iter().map(|one| one.code.as_str()).collect();
    assert!(codes.contains(&"changed_since"), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_version_costs_the_oldest_which_the_plan_keeps() {
    let bench = Bench::start().await;
    let codes = |plan: &strongroom::api::PlanView| -> Vec<String> {
        plan.warnings.iter().map(|note| note.code.clone()).collect()
    };
    for number in 1..=6 {
        let bucket = format!("northwind-attachments-{number}");
        let plan = bench.plan(LimitDelivery::Managed, &[&bucket]).await;
        let said = codes(&plan.plan).contains(&"limit_oldest_version_goes".to_owned());
        assert_eq!(said, number == 6, "{number}: {:?}", plan.plan.warnings);
        if said {
            let mut notes = plan.plan.warnings.iter();
            let note = notes
                .find(|one| one.code == "limit_oldest_version_goes")
                .unwrap();
            let text = note.text.as_deref().unwrap();
            assert!(text.contains("northwind-attachments-1"), "{text}");
        }
        let change = bench.stage.apply(&plan.plan).await.unwrap();
        assert_eq!(change.state, "done", "{change:#?}");
    }
    let ids: Vec<String> = bench.versions().into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["v6", "v5", "v4", "v3", "v2"]);
    // The same limit again: the version that says so is in force, none is made.
    let plan = bench
        .plan(LimitDelivery::Managed, &["northwind-attachments-6"])
        .await;
    assert!(codes(&plan.plan).is_empty(), "{:?}", plan.plan.warnings);

    let found = bench.stage.app.limits().await.unwrap().limits;
    let plan = bench.stage.app.plan_unlimit(&found[0].key).await.unwrap();
    assert_eq!(codes(&plan), ["limit_versions_go"]);
    let off = bench.stage.apply(&plan).await.unwrap();
    assert_eq!(off.state, "done", "{off:#?}");
    assert!(bench.versions().is_empty());
}
