//! Association limits without a window: made, found again, changed, taken off, undone.

use serde_json::Value;
use strongroom::api::{
    AttemptRow, ChangeTargetView, ChangeView, LimitDelivery, LimitPlanView, LimitRequest,
    LimitStyle, OverviewView, PlanView, RestoreRequest, StorageLimit,
};

use crate::stage::Stage;

const BUILDER: &str = "arn:aws:iam::604712903388:role/connect/ConnectBuilder";
const MANAGER: &str = "arn:aws:iam::604712903388:role/connect/ConnectManager";
const CLAIMS: &str = "northwind-claims";
const ALLOWED: &str = "northwind-support-attachments";
const STATUS: &str = "arn:aws:lambda:eu-west-2:604712903388:function:northwind-claims-status";
const STREAM: &str = "arn:aws:kinesis:eu-west-2:604712903388:stream/northwind-ctr";
const POLICY: &str = "arn:aws:iam::604712903388:policy/ClaimsLimit";

fn instance(overview: &OverviewView) -> String {
    let found = overview.instances.iter().find(|one| one.name == CLAIMS);
    found.unwrap().key.clone()
}

fn request(overview: &OverviewView, principal: &str, style: LimitStyle) -> LimitRequest {
    let storage = |resource_type: &str, target: &str| StorageLimit {
        resource_type: resource_type.to_owned(),
        targets: vec![target.to_owned()],
    };
    LimitRequest {
        instance: instance(overview),
        principal: principal.to_owned(),
        storage: vec![
            storage("ATTACHMENTS", ALLOWED),
            storage("CONTACT_TRACE_RECORDS", STREAM),
        ],
        kms_keys: Vec::new(),
        functions: vec![STATUS.to_owned()],
        style,
        delivery: LimitDelivery::Managed,
        policy_name: "ClaimsLimit".to_owned(),
        replaces: None,
    }
}

fn no_blockers(plan: &LimitPlanView) {
    assert_eq!(plan.plan.cannot_apply, None, "{:#?}", plan.plan.blockers);
}

fn policy_there(stage: &Stage, arn: &str) -> bool {
    let world: Value = stage.practice.control().world();
    world.to_string().contains(&format!("\"{arn}\""))
}

async fn made(stage: &Stage, overview: &OverviewView, style: LimitStyle) -> ChangeView {
    let plan = stage
        .app
        .plan_limit(request(overview, BUILDER, style))
        .await
        .unwrap();
    no_blockers(&plan);
    let change = stage.apply(&plan.plan).await.unwrap();
    assert_eq!(change.state, "done", "{change:#?}");
    change
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_made_found_changed_and_taken_off() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    assert!(stage.app.limits().await.unwrap().limits.is_empty());
    let change = made(&stage, &overview, LimitStyle::Deny).await;
    let kinds: Vec<&str> = change.targets.iter().map(|t| t.target.as_str()).collect();
    assert_eq!(kinds, ["managed_policy", "attachment"]);
    assert!(change.targets.iter().all(|target| target.backup.is_some()));

    let found = stage.app.limits().await.unwrap().limits;
    let [limit] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!(limit.name, "ClaimsLimit");
    assert_eq!(limit.principal_arn, BUILDER);
    assert_eq!(limit.style, Some(LimitStyle::Deny));
    assert!(limit.drift.is_empty(), "{:?}", limit.drift);

    // Changed: one function more. A new version of the same policy, attached already.
    let mut edited = limit.request.clone().unwrap();
    edited
        .functions
        .push(STATUS.replace("claims-status", "caller-lookup"));
    let plan = stage.app.plan_limit(edited).await.unwrap();
    no_blockers(&plan);
    let changed = stage.apply(&plan.plan).await.unwrap();
    assert_eq!(changed.state, "done", "{changed:#?}");
    assert_eq!(changed.targets[1].state, "nothing_to_do");
    let found = stage.app.limits().await.unwrap().limits;
    assert!(
        found[0]
            .allows
            .iter()
            .any(|line| line.contains("caller-lookup")),
        "{found:#?}"
    );

    let plan = stage.app.plan_unlimit(&found[0].key).await.unwrap();
    let off = stage.apply(&plan).await.unwrap();
    assert_eq!(off.state, "done", "{off:#?}");
    assert!(stage.app.limits().await.unwrap().limits.is_empty());
    assert!(!policy_there(&stage, POLICY));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inline_limit_is_undone_by_its_backup() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    let mut inline = request(&overview, BUILDER, LimitStyle::Deny);
    inline.delivery = LimitDelivery::Inline;
    let plan = stage.app.plan_limit(inline).await.unwrap();
    no_blockers(&plan);
    let change = stage.apply(&plan.plan).await.unwrap();
    assert_eq!(change.state, "done", "{change:#?}");
    let backup = change.targets[0].backup.clone().unwrap();
    let undo = plan_restore(&stage, &backup).await;
    let undone = stage.apply(&undo).await.unwrap();
    assert_eq!(undone.state, "done", "{undone:#?}");
    assert!(stage.app.limits().await.unwrap().limits.is_empty());
}

async fn plan_restore(stage: &Stage, backup: &str) -> PlanView {
    let request = RestoreRequest {
        backup: backup.to_owned(),
        accepted_regions: Vec::new(),
        without_dead_principals: false,
    };
    stage.app.plan_restore(request).await.unwrap()
}

fn blockers(plan: &PlanView) -> Vec<&str> {
    plan.blockers.iter().map(|one| one.code.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_backups_of_a_managed_limit_are_put_back_in_the_order_that_iam_takes() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    let plan = stage
        .app
        .plan_limit(request(&overview, BUILDER, LimitStyle::Deny))
        .await
        .unwrap();
    let made = stage.apply(&plan.plan).await.unwrap();
    let [policy, attachment] = made.targets.as_slice() else {
        panic!("{made:#?}");
    };
    let backup = |target: &ChangeTargetView| target.backup.clone().unwrap();

    // The policy first: IAM would refuse it, so it can't be confirmed, and what to do first is said.
    let early = plan_restore(&stage, &backup(policy)).await;
    assert_eq!(blockers(&early), ["limit_still_attached"], "{early:#?}");

    let plan = plan_restore(&stage, &backup(attachment)).await;
    let detached = stage.apply(&plan).await.unwrap();
    assert_eq!(detached.state, "done", "{detached:#?}");
    let plan = plan_restore(&stage, &backup(policy)).await;
    let gone = stage.apply(&plan).await.unwrap();
    assert_eq!(gone.state, "done", "{gone:#?}");
    assert!(!policy_there(&stage, POLICY));

    // And back again: the policy has to be there before it can be attached.
    let early = plan_restore(&stage, &backup(&detached.targets[0])).await;
    assert_eq!(blockers(&early), ["limit_policy_gone"], "{early:#?}");
    for change in [&gone, &detached] {
        let plan = plan_restore(&stage, &backup(&change.targets[0])).await;
        let done = stage.apply(&plan).await.unwrap();
        assert_eq!(done.state, "done", "{done:#?}");
    }
    let found = stage.app.limits().await.unwrap().limits;
    assert!(
        matches!(found.as_slice(), [limit] if limit.drift.is_empty()),
        "{found:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_defeats_the_allowing_style_is_named_and_the_denying_style_holds() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    let judge = |style| stage.app.plan_limit(request(&overview, MANAGER, style));
    let allows = judge(LimitStyle::Allow).await.unwrap();
    let said = allows.defeats.join(" ");
    for part in [
        "AmazonConnect_FullAccess",
        "every",
        "stream",
        "amazon-connect-*",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    assert!(!said.contains("function"), "{said}");
    assert!(!allows.ways_out.is_empty());

    let denies = judge(LimitStyle::Deny).await.unwrap();
    assert!(denies.defeats.is_empty(), "{:?}", denies.defeats);
    let forbidden: Vec<&AttemptRow> = denies
        .attempts
        .iter()
        .filter(|row| row.wanted == "forbid")
        .collect();
    assert!(forbidden.len() > 5, "{:#?}", denies.attempts);
    for row in forbidden {
        assert!(row.after.outcome.ends_with("_denied"), "{row:#?}");
    }
    for view in [&allows, &denies] {
        assert!(view.simulator.unknown.is_none(), "{:?}", view.simulator);
        assert!(
            view.simulator.differ.is_empty(),
            "{:#?}",
            view.simulator.differ
        );
        assert!(view.simulator.agree > 10, "{:?}", view.simulator);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_request_is_told_all_that_is_wrong_with_it() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    let mut wrong = request(&overview, BUILDER, LimitStyle::Deny);
    wrong.functions = vec!["not-an-arn".to_owned()];
    wrong.policy_name = "with space".to_owned();
    let error = stage.app.plan_limit(wrong).await.unwrap_err();
    assert!(error.message.contains("not-an-arn"), "{error:?}");
    assert!(error.message.contains("with space"), "{error:?}");
    assert!(error.message.contains("Nothing was changed"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_that_aws_or_identity_center_own_are_never_written() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    let choices = stage.app.limit_choices(&instance(&overview)).await.unwrap();
    for kind in ["aws_owned_role", "identity_center_role"] {
        let role = choices.principals.iter().find(|one| one.kind == kind);
        let role = role.unwrap_or_else(|| panic!("no {kind} in the practice account"));
        let plan = stage
            .app
            .plan_limit(request(&overview, &role.arn, LimitStyle::Deny))
            .await
            .unwrap();
        assert!(plan.plan.cannot_apply.is_some(), "{kind}");
        assert!(stage.apply(&plan.plan).await.is_err(), "{kind}");
        assert_eq!(kind == "identity_center_role", !plan.steps.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_to_choose_from_is_listed() {
    let stage = Stage::start().await;
    let overview = stage.open("practice-admin").await;
    let choices = stage.app.limit_choices(&instance(&overview)).await.unwrap();
    let has = |list: &strongroom::api::TargetList, value: &str| {
        list.rows.iter().any(|row| row.value == value)
    };
    assert!(has(&choices.buckets, ALLOWED));
    assert!(has(&choices.streams, STREAM));
    assert!(has(&choices.functions, STATUS));
    assert!(
        choices
            .keys
            .rows
            .iter()
            .any(|row| row.name == "northwind-connect")
    );
    assert!(!choices.delivery_streams.rows.is_empty());
    let recordings = choices
        .resource_types
        .iter()
        .find(|one| one.code == "CALL_RECORDINGS")
        .unwrap();
    assert!(!recordings.stored_in.is_empty());
}
