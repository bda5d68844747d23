//! Every rendering, kept as files: `tests/golden/limits`. After a wanted change, run the test with
//! `STRONGROOM_WRITE_GOLDEN=1` and look at the difference.

use std::fs;
use std::path::PathBuf;

use iam_policy::{Policy, PolicyKind, Severity, ValidationContext};
use lockdown::limit::render::{MANAGED_LIMIT, cloudformation, elsewhere, size, terraform};
use lockdown::limit::{
    LimitDelivery, LimitDraft, LimitIntent, LimitStyle, OtherInstances, limit_policy,
};

use super::{
    DELIVERY, KEY, STREAM, USER, draft, everything, functions, read, recordings, storage, streams,
};

type Kind = (&'static str, fn(LimitStyle) -> LimitDraft);

fn delivery_streams(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        storage: vec![storage("CONTACT_TRACE_RECORDS", &[DELIVERY])],
        ..draft(style)
    }
}

fn media(style: LimitStyle) -> LimitDraft {
    LimitDraft {
        storage: vec![storage("MEDIA_STREAMS", &["acme-media"])],
        ..draft(style)
    }
}

const KINDS: [Kind; 6] = [
    ("recordings", recordings),
    ("streams", streams),
    ("delivery-streams", delivery_streams),
    ("media", media),
    ("functions", functions),
    ("everything", everything),
];

const STYLES: [(&str, LimitStyle); 4] = [
    (
        "page",
        LimitStyle::Allow {
            to_the_letter: true,
        },
    ),
    ("allow", LimitStyle::ALLOW),
    ("deny", LimitStyle::DENY),
    (
        "deny-others",
        LimitStyle::Deny {
            other_instances: OtherInstances::Forbid,
        },
    ),
];

/// Every style of every kind, with a key and without.
pub(super) fn all() -> Vec<(String, LimitIntent)> {
    let mut list = Vec::new();
    for (kind, make) in KINDS {
        for (style_name, style) in STYLES {
            for key in [false, true] {
                let mut draft = make(style);
                if key {
                    draft.kms_keys = vec![KEY.to_owned()];
                }
                let with = if key { "-key" } else { "" };
                list.push((format!("{kind}-{style_name}{with}"), read(&draft)));
            }
        }
    }
    list
}

#[track_caller]
fn assert_golden(name: &str, text: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/golden/limits", name]
        .iter()
        .collect();
    if std::env::var_os("STRONGROOM_WRITE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, text, "{name} is not as it was");
}

#[test]
fn every_rendering_is_as_it_was() {
    for (name, intent) in all() {
        let policy = limit_policy(&intent).unwrap();
        assert_golden(&format!("{name}.json"), &(policy.to_json_pretty() + "\n"));
        let template = cloudformation::cloudformation(&intent).unwrap();
        assert_golden(&format!("{name}.template.json"), &template);
        let configuration = terraform::terraform(&intent).unwrap();
        assert_golden(&format!("{name}.tf"), &configuration);
    }
}

#[test]
fn the_other_deliveries_are_as_they_were() {
    for (name, principal, delivery) in [
        ("inline-role", super::ROLE, LimitDelivery::Inline),
        ("inline-user", USER, LimitDelivery::Inline),
        ("managed-user", USER, LimitDelivery::Managed),
    ] {
        let intent = read(&LimitDraft {
            principal_arn: principal.to_owned(),
            delivery,
            ..recordings(LimitStyle::DENY)
        });
        let template = cloudformation::cloudformation(&intent).unwrap();
        assert_golden(&format!("{name}.template.json"), &template);
        let configuration = terraform::terraform(&intent).unwrap();
        assert_golden(&format!("{name}.tf"), &configuration);
    }
}

#[test]
fn what_is_for_elsewhere_is_as_it_was() {
    let intent = read(&everything(LimitStyle::ALLOW));
    let boundary = elsewhere::boundary(&intent).unwrap().to_json_pretty();
    assert_golden("boundary.json", &(boundary + "\n"));
    let control = elsewhere::service_control_policy(&intent).unwrap();
    assert_golden("service-control.json", &(control.to_json_pretty() + "\n"));
    let steps = elsewhere::permission_set_steps(&read(&LimitDraft {
        principal_arn: crate::account::SSO.to_owned(),
        ..recordings(LimitStyle::DENY)
    }))
    .unwrap();
    assert_eq!(steps.permission_set.as_deref(), Some("Ops"));
    assert_golden(
        "permission-set.txt",
        &(steps.steps.join("\n") + "\n\n" + &steps.policy + "\n"),
    );
}

#[test]
fn iam_would_take_every_policy() {
    for (name, intent) in all() {
        let policy = limit_policy(&intent).unwrap();
        let found = policy.validate(PolicyKind::Identity, ValidationContext::default());
        let errors: Vec<_> = found
            .into_iter()
            .filter(|f| f.severity == Severity::Error || f.code == "unknown-action")
            .collect();
        assert_eq!(errors, [], "{name}");
        assert!(size(&policy.to_json()) <= MANAGED_LIMIT, "{name}");
    }
}

#[test]
fn the_policy_is_the_same_in_every_format() {
    for (name, intent) in all() {
        let policy = limit_policy(&intent).unwrap().to_json();
        let template: serde_json::Value =
            serde_json::from_str(&cloudformation::cloudformation(&intent).unwrap()).unwrap();
        let document = &template["Resources"]["AssociationLimit"]["Properties"]["PolicyDocument"];
        assert_eq!(document.to_string(), policy, "{name}");

        let configuration = terraform::terraform(&intent).unwrap();
        let (_, rest) = configuration.split_once("<<POLICY\n").unwrap();
        let (document, _) = rest.split_once("\nPOLICY\n").unwrap();
        assert_eq!(Policy::parse(document).unwrap().to_json(), policy, "{name}");
    }
}

#[test]
fn a_template_sign_is_escaped_for_terraform() {
    assert_eq!(
        terraform::escaped("${aws:username} and %{ if x }"),
        "$${aws:username} and %%{ if x }"
    );
}

#[test]
fn white_space_does_not_count() {
    let intent = read(&streams(LimitStyle::DENY));
    let policy = limit_policy(&intent).unwrap();
    assert_eq!(size(&policy.to_json_pretty()), size(&policy.to_json()));
    assert!(policy.to_json().contains(STREAM));
}
