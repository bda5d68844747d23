//! What a limit permits and forbids, what defeats it, and what gets around it.

use iam_policy::Outcome;
use lockdown::inventory::LivePolicy;
use lockdown::known::{Known, UnknownReason};
use lockdown::limit::attempt::{FunctionVerb, StorageVerb, What};
use lockdown::limit::matrix::matrix;
use lockdown::limit::simulator::{
    Agreement, Moment, SimulatorAnswer, SimulatorDecision, compare, questions,
};
use lockdown::limit::{
    Gap, Holds, LimitDelivery, LimitDraft, LimitPlace, LimitStyle, Matrix, MatrixInput, MatrixRow,
    OtherInstances, Seen, Wanted, beyond, defeat, escape,
};
use lockdown::principals::NamedPolicy;
use serde_json::json;

use super::{
    CHATS, FULL_ACCESS, FULL_ACCESS_ARN, FUNCTION, INSTANCE, KEY, OTHER_FUNCTION, OTHER_STREAM,
    RECORDINGS, STREAM, USER, World, everything, functions, read, recordings, storage, streams,
    written,
};

fn looked(world: &World, draft: &LimitDraft) -> Matrix {
    matrix(&world.input(&read(draft))).unwrap()
}

/// The row that associates this target on the limited instance, without a key.
#[track_caller]
fn associates<'m>(matrix: &'m Matrix, kind: &str, wanted: &str) -> &'m MatrixRow {
    let is = |row: &&MatrixRow| {
        row.attempt.instance.as_str() == INSTANCE
            && match &row.attempt.what {
                What::Storage {
                    verb: StorageVerb::Associate,
                    resource_type,
                    target: Some(target),
                    key: None,
                } => resource_type.as_str() == kind && target.as_str() == wanted,
                _ => false,
            }
    };
    matrix
        .rows
        .iter()
        .find(is)
        .unwrap_or_else(|| panic!("no attempt with {wanted}"))
}

#[track_caller]
fn invokes<'m>(matrix: &'m Matrix, wanted: &str) -> &'m MatrixRow {
    let is = |row: &&MatrixRow| {
        row.attempt.instance.as_str() == INSTANCE
            && matches!(&row.attempt.what, What::Function { verb: FunctionVerb::Associate, function } if function.as_str() == wanted)
    };
    matrix.rows.iter().find(is).unwrap()
}

const TYPE: &str = "CALL_RECORDINGS";
const RECORDS: &str = "CONTACT_TRACE_RECORDS";
const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

#[test]
fn the_allow_style_alone_permits_exactly_what_is_asked_for() {
    let world = World::with(&[]);
    let matrix = looked(&world, &everything(LimitStyle::ALLOW));
    for row in &matrix.rows {
        assert!(row.before.outcome.is_denied(), "{}", row.attempt.words());
        let here = row.attempt.instance.as_str() == INSTANCE;
        let expected = if here && row.wanted == Wanted::Permit {
            Outcome::Allowed
        } else {
            Outcome::ImplicitlyDenied
        };
        assert_eq!(
            row.after.outcome,
            expected,
            "{}: {}",
            row.attempt.words(),
            row.after.why()
        );
    }
    assert!(matrix.rows.iter().any(|row| row.wanted == Wanted::Permit));
    assert!(matrix.rows.iter().any(|row| row.wanted == Wanted::Forbid));
    assert_eq!(matrix.failing().count(), 0);
}

#[test]
fn to_the_letter_what_the_page_leaves_out_stays_in_doubt() {
    let style = LimitStyle::Allow {
        to_the_letter: true,
    };
    let matrix = looked(&World::with(&[]), &recordings(style));
    let row = associates(&matrix, TYPE, RECORDINGS);
    assert_eq!(row.after.outcome, Outcome::Unknown);
    assert_eq!(row.holds, Holds::CannotTell);
    let why = row.after.why();
    assert!(
        why.starts_with("ds:DescribeDirectories on `*`: AWS lists this action"),
        "{why}"
    );
}

#[test]
fn full_access_defeats_the_allow_style_for_streams_and_connect_buckets_not_for_functions() {
    let world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    let draft = everything(LimitStyle::ALLOW);
    let matrix = looked(&world, &draft);
    let outcome = |row: &MatrixRow| (row.after.outcome, row.holds);
    assert_eq!(
        outcome(associates(&matrix, RECORDS, OTHER_STREAM)),
        (Outcome::Allowed, Holds::Defeated)
    );
    assert_eq!(
        outcome(associates(&matrix, TYPE, "amazon-connect-0123456789ab")),
        (Outcome::Allowed, Holds::Defeated)
    );
    assert_eq!(
        outcome(associates(&matrix, TYPE, "payroll")),
        (Outcome::ImplicitlyDenied, Holds::AsWanted)
    );
    assert_eq!(
        outcome(invokes(&matrix, OTHER_FUNCTION)),
        (Outcome::ImplicitlyDenied, Holds::AsWanted)
    );

    let intent = read(&draft);
    let defeats = defeat::defeats(&world.input(&intent)).unwrap();
    assert_eq!(
        defeat::sentences(&defeats, intent.principal()),
        [
            "`AmazonConnect_FullAccess`, attached to the role, already allows every stream, every delivery stream, and every bucket named `amazon-connect-*`."
        ]
    );
    assert!(defeats.iter().all(|defeat| defeat.certain));
    assert_eq!(defeat::ways_out(&defeats, intent.principal()).len(), 3);
}

#[test]
fn the_deny_style_holds_against_full_access_and_against_everything() {
    for policies in [
        vec![(FULL_ACCESS_ARN, FULL_ACCESS)],
        vec![("admin", EVERYTHING)],
        vec![(FULL_ACCESS_ARN, FULL_ACCESS), ("admin", EVERYTHING)],
    ] {
        let world = World::with(&policies);
        let mut draft = everything(LimitStyle::DENY);
        draft.kms_keys = vec![KEY.to_owned()];
        let matrix = looked(&world, &draft);
        for row in matrix
            .rows
            .iter()
            .filter(|row| row.wanted == Wanted::Forbid)
        {
            assert_eq!(
                row.after.outcome,
                Outcome::ExplicitlyDenied,
                "{}: {}",
                row.attempt.words(),
                row.after.why()
            );
            let decided = &row.after.decided_by().unwrap().because[0];
            assert!(
                decided
                    .sid
                    .as_ref()
                    .unwrap()
                    .starts_with("StrongroomLimitDeny")
            );
        }
        let intent = read(&draft);
        assert_eq!(defeat::defeats(&world.input(&intent)).unwrap(), []);
    }
}

#[test]
fn the_deny_style_takes_nothing_away_that_is_allowed() {
    let world = World::with(&[("admin", EVERYTHING)]);
    let mut draft = everything(LimitStyle::DENY);
    draft.kms_keys = vec![KEY.to_owned()];
    let matrix = looked(&world, &draft);
    let permitted: Vec<_> = matrix
        .rows
        .iter()
        .filter(|r| r.wanted == Wanted::Permit)
        .collect();
    assert!(permitted.len() > 6);
    for row in permitted {
        assert_eq!(row.after.outcome, Outcome::Allowed, "{}", row.after.why());
    }
    for row in &matrix.rows {
        let removes = matches!(
            row.attempt.what,
            What::Storage {
                verb: StorageVerb::Disassociate,
                ..
            } | What::Function {
                verb: FunctionVerb::Disassociate,
                ..
            }
        );
        if removes {
            assert_eq!(
                (row.holds, row.after.outcome),
                (Holds::Untouched, Outcome::Allowed)
            );
        }
    }
}

#[test]
fn the_deny_style_grants_nothing() {
    let matrix = looked(&World::with(&[]), &everything(LimitStyle::DENY));
    let row = associates(&matrix, TYPE, RECORDINGS);
    assert_eq!(
        (row.after.outcome, row.holds),
        (Outcome::ImplicitlyDenied, Holds::NotGranted)
    );
}

#[test]
fn every_kind_of_place_of_a_limited_type_is_closed() {
    // Contact records go to streams and to delivery streams: only a stream is allowed.
    let world = World::with(&[("admin", EVERYTHING)]);
    let matrix = looked(&world, &streams(LimitStyle::DENY));
    let row = associates(&matrix, RECORDS, super::DELIVERY);
    assert_eq!(
        (row.wanted, row.after.outcome),
        (Wanted::Forbid, Outcome::ExplicitlyDenied)
    );
}

#[test]
fn other_instances_are_left_or_forbidden_as_chosen() {
    let world = World::with(&[("admin", EVERYTHING)]);
    let elsewhere = |style| {
        let matrix = looked(&world, &everything(style));
        let rows = matrix.rows.into_iter();
        rows.filter(|row| row.attempt.instance.as_str() != INSTANCE)
            .collect::<Vec<_>>()
    };
    let rows = elsewhere(LimitStyle::DENY);
    assert!(rows.iter().any(|row| row.after.outcome == Outcome::Allowed));
    // The dependent actions don't name the instance.
    assert!(rows.iter().any(|row| {
        row.after.outcome == Outcome::ExplicitlyDenied && row.holds == Holds::ChangedBesides
    }));
    let rows = elsewhere(LimitStyle::Deny {
        other_instances: OtherInstances::Forbid,
    });
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(
            (row.wanted, row.after.outcome),
            (Wanted::Forbid, Outcome::ExplicitlyDenied)
        );
    }
}

#[test]
fn what_the_types_share_is_shown() {
    let world = World::with(&[("admin", EVERYTHING)]);
    let mut draft = recordings(LimitStyle::DENY);
    draft.storage.push(storage("CHAT_TRANSCRIPTS", &[CHATS]));
    let matrix = looked(&world, &draft);
    let row = associates(&matrix, TYPE, CHATS);
    assert_eq!(
        (row.wanted, row.holds),
        (Wanted::CannotBeSaid, Holds::Defeated)
    );
    let intent = read(&draft);
    let gaps = beyond::gaps(&intent);
    assert!(
        gaps.iter()
            .any(|gap| matches!(gap, Gap::TypesShareTargets { .. }))
    );
    assert_eq!(
        gaps[0].words(&intent),
        "What is allowed for one of call recordings, chat transcripts is allowed for the others: the calls that name the bucket don't say what it is for."
    );
}

#[test]
fn an_edited_limit_takes_the_place_of_the_old_one() {
    let old = written(&recordings(LimitStyle::DENY)).to_json();
    let mut draft = recordings(LimitStyle::DENY);
    draft.storage = vec![storage(TYPE, &[CHATS])];
    let arn = read(&draft).policy_arn();
    let world = World::with(&[("admin", EVERYTHING), (&arn, &old)]);
    let matrix = looked(&world, &draft);
    let row = associates(&matrix, TYPE, CHATS);
    assert_eq!(
        (row.before.outcome, row.after.outcome),
        (Outcome::ExplicitlyDenied, Outcome::Allowed)
    );
    // A policy of that name that is not ours stays in force.
    let world = World::with(&[(&arn, EVERYTHING)]);
    assert_eq!(
        associates(&looked(&world, &draft), TYPE, CHATS)
            .after
            .outcome,
        Outcome::Allowed
    );
}

#[test]
fn a_limit_that_moves_is_judged_without_the_old_one() {
    let old = recordings(LimitStyle::DENY);
    let place = LimitPlace::Managed {
        arn: read(&old).policy_arn(),
    };
    let world = World::with(&[
        ("admin", EVERYTHING),
        (place.listed_name(), &written(&old).to_json()),
    ]);
    let moved = read(&LimitDraft {
        delivery: LimitDelivery::Inline,
        storage: vec![storage(TYPE, &[CHATS])],
        ..recordings(LimitStyle::DENY)
    });
    let after = |replaces| {
        let input = MatrixInput {
            replaces,
            ..world.input(&moved)
        };
        let matrix = matrix(&input).unwrap();
        associates(&matrix, TYPE, CHATS).after.outcome
    };
    assert_eq!(after(Some(&place)), Outcome::Allowed);
    assert_eq!(after(None), Outcome::ExplicitlyDenied);
}

#[test]
fn a_boundary_counts() {
    let mut world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    world.role_mut().boundary = Some(NamedPolicy {
        name: "arn:aws:iam::111122223333:policy/boundary".to_owned(),
        text: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"kinesis:*","Resource":"*"}]}"#.into(),
    });
    let draft = everything(LimitStyle::ALLOW);
    let row_of = |matrix: &Matrix| associates(matrix, RECORDS, OTHER_STREAM).after.outcome;
    assert_eq!(row_of(&looked(&world, &draft)), Outcome::ImplicitlyDenied);
    let intent = read(&draft);
    let said = defeat::sentences(
        &defeat::defeats(&world.input(&intent)).unwrap(),
        intent.principal(),
    );
    assert!(!said[0].contains("every stream,"), "{said:?}");
}

#[test]
fn a_buckets_own_policy_counts() {
    let mut world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    let open = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"s3:GetBucket*","Resource":"arn:aws:s3:::payroll"}}]}}"#,
        super::ROLE
    );
    let Known::Value(buckets) = &mut world.existing.buckets else {
        panic!("read");
    };
    let bucket = buckets
        .iter_mut()
        .find(|b| b.what.as_str() == "payroll")
        .unwrap();
    bucket.policy = Known::Value(LivePolicy::Text(open));
    let draft = recordings(LimitStyle::ALLOW);
    let row = |world: &World| associates(&looked(world, &draft), TYPE, "payroll").clone();
    assert_eq!(row(&world).after.outcome, Outcome::Allowed);
    // Not read: it may allow, so the refusal is not certain.
    let Known::Value(buckets) = &mut world.existing.buckets else {
        panic!("read");
    };
    let bucket = buckets
        .iter_mut()
        .find(|b| b.what.as_str() == "payroll")
        .unwrap();
    bucket.policy = Known::not_read_yet();
    let found = row(&world);
    assert_eq!(
        (found.after.outcome, found.holds),
        (Outcome::Unknown, Holds::CannotTell)
    );
    assert!(
        found.after.why().contains("which was not read"),
        "{}",
        found.after.why()
    );
    // An explicit denial is certain whatever the bucket says.
    let draft = recordings(LimitStyle::DENY);
    let row = associates(&looked(&world, &draft), TYPE, "payroll").clone();
    assert_eq!(row.after.outcome, Outcome::ExplicitlyDenied);
}

#[test]
fn what_could_not_be_read_is_never_shown_as_refused() {
    let draft = recordings(LimitStyle::ALLOW);
    let intent = read(&draft);
    let world = World::with(&[("broken", "{")]);
    let matrix = looked(&world, &draft);
    assert!(matrix.unreadable.is_some());
    assert!(
        matrix
            .rows
            .iter()
            .all(|row| row.after.outcome == Outcome::Unknown)
    );

    let unknown = crate::account::unknown(UnknownReason::Refused);
    let mut input = world.input(&intent);
    input.principals = Err(&unknown);
    let matrix = lockdown::limit::matrix::matrix(&input).unwrap();
    assert!(
        matrix
            .rows
            .iter()
            .all(|row| row.before.outcome == Outcome::Unknown)
    );

    // A denial of ours is certain even so.
    let world = World::with(&[("broken", "{")]);
    let matrix = looked(&world, &recordings(LimitStyle::DENY));
    let row = associates(&matrix, TYPE, "payroll");
    assert_eq!(row.after.outcome, Outcome::ExplicitlyDenied);
}

#[test]
fn conditions_that_hang_on_the_request_are_not_decided() {
    let only_from_home = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kinesis:DescribeStream","connect:*","iam:*","ds:*"],"Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}"#;
    let world = World::with(&[("home", only_from_home)]);
    let draft = streams(LimitStyle::ALLOW);
    let row = associates(&looked(&world, &draft), RECORDS, OTHER_STREAM).clone();
    assert_eq!(row.holds, Holds::CannotTell);
    let intent = read(&draft);
    let defeats = defeat::defeats(&world.input(&intent)).unwrap();
    let said = defeat::sentences(&defeats, intent.principal());
    assert_eq!(
        said,
        ["`home`, written into the role, may already allow every stream."]
    );
}

#[test]
fn what_lifts_the_limit_is_named() {
    let world = World::with(&[("admin", EVERYTHING)]);
    let intent = read(&recordings(LimitStyle::DENY));
    let said = escape::sentences(&escape::escapes(&world.input(&intent)).unwrap(), &intent);
    assert_eq!(
        said[0],
        "The role can take the limit off itself (iam:DetachRolePolicy)."
    );
    assert!(
        said.contains(&"The role can become role `Admin` (sts:AssumeRole).".to_owned()),
        "{said:?}"
    );
    assert!(!said.iter().any(|s| s.contains("replicator")), "{said:?}");

    let inline = read(&LimitDraft {
        principal_arn: USER.to_owned(),
        delivery: LimitDelivery::Inline,
        ..recordings(LimitStyle::DENY)
    });
    let said = escape::sentences(&escape::escapes(&world.input(&inline)).unwrap(), &inline);
    assert_eq!(
        said[0],
        "The user can delete the limit (iam:DeleteUserPolicy)."
    );

    let world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    assert_eq!(escape::escapes(&world.input(&intent)).unwrap(), []);
}

#[test]
fn what_a_deny_takes_away_besides_is_what_was_there() {
    let draft = everything(LimitStyle::DENY);
    let intent = read(&draft);
    let lost = |policies: &[(&str, &str)], intent| {
        let world = World::with(policies);
        let found = beyond::collateral(&world.input(intent)).unwrap();
        found.into_iter().map(|one| one.action).collect::<Vec<_>>()
    };
    assert_eq!(
        lost(&[("admin", EVERYTHING)], &intent),
        [
            "s3:GetBucketAcl",
            "s3:GetBucketLocation",
            "kinesis:DescribeStream",
            "firehose:DescribeDeliveryStream",
            "lambda:AddPermission",
            "lambda:AddPermission"
        ]
    );
    assert_eq!(
        lost(&[(FULL_ACCESS_ARN, FULL_ACCESS)], &intent),
        [
            "s3:GetBucketLocation",
            "kinesis:DescribeStream",
            "firehose:DescribeDeliveryStream"
        ]
    );
    let allow = read(&everything(LimitStyle::ALLOW));
    assert_eq!(lost(&[("admin", EVERYTHING)], &allow), Vec::<String>::new());
}

#[test]
fn the_simulator_is_asked_once_for_each_call_and_compared_with_each_row() {
    let world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    let matrix = looked(&world, &functions(LimitStyle::DENY));
    let asked = questions(&matrix);
    let add = asked
        .iter()
        .find(|q| q.action == "lambda:AddPermission" && q.resource == FUNCTION)
        .unwrap();
    assert_eq!(
        add.context,
        [(
            "lambda:Principal".to_owned(),
            "connect.amazonaws.com".to_owned()
        )]
    );
    let connect = asked
        .iter()
        .find(|q| q.action == "connect:AssociateLambdaFunction")
        .unwrap();
    assert_eq!(
        connect.context,
        [(
            "connect:InstanceId".to_owned(),
            "11111111-2222-3333-4444-555555555555".to_owned()
        )]
    );
    let answers: Vec<SimulatorAnswer> = asked
        .iter()
        .filter(|q| q.action != "lambda:RemovePermission")
        .map(|question| SimulatorAnswer {
            question: question.clone(),
            // Of the allowed function it is wrong on purpose.
            decision: if question.action.starts_with("connect:") {
                SimulatorDecision::Allowed
            } else {
                SimulatorDecision::ExplicitDeny
            },
            missing_context: Vec::new(),
        })
        .collect();
    let compared = compare(&matrix, Moment::After, &answers);
    for one in &compared {
        let expected = match one.question.action.as_str() {
            "lambda:RemovePermission" => Agreement::OnlyOurs,
            "lambda:AddPermission" if one.question.resource == FUNCTION => Agreement::Differ,
            _ => Agreement::Agree,
        };
        assert_eq!(one.agreement, expected, "{one:?}");
    }
    assert_eq!(
        compared.len(),
        matrix
            .rows
            .iter()
            .map(|r| r.after.calls.len())
            .sum::<usize>()
    );
}

#[test]
fn a_key_that_is_not_allowed_is_refused() {
    let world = World::with(&[("admin", EVERYTHING)]);
    for style in [LimitStyle::DENY, LimitStyle::ALLOW] {
        let mut draft = recordings(style);
        draft.kms_keys = vec![KEY.to_owned()];
        let matrix = looked(&world, &draft);
        let of = |allowed: bool| {
            let is = |row: &&MatrixRow| matches!(&row.attempt.what, What::Storage { key: Some(key), .. } if (key.as_str() == KEY) == allowed);
            matrix.rows.iter().find(is).unwrap()
        };
        assert_eq!(of(true).after.outcome, Outcome::Allowed);
        assert_eq!(of(false).wanted, Wanted::Forbid);
        // The other key's policy is an example's, which was never read: what is denied is certain.
        if style.denies() {
            assert_eq!(of(false).after.outcome, Outcome::ExplicitlyDenied);
        } else {
            assert_eq!(of(false).holds, Holds::Defeated);
        }
    }
}

/// A request for a stream or delivery stream has no place for a key.
#[test]
fn only_what_can_be_encrypted_is_tried_with_a_key() {
    let mut draft = streams(LimitStyle::DENY);
    draft.storage.extend(recordings(LimitStyle::DENY).storage);
    draft.kms_keys = vec![KEY.to_owned()];
    let matrix = looked(&World::with(&[]), &draft);
    let with_key: Vec<String> = matrix
        .rows
        .iter()
        .filter(|row| matches!(row.attempt.what, What::Storage { key: Some(_), .. }))
        .map(|row| row.attempt.words())
        .collect();
    assert!(!with_key.is_empty());
    assert!(
        with_key
            .iter()
            .all(|words| words.contains("call recordings")),
        "{with_key:?}"
    );
}

/// AWS's own key for Connect lets in whoever comes through Connect, whatever the limit grants.
#[test]
fn a_key_policy_that_asks_for_the_service_is_decided() {
    const OTHER: &str =
        "arn:aws:kms:eu-west-2:111122223333:key/0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9";
    let policy = |service: &str| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": "*"}, "Resource": "*",
            "Action": ["kms:CreateGrant", "kms:DescribeKey"],
            "Condition": {"StringEquals": {
                "kms:CallerAccount": "111122223333", "kms:ViaService": format!("{service}.eu-west-2.amazonaws.com"),
            }},
        }]})
        .to_string()
    };
    for (service, outcome) in [
        ("connect", Outcome::Allowed),
        ("s3", Outcome::ImplicitlyDenied),
    ] {
        let mut world = World::with(&[]);
        let Known::Value(keys) = &mut world.existing.keys else {
            panic!("the keys are listed");
        };
        keys.push(Seen {
            what: OTHER.parse().unwrap(),
            policy: Known::Value(LivePolicy::Text(policy(service))),
        });
        let mut draft = recordings(LimitStyle::ALLOW);
        draft.kms_keys = vec![KEY.to_owned()];
        let matrix = looked(&world, &draft);
        let other = |row: &&MatrixRow| matches!(&row.attempt.what, What::Storage { key: Some(key), .. } if key.as_str() == OTHER);
        let row = matrix.rows.iter().find(other).unwrap();
        assert_eq!(row.after.outcome, outcome, "{}", row.after.why());
    }
}

#[test]
fn a_streams_row_says_which_policy_decided() {
    let world = World::with(&[(FULL_ACCESS_ARN, FULL_ACCESS)]);
    let matrix = looked(&world, &streams(LimitStyle::ALLOW));
    let why = associates(&matrix, RECORDS, OTHER_STREAM).after.why();
    assert!(
        why.starts_with(&format!(
            "kinesis:DescribeStream on `{OTHER_STREAM}`: identity-based policy `{FULL_ACCESS_ARN}`, statement 1"
        )),
        "{why}"
    );
    assert_ne!(STREAM, OTHER_STREAM);
}

#[test]
fn made_up_examples_have_no_policy_of_their_own() {
    let world = World {
        existing: lockdown::limit::Existing::not_read(),
        ..World::with(&[])
    };
    let mut draft = everything(LimitStyle::ALLOW);
    draft.kms_keys = vec![KEY.to_owned()];
    let matrix = looked(&world, &draft);
    let of = |matrix: &Matrix, name| associates(matrix, TYPE, name).after.outcome;
    assert_eq!(
        of(&matrix, "another-bucket-of-yours"),
        Outcome::ImplicitlyDenied
    );
    assert_eq!(
        of(&matrix, "amazon-connect-0123456789ab"),
        Outcome::ImplicitlyDenied
    );
    // The real ones may have one that was not read: what is allowed anyhow is said to be.
    let row = associates(&matrix, TYPE, RECORDINGS);
    assert_eq!(row.after.outcome, Outcome::Allowed);
    assert!(
        row.after
            .why()
            .contains("unless it is denied by the policy of"),
        "{}",
        row.after.why()
    );
    assert_eq!(row.before.outcome, Outcome::ImplicitlyDenied);
    for row in matrix
        .rows
        .iter()
        .filter(|row| row.wanted == Wanted::Forbid)
    {
        assert!(row.attempt.is_example, "{}", row.attempt.words());
        assert_eq!(
            row.after.outcome,
            Outcome::ImplicitlyDenied,
            "{}",
            row.attempt.words()
        );
    }
}

#[test]
fn a_policy_for_buckets_of_a_name_is_a_defeat_only_where_it_lets_them_through() {
    let names = |action: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{action},"Resource":"arn:aws:s3:::acme-*"}}]}}"#
        )
    };
    let draft = recordings(LimitStyle::ALLOW);
    let intent = read(&draft);
    let said = |action: &str| {
        let world = World::with(&[("names", &names(action))]);
        let defeats = defeat::defeats(&world.input(&intent)).unwrap();
        defeat::sentences(&defeats, intent.principal())
    };
    assert_eq!(said(r#""s3:GetBucketLocation""#), Vec::<String>::new());
    assert_eq!(
        said(r#""s3:GetBucket*""#),
        ["`names`, written into the role, already allows every bucket named `acme-*`."]
    );
}

#[test]
fn a_way_through_one_role_alone_is_found() {
    let pass = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/Admin"}]}"#;
    let world = World::with(&[("pass", pass)]);
    let intent = read(&recordings(LimitStyle::DENY));
    let found = escape::escapes(&world.input(&intent)).unwrap();
    let ways: Vec<(&str, &str)> = found
        .iter()
        .map(|escape| (escape.action.as_str(), escape.resource.as_str()))
        .collect();
    assert_eq!(ways, [("iam:PassRole", crate::account::ADMIN)]);
}
