//! Profiles and the account that is open.

use aws_account::check::{Checked, ProfileState};
use aws_account::{Account, Profile, Renewal};

use super::{time, unknown};
use crate::accounts::sentence;
use crate::api::{
    AccountChoice, AccountView, ProfileRow, ProfileStateCode, ProfileStateView, RenewalView,
};

pub(crate) fn state_view(checked: &Checked) -> ProfileStateView {
    ProfileStateView {
        state: match checked.state {
            ProfileState::Ready => ProfileStateCode::Ready,
            ProfileState::CodeNeeded => ProfileStateCode::CodeNeeded,
            ProfileState::SignedOut => ProfileStateCode::SignedOut,
            ProfileState::Expired => ProfileStateCode::Expired,
            ProfileState::Broken => ProfileStateCode::Broken,
            ProfileState::NotChecked => ProfileStateCode::NotChecked,
        },
        why: checked.why.as_deref().map(sentence),
        help: checked.help.as_deref().map(sentence),
        account: checked.account.as_ref().map(ToString::to_string),
        who: checked.arn.as_ref().map(|arn| who(arn.resource())),
        session_ends: checked.ends.map(time),
    }
}

pub(crate) fn row(profile: &Profile) -> ProfileRow {
    ProfileRow {
        name: profile.name.clone(),
        kind: profile.kind.words().to_owned(),
        region: profile.region.clone(),
        account: profile.account.as_ref().map(ToString::to_string),
        role: profile.role.clone(),
        identity_center: profile.identity_center,
        note: profile.note.clone(),
    }
}

pub(crate) fn practice_note(profile: &str) -> Option<String> {
    let note = match profile {
        "practice-admin" => "An administrator. Start here.",
        "practice-auditor" => {
            "May read everything in S3 until a lock keeps it out: try it as someone else."
        }
        "practice-breakglass" => "A user for emergencies: a second way in.",
        "practice-readonly" => "May look, but not change a policy, and not everywhere.",
        "practice-sso" => "An administrator who signs in with Identity Center, in the browser.",
        "practice-mfa" => "The emergency user's role, which asks for a code of an MFA device.",
        "practice-root" => "The account's root user.",
        "practice-builder" => "Builds contact flows: someone whose associations can be limited.",
        "practice-manager" => "Has AmazonConnect_FullAccess, which defeats limits that only allow.",
        "practice-editor" => "A user who builds contact flows: limits work for users too.",
        _ => return None,
    };
    Some(note.to_owned())
}

pub(crate) fn account_view(account: &Account, choice: &AccountChoice) -> AccountView {
    let identity = account.identity();
    let end = account.session_end();
    AccountView {
        practice: choice.practice,
        profile: choice.profile.clone(),
        account_id: identity.account.to_string(),
        alias: identity.alias.value().cloned().flatten(),
        alias_unknown: unknown::of(&identity.alias, "the account's alias"),
        arn: identity.arn.to_string(),
        who: who(identity.arn.resource()),
        session_ends: end.at.map(time),
        renews_itself: end.renews_itself,
        renewal: match account.renewal() {
            Renewal::IdentityCenter => RenewalView::IdentityCenter,
            Renewal::Code => RenewalView::Code,
            Renewal::Elsewhere => RenewalView::Elsewhere,
        },
        writable: true,
        read_only_reason: None,
    }
}

/// The caller in a few words: "role Admin, session asha".
fn who(resource: &str) -> String {
    match resource.split('/').collect::<Vec<_>>().as_slice() {
        ["root"] => "the account's root user".to_owned(),
        // The role that Identity Center makes of a permission set has a long name.
        ["assumed-role", role, session] if permission_set(role).is_some() => format!(
            "permission set {}, session {session}",
            permission_set(role).unwrap_or_default()
        ),
        ["assumed-role", role, session] => format!("role {role}, session {session}"),
        ["user", .., name] => format!("user {name}"),
        ["federated-user", name] => format!("federated user {name}"),
        _ => resource.to_owned(),
    }
}

/// `ContactCentreOps` in `AWSReservedSSO_ContactCentreOps_0123456789abcdef`.
fn permission_set(role: &str) -> Option<&str> {
    let (set, suffix) = role.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
    (suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(set)
}
