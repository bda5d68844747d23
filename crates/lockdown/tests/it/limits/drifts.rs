//! Limits found again, read back, and what has drifted.

use lockdown::known::Known;
use lockdown::limit::{
    Drift, FoundLimit, LimitDelivery, LimitDraft, LimitIntent, LimitPlace, LimitSource, LimitStyle,
    LimitTarget, find_limits, sources_of,
};
use lockdown::principals::NamedPolicy;

use super::{
    CHATS, FUNCTION, RECORDINGS, World, everything, existing, functions, read, recordings, storage,
    written,
};

fn source(intent: &LimitIntent, text: &str) -> LimitSource {
    LimitSource {
        place: LimitPlace::Managed {
            arn: intent.policy_arn(),
        },
        text: text.into(),
        attached: true,
    }
}

fn found(intent: &LimitIntent, text: &str) -> Vec<FoundLimit> {
    find_limits(intent.principal(), &[source(intent, text)], &existing())
}

/// What can be read back of an intent: the prefix of video streams stands in no policy.
fn readable(intent: &LimitIntent) -> LimitDraft {
    let mut draft = intent.to_draft();
    for rule in &mut draft.storage {
        if rule.resource_type == "MEDIA_STREAMS" {
            rule.targets.clear();
        }
    }
    draft
}

#[test]
fn every_rendering_is_found_and_read_back() {
    for (name, intent) in super::golden::all() {
        let text = written(&intent.to_draft()).to_json();
        let limits = found(&intent, &text);
        assert_eq!(limits.len(), 1, "{name}");
        let back = limits[0]
            .intent
            .as_ref()
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(back.to_draft(), readable(&intent), "{name}");
        assert_eq!(limits[0].drift, [], "{name}");
    }
}

#[test]
fn types_share_their_targets_when_read_back() {
    let mut draft = recordings(LimitStyle::DENY);
    draft.storage.push(storage("CHAT_TRANSCRIPTS", &[CHATS]));
    let intent = read(&draft);
    let limits = found(&intent, &written(&draft).to_json());
    let back = limits[0].intent.as_ref().unwrap();
    for rule in back.storage() {
        let names: Vec<&str> = rule.targets.iter().map(LimitTarget::as_str).collect();
        assert_eq!(names, [CHATS, RECORDINGS]);
    }
    assert_eq!(limits[0].drift, []);
}

#[test]
fn a_service_role_that_was_named_is_read_back() {
    let mut draft = recordings(LimitStyle::ALLOW);
    draft.service_role =
        Some("arn:aws:iam::111122223333:role/service-role/connect-access-role-1".to_owned());
    let intent = read(&draft);
    let limits = found(&intent, &written(&draft).to_json());
    assert_eq!(limits[0].intent.as_ref().unwrap(), &intent);
}

#[test]
fn other_policies_are_none_of_ours() {
    let intent = read(&recordings(LimitStyle::DENY));
    for text in [super::FULL_ACCESS, "no policy", "{}"] {
        assert_eq!(found(&intent, text), []);
    }
}

#[test]
fn a_change_from_outside_is_seen() {
    let intent = read(&everything(LimitStyle::DENY));
    let text = written(&everything(LimitStyle::DENY)).to_json();
    // A narrower action leaves a way open, and stands in no intent.
    let changed = text.replace(
        "\"s3:GetBucketAcl\",\"s3:GetBucketLocation\"",
        "\"s3:GetBucketAcl\"",
    );
    assert_ne!(changed, text);
    let limits = found(&intent, &changed);
    let codes: Vec<&str> = limits[0].drift.iter().map(Drift::code).collect();
    assert_eq!(codes, ["differs"]);
    let Drift::Differs { statements } = &limits[0].drift[0] else {
        panic!("{:?}", limits[0].drift);
    };
    assert_eq!(statements.iter().filter(|s| s.kind == "changed").count(), 1);
    // Another order and another spelling mean the same.
    let spelled = text.replace("s3:GetBucketAcl", "S3:GETBUCKETACL");
    assert_eq!(found(&intent, &spelled)[0].drift, []);
}

#[test]
fn a_bucket_that_somebody_added_is_seen_beside_what_was_recorded() {
    let recorded = read(&recordings(LimitStyle::DENY));
    let mut wider = recordings(LimitStyle::DENY);
    wider.storage = vec![storage("CALL_RECORDINGS", &[RECORDINGS, "payroll"])];
    let live = written(&wider);
    // By itself it is a good limit; beside what was recorded it is not.
    assert_eq!(found(&recorded, &live.to_json())[0].drift, []);
    let drift = lockdown::limit::drifted(&recorded, &live, &existing());
    assert_eq!(
        drift.iter().map(Drift::code).collect::<Vec<_>>(),
        ["differs"]
    );
}

#[test]
fn what_is_gone_is_seen_and_what_is_unknown_is_said() {
    let draft = everything(LimitStyle::DENY);
    let intent = read(&draft);
    let mut there = existing();
    there.buckets = Known::Value(Vec::new());
    there.functions = Known::not_read_yet();
    there.instances = Known::Value(Vec::new());
    let sources = [source(&intent, &written(&draft).to_json())];
    let limits = find_limits(intent.principal(), &sources, &there);
    assert_eq!(
        limits[0].drift,
        [
            Drift::InstanceGone {
                instance: super::INSTANCE.to_owned()
            },
            Drift::TargetGone {
                target: RECORDINGS.to_owned()
            },
            Drift::CannotTell {
                target: FUNCTION.to_owned()
            },
        ]
    );
}

#[test]
fn a_policy_that_is_not_attached_limits_nothing() {
    let intent = read(&functions(LimitStyle::DENY));
    let mut source = source(&intent, &written(&functions(LimitStyle::DENY)).to_json());
    source.attached = false;
    let limits = find_limits(intent.principal(), &[source], &existing());
    assert_eq!(limits[0].drift, [Drift::NotAttached]);
}

#[test]
fn a_limit_without_its_instance_is_shown_with_the_reason() {
    let intent = read(&recordings(LimitStyle::DENY));
    let text = written(&recordings(LimitStyle::DENY))
        .to_json()
        .replace("StrongroomLimitDenyTypes", "Renamed");
    let limits = found(&intent, &text);
    assert_eq!(
        limits[0].intent,
        Err("no statement names the instance".to_owned())
    );
    assert_eq!(limits[0].drift[0].code(), "not_readable");
}

#[test]
fn limits_are_found_among_all_policies_of_a_role() {
    let intent = read(&LimitDraft {
        delivery: LimitDelivery::Inline,
        ..recordings(LimitStyle::ALLOW)
    });
    let mut world = World::with(&[(super::FULL_ACCESS_ARN, super::FULL_ACCESS)]);
    world.role_mut().policies.push(NamedPolicy {
        name: "limit".to_owned(),
        text: written(&intent.to_draft()).to_json().into(),
    });
    let sources = sources_of(&world.principals, intent.principal());
    let limits = find_limits(intent.principal(), &sources, &existing());
    assert_eq!(limits.len(), 1);
    assert_eq!(limits[0].intent.as_ref().unwrap(), &intent);
}
