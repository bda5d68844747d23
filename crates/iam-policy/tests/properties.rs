//! What must hold for every policy and request, tried on random ones from a fixed seed
//! (`STRONGROOM_PROPERTY_CASES` sets another number than 3,000).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[expect(dead_code, reason = "only the reading of cases is needed here")]
#[path = "../examples/cases/mod.rs"]
mod cases;
mod simple;
mod support;

use cases::Case;
use iam_policy::{
    Comparison, Compiled, Context, Outcome, Policy, Prepared, PrincipalIds, Statement,
    StatementChange, diff, digest, equivalent, evaluate, more_permissive,
};
use serde_json::{Value, json};
use support::{Kind, OWN, Random};

fn count() -> usize {
    std::env::var("STRONGROOM_PROPERTY_CASES").map_or(3_000, |text| text.parse().unwrap())
}

fn read(case: &Value) -> Case {
    match Case::read(case.to_string().as_bytes()) {
        Ok(case) => case,
        Err(refused) => panic!("{refused:?}"),
    }
}

fn outcome(case: &Value) -> Outcome {
    let case = read(case);
    evaluate(&case.request, &case.policies).outcome
}

fn policy(value: &Value) -> Policy {
    Policy::parse(&value.to_string()).unwrap()
}

/// Shuffles arrays and members everywhere; a list of one may lose its brackets, and a text gain them.
fn respelled(value: &Value, random: &mut Random, key: &str) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items
                .iter()
                .map(|item| respelled(item, random, ""))
                .collect();
            for index in (1..items.len()).rev() {
                items.swap(index, random.below(index + 1));
            }
            if items.len() == 1 && random.chance(50) {
                items.remove(0)
            } else {
                Value::Array(items)
            }
        }
        Value::Object(members) => {
            let names_count = members.len();
            let mut names: Vec<&String> = members.keys().collect();
            for index in (1..names.len()).rev() {
                names.swap(index, random.below(index + 1));
            }
            Value::Object(
                names
                    .into_iter()
                    .map(|name| {
                        let mut written = name.clone();
                        if name.contains(':') && names_count == 1 && random.chance(30) {
                            written = name.to_uppercase();
                        }
                        (written, respelled(&members[name], random, name))
                    })
                    .collect(),
            )
        }
        Value::String(text) if key == "Action" && random.chance(30) => json!(text.to_uppercase()),
        Value::String(_) if matches!(key, "Action" | "Resource") && random.chance(30) => {
            json!([value])
        }
        Value::Bool(flag) if random.chance(50) => json!(flag.to_string()),
        other => other.clone(),
    }
}

#[test]
fn printing_and_reading_loses_nothing() {
    let mut random = Random::new(1);
    for _ in 0..count() {
        let value = support::policy(&mut random, Kind::Bucket);
        let text = value.to_string();
        let read = Policy::parse(&text).unwrap();
        assert_eq!(read.to_json(), text);
        assert_eq!(Policy::parse(&read.to_json_pretty()).unwrap(), read);
        let same = read.with_statements(read.statements().to_vec());
        assert_eq!(same.to_json(), text);
        for statement in read.statements() {
            assert_eq!(
                Statement::parse(&statement.to_json()).unwrap().to_json(),
                statement.to_json()
            );
        }
    }
}

#[test]
fn an_edit_and_its_reverse_leave_the_text() {
    let mut random = Random::new(2);
    for _ in 0..count() {
        let value = support::policy(&mut random, Kind::Bucket);
        for statement in policy(&value).statements() {
            let values = vec!["2026-11-22T12:00:00Z".to_owned()];
            let edited = statement
                .with_condition_value("DateLessThanTrial", "x:y", &values)
                .unwrap();
            assert_ne!(&edited, statement);
            assert_eq!(edited.conditions().len(), statement.conditions().len() + 1);
            let back = edited
                .with_condition_value("DateLessThanTrial", "x:y", &[])
                .unwrap();
            assert_eq!(back.to_json(), statement.to_json());
            let kept = statement.map_principals(|entry| match entry {
                iam_policy::PrincipalEntry::Aws(text)
                | iam_policy::PrincipalEntry::Service(text) => Some(text.clone()),
                _ => Some("*".to_owned()),
            });
            assert_eq!(
                digest(&Policy::new(vec![kept.unwrap()]), &PrincipalIds::new()),
                digest(&Policy::new(vec![statement.clone()]), &PrincipalIds::new())
            );
        }
    }
}

#[test]
fn spelling_changes_neither_meaning_nor_decision() {
    let mut random = Random::new(3);
    let ids = PrincipalIds::new();
    for index in 0..count() {
        let case = support::case(&mut random, &index.to_string());
        let mut other = case.clone();
        for list in [
            "resource_policy",
            "identity_policies",
            "service_control_policies",
        ] {
            if !case[list].is_null() {
                other[list] = match &case[list] {
                    Value::Array(policies) => {
                        let mut policies: Vec<Value> = policies
                            .iter()
                            .map(|policy| respelled(policy, &mut random, ""))
                            .collect();
                        // The brackets of a level's policies are not the policy language's.
                        for level in &mut policies {
                            if level["policies"].is_object() {
                                level["policies"] = json!([level["policies"]]);
                            }
                        }
                        json!(policies)
                    }
                    one => respelled(one, &mut random, ""),
                };
            }
        }
        assert_eq!(outcome(&case), outcome(&other), "{case}\n{other}");
        if !case["resource_policy"].is_null() {
            let (a, b) = (
                policy(&case["resource_policy"]),
                policy(&other["resource_policy"]),
            );
            assert!(equivalent(&a, &b, &ids), "{case}\n{other}");
            assert_eq!(digest(&a, &ids), digest(&b, &ids));
            let changes = diff(&a, &b, &ids);
            let untouched =
                |change: &StatementChange| matches!(change, StatementChange::Untouched { .. });
            assert!(changes.iter().all(untouched), "{changes:?}");
        }
    }
}

#[test]
fn a_deny_more_never_allows_more() {
    let mut random = Random::new(4);
    for index in 0..count() {
        let case = support::case(&mut random, &index.to_string());
        let before = outcome(&case);
        let mut more = case.clone();
        let mut deny = support::policy(&mut random, Kind::ResourceControl)["Statement"][0].clone();
        if !more["resource_policy"].is_object() {
            continue;
        }
        deny["Sid"] = json!("More");
        more["resource_policy"]["Statement"]
            .as_array_mut()
            .unwrap()
            .push(deny);
        let after = outcome(&more);
        let way_out = more["request"]["principal"] == "arn:aws:iam::111122223333:root"
            && more["request"]["action"]
                .as_str()
                .unwrap()
                .ends_with("BucketPolicy");
        assert!(
            after == before || after == Outcome::ExplicitlyDenied || way_out,
            "{before} {after} {more}"
        );
        if before.is_denied() {
            assert!(after.is_denied());
        }
        // The comparer sees the same: the new policy only narrows.
        let (old, new) = (
            policy(&case["resource_policy"]),
            policy(&more["resource_policy"]),
        );
        assert_eq!(more_permissive(&new, &old, OWN), Comparison::NowhereMore);
    }
}

#[test]
fn the_comparer_agrees_with_evaluation() {
    let mut random = Random::new(5);
    let ids = PrincipalIds::new();
    let mut equal = 0;
    for index in 0..count() {
        let case = support::case(&mut random, &index.to_string());
        if !case["resource_policy"].is_object() {
            continue;
        }
        // One value of the policy is changed, or a covered one is added.
        let mut other = case.clone();
        let statements = other["resource_policy"]["Statement"]
            .as_array_mut()
            .unwrap();
        let at = random.below(statements.len());
        let statement = statements[at].clone();
        match random.below(4) {
            0 => statements.push(statement),
            1 => statements[at]["Condition"] = support::conditions(&mut random),
            2 if statement["Action"].is_string() => {
                statements[at]["Action"] = json!([statement["Action"], statement["Action"]]);
            }
            _ => {
                statements.remove(at);
                statements.insert(0, statement);
            }
        }
        let (a, b) = (
            policy(&case["resource_policy"]),
            policy(&other["resource_policy"]),
        );
        if equivalent(&a, &b, &ids) {
            equal += 1;
            for probe in 0..6 {
                let mut asked = support::case(&mut random, &probe.to_string());
                asked["resource_policy"] = case["resource_policy"].clone();
                let before = outcome(&asked);
                asked["resource_policy"] = other["resource_policy"].clone();
                assert_eq!(before, outcome(&asked), "{asked}");
            }
        } else {
            assert_ne!(digest(&a, &ids), digest(&b, &ids));
        }
    }
    assert!(equal * 4 > count(), "only {equal} were equivalent");
}

#[test]
fn a_witness_is_a_witness_and_a_proof_is_a_proof() {
    let mut random = Random::new(6);
    let (mut witnesses, mut proofs) = (0, 0);
    for _ in 0..(count() / 10) {
        let old = support::policy(&mut random, Kind::Bucket);
        let mut new = old.clone();
        let fresh = support::policy(&mut random, Kind::Bucket)["Statement"][0].clone();
        let statements = new["Statement"].as_array_mut().unwrap();
        match random.below(3) {
            0 => statements.push(fresh),
            1 => {
                statements.remove(random.below(statements.len()));
            }
            _ => {
                let at = random.below(statements.len());
                statements[at] = fresh;
            }
        }
        let (old, new) = (policy(&old), policy(&new));
        match more_permissive(&new, &old, OWN) {
            Comparison::More {
                witness,
                identity_allows,
                because,
            } => {
                witnesses += 1;
                assert!(!because.is_empty());
                let everything = json!([{ "Version": "2012-10-17",
                    "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }]);
                let identity: Vec<iam_policy::Named> = if identity_allows {
                    vec![iam_policy::Named::new("all", policy(&everything[0]))]
                } else {
                    Vec::new()
                };
                let decide = |policy: &Policy| {
                    let policies = iam_policy::Policies {
                        identity: identity.clone(),
                        resource: Some(policy.clone()),
                        ..iam_policy::Policies::default()
                    };
                    evaluate(&witness, &policies).outcome
                };
                assert_eq!(decide(&new), Outcome::Allowed, "{witness:?}");
                assert!(decide(&old).is_denied(), "{witness:?}");
            }
            Comparison::NowhereMore => {
                proofs += 1;
                for probe in 0..30 {
                    let asked = read(&support::case(&mut random, &probe.to_string()));
                    let mut policies = asked.policies.clone();
                    policies.resource = Some(new.clone());
                    let after = evaluate(&asked.request, &policies).outcome;
                    policies.resource = Some(old.clone());
                    let before = evaluate(&asked.request, &policies).outcome;
                    assert!(
                        after != Outcome::Allowed || before == Outcome::Allowed,
                        "{:?}",
                        asked.request
                    );
                }
            }
            Comparison::CantTell(why) => assert!(!why.is_empty()),
        }
    }
    assert!(witnesses * 10 > count() / 10, "only {witnesses} witnesses");
    assert!(proofs > 0);
}

#[test]
fn the_simple_evaluator_agrees() {
    let mut random = Random::new(7);
    let mut covered = 0;
    for index in 0..count() * 2 {
        let case = support::case(&mut random, &index.to_string());
        if !simple::covers(&case) {
            continue;
        }
        covered += 1;
        let simple = simple::Asked { case: &case }.decision();
        assert_eq!(outcome(&case).as_str(), simple, "{case}");
    }
    assert!(covered * 4 > count(), "only {covered} are covered");
}

#[test]
fn what_is_said_of_the_unknown_holds_for_every_value() {
    let mut random = Random::new(8);
    let mut told = 0;
    for index in 0..count() {
        let case = read(&support::case(&mut random, &index.to_string()));
        let key = random.pick(&[
            "aws:CurrentTime",
            "aws:SourceAccount",
            "aws:SourceIp",
            "aws:PrincipalTag/team",
            "aws:SecureTransport",
            "aws:userid",
            "aws:PrincipalArn",
        ]);
        let mut request = case.request.clone();
        request.context = request.context.with_unknown(key);
        let compiled = Compiled::new(&case.policies);
        let unknown = compiled.decide(&Prepared::new(&request));
        let sure = case.request.context.values(key).is_some() || key.ends_with("CurrentTime");
        if unknown == Outcome::Unknown || !sure {
            continue;
        }
        told += 1;
        let values = [
            "2026-11-22T11:59:59Z",
            "2026-11-22T12:00:00Z",
            "2030-01-01T00:00:00Z",
            OWN,
            "10.1.2.3",
            "2001:db8::7",
            "rec",
            "true",
            "false",
            "AROAADMINADMINADMIN12:eve",
            "AIDAALICEALICEALICE12",
            "arn:aws:iam::111122223333:role/Admin",
            "arn:aws:iam::111122223333:user/alice",
            "anonymous",
        ];
        for value in values {
            let dates = key.ends_with("CurrentTime") == (value.ends_with('Z') && value.len() == 20);
            let bools = key.ends_with("SecureTransport") == matches!(value, "true" | "false");
            let addresses =
                key.ends_with("SourceIp") == matches!(value, "10.1.2.3" | "2001:db8::7");
            if !dates || !bools || !addresses {
                continue;
            }
            let mut request = case.request.clone();
            request.context = request.context.with(key, value);
            let known = compiled.decide(&Prepared::new(&request));
            assert_eq!(
                known == Outcome::Allowed,
                unknown == Outcome::Allowed,
                "{key} {value} {request:?}"
            );
            assert_eq!(
                known.is_denied(),
                unknown.is_denied(),
                "{key} {value} {request:?}"
            );
        }
    }
    assert!(told * 4 > count(), "only {told} were told");
}

#[test]
fn what_is_said_of_any_session_holds_for_each() {
    let mut random = Random::new(9);
    let mut told = 0;
    for index in 0..count() {
        let mut value = support::case(&mut random, &index.to_string());
        let principal = value["request"]["principal"].as_str().unwrap().to_owned();
        let Some((role, _)) = principal
            .replace(":sts:", ":iam:")
            .replace("assumed-role/", "role/")
            .rsplit_once('/')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
        else {
            continue;
        };
        if !principal.contains("assumed-role") {
            continue;
        }
        let context = value["request"]["context"].as_object_mut().unwrap();
        context.remove("aws:userid");
        value["request"]["principal"] = json!(role);
        let any = outcome(&value);
        if any == Outcome::Unknown {
            continue;
        }
        told += 1;
        let name = principal.split('/').nth(1).unwrap();
        let account = principal.split(':').nth(4).unwrap();
        for session in ["eve", "a@b.c", "bob", "exe", "i-0123456789abcdef0"] {
            value["request"]["principal"] = json!(format!(
                "arn:aws:sts::{account}:assumed-role/{name}/{session}"
            ));
            let one = outcome(&value);
            assert_eq!(one == Outcome::Allowed, any == Outcome::Allowed, "{value}");
            assert_eq!(one.is_denied(), any.is_denied(), "{value}");
        }
    }
    assert!(told * 10 > count(), "only {told} were told");
}

#[test]
fn impact_is_two_decisions_for_each_request() {
    let mut random = Random::new(10);
    let asked: Vec<_> = (0..50)
        .map(|index| {
            let case = read(&support::case(&mut random, &index.to_string()));
            (case.request, case.policies)
        })
        .collect();
    let old = policy(&support::policy(&mut random, Kind::Bucket));
    let new = policy(&support::policy(&mut random, Kind::Bucket));
    let rows = iam_policy::impact(&asked, Some(&old), Some(&new));
    assert_eq!(rows.len(), asked.len());
    for ((request, policies), row) in asked.iter().zip(rows) {
        let mut policies = policies.clone();
        policies.resource = Some(old.clone());
        assert_eq!(row.before, evaluate(request, &policies));
        policies.resource = Some(new.clone());
        assert_eq!(row.after, evaluate(request, &policies));
    }
    let empty = Context::new();
    assert!(!empty.mentions("aws:CurrentTime"));
}
