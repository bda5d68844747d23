//! Plans to make a limit, to change it and to take it off.

use lockdown::change::Write;
use lockdown::ids::Region;
use lockdown::inventory::LivePolicy;
use lockdown::known::{Known, UnknownReason};
use lockdown::limit::plan::LimitWarning;
use lockdown::limit::plan::{
    LimitPlanInput, limit_targets, place_targets, plan_limit, plan_unlimit,
};
use lockdown::limit::{
    LimitDelivery, LimitDraft, LimitIntent, LimitPlace, LimitPrincipal, LimitStyle, PolicyVersion,
};
use lockdown::plan::{Plan, PlanKind, Target, Warning};
use lockdown::principals::NamedPolicy;

use super::{
    CHATS, FULL_ACCESS, FULL_ACCESS_ARN, RECORDINGS, USER, World, read, recordings, storage,
    written,
};
use crate::account::{self, NOW, codes, unknown, warnings};

type Live = Vec<(Target, Known<LivePolicy>)>;

fn none(targets: Vec<Target>) -> Live {
    let all = targets.into_iter();
    all.map(|target| (target, Known::Value(LivePolicy::None)))
        .collect()
}

fn text(text: impl Into<String>) -> Known<LivePolicy> {
    Known::Value(LivePolicy::Text(text.into()))
}

fn with<T>(world: &World, live: &Live, make: impl Fn(&LimitPlanInput<'_>) -> T) -> T {
    let region: Region = "us-east-1".parse().unwrap();
    let identity = account::identity();
    let versions = one_version(live);
    make(&LimitPlanInput {
        identity: &identity,
        region: &region,
        principals: Ok(&world.principals),
        live,
        versions: &versions,
        now: NOW,
    })
}

type Versions = Vec<(Target, Known<Vec<PolicyVersion>>)>;

/// Each managed policy that is there has the one version that is in force.
fn one_version(live: &Live) -> Versions {
    let managed = live
        .iter()
        .filter(|(target, _)| matches!(target, Target::ManagedPolicy { .. }));
    managed
        .filter_map(|(target, policy)| {
            let text = policy.value()?.text()?.to_owned();
            Some((target.clone(), Known::Value(vec![version(1, true, &text)])))
        })
        .collect()
}

fn version(number: u32, is_default: bool, text: &str) -> PolicyVersion {
    PolicyVersion {
        id: format!("v{number}"),
        is_default,
        text: text.to_owned(),
    }
}

fn made(world: &World, intent: &LimitIntent, live: &Live) -> Plan {
    with(world, live, |input| plan_limit(input, intent, None))
}

fn kinds(plan: &Plan) -> Vec<&'static str> {
    plan.targets().iter().map(|t| t.target.code()).collect()
}

fn managed(intent: &LimitIntent) -> LimitPlace {
    LimitPlace::Managed {
        arn: intent.policy_arn(),
    }
}

fn inline(draft: LimitDraft) -> LimitDraft {
    LimitDraft {
        delivery: LimitDelivery::Inline,
        ..draft
    }
}

#[test]
fn a_limit_is_a_policy_and_then_its_attachment() {
    let intent = read(&recordings(LimitStyle::DENY));
    let world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    let live = none(limit_targets(&intent, None));
    let plan = made(&world, &intent, &live);
    assert_eq!(codes(&plan), Vec::<&str>::new());
    assert_eq!(warnings(&plan), Vec::<&str>::new());
    assert!(plan.can_be_applied());
    assert_eq!(plan.kind(), PlanKind::Limit);
    assert_eq!(kinds(&plan), ["managed_policy", "attachment"]);
    assert_eq!(plan.trial(), None);
    let [policy, attachment] = plan.targets() else {
        panic!("two targets");
    };
    assert_eq!(policy.summary, "makes the policy `limit`");
    assert_eq!(
        attachment.summary,
        "attaches the policy `limit` to the role `ContactCentre`"
    );
    assert_eq!(
        plan.content(&policy.target, Write::Permanent, &LivePolicy::None),
        Some(LivePolicy::Text(
            written(&recordings(LimitStyle::DENY)).to_json()
        ))
    );
    assert_eq!(attachment.permanent, LivePolicy::Text(intent.policy_arn()));
    assert_eq!(policy.added.len(), 2);
}

#[test]
fn an_inline_limit_is_one_policy() {
    for (principal, noun) in [(super::ROLE, "role `ContactCentre`"), (USER, "user `ben`")] {
        let intent = read(&inline(LimitDraft {
            principal_arn: principal.to_owned(),
            ..recordings(LimitStyle::ALLOW)
        }));
        let world = World::with(&[]);
        let plan = made(&world, &intent, &none(limit_targets(&intent, None)));
        assert!(plan.can_be_applied(), "{:?}", plan.blockers());
        assert_eq!(kinds(&plan), ["inline_policy"]);
        assert_eq!(
            plan.targets()[0].summary,
            format!("writes the policy `limit` into the {noun}")
        );
    }
}

#[test]
fn making_it_twice_changes_nothing() {
    let draft = recordings(LimitStyle::DENY);
    let intent = read(&draft);
    let [policy, attachment] = limit_targets(&intent, None).try_into().unwrap();
    // IAM returns another text of the same meaning.
    let live = vec![
        (policy, text(written(&draft).to_json_pretty())),
        (attachment, text(intent.policy_arn())),
    ];
    let plan = made(&World::with(&[]), &intent, &live);
    assert!(plan.nothing_to_do());
    assert!(!plan.can_be_applied());
}

#[test]
fn changing_a_limit_touches_the_policy_alone() {
    let old = recordings(LimitStyle::DENY);
    let mut draft = recordings(LimitStyle::DENY);
    draft.storage = vec![storage("CALL_RECORDINGS", &[CHATS, RECORDINGS])];
    let intent = read(&draft);
    let [policy, attachment] = limit_targets(&intent, None).try_into().unwrap();
    let live = vec![
        (policy, text(written(&old).to_json())),
        (attachment, text(intent.policy_arn())),
    ];
    let world = World::with(&[(&intent.policy_arn(), &written(&old).to_json())]);
    let place = managed(&intent);
    let plan = with(&world, &live, |input| {
        plan_limit(input, &intent, Some(&place))
    });
    assert_eq!(codes(&plan), Vec::<&str>::new());
    // The user has it too in this world.
    assert_eq!(warnings(&plan), ["limit_changes_others"]);
    let nothing: Vec<bool> = plan.targets().iter().map(|t| t.nothing_to_do).collect();
    assert_eq!(nothing, [false, true]);
    assert_eq!(
        plan.targets()[0].summary,
        "puts a new version of the policy `limit` in force"
    );
}

#[test]
fn a_limit_that_moves_is_made_first_and_the_old_one_goes_last() {
    let old = recordings(LimitStyle::DENY);
    let place = managed(&read(&old));
    let intent = read(&inline(recordings(LimitStyle::DENY)));
    let mut live = none(limit_targets(&intent, Some(&place)));
    assert_eq!(live.len(), 3);
    let text_of_old = written(&old).to_json();
    live[1].1 = text(read(&old).policy_arn());
    live[2].1 = text(text_of_old);
    let plan = with(&World::with(&[]), &live, |input| {
        plan_limit(input, &intent, Some(&place))
    });
    assert_eq!(codes(&plan), Vec::<&str>::new());
    assert_eq!(
        kinds(&plan),
        ["inline_policy", "attachment", "managed_policy"]
    );
    assert_eq!(plan.targets()[1].permanent, LivePolicy::None);
    assert_eq!(plan.targets()[2].summary, "deletes the policy `limit`");
}

#[test]
fn taking_it_off_detaches_and_deletes() {
    let draft = recordings(LimitStyle::DENY);
    let intent = read(&draft);
    let place = managed(&intent);
    let targets = place_targets(intent.principal(), &place);
    let live = vec![
        (targets[0].clone(), text(intent.policy_arn())),
        (targets[1].clone(), text(written(&draft).to_json())),
    ];
    let off = |world: &World| {
        with(world, &live, |input| {
            plan_unlimit(input, intent.principal(), &place)
        })
    };
    let plan = off(&World::with(&[]));
    assert!(plan.can_be_applied(), "{:?}", plan.blockers());
    assert_eq!(plan.kind(), PlanKind::Unlimit);
    assert_eq!(kinds(&plan), ["attachment", "managed_policy"]);

    // Attached to the user as well: it is detached and stays.
    let plan = off(&World::with(&[(
        &intent.policy_arn(),
        &written(&draft).to_json(),
    )]));
    assert!(plan.can_be_applied());
    assert_eq!(kinds(&plan), ["attachment"]);
    assert_eq!(warnings(&plan), ["limit_stays_elsewhere"]);
}

#[test]
fn what_is_not_ours_is_not_touched() {
    let intent = read(&inline(recordings(LimitStyle::DENY)));
    let mut live = none(limit_targets(&intent, None));
    for theirs in [FULL_ACCESS, "no policy"] {
        live[0].1 = text(theirs);
        assert_eq!(
            codes(&made(&World::with(&[]), &intent, &live)),
            ["limit_name_taken"]
        );
        let place = LimitPlace::Inline {
            name: "limit".to_owned(),
        };
        let plan = with(&World::with(&[]), &live, |input| {
            plan_unlimit(input, intent.principal(), &place)
        });
        assert_eq!(codes(&plan), ["limit_not_ours"]);
    }
    let plan = made(&World::with(&[]), &intent, &live);
    assert_eq!(
        plan.blockers()[0].note().title,
        "There is an inline policy `limit` of `ContactCentre` already, and Strongroom did not make it. Choose another name."
    );
}

#[test]
fn a_name_is_taken_whatever_its_path_and_case() {
    let intent = read(&recordings(LimitStyle::DENY));
    let live = none(limit_targets(&intent, None));
    let world = World::with(&[("arn:aws:iam::111122223333:policy/team/LIMIT", FULL_ACCESS)]);
    assert_eq!(codes(&made(&world, &intent, &live)), ["limit_name_taken"]);
    // AWS's own policies have names of their own.
    let world = World::with(&[("arn:aws:iam::aws:policy/limit", FULL_ACCESS)]);
    assert_eq!(codes(&made(&world, &intent, &live)), Vec::<&str>::new());
}

#[test]
fn what_is_gone_can_not_be_taken_off() {
    let intent = read(&recordings(LimitStyle::DENY));
    let place = managed(&intent);
    let live = none(place_targets(intent.principal(), &place));
    let plan = with(&World::with(&[]), &live, |input| {
        plan_unlimit(input, intent.principal(), &place)
    });
    assert_eq!(codes(&plan), ["limit_not_found"]);
    assert!(!plan.can_be_applied());
}

#[test]
fn roles_that_are_not_their_owners_to_change_are_refused() {
    for (principal, code) in [
        (account::SSO, "limit_identity_center_role"),
        (account::LONDON, "limit_aws_owned_role"),
        (
            "arn:aws:iam::111122223333:role/Nobody",
            "limit_principal_not_found",
        ),
    ] {
        let intent = read(&LimitDraft {
            principal_arn: principal.to_owned(),
            ..recordings(LimitStyle::DENY)
        });
        let plan = made(
            &World::with(&[]),
            &intent,
            &none(limit_targets(&intent, None)),
        );
        assert_eq!(codes(&plan), [code]);
    }
}

#[test]
fn what_could_not_be_read_blocks() {
    let intent = read(&recordings(LimitStyle::DENY));
    let mut live = none(limit_targets(&intent, None));
    live[0].1 = Known::Unknown(unknown(UnknownReason::Refused));
    assert_eq!(
        codes(&made(&World::with(&[]), &intent, &live)),
        ["limit_target_unknown"]
    );
    // Not passed in at all.
    let plan = made(&World::with(&[]), &intent, &Vec::new());
    assert_eq!(
        codes(&plan),
        ["limit_target_unknown", "limit_target_unknown"]
    );
}

#[test]
fn unknown_roles_and_unreadable_policies_are_warned_of() {
    let intent = read(&recordings(LimitStyle::DENY));
    let live = none(limit_targets(&intent, None));
    let plan = made(&World::with(&[("broken", "{")]), &intent, &live);
    assert!(plan.can_be_applied());
    assert_eq!(warnings(&plan), ["limit_policy_unreadable"]);
    let missing = unknown(UnknownReason::Refused);
    let plan = with(&World::with(&[]), &live, |input| {
        let input = LimitPlanInput {
            principals: Err(&missing),
            ..*input
        };
        plan_limit(&input, &intent, None)
    });
    assert!(plan.can_be_applied());
    assert_eq!(warnings(&plan), ["principals_unknown"]);
}

#[test]
fn sizes_are_counted_as_iam_counts() {
    let many = |delivery, count: usize| {
        let names: Vec<String> = (0..count)
            .map(|n| format!("bucket-with-a-name-{n:04}"))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        read(&LimitDraft {
            storage: vec![storage("CALL_RECORDINGS", &names)],
            delivery,
            ..recordings(LimitStyle::DENY)
        })
    };
    let code = |intent: &LimitIntent, world: &World| {
        codes(&made(world, intent, &none(limit_targets(intent, None))))
    };
    let world = World::with(&[]);
    // 6,144 for a managed policy, 10,240 for all inline policies of a role together.
    assert_eq!(
        code(&many(LimitDelivery::Managed, 100), &world),
        Vec::<&str>::new()
    );
    assert_eq!(
        code(&many(LimitDelivery::Managed, 160), &world),
        ["limit_too_large"]
    );
    assert_eq!(
        code(&many(LimitDelivery::Inline, 160), &world),
        Vec::<&str>::new()
    );
    assert_eq!(
        code(&many(LimitDelivery::Inline, 260), &world),
        ["limit_too_large"]
    );
    let filler = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::{}"}}]}}"#,
        "x".repeat(5_000)
    );
    let full = World::with(&[("filler", &filler)]);
    assert_eq!(
        code(&many(LimitDelivery::Inline, 160), &full),
        ["limit_too_large"]
    );
    let attached = World::with(&[("arn:aws:iam::111122223333:policy/filler", &filler)]);
    assert_eq!(
        code(&many(LimitDelivery::Inline, 160), &attached),
        Vec::<&str>::new()
    );
    // A user's inline policies have 2,048 characters together; those of its groups count elsewhere.
    let user = |world: &World, count| {
        let intent = read(&LimitDraft {
            principal_arn: USER.to_owned(),
            ..many(LimitDelivery::Inline, count).to_draft()
        });
        made(world, &intent, &none(limit_targets(&intent, None)))
    };
    assert_eq!(codes(&user(&world, 60)), ["limit_too_large"]);
    let plan = user(&full, 10);
    assert_eq!(
        (codes(&plan), warnings(&plan)),
        (Vec::new(), vec!["limit_may_be_too_large"])
    );
}

#[test]
fn others_limits_and_ones_own_are_warned_of() {
    let other = LimitDraft {
        policy_name: "first".to_owned(),
        ..recordings(LimitStyle::DENY)
    };
    let mut world = World::with(&[]);
    world.role_mut().policies.push(NamedPolicy {
        name: read(&other).policy_arn(),
        text: written(&other).to_json().into(),
    });
    let intent = read(&super::streams(LimitStyle::DENY));
    let plan = made(&world, &intent, &none(limit_targets(&intent, None)));
    assert_eq!(warnings(&plan), ["limit_another_limit"]);

    let own = read(&LimitDraft {
        principal_arn: account::ADMIN.to_owned(),
        ..recordings(LimitStyle::DENY)
    });
    let plan = made(&world, &own, &none(limit_targets(&own, None)));
    assert_eq!(warnings(&plan), ["limit_limits_yourself"]);

    for number in 0..10 {
        world.role_mut().policies.push(NamedPolicy {
            name: format!("arn:aws:iam::aws:policy/{number}"),
            text: FULL_ACCESS.into(),
        });
    }
    let plan = made(&world, &intent, &none(limit_targets(&intent, None)));
    assert_eq!(
        warnings(&plan),
        ["limit_many_attached", "limit_another_limit"]
    );
}

#[test]
fn a_plan_survives_being_stored() {
    let intent = read(&LimitDraft {
        principal_arn: account::SSO.to_owned(),
        ..recordings(LimitStyle::DENY)
    });
    let plan = made(
        &World::with(&[]),
        &intent,
        &none(limit_targets(&intent, None)),
    );
    let text = serde_json::to_string(&plan).unwrap();
    let back: Plan = serde_json::from_str(&text).unwrap();
    assert_eq!(back, plan);
    assert_eq!(back.digest(), plan.digest());
}

/// IAM's five versions: v7 and v9 are older than v10, whatever the order in which they are listed.
fn five(in_force: &str) -> Vec<PolicyVersion> {
    vec![
        version(9, false, "nine"),
        version(10, false, "ten"),
        version(7, true, in_force),
        version(8, false, "eight"),
        version(11, false, "eleven"),
    ]
}

fn with_versions(
    live: &Live,
    versions: &Versions,
    make: impl Fn(&LimitPlanInput<'_>) -> Plan,
) -> Plan {
    with(&World::with(&[]), live, |input| {
        make(&LimitPlanInput { versions, ..*input })
    })
}

#[test]
fn the_version_that_gives_way_is_named_and_kept_with_the_plan() {
    let old = written(&recordings(LimitStyle::ALLOW)).to_json();
    let intent = read(&recordings(LimitStyle::DENY));
    let [policy, attachment] = limit_targets(&intent, None).try_into().unwrap();
    let live = vec![
        (policy.clone(), text(old.clone())),
        (attachment, Known::Value(LivePolicy::None)),
    ];
    let planned = |versions: Vec<PolicyVersion>| {
        let versions = vec![(policy.clone(), Known::Value(versions))];
        with_versions(&live, &versions, |input| plan_limit(input, &intent, None))
    };
    let plan = planned(five(&old));
    assert!(plan.can_be_applied(), "{:?}", plan.blockers());
    let [Warning::Limit { limit }] = plan.warnings() else {
        panic!("{:?}", plan.warnings());
    };
    let LimitWarning::OldestVersionGoes { version, text, .. } = limit else {
        panic!("{limit:?}");
    };
    assert_eq!((version.as_str(), text.as_str()), ("v8", "eight"));
    let stored = serde_json::to_string(&plan).unwrap();
    assert!(
        stored.contains("eight") && !stored.contains("nine"),
        "{stored}"
    );

    // Room for one more, or a version that says so already: nothing goes.
    assert!(warnings(&planned(five(&old)[1..].to_vec())).is_empty());
    let mut said_before = five(&old);
    said_before[4].text = written(&recordings(LimitStyle::DENY)).to_json_pretty();
    assert!(warnings(&planned(said_before)).is_empty());
}

#[test]
fn versions_that_go_with_the_policy_are_kept_with_the_plan() {
    let draft = recordings(LimitStyle::DENY);
    let intent = read(&draft);
    let principal =
        LimitPrincipal::try_from(draft.principal_arn.parse::<lockdown::ids::Arn>().unwrap())
            .unwrap();
    let place = managed(&intent);
    let ours = written(&draft).to_json();
    let [attachment, policy] = place_targets(&principal, &place).try_into().unwrap();
    let live = vec![
        (attachment, text(intent.policy_arn())),
        (policy.clone(), text(ours.clone())),
    ];
    let versions = vec![(policy.clone(), Known::Value(five(&ours)))];
    let plan = with_versions(&live, &versions, |input| {
        plan_unlimit(input, &principal, &place)
    });
    assert_eq!(warnings(&plan), ["limit_versions_go"]);
    let stored = serde_json::to_string(&plan).unwrap();
    for text in ["eight", "nine", "ten", "eleven"] {
        assert!(stored.contains(text), "no {text} in {stored}");
    }
    // Not known which versions there are: no write would go out.
    let unread = vec![(policy, Known::Unknown(unknown(UnknownReason::Refused)))];
    let plan = with_versions(&live, &unread, |input| {
        plan_unlimit(input, &principal, &place)
    });
    assert_eq!(codes(&plan), ["limit_target_unknown"]);
}
