//! No bytes make the reader, the evaluator, the comparer or the linter panic, and what they say of them
//! is consistent. `PROPTEST_CASES` sets the number of cases (proptest's default is 256; here 2,000).

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use iam_policy::{
    Context, Policies, Policy, PolicyKind, Principal, PrincipalIds, Request, ValidationContext,
    diff, equivalent, evaluate,
};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Everything there is to do with a text.
fn everything(text: &str) {
    let Ok(policy) = Policy::parse(text) else {
        return;
    };
    let printed = policy.to_json();
    let again = Policy::parse(&printed).unwrap();
    assert_eq!(again, policy);
    assert_eq!(again.to_json(), printed);
    let ids = PrincipalIds::new();
    assert!(equivalent(&policy, &again, &ids));
    assert_eq!(diff(&policy, &again, &ids).len(), policy.statements().len());
    for kind in [
        PolicyKind::Bucket,
        PolicyKind::Identity,
        PolicyKind::Trust,
        PolicyKind::ResourceControl,
    ] {
        policy.validate(kind, ValidationContext::default());
    }
    for (principal, id) in [
        (
            "arn:aws:iam::111122223333:role/Admin",
            Some("AROAADMINADMINADMIN12"),
        ),
        ("arn:aws:iam::111122223333:user/alice", None),
        ("anonymous", None),
        ("connect.amazonaws.com", None),
    ] {
        let request = Request {
            principal: Principal::parse(principal, id).unwrap(),
            action: "s3:GetObject".to_owned(),
            resource: "arn:aws:s3:::acme/rec/a:b.wav".to_owned(),
            resource_account: "111122223333".to_owned(),
            context: Context::new()
                .with("aws:SourceIp", "10.0.0.1")
                .with_many("aws:TagKeys", ["a".to_owned(), "b".to_owned()])
                .with_unknown("aws:PrincipalTag/x"),
        };
        let policies = Policies {
            resource: Some(policy.clone()),
            ..Policies::default()
        };
        let decision = evaluate(&request, &policies);
        assert!(!decision.because.is_empty());
        for reason in &decision.because {
            assert!(!reason.to_string().is_empty());
        }
    }
}

/// JSON that looks like a policy here and there.
fn policy_like() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("*".to_owned()),
        Just("s3:*".to_owned()),
        Just("arn:aws:s3:::acme/*".to_owned()),
        Just("arn:aws:iam::111122223333:root".to_owned()),
        Just("${aws:username}".to_owned()),
        Just("${aws:PrincipalTag/x, 'y'}".to_owned()),
        Just("${*}${".to_owned()),
        Just("AROAADMINADMINADMIN12:*".to_owned()),
        Just("2026-11-22T12:00:00Z".to_owned()),
        Just("10.0.0.0/8".to_owned()),
        Just("-1.5e3".to_owned()),
        Just("true".to_owned()),
        "[*?:a${}\\u{1}-\\u{5}]{0,12}",
        ".{0,8}",
    ]
    .prop_map(|text| serde_json::to_string(&text).unwrap());
    let words = prop_oneof![
        word.clone(),
        prop::collection::vec(word, 0..4).prop_map(|all| format!("[{}]", all.join(","))),
        Just("true".to_owned()),
        Just("7".to_owned()),
    ];
    let operator = prop::sample::select(vec![
        "StringLike",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "ArnNotLike",
        "ArnEqualsIfExists",
        "Bool",
        "NumericLessThan",
        "DateGreaterThan",
        "NotIpAddress",
        "BinaryEquals",
        "Null",
        "ForAllValues:StringLike",
        "ForAnyValue:StringNotEquals",
        "Nothing",
    ]);
    let key = prop::sample::select(vec![
        "aws:userid",
        "aws:PrincipalArn",
        "aws:CurrentTime",
        "aws:SourceIp",
        "aws:TagKeys",
        "aws:PrincipalTag/x",
        "aws:SecureTransport",
        "",
    ]);
    let test = (operator, key, words.clone())
        .prop_map(|(operator, key, values)| format!("\"{operator}\":{{\"{key}\":{values}}}"));
    let statement = (
        prop::bool::ANY,
        prop::sample::select(vec!["Principal", "NotPrincipal", "principal", "X"]),
        prop_oneof![Just("\"*\"".to_owned()), words.clone().prop_map(|w| format!("{{\"AWS\":{w}}}"))],
        prop::sample::select(vec!["Action", "NotAction"]),
        words.clone(),
        prop::sample::select(vec!["Resource", "NotResource", "RESOURCE"]),
        words,
        prop::collection::vec(test, 0..3),
    )
        .prop_map(|(allow, who, principal, what, actions, on, resources, tests)| {
            let effect = if allow { "Allow" } else { "Deny" };
            let tests = tests.join(",");
            format!(
                "{{\"Effect\":\"{effect}\",\"{who}\":{principal},\"{what}\":{actions},\"{on}\":{resources},\"Condition\":{{{tests}}}}}"
            )
        });
    (
        prop::sample::select(vec!["2012-10-17", "2008-10-17"]),
        prop::collection::vec(statement, 0..4),
    )
        .prop_map(|(version, statements)| {
            format!(
                "{{\"Version\":\"{version}\",\"Statement\":[{}]}}",
                statements.join(",")
            )
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        everything(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn anything_like_a_policy(text in policy_like()) {
        everything(&text);
    }

    #[test]
    fn a_policy_with_a_few_bytes_changed(
        text in policy_like(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = text.into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            if let Some(changed) = bytes.get_mut(at) {
                *changed = byte;
            }
        }
        everything(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn depth_is_bounded() {
    for bracket in ["[", "{\"a\":", "{\"Statement\":[{\"Condition\":"] {
        assert!(Policy::parse(&bracket.repeat(100_000)).is_err());
    }
}
