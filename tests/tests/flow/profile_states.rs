//! Every kind of profile in every state that it can have, on real files, against the practice account.
//!
//! [`TABLE`] is what there is to see: a line for each kind, a cell for each state. A cell names the profile that stands so
//! and what its row says, or why no profile of that kind can.

use practice_aws::SecretKind;
use serde_json::Value;
use strongroom::api::ProfileStateCode;
use strongroom_tests::secrets::Net;

use crate::environment::{Ask, answers};
use crate::every_profile::{NOWHERE, every_profile, keys_in};
use crate::place::Place;

/// Which of the environments below the app runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    /// The environment, the container and the instance have good keys.
    Good,
    /// The environment's keys are over, nothing is there where the container's should be.
    Over,
    /// None of them has any.
    Bare,
}

enum Cell {
    /// A profile in an environment, and words of its reason.
    Is(&'static str, In, &'static str),
    /// The same, once the user has allowed the profile's program to run.
    Run(&'static str, &'static str),
    /// No profile of this kind stands so.
    Never(&'static str),
}

use Cell::{Is, Never, Run};
use In::{Bare, Good, Over};

/// The kind; ready, a code is needed, signed out, expired, broken, not checked.
const TABLE: &[(&str, [Cell; 6])] = &[
    (
        "Identity Center",
        [
            Is("sso", Bare, ""),
            Never("Identity Center asks for a code itself, in the browser"),
            Is("sso-out", Bare, "nobody has signed in"),
            Is("sso-over", Bare, "ended at"),
            Is("sso-lost", Bare, "`gone` does not exist"),
            Is("sso-silent", Bare, "no answer"),
        ],
    ),
    (
        "Identity Center, the old form",
        [
            Is("old", Bare, ""),
            Never("as above"),
            Is("old-out", Bare, "nobody has signed in"),
            Is("old-over", Bare, "ended at"),
            Is("old-half", Bare, "`sso_region` is missing"),
            Is("old-silent", Bare, "no answer"),
        ],
    ),
    (
        "access keys",
        [
            Is("practice-admin", Bare, ""),
            Never("a code changes nothing about keys"),
            Never("keys are there, or the profile is none of this kind"),
            Is("keys-over", Bare, "expired"),
            Is("keys-wrong", Bare, "InvalidClientTokenId"),
            Is("keys-silent", Bare, "no answer"),
        ],
    ),
    (
        "assumed role, source_profile",
        [
            Is("role", Bare, ""),
            Is("practice-mfa", Bare, "mfa/breakglass"),
            Is("role-out", Bare, "nobody has signed in"),
            Is("role-over", Bare, "expired"),
            Is("role-orphan", Bare, "`nowhere` does not exist"),
            Is("role-silent", Bare, "no answer"),
        ],
    ),
    (
        "assumed role, Environment",
        [
            Is("environment", Good, ""),
            Is("environment-mfa", Good, "mfa/breakglass"),
            Never("keys are there or they are missing, which is broken"),
            Is("environment", Over, "expired"),
            Is("environment", Bare, "AWS_ACCESS_KEY_ID"),
            Is("environment-silent", Good, "no answer"),
        ],
    ),
    (
        "assumed role, EcsContainer",
        [
            Is("container", Good, ""),
            Is("container-mfa", Good, "mfa/breakglass"),
            Never("nobody signs in to a container"),
            Never("a container always hands out keys that are good"),
            Is("container", Bare, "a task role"),
            Is("container", Over, "does not answer"),
        ],
    ),
    (
        "assumed role, Ec2InstanceMetadata",
        [
            Is("instance", Good, ""),
            Is("instance-mfa", Good, "mfa/breakglass"),
            Never("nobody signs in to an instance"),
            Never("an instance always hands out keys that are good"),
            Is("instance-nowhere", Bare, "an EC2 instance that has a role"),
            Never("what does not answer is no instance's: broken"),
        ],
    ),
    (
        "assumed role, another source",
        [
            Never("there is no such source"),
            Never("there is no such source"),
            Never("there is no such source"),
            Never("there is no such source"),
            Is("source-unknown", Good, "`Keychain`"),
            Never("it is told without asking anyone"),
        ],
    ),
    (
        "credential process",
        [
            Run("process", ""),
            Never("a program asks its user itself"),
            Never("a program that is signed out fails, as any that is broken"),
            Run("process-over", "expired"),
            Run("process-fails", "exit status: 7"),
            Is("process", Bare, "starts a program"),
        ],
    ),
    (
        "web identity",
        [
            Is("web", Bare, ""),
            Never("a token takes the place of whatever a person would type"),
            Never("another program signs in and keeps the token's file"),
            Is("web-over", Bare, "ExpiredTokenException"),
            Is("web-missing", Bare, "can't be read"),
            Is("web-silent", Bare, "no answer"),
        ],
    ),
    (
        "web identity, not AWS's word",
        [
            Never("as above"),
            Never("as above"),
            Never("as above"),
            Never("as above"),
            Is("web-made-up", Bare, "InvalidIdentityToken"),
            Never("as above"),
        ],
    ),
    (
        "console login",
        [
            Is("console", Bare, ""),
            Never("the console asks for a code itself"),
            Is("console-out", Bare, "nobody has signed in"),
            Is("console-over", Bare, "has ended"),
            Is("console-garbled", Bare, "can't be used"),
            Is("console-silent", Bare, "no answer"),
        ],
    ),
    (
        "console login, to be renewed",
        [
            Is("console-renewed", Bare, ""),
            Never("as above"),
            Never("as above"),
            Is("console-password", Bare, "password has changed"),
            Is("console-refused", Bare, "signin:CreateOAuth2Token"),
            Never("as above"),
        ],
    ),
    (
        "no credentials",
        [
            Never("it names no way to sign in"),
            Never("it names no way to sign in"),
            Never("it names no way to sign in"),
            Never("it names no way to sign in"),
            Is("nothing", Bare, "no way to sign in"),
            Never("it names no way to sign in"),
        ],
    ),
];

const STATES: [ProfileStateCode; 6] = [
    ProfileStateCode::Ready,
    ProfileStateCode::CodeNeeded,
    ProfileStateCode::SignedOut,
    ProfileStateCode::Expired,
    ProfileStateCode::Broken,
    ProfileStateCode::NotChecked,
];

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_profile_in_every_state_that_it_can_have() {
    let place = Place::start().await;
    every_profile(&place).await;
    let container = place.control().give_machine_role("Admin").unwrap();
    let over = keys_in(&place.console("gone", -60, false).cache);
    let mut wrong = Vec::new();
    let mut shown = Vec::new();
    for environment in [Good, Over, Bare] {
        let variables = match environment {
            Good => [
                place.keys_of("practice-admin"),
                vec![
                    (
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        place.control().container_url(),
                    ),
                    ("AWS_CONTAINER_AUTHORIZATION_TOKEN", container.clone()),
                ],
            ]
            .concat(),
            Over => [
                over.clone(),
                vec![(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    format!("{NOWHERE}/credentials"),
                )],
            ]
            .concat(),
            Bare => Vec::new(),
        };
        wrong.extend(differences(&place, environment, &variables, &mut shown).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // None of the rows has a part of what is behind it.
    let net = Net::new(place.control().secrets());
    for kind in SecretKind::FROM_ELSEWHERE {
        assert!(net.kinds().contains_key(&kind), "no {kind:?} in this run");
    }
    let shown = Value::from(shown).to_string();
    assert_eq!(net.catch("the rows", shown.as_bytes()), []);
    assert_eq!(net.codes("the rows", shown.as_bytes()), []);
}

/// What the table says and the app doesn't, in one environment; what the app answers is `shown`.
async fn differences(
    place: &Place,
    now: In,
    variables: &[(&str, String)],
    shown: &mut Vec<Value>,
) -> Vec<String> {
    let mut asks = Vec::new();
    let mut expected = Vec::new();
    for (kind, cells) in TABLE {
        for (cell, state) in cells.iter().zip(STATES) {
            let (profile, programs, words) = match cell {
                Is(profile, environment, words) if *environment == now => (profile, false, words),
                Run(profile, words) if now == Bare => (profile, true, words),
                Is(..) | Run(..) => continue,
                Never(why) => {
                    assert!(!why.is_empty());
                    continue;
                }
            };
            asks.push(Ask::Check((*profile).to_owned(), programs));
            expected.push((kind, profile, state, words));
        }
    }
    let found = answers(place.folder(), &place.files(), variables, &asks).await;
    shown.extend(found.iter().cloned());
    let mut wrong = Vec::new();
    for ((kind, profile, state, words), found) in expected.into_iter().zip(found) {
        let why = found["why"].as_str().unwrap_or_default();
        let right = found["state"] == serde_json::to_value(state).unwrap()
            && why.to_lowercase().contains(&words.to_lowercase())
            && why.is_empty() == (state == ProfileStateCode::Ready)
            // What can be done about it is said, unless the row's own button does it.
            && (found["help"].is_string()
                || matches!(state, ProfileStateCode::Ready | ProfileStateCode::NotChecked))
            && !found.to_string().contains("hush");
        if !right {
            wrong.push(format!(
                "{kind}, `{profile}`, {now:?}: not {state:?} ({words}) but {found:#}"
            ));
        }
    }
    wrong
}
