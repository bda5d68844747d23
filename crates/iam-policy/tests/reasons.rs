//! The reasons of a decision, word by word.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test may panic, and a table of cases is long"
)]

use iam_policy::{
    Context, Decision, Level, Named, Outcome, Policies, Policy, PolicySource, Principal, Request,
    evaluate,
};

const USER: &str = "arn:aws:iam::111122223333:user/alice";

fn policy(statement: &str) -> Policy {
    Policy::parse(&format!(
        r#"{{"Version":"2012-10-17","Statement":{statement}}}"#
    ))
    .unwrap()
}

fn everything() -> Policy {
    policy(r#"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#)
}

fn ask(principal: &str, context: Context, policies: &Policies) -> Decision {
    let request = Request {
        principal: Principal::parse(
            principal,
            Some("AIDAALICEALICEALICE12").filter(|_| principal == USER),
        )
        .unwrap(),
        action: "s3:GetObject".to_owned(),
        resource: "arn:aws:s3:::acme/rec.wav".to_owned(),
        resource_account: "111122223333".to_owned(),
        context,
    };
    evaluate(&request, policies)
}

/// The reasons where everything is allowed but for one condition of a Deny in the bucket policy.
fn because(condition: &str, context: Context) -> (Outcome, Vec<String>) {
    let deny = format!(
        r#"{{"Sid":"Lock","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{condition}}}"#
    );
    let policies = Policies {
        identity: vec![Named::new("Admin", everything())],
        resource: Some(policy(&deny)),
        ..Policies::default()
    };
    let decision = ask(USER, context, &policies);
    (
        decision.outcome,
        decision.because.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn a_condition_is_told_with_its_values_and_what_the_key_is() {
    for (condition, context, words) in [
        (
            r#"{"StringNotLike":{"aws:userId":["AROAONE:*","AROATWO:*","AROATHREE:*","AROAFOUR:*","AROAFIVE:*"]}}"#,
            Context::new(),
            "`StringNotLike aws:userId` `AROAONE:*`, `AROATWO:*`, `AROATHREE:*`, `AROAFOUR:*` and 1 more holds, as the key is `AIDAALICEALICEALICE12`",
        ),
        (
            r#"{"StringNotEquals":{"aws:PrincipalTag/a":["${aws:PrincipalTag/b}-x","y${*}"]}}"#,
            Context::new(),
            "`StringNotEquals aws:PrincipalTag/a` `${aws:principaltag/b}-x`, `y${*}` holds, as the key is absent",
        ),
        (
            r#"{"DateLessThan":{"aws:CurrentTime":"2026-11-22T13:00:00+01:00"}}"#,
            Context::new().with("aws:CurrentTime", "2026-11-22T11:59:59Z"),
            "`DateLessThan aws:CurrentTime` `2026-11-22T12:00:00Z` holds, as the key is `2026-11-22T11:59:59Z`",
        ),
        (
            r#"{"NumericGreaterThanEquals":{"s3:max-keys":["-1.50","x"]}}"#,
            Context::new().with("s3:max-keys", "7"),
            "`NumericGreaterThanEquals s3:max-keys` `-1.5`, `(unreadable)` holds, as the key is `7`",
        ),
        (
            r#"{"BoolIfExists":{"aws:PrincipalIsAWSService":"False"}}"#,
            Context::new(),
            "`BoolIfExists aws:PrincipalIsAWSService` `false` holds, as the key is `false`",
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":"b"}}"#,
            Context::new().with_many("aws:TagKeys", ["a".to_owned(), "b".to_owned()]),
            "`ForAnyValue:StringEquals aws:TagKeys` `b` holds, as the key is `a`, `b`",
        ),
        (
            r#"{"NotIpAddress":{"aws:SourceIp":"10.1.2.3/8"}}"#,
            Context::new().with("aws:SourceIp", "8.8.8.8"),
            "`NotIpAddress aws:SourceIp` `10.0.0.0/8` holds, as the key is `8.8.8.8`",
        ),
        (
            r#"{"ArnNotEquals":{"aws:PrincipalArn":["arn:aws:iam::*:role/?","x"]}}"#,
            Context::new(),
            "`ArnNotLike aws:PrincipalArn` `arn:aws:iam::*:role/?`, `(no ARN)` holds, as the key is `arn:aws:iam::111122223333:user/alice`",
        ),
        (
            r#"{"BinaryEquals":{"x:y":"QUI="}}"#,
            Context::new().with("x:y", "QUI"),
            "`BinaryEquals x:y` `4142` holds, as the key is `QUI`",
        ),
        (
            r#"{"Null":{"aws:TokenIssueTime":true}}"#,
            Context::new(),
            "`Null aws:TokenIssueTime` `true` holds, as the key is absent",
        ),
    ] {
        let (outcome, reasons) = because(condition, context);
        assert_eq!(outcome, Outcome::ExplicitlyDenied, "{condition}");
        assert_eq!(
            reasons,
            [format!(
                "resource-based policy, statement 1 (`Lock`): denies it: {words}"
            )]
        );
    }
}

#[test]
fn the_unknown_is_told_first() {
    let (outcome, reasons) = because(
        r#"{"StringNotLike":{"aws:userId":"AROAONE:*"},"DateLessThan":{"aws:CurrentTime":"2026-11-22T12:00:00Z"}}"#,
        Context::new(),
    );
    assert_eq!(outcome, Outcome::Unknown);
    assert_eq!(
        reasons,
        [
            "resource-based policy, statement 1 (`Lock`): may deny it: `DateLessThan aws:CurrentTime` `2026-11-22T12:00:00Z` can't be told, as the key is not known; `StringNotLike aws:userId` `AROAONE:*` holds, as the key is `AIDAALICEALICEALICE12`"
        ]
    );
    let (outcome, reasons) = because(r#"{"StringNever":{"aws:userId":"x"}}"#, Context::new());
    assert_eq!(outcome, Outcome::Unknown);
    assert_eq!(
        reasons,
        [
            "resource-based policy, statement 1 (`Lock`): may deny it: AWS has no such operator for `aws:userId`, so what it does can't be told"
        ]
    );
    let (outcome, reasons) = because(
        r#"{"StringEquals":{"aws:PrincipalTag/a":"x"}}"#,
        Context::new(),
    );
    assert_eq!(outcome, Outcome::Allowed);
    assert_eq!(
        reasons,
        ["identity-based policy `Admin`, statement 1 (`All`): allows it"]
    );
}

#[test]
fn what_does_not_matter_is_said() {
    let both = r#"[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-11-22T12:00:00Z"}}},
        {"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-22T12:00:00Z"}}}]"#;
    let policies = Policies {
        identity: vec![Named::new("Admin", everything())],
        resource: Some(policy(both)),
        ..Policies::default()
    };
    let decision = ask(USER, Context::new(), &policies);
    assert_eq!(decision.outcome, Outcome::ExplicitlyDenied);
    assert_eq!(decision.because.len(), 3);
    assert_eq!(
        decision.because.last().unwrap().words,
        "whatever `aws:CurrentTime` may be"
    );
    assert_eq!(decision.denied_by(), Some(PolicySource::Resource));
}

#[test]
fn a_refusal_has_the_words_of_aws() {
    let none = policy(r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#);
    let deny = policy(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    let deny_here = policy(r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#);
    let none_here = policy(r#"{"Effect":"Allow","Principal":"*","Action":"ec2:*","Resource":"*"}"#);
    let base = Policies {
        identity: vec![Named::new("Admin", everything())],
        ..Policies::default()
    };
    let level = |policy: &Policy| {
        vec![Level {
            name: "root".to_owned(),
            policies: vec![Named::new("p", policy.clone())],
        }]
    };
    let one = |policy: &Policy| vec![Named::new("p", policy.clone())];
    let cases = [
        (
            Policies {
                identity: Vec::new(),
                ..base.clone()
            },
            "because no identity-based policy allows the s3:GetObject action",
        ),
        (
            Policies {
                identity: one(&deny),
                ..base.clone()
            },
            "with an explicit deny in an identity-based policy",
        ),
        (
            Policies {
                resource: Some(deny_here.clone()),
                ..base.clone()
            },
            "with an explicit deny in a resource-based policy",
        ),
        (
            Policies {
                boundaries: one(&none),
                ..base.clone()
            },
            "because no permissions boundary allows the s3:GetObject action",
        ),
        (
            Policies {
                boundaries: one(&deny),
                ..base.clone()
            },
            "with an explicit deny in a permissions boundary",
        ),
        (
            Policies {
                session: one(&none),
                ..base.clone()
            },
            "because no session policy allows the s3:GetObject action",
        ),
        (
            Policies {
                session: one(&deny),
                ..base.clone()
            },
            "with an explicit deny in a session policy",
        ),
        (
            Policies {
                service_control: level(&none),
                ..base.clone()
            },
            "because no service control policy allows the s3:GetObject action",
        ),
        (
            Policies {
                service_control: level(&deny),
                ..base.clone()
            },
            "with an explicit deny in a service control policy",
        ),
        (
            Policies {
                resource_control: level(&none_here),
                ..base.clone()
            },
            "because no resource control policy allows the s3:GetObject action",
        ),
        (
            Policies {
                resource_control: level(&deny_here),
                ..base.clone()
            },
            "with an explicit deny in a resource control policy",
        ),
        (
            Policies {
                endpoint: one(&none_here),
                ..base.clone()
            },
            "because no VPC endpoint policy allows the s3:GetObject action",
        ),
        (
            Policies {
                endpoint: one(&deny_here),
                ..base.clone()
            },
            "with an explicit deny in a VPC endpoint policy",
        ),
    ];
    // Where both identity policy and boundary lack an Allow, the identity policy is named.
    let both = Policies {
        identity: one(&none),
        boundaries: one(&none),
        ..Policies::default()
    };
    let decision = ask(USER, Context::new(), &both);
    assert_eq!(decision.not_allowed_by(), Some(PolicySource::Identity));
    // Nobody outside an account has policies of its own.
    let decision = ask("connect.amazonaws.com", Context::new(), &both);
    assert_eq!(decision.not_allowed_by(), Some(PolicySource::Resource));
    for (policies, words) in &cases {
        let decision = ask(USER, Context::new(), policies);
        assert_eq!(
            decision.refusal("s3:GetObject").as_deref(),
            Some(*words),
            "{decision:?}"
        );
    }
    let decision = ask("anonymous", Context::new(), &base);
    assert_eq!(decision.not_allowed_by(), Some(PolicySource::Resource));
    assert_eq!(
        decision.because.first().unwrap().to_string(),
        "resource-based policy: no resource-based policy allows `s3:GetObject` on `arn:aws:s3:::acme/rec.wav` for `anonymous`"
    );
    let decision = ask("arn:aws:iam::444455556666:root", Context::new(), &base);
    assert_eq!(decision.not_allowed_by(), Some(PolicySource::Resource));
    let decision = ask("arn:aws:iam::111122223333:root", Context::new(), &base);
    assert_eq!(decision.refusal("s3:GetObject"), None);
    assert_eq!(
        decision.because.first().unwrap().words,
        "the root user may do everything in its own account"
    );
}

#[test]
fn a_trust_policy_that_does_not_allow_is_named() {
    let trust = policy(
        r#"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
    );
    let policies = Policies {
        identity: vec![Named::new("Admin", everything())],
        resource: Some(trust),
        ..Policies::default()
    };
    let request = Request {
        principal: Principal::parse(USER, None).unwrap(),
        action: "sts:AssumeRole".to_owned(),
        resource: "arn:aws:iam::111122223333:role/Admin".to_owned(),
        resource_account: "111122223333".to_owned(),
        context: Context::new(),
    };
    let decision = evaluate(&request, &policies);
    assert_eq!(decision.not_allowed_by(), Some(PolicySource::Resource));
}

#[test]
fn a_denial_that_hangs_on_the_unknown_names_a_kind_of_policy_in_play() {
    let policies = Policies {
        identity: vec![Named::new(
            "Mixed",
            policy(
                r#"[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"x:a":"1"}}},
                {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"x:a":"1"}}}]"#,
            ),
        )],
        ..Policies::default()
    };
    let decision = ask(USER, Context::new().with_unknown("x:a"), &policies);
    assert_eq!(decision.outcome, Outcome::ImplicitlyDenied);
    assert_eq!(decision.not_allowed_by(), Some(PolicySource::Identity));
    let words: Vec<String> = decision.because.iter().map(ToString::to_string).collect();
    assert!(
        words.iter().all(|words| !words.contains("resource-based")),
        "{words:?}"
    );
}
