//! The rules of AWS that stand in no policy, one function each, with the source.

use super::compile::CompiledLevel;
use super::prepare::Prepared;
use super::who::{self, Who};
use crate::arn::Arn;
use crate::document::Effect;
use crate::principal::{Principal, SessionName, last_segment};
use crate::tri::Tri;

/// The owner account's root user gets at a bucket's policy whatever the policy says.
///
/// Source: "`GetBucketPolicy`", "`PutBucketPolicy`", "`DeleteBucketPolicy`" (Amazon S3 API Reference): "the root
/// principal in a bucket owner's account can perform the … API actions, even if their bucket policy
/// explicitly denies the root principal the ability to perform these API actions"; VPC endpoint policies
/// and Organizations policies can still block it.
pub(super) fn root_gets_at_bucket_policy(request: &Prepared) -> bool {
    let Principal::Root { account, .. } = &request.principal else {
        return false;
    };
    let action = matches!(
        &*request.action,
        "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy"
    );
    let bucket = Arn::split(&request.resource)
        .is_some_and(|arn| arn.service == "s3" && !arn.resource.contains('/'));
    action && bucket && **account == *request.resource_account
}

/// The root user needs no identity policy: the account's resources are its own.
///
/// Source: "AWS account root user": "has complete access to all AWS services and resources in the account".
pub(super) fn needs_no_identity_policy(principal: &Principal) -> bool {
    matches!(principal, Principal::Root { .. })
}

/// Service control policies bind the principals of member accounts, but no service-linked role and nobody
/// outside an account.
///
/// Source: "Service control policies": "SCPs don't affect any service-linked role".
pub(super) fn bound_by_service_control(principal: &Principal) -> bool {
    principal.account().is_some() && !principal.is_service_linked_role()
}

/// Resource control policies bind everyone but service-linked roles.
///
/// Source: "Resource control policies": "RCPs can't be used to restrict … calls made by a service-linked
/// role".
pub(super) fn bound_by_resource_control(principal: &Principal) -> bool {
    !principal.is_service_linked_role()
}

/// AWS attaches `RCPFullAWSAccess` at every level and lets nobody detach it, so a level that lists no Allow of
/// its own allows.
///
/// Source: "Resource control policies": "this policy is automatically attached to the organization root,
/// every OU, and every account … You can't detach this policy."
pub(super) fn allows_by_default(level: &CompiledLevel) -> bool {
    !level
        .policies
        .iter()
        .flat_map(|policy| &policy.statements)
        .any(|statement| statement.effect == Effect::Allow)
}

/// A federated user's session has the permissions that both the caller's identity policies and the
/// session policies give: without session policies none at all.
///
/// Source: "GetFederationToken": "If you do not pass a policy, the resulting federated user session has no
/// permissions."
pub(super) fn has_nothing_without_session_policy(principal: &Principal) -> bool {
    matches!(principal, Principal::FederatedUser { .. })
}

/// Role trust policies and key policies must themselves allow: an identity policy alone does not do.
///
/// Source: "Policy evaluation logic", "Cross account and same account": "IAM role trust policies and KMS key
/// policies are exceptions to this logic, because they must explicitly allow access for principals".
pub(super) fn resource_policy_must_allow(request: &Prepared) -> bool {
    let Some(arn) = Arn::split(&request.resource) else {
        return false;
    };
    let trust = arn.service == "iam"
        && arn.resource.starts_with("role/")
        && (request.action.starts_with("sts:assumerole")
            || matches!(&*request.action, "sts:tagsession" | "sts:setsourceidentity"));
    let key = arn.service == "kms"
        && arn.resource.starts_with("key/")
        && request.action.starts_with("kms:");
    trust || key
}

/// Whether a Deny with `NotPrincipal` spares the principal. AWS "might" check the account first, then the
/// role, then the session, each of which must be listed; the answer here is the one that locks nobody out
/// by surprise: spared only if all are listed. A principal with a permissions boundary is never spared.
///
/// Source: "NotPrincipal": "you must also specify the account ARN of the not-denied principal. Otherwise,
/// the policy might deny access to the entire account"; "AWS might validate the account first, then the
/// role, and then the assumed-role user"; "will always deny any IAM principal that has a permissions
/// boundary policy attached, regardless of the values specified in the `NotPrincipal` element".
pub(super) fn spared_by_not_principal(
    entries: &[Who],
    principal: &Principal,
    bounded: bool,
) -> Tri {
    if entries.contains(&Who::Anyone) {
        return Tri::True;
    }
    let entity = matches!(
        principal,
        Principal::User { .. } | Principal::RoleSession { .. }
    );
    if bounded && entity {
        return Tri::False;
    }
    let found = who::named(entries, principal);
    match principal {
        Principal::User { .. } | Principal::FederatedUser { .. } => found.direct.and(found.account),
        Principal::RoleSession { .. } => found.direct.and(found.role).and(found.account),
        Principal::Root { .. }
        | Principal::Service(_)
        | Principal::WebIdentity { .. }
        | Principal::Saml { .. }
        | Principal::Anonymous => found.direct,
    }
}

/// The session that a listed ARN names, if it is one of this principal's role: used to tell apart the
/// sessions of a role that may have any name.
pub(super) fn session_of(entry: &Who, principal: &Principal) -> Option<String> {
    match (entry, principal) {
        (
            Who::Session {
                partition,
                account,
                role: named,
                session,
            },
            Principal::RoleSession {
                partition: own_partition,
                account: own,
                role,
                session: SessionName::Any,
                ..
            },
        ) if **partition == **own_partition
            && **account == **own
            && **named == *last_segment(role) =>
        {
            Some(session.to_string())
        }
        _ => None,
    }
}
