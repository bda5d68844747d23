//! The texts of locks, to the letter.

use lockdown::inventory::LivePolicy;
use lockdown::keep::{KeepChoice, MatchBy};
use lockdown::lock::{AwsServices, LockForm, LockScope, TrialEnd};
use lockdown::plan::{Intent, Plan};
use time::macros::datetime;

use crate::account::{self, NOW, TLS_ONLY, arn, article, codes, intent, locked, policy};

fn permanent(plan: &Plan) -> String {
    plan.targets()[0].permanent.text().unwrap().to_owned()
}

#[test]
fn the_articles_form() {
    let plan = locked(LivePolicy::None, &article());
    assert_eq!(codes(&plan), Vec::<&str>::new());
    assert_eq!(
        permanent(&plan),
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"StrongroomLock","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"],"Condition":{"StringNotLike":{"aws:userId":["AROAADMINADMINADMIN01:*","AROALONDONLONDON00001:*","AROAVIRGINIAVIRGIN001:*","AIDABREAKGLASSBREAK01"]}}}]}"#
    );
}

#[test]
fn roles_in_awss_own_paths_are_matched_by_both_unless_told_otherwise() {
    let mut intent = intent();
    intent.keep.push(KeepChoice {
        arn: arn(account::SSO),
        match_by: MatchBy::Both,
    });
    let text = permanent(&locked(LivePolicy::None, &intent));
    assert!(
        text.contains(r#""StringNotLike":{"aws:userId":["AROAADMINADMINADMIN01:*","AROALONDONLONDON00001:*","AROAVIRGINIAVIRGIN001:*","AIDABREAKGLASSBREAK01","AROASSOSSOSSOSSOSSO01:*"]}"#),
        "{text}"
    );
    assert!(
        text.contains(r#""ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_London","arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Virginia","arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_Ops_????????????????"]}"#),
        "{text}"
    );
}

#[test]
fn services_of_this_account_are_kept() {
    let form = LockForm {
        services: AwsServices::KeepForThisAccount,
        scope: LockScope::Everything,
    };
    let text = permanent(&locked(LivePolicy::None, &Intent { form, ..article() }));
    assert!(
        text.contains(r#""BoolIfExists":{"aws:PrincipalIsAWSService":"false"}"#),
        "{text}"
    );
    assert!(
        text.contains(r#"{"Sid":"StrongroomServices","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"],"Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"},"Null":{"aws:SourceAccount":"false"},"StringNotEquals":{"aws:SourceAccount":"111122223333"}}}"#),
        "{text}"
    );
}

#[test]
fn all_but_configuration_leaves_only_reads_of_configuration() {
    let form = LockForm {
        services: AwsServices::CutOff,
        scope: LockScope::AllButConfiguration,
    };
    let text = permanent(&locked(LivePolicy::None, &Intent { form, ..article() }));
    assert!(
        text.contains(r#""NotAction":["s3:GetAccelerateConfiguration","s3:GetBucketAcl""#),
        "{text}"
    );
    for stays_denied in [
        "ListBucket",
        "GetObject\"",
        "Replication",
        "Lifecycle",
        "Notification",
        "BucketPolicy\"",
    ] {
        assert!(!text.contains(stays_denied), "{stays_denied} in {text}");
    }
}

#[test]
fn a_lock_is_added_to_what_is_there() {
    let plan = locked(policy(TLS_ONLY), &article());
    let text = permanent(&plan);
    let kept = TLS_ONLY.strip_suffix("]}").unwrap();
    assert!(
        text.starts_with(&format!("{kept},{{\"Sid\":\"StrongroomLock\"")),
        "{text}"
    );
    assert_eq!(plan.targets()[0].added.len(), 1);
    assert_eq!(
        plan.targets()[0].summary,
        "adds 1 statement to the policy; everything else stays"
    );
}

#[test]
fn a_trial_carries_its_end_and_nothing_else() {
    let plan = locked(policy(TLS_ONLY), &article());
    let trial = plan.targets()[0].trial.as_ref().unwrap();
    let end = TrialEnd::after(NOW, plan.trial().unwrap());
    let text = trial.fill(end);
    let expected = permanent(&plan).replace(
        r#""AIDABREAKGLASSBREAK01"]}}"#,
        r#""AIDABREAKGLASSBREAK01"]},"DateLessThan":{"aws:CurrentTime":"2026-11-22T09:15:00Z"}}"#,
    );
    assert_eq!(text, expected);
    assert_eq!(trial.end_in(&text), Some(end));
    assert_eq!(trial.size(), text.len());
    let later = end.extended(time::Duration::minutes(10));
    assert_eq!(trial.end_in(&trial.fill(later)), Some(later));
    assert_eq!(trial.end_in(&permanent(&plan)), None);
}

#[test]
fn changing_a_lock_on_trial_never_opens_the_bucket() {
    let first = permanent(&locked(LivePolicy::None, &article()));
    let mut wider = article();
    wider.keep.push(KeepChoice {
        arn: arn(account::AUDITOR),
        match_by: MatchBy::Id,
    });
    let plan = locked(policy(&first), &wider);
    assert_eq!(codes(&plan), Vec::<&str>::new());
    let trial = plan.targets()[0].trial.as_ref().unwrap();
    // The hole stands twice and is filled with one end.
    assert_eq!(trial.pieces().len(), 3);
    let text = trial.fill(TrialEnd::at(datetime!(2026-11-22 09:15 UTC)));
    assert!(text.contains(r#"{"Sid":"StrongroomBefore1""#), "{text}");
    assert!(
        text.contains(r#""DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-22T09:15:00Z"}"#),
        "{text}"
    );
    assert!(
        text.contains(r#""DateLessThan":{"aws:CurrentTime":"2026-11-22T09:15:00Z"}"#),
        "{text}"
    );
    assert!(permanent(&plan).contains("AROAAUDITORAUDITOR001:*"));
    assert!(!permanent(&plan).contains("StrongroomBefore"));

    // Once that trial has ended, the old lock that it left is the one that a further trial keeps.
    let again = lockdown::plan::plan_lock(
        &account::inventory(LivePolicy::Text(text)),
        lockdown::known::Known::Value(&account::principals()),
        &wider,
        datetime!(2026-11-22 10:00 UTC),
    );
    let text = again.targets()[0]
        .trial
        .as_ref()
        .unwrap()
        .fill(TrialEnd::at(datetime!(2026-11-22 10:15 UTC)));
    assert_eq!(text.matches("2026-11-22T10:15:00Z").count(), 2, "{text}");
    assert_eq!(text.matches("2026-11-22T09:15:00Z").count(), 0, "{text}");
}

#[test]
fn sids_of_others_are_not_taken_twice() {
    let theirs = r#"{"Version":"2012-10-17","Statement":[{"Sid":"StrongroomLock","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;
    let text = permanent(&locked(policy(theirs), &article()));
    assert!(text.contains(r#""Sid":"StrongroomLock2""#), "{text}");
    assert_eq!(
        text.matches(r#""Sid":"StrongroomLock","#).count(),
        1,
        "{text}"
    );
}

#[test]
fn ends_are_whole_seconds_rounded_up() {
    let end = TrialEnd::at(datetime!(2026-11-22 09:00:00.5 UTC));
    assert_eq!(end.to_string(), "2026-11-22T09:00:01Z");
    assert!(!end.has_passed(datetime!(2026-11-22 09:00:00.9 UTC)));
    assert!(end.has_passed(datetime!(2026-11-22 09:00:01 UTC)));
    assert!(TrialEnd::parse("2026-11-22T09:00:01+00:00").is_err());
}
