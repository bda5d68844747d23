//! Reading, writing, editing, comparing and linting of documents, by example.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use iam_policy::{
    Finding, Policy, PolicyKind, Principal, PrincipalEntry, PrincipalIds, SessionName, Severity,
    Statement, StatementChange, ValidationContext, Version, diff, digest, equivalent,
};

const ACCOUNT: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/Admin";
const ROLE_ID: &str = "AROAADMINADMINADMIN12";

fn parse(text: &str) -> Policy {
    Policy::parse(text).unwrap()
}

fn lock(user_ids: &str) -> Policy {
    parse(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Lock","Effect":"Deny","Principal":"*","Action":"s3:*",
        "Resource":["arn:aws:s3:::acme","arn:aws:s3:::acme/*"],
        "Condition":{{"StringNotLike":{{"aws:userId":{user_ids}}}}}}}]}}"#
    ))
}

#[test]
fn text_is_kept_as_it_was_written() {
    let texts = [
        r#"{"Version":"2008-10-17","Id":"x","Note":{"b":1.0,"a":[1e5,1E+5,-0,null,true]},"Statement":{"Effect":"Allow","Foo":[],"Action":["s3:*"],"Resource":"*"}}"#,
        r#"{"Statement":[{"Resource":"*","Action":"a:b","Effect":"Deny","Sid":"é\"\\ \u0001"}],"Version":"2012-10-17"}"#,
        r#"{"Statement":[{"Effect":"Deny","Effect":"Deny","Action":"a:b","Resource":"*"}]}"#,
    ];
    for text in texts {
        assert_eq!(parse(text).to_json(), text);
    }
    assert_eq!(parse(texts[0]).version(), Version::V2008);
    assert_eq!(parse(texts[0]).id(), Some("x"));
    assert_eq!(
        parse(&format!("\u{feff} {}\n", texts[1])).to_json(),
        texts[1]
    );
    assert_eq!(
        parse(r#"{"Statement":[{"Sid":"\ud83d\ude00","Effect":"Deny"}]}"#).statements()[0].sid(),
        Some("😀")
    );
}

#[test]
fn errors_name_line_column_and_element() {
    for (text, message) in [
        (
            "",
            "line 1, column 1: not JSON: expected a value, found the end of the text",
        ),
        (
            "{\"Statement\":\n  [,]}",
            "line 2, column 4: not JSON: expected a value, found `,`",
        ),
        (
            "[]",
            "line 1, column 1, `policy`: expected an object, found an array",
        ),
        ("{}", "line 1, column 1: `Statement` is missing"),
        (
            "{\"Statement\":[\n{\"Effect\":\"Allow\"},\n{\"Action\":\"s3:*\"}]}",
            "line 3, column 1, `Statement[1]`: `Effect` is missing",
        ),
        (
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:*\",\n 7]}]}",
            "line 2, column 2, `Statement[0].Action[1]`: expected a string, found a number",
        ),
        (
            r#"{"Statement":[{"Effect":"Deny","Condition":{"Bool":{"a:b":{}}}}]}"#,
            "line 1, column 59, `Statement[0].Condition.Bool.a:b`: expected a string, a boolean, a number, or an array of them, found an object",
        ),
        (
            r#"{"Version":"2013-10-17","Statement":[]}"#,
            "line 1, column 12, `Version`: `2013-10-17` is neither `2012-10-17` nor `2008-10-17`",
        ),
        (
            r#"{"Statement":[{"Sid":"\ud800"}]}"#,
            "line 1, column 29: not JSON: half of a surrogate pair",
        ),
        (
            r#"{"Statement":[]} x"#,
            "line 1, column 18: not JSON: `x` after the end of the document",
        ),
        (
            r#"{"Statement":[{"Effect":"Deny","Sid":01}]}"#,
            "line 1, column 40: not JSON: expected a number without a leading zero, found `}`",
        ),
    ] {
        assert_eq!(
            Policy::parse(text).unwrap_err().to_string(),
            message,
            "{text}"
        );
    }
}

#[test]
fn a_statement_is_edited_one_element_at_a_time() {
    let statement = lock(r#"["AROAONE:*","AROATWO:*"]"#).statements()[0].clone();
    let trial = statement
        .with_condition_value(
            "DateLessThan",
            "aws:CurrentTime",
            &["2026-11-22T12:00:00Z".to_owned()],
        )
        .unwrap();
    assert_eq!(
        trial.to_json(),
        r#"{"Sid":"Lock","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::acme","arn:aws:s3:::acme/*"],"Condition":{"StringNotLike":{"aws:userId":["AROAONE:*","AROATWO:*"]},"DateLessThan":{"aws:CurrentTime":"2026-11-22T12:00:00Z"}}}"#
    );
    let mended = statement
        .with_condition_value("stringnotlike", "AWS:USERID", &["AROAONE:*".to_owned()])
        .unwrap();
    assert!(
        mended
            .to_json()
            .contains(r#"{"StringNotLike":{"aws:userId":"AROAONE:*"}}"#)
    );
    let bare = statement
        .with_condition_value("StringNotLike", "aws:userId", &[])
        .unwrap();
    assert!(bare.conditions().is_empty() && !bare.to_json().contains("Condition"));

    let named = statement
        .with_principal(&[
            PrincipalEntry::Aws(ROLE.to_owned()),
            PrincipalEntry::Service("connect.amazonaws.com".to_owned()),
            PrincipalEntry::Aws("444455556666".to_owned()),
        ])
        .unwrap();
    let principal = r#""Principal":{"AWS":["arn:aws:iam::111122223333:role/Admin","444455556666"],"Service":"connect.amazonaws.com"}"#;
    assert!(named.to_json().contains(principal));
    let stored = named
        .map_principals(|entry| match entry {
            PrincipalEntry::Aws(arn) if arn == ROLE => Some(ROLE_ID.to_owned()),
            PrincipalEntry::Aws(_) => None,
            _ => Some("connect.amazonaws.com".to_owned()),
        })
        .unwrap();
    assert!(stored.to_json().contains(
        r#""Principal":{"AWS":"AROAADMINADMINADMIN12","Service":"connect.amazonaws.com"}"#
    ));
    let single = Statement::parse(
        r#"{"Effect":"Deny","Action":["s3:*"],"Condition":{"Bool":{"a:b":["true"]}}}"#,
    )
    .unwrap();
    assert_eq!(
        single.with_single_values_collapsed().unwrap().to_json(),
        r#"{"Effect":"Deny","Action":"s3:*","Condition":{"Bool":{"a:b":"true"}}}"#
    );
    assert_eq!(
        single.with_sid(Some("x")).unwrap().with_sid(None).unwrap(),
        single
    );
}

#[test]
fn an_arn_and_its_id_are_alike_when_the_mapping_is_known() {
    let by_arn = parse(&format!(
        r#"{{"Statement":{{"Effect":"Deny","Principal":{{"AWS":"{ROLE}"}},"Action":"s3:*","Resource":"*"}}}}"#
    ));
    let by_id = parse(&by_arn.to_json().replace(ROLE, ROLE_ID));
    let mut ids = PrincipalIds::new();
    assert!(!equivalent(&by_arn, &by_id, &ids));
    ids.insert(ROLE, ROLE_ID);
    assert!(equivalent(&by_arn, &by_id, &ids));
    assert_eq!(digest(&by_arn, &ids), digest(&by_id, &ids));
    assert_eq!(digest(&by_arn, &ids).as_str().len(), 64);
}

#[test]
fn a_digest_stays_the_same_over_time() {
    // The journal keeps digests: a change of their form must be seen.
    let digest = digest(&lock(r#"["AROAONE:*","AROATWO:*"]"#), &PrincipalIds::new());
    assert_eq!(
        digest.as_str(),
        "a372c25a4a2a168a963b585c0453b0296ad7f5cc552f94585f2742e6d40a3497"
    );
}

#[test]
fn a_diff_says_what_became_of_each_statement() {
    let old = parse(
        r#"{"Version":"2012-10-17","Statement":[
        {"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::acme/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},
        {"Sid":"Lock","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::acme/*","Condition":{"StringNotLike":{"aws:userId":["AROAONE:*"]}}},
        {"Sid":"Gone","Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}]}"#,
    );
    let new = parse(
        r#"{"Version":"2012-10-17","Statement":[
        {"Sid":"New","Effect":"Allow","Principal":{"Service":"connect.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::acme/*"},
        {"Sid":"Lock","Effect":"Deny","Principal":"*","Action":["s3:*"],"Resource":"arn:aws:s3:::acme/*","Condition":{"StringNotLike":{"aws:userId":["AROAONE:*","AROATWO:*"]},"DateLessThan":{"aws:CurrentTime":"2026-11-22T12:00:00Z"}}},
        {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"S3:*","Resource":"arn:aws:s3:::acme/*","Condition":{"Bool":{"aws:SecureTransport":false}}}]}"#,
    );
    let changes = diff(&old, &new, &PrincipalIds::new());
    assert_eq!(changes.len(), 4, "{changes:?}");
    let StatementChange::Added {
        index: 0, words, ..
    } = &changes[0]
    else {
        panic!("{:?}", changes[0]);
    };
    assert_eq!(
        words,
        "allows `connect.amazonaws.com` `s3:PutObject` on `arn:aws:s3:::acme/*`"
    );
    let StatementChange::Changed {
        old_index: 1,
        new_index: 1,
        words,
        ..
    } = &changes[1]
    else {
        panic!("{:?}", changes[1]);
    };
    assert_eq!(
        words,
        &[
            "condition `StringNotLike aws:userId`: `AROATWO:*` added".to_owned(),
            "condition `DateLessThan aws:CurrentTime` `2026-11-22T12:00:00Z` added".to_owned(),
        ]
    );
    assert!(matches!(
        &changes[2],
        StatementChange::Untouched {
            old_index: 0,
            new_index: 2,
            ..
        }
    ));
    assert!(matches!(
        &changes[3],
        StatementChange::Removed { index: 2, .. }
    ));
}

fn codes(findings: &[Finding], severity: Severity) -> Vec<&'static str> {
    findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn what_is_known_of_the_world_is_checked() {
    let mut ids = PrincipalIds::new();
    ids.insert(ROLE, ROLE_ID);
    ids.mark_complete(ACCOUNT);
    let caller = Principal::from_caller_identity(
        "arn:aws:sts::111122223333:assumed-role/Admin/alice",
        "AROAADMINADMINADMIN12:alice",
    )
    .unwrap();
    let world = ValidationContext {
        account: Some(ACCOUNT),
        bucket: Some("acme"),
        ids: Some(&ids),
        caller: Some(&caller),
    };
    let fine = lock(r#""AROAADMINADMINADMIN12:*""#).validate(PolicyKind::Bucket, world);
    assert_eq!(fine, []);

    let stale = lock(r#"["AROADEADDEADDEADDEAD1:*","AROAADMINADMINADMIN12:*"]"#)
        .validate(PolicyKind::Bucket, world);
    assert_eq!(codes(&stale, Severity::Warning), ["stale-id"]);

    let out = lock(r#""AROADEADDEADDEADDEAD1:*""#).validate(PolicyKind::Bucket, world);
    assert_eq!(
        codes(&out, Severity::Warning),
        [
            "stale-id",
            "locks-caller-out",
            "locks-caller-out",
            "locks-caller-out"
        ]
    );

    let own = lock(r#""AROAADMINADMINADMIN12:*""#).to_json().replace(
        r#""Principal":"*""#,
        r#""Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/Gone"]}"#,
    );
    let own = parse(&own).validate(PolicyKind::Bucket, world);
    assert_eq!(codes(&own, Severity::Error), ["unknown-principal"]);
    assert_eq!(codes(&own, Severity::Warning), ["deny-own-account"]);

    let other = ValidationContext {
        bucket: Some("other"),
        ..world
    };
    let other = lock(r#""AROAADMINADMINADMIN12:*""#).validate(PolicyKind::Bucket, other);
    assert_eq!(
        codes(&other, Severity::Error),
        ["invalid-resource", "invalid-resource"]
    );
}

#[test]
fn a_principal_is_read_from_what_get_caller_identity_answers() {
    let read = |arn: &str, user_id: &str| Principal::from_caller_identity(arn, user_id).unwrap();
    assert_eq!(
        read(
            "arn:aws:sts::111122223333:assumed-role/Admin/alice",
            "AROAADMINADMINADMIN12:alice"
        ),
        Principal::RoleSession {
            partition: "aws".to_owned(),
            account: ACCOUNT.to_owned(),
            role: "Admin".to_owned(),
            path_known: false,
            id: Some(ROLE_ID.to_owned()),
            session: SessionName::Exact("alice".to_owned()),
        }
    );
    let root = read("arn:aws-us-gov:iam::111122223333:root", "111122223333");
    assert_eq!(root.to_string(), "arn:aws-us-gov:iam::111122223333:root");
    let user = read(
        "arn:aws:iam::111122223333:user/ops/alice",
        "AIDAALICEALICEALICE12",
    );
    assert_eq!(
        user.principal_arn().unwrap(),
        "arn:aws:iam::111122223333:user/ops/alice"
    );
    let session = read(
        "arn:aws:sts::111122223333:assumed-role/Admin/alice",
        "AROAADMINADMINADMIN12:alice",
    )
    .with_role_arn("arn:aws:iam::111122223333:role/team/Admin");
    assert_eq!(
        session.principal_arn().unwrap(),
        "arn:aws:iam::111122223333:role/team/Admin"
    );
    assert_eq!(
        session.to_string(),
        "arn:aws:sts::111122223333:assumed-role/Admin/alice"
    );
    assert!(Principal::parse("arn:aws:iam::111122223333:user/alice", Some(ROLE_ID)).is_err());
    assert!(Principal::parse("arn:aws:iam::1111:user/alice", None).is_err());
    assert!(Principal::parse("arn:aws:iam::111122223333:group/x", None).is_err());
}
