//! Who is signed in.

use lockdown::ids::Arn;
use lockdown::inventory::Identity;
use lockdown::known::Known;

use crate::call::{CallError, known};
use crate::clients::RegionClients;

/// `sts:GetCallerIdentity`, which needs no permission. Role and alias are not asked yet.
pub(crate) async fn caller(clients: &RegionClients) -> Result<Identity, CallError> {
    let action = "sts:GetCallerIdentity";
    let on = "the signed-in identity";
    let answer = clients
        .sts
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| CallError::new(action, on, &error))?;
    let not_understood = |words: String| CallError::not_understood(action, on, words);
    let text = |value: Option<String>, name: &str| {
        value.ok_or_else(|| not_understood(format!("the answer has no {name}")))
    };
    Ok(Identity {
        account: text(answer.account, "Account")?
            .parse()
            .map_err(|e| not_understood(format!("{e}")))?,
        arn: text(answer.arn, "Arn")?
            .parse()
            .map_err(|e| not_understood(format!("{e}")))?,
        user_id: text(answer.user_id, "UserId")?,
        role_arn: Known::not_read_yet(),
        alias: Known::not_read_yet(),
    })
}

/// Adds the role's own ARN and the account's alias.
pub(crate) async fn complete(clients: &RegionClients, who: Identity) -> Identity {
    let (role_arn, alias) = tokio::join!(role_arn(clients, &who), alias(clients, &who));
    Identity {
        role_arn: known(role_arn),
        alias: known(alias),
        ..who
    }
}

/// The role of a session: an STS ARN drops the role's path, `iam:GetRole` has it (domain: identities
/// in conditions). No role for a user or root.
async fn role_arn(clients: &RegionClients, who: &Identity) -> Result<Option<Arn>, CallError> {
    let Some(name) = role_name(&who.arn) else {
        return Ok(None);
    };
    let action = "iam:GetRole";
    let answer = clients
        .iam
        .get_role()
        .role_name(name)
        .send()
        .await
        .map_err(|error| CallError::new(action, name, &error))?;
    let role = answer
        .role
        .ok_or_else(|| CallError::not_understood(action, name, "the answer has no Role"))?;
    let session_of = who.user_id.split(':').next().unwrap_or_default();
    if role.role_id != session_of {
        return Err(CallError::not_understood(
            action,
            name,
            format!(
                "the role has the id {}, the session comes from {session_of}",
                role.role_id
            ),
        ));
    }
    role.arn
        .parse()
        .map(Some)
        .map_err(|error| CallError::not_understood(action, name, format!("{error}")))
}

async fn alias(clients: &RegionClients, who: &Identity) -> Result<Option<String>, CallError> {
    let answer = clients
        .iam
        .list_account_aliases()
        .send()
        .await
        .map_err(|error| CallError::new("iam:ListAccountAliases", who.account.as_str(), &error))?;
    Ok(answer.account_aliases.into_iter().next())
}

/// `Admin` in `arn:aws:sts::123456789012:assumed-role/Admin/session`.
fn role_name(arn: &Arn) -> Option<&str> {
    if arn.service() != "sts" {
        return None;
    }
    arn.resource()
        .strip_prefix("assumed-role/")?
        .split('/')
        .next()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn only_a_role_session_has_a_role() {
        let name = |arn: &str| role_name(&arn.parse().unwrap()).map(str::to_owned);
        assert_eq!(
            name("arn:aws:sts::123456789012:assumed-role/Admin/asha").as_deref(),
            Some("Admin")
        );
        assert_eq!(name("arn:aws:iam::123456789012:user/ops/asha"), None);
        assert_eq!(name("arn:aws:iam::123456789012:root"), None);
        assert_eq!(name("arn:aws:sts::123456789012:federated-user/x"), None);
    }
}
