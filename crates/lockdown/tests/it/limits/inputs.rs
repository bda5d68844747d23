//! What is refused, and how it is said.

use lockdown::limit::{LimitDraft, LimitError, LimitIntent, LimitStyle};

use super::{draft, everything, functions, read, recordings, storage, streams};

#[track_caller]
fn wrong(draft: &LimitDraft) -> Vec<String> {
    let problems = LimitIntent::read(draft).unwrap_err().0;
    assert!(!problems.is_empty());
    problems.iter().map(LimitError::to_string).collect()
}

#[test]
fn hostile_names_are_refused() {
    let hostile = [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::acme-*",
        "acme/../other",
        "${aws:username}",
        "a\"b",
        "arn:aws:s3:::acme/*",
        "arn:aws:s3:eu-west-2:111122223333:acme",
        "Upper",
        "",
        "acme\n",
    ];
    for name in hostile {
        let mut draft = recordings(LimitStyle::DENY);
        draft.storage = vec![storage("CALL_RECORDINGS", &[name])];
        let said = wrong(&draft);
        assert_eq!(said.len(), 1, "{name:?}: {said:?}");
        assert!(said[0].contains("is not a bucket"), "{said:?}");
    }
    let streams_of = |name: &str| {
        let mut draft = streams(LimitStyle::DENY);
        draft.storage = vec![storage(
            "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS",
            &[name],
        )];
        draft
    };
    for name in [
        "arn:aws:kinesis:*:111122223333:stream/a",
        "arn:aws:kinesis:eu-west-2:*:stream/a",
        "arn:aws:kinesis:eu-west-2:111122223333:stream/*",
        "arn:aws:kinesis:eu-west-2:111122223333:stream/a/consumer/b",
        "arn:aws:kinesis:eu-west-2:111122223333:stream/${aws:username}",
        "arn:aws:firehose:eu-west-2:111122223333:deliverystream/a",
        "contact-records",
    ] {
        let said = wrong(&streams_of(name));
        assert!(said[0].contains("is not a Kinesis data stream"), "{said:?}");
    }
    for name in [
        "route-call",
        "arn:aws:lambda:*:*:function:a",
        "arn:aws:lambda:eu-west-2:111122223333:function:a:b:c",
    ] {
        let mut draft = functions(LimitStyle::DENY);
        draft.functions = vec![name.to_owned()];
        assert!(wrong(&draft)[0].contains("is not the ARN of a Lambda function"));
    }
    let mut draft = recordings(LimitStyle::DENY);
    draft.kms_keys = vec!["arn:aws:kms:eu-west-2:111122223333:alias/recordings".to_owned()];
    assert!(wrong(&draft)[0].contains("an alias can't stand in a policy"));
    for name in ["", "a b", "a/b", "a*", &"a".repeat(129)] {
        let draft = LimitDraft {
            policy_name: name.to_owned(),
            ..recordings(LimitStyle::DENY)
        };
        assert!(wrong(&draft)[0].contains("is not the name of an IAM policy"));
    }
    for principal in [
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:group/ops",
        "arn:aws:sts::111122223333:assumed-role/Admin/asha",
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::111122223333:role/a\"b",
        "Admin",
    ] {
        let draft = LimitDraft {
            principal_arn: principal.to_owned(),
            ..recordings(LimitStyle::DENY)
        };
        assert!(
            wrong(&draft)[0].contains("is not the ARN of a role or user"),
            "{principal}"
        );
    }
}

#[test]
fn what_belongs_elsewhere_is_refused() {
    let mut draft = streams(LimitStyle::DENY);
    draft.storage = vec![storage(
        "CONTACT_TRACE_RECORDS",
        &["arn:aws-us-gov:kinesis:us-gov-west-1:444455556666:stream/a"],
    )];
    assert_eq!(
        wrong(&draft),
        [
            "`arn:aws-us-gov:kinesis:us-gov-west-1:444455556666:stream/a` is not in the instance's partition `aws`",
            "`arn:aws-us-gov:kinesis:us-gov-west-1:444455556666:stream/a` is not in the instance's account 111122223333",
            "`arn:aws-us-gov:kinesis:us-gov-west-1:444455556666:stream/a` is not in the instance's Region eu-west-2",
        ]
    );
    let draft = LimitDraft {
        principal_arn: "arn:aws:iam::444455556666:role/Other".to_owned(),
        ..recordings(LimitStyle::DENY)
    };
    assert_eq!(
        wrong(&draft),
        ["`arn:aws:iam::444455556666:role/Other` is not in the instance's account 111122223333"]
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    let draft = LimitDraft {
        instance_arn: "acme".to_owned(),
        principal_arn: "me".to_owned(),
        policy_name: String::new(),
        ..draft(LimitStyle::DENY)
    };
    assert_eq!(wrong(&draft).len(), 4, "{:?}", wrong(&draft));
}

#[test]
fn empty_lists_are_refused_where_something_must_be_named() {
    let mut draft = recordings(LimitStyle::ALLOW);
    draft.storage = vec![storage("CALL_RECORDINGS", &[])];
    assert!(wrong(&draft)[0].contains("no target is allowed for `CALL_RECORDINGS`"));
    draft.storage = vec![
        storage("CALL_RECORDINGS", &["acme-a"]),
        storage("CALL_RECORDINGS", &["acme-b"]),
    ];
    assert_eq!(wrong(&draft), ["`CALL_RECORDINGS` is given twice"]);
    // No call carries the prefix of video streams, so none needs to be given.
    draft.storage = vec![storage("MEDIA_STREAMS", &[])];
    assert!(LimitIntent::read(&draft).is_ok());
}

#[test]
fn an_intent_survives_being_stored() {
    let intent = read(&everything(LimitStyle::DENY));
    let text = serde_json::to_string(&intent).unwrap();
    assert_eq!(serde_json::from_str::<LimitIntent>(&text).unwrap(), intent);
    let broken = text.replace("acme-recordings", "*");
    assert!(serde_json::from_str::<LimitIntent>(&broken).is_err());
}
