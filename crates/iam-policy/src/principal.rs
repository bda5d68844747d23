//! Who asks: the principal of a request.

use crate::arn::{self, Arn, UniqueId};

/// The name of a role's session.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionName {
    /// This name.
    Exact(String),
    /// Any name that AWS would accept: one symbolic value, not a sample.
    Any,
}

/// Who asks. A request is always made by one of these; a role never asks itself, its sessions do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Principal {
    /// The account's root user.
    Root {
        /// `aws`, `aws-us-gov`, `aws-cn`
        partition: String,
        /// Twelve digits.
        account: String,
    },
    /// An IAM user.
    User {
        /// `aws`, `aws-us-gov`, `aws-cn`
        partition: String,
        /// Twelve digits.
        account: String,
        /// Path and name without the leading slash, as `ops/alice`.
        name: String,
        /// `AIDA…`, where known.
        id: Option<String>,
    },
    /// A session of a role: Identity Center, service and service-linked roles included.
    RoleSession {
        /// `aws`, `aws-us-gov`, `aws-cn`
        partition: String,
        /// Twelve digits.
        account: String,
        /// Path and name without the leading slash; the name alone where the path is not known.
        role: String,
        /// Whether `role` holds the path: an assumed-role ARN does not.
        path_known: bool,
        /// `AROA…`, where known.
        id: Option<String>,
        /// The session's name.
        session: SessionName,
    },
    /// A session of `sts:GetFederationToken`.
    FederatedUser {
        /// `aws`, `aws-us-gov`, `aws-cn`
        partition: String,
        /// Twelve digits.
        account: String,
        /// The name that the caller gave.
        name: String,
    },
    /// Someone with a token of a web identity provider, before a role is assumed.
    WebIdentity {
        /// The provider's ARN or domain.
        provider: String,
    },
    /// Someone with a SAML assertion, before a role is assumed.
    Saml {
        /// The provider's ARN.
        provider: String,
    },
    /// An AWS service acting as itself.
    Service(String),
    /// A request without a signature.
    Anonymous,
}

/// A text that names no principal of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalError {
    /// Not an ARN, a service name, or `anonymous`.
    #[error("`{0}` is not the ARN of a principal, a service name or `anonymous`")]
    NotAPrincipal(String),
    /// An ARN without a twelve-digit account.
    #[error("`{0}` names no account of twelve digits")]
    NoAccount(String),
    /// An ARN of something that makes no requests.
    #[error(
        "`{0}` makes no requests: expected root, a user, a role, a session or an identity provider"
    )]
    MakesNoRequests(String),
    /// A unique id that does not belong to such a principal.
    #[error("`{id}` is not the unique id of `{principal}`")]
    ForeignId {
        /// The id given.
        id: String,
        /// The principal it was given for.
        principal: String,
    },
}

/// Web identity providers that a trust policy names by domain.
///
/// Source: "AWS JSON policy elements: Principal", section "OIDC federated principals".
const WEB_PROVIDERS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

impl Principal {
    /// From an ARN, a service name (`connect.amazonaws.com`) or `anonymous`, with the unique id where it
    /// is known (`AIDA…` of a user, `AROA…` of a role or of a session's role). A role's own ARN stands
    /// for a session of it with any name.
    ///
    /// # Errors
    /// When the text names nothing that makes requests, or the id belongs to something else.
    pub fn parse(text: &str, id: Option<&str>) -> Result<Self, PrincipalError> {
        if text == "anonymous" {
            return Ok(Self::Anonymous);
        }
        if WEB_PROVIDERS.contains(&text) {
            return Ok(Self::WebIdentity {
                provider: text.to_owned(),
            });
        }
        if is_service_name(text) {
            return Ok(Self::Service(text.to_owned()));
        }
        Self::from_arn(text, id)
    }

    /// From an ARN; see [`parse`](Self::parse).
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn from_arn(text: &str, id: Option<&str>) -> Result<Self, PrincipalError> {
        let parts =
            Arn::split(text).ok_or_else(|| PrincipalError::NotAPrincipal(text.to_owned()))?;
        if !arn::is_account_id(parts.account) {
            return Err(PrincipalError::NoAccount(text.to_owned()));
        }
        let foreign = |id: &str| PrincipalError::ForeignId {
            id: id.to_owned(),
            principal: text.to_owned(),
        };
        let id_of = |wanted: UniqueId| match id {
            None => Ok(None),
            // A session's full user id (`AROA…:name`) is read as the role's part of it.
            Some(given) => {
                let bare = given.split(':').next().unwrap_or(given);
                if arn::unique_id(bare).is_some_and(|kind| kind != wanted) || bare.is_empty() {
                    Err(foreign(given))
                } else {
                    Ok(Some(bare.to_owned()))
                }
            }
        };
        let partition = parts.partition.to_owned();
        let account = parts.account.to_owned();
        let (kind, rest) = parts
            .resource
            .split_once('/')
            .unwrap_or((parts.resource, ""));
        match (parts.service, kind, rest) {
            ("iam", "root", "") => Ok(Self::Root { partition, account }),
            ("iam", "user", name) if !name.is_empty() => Ok(Self::User {
                partition,
                account,
                name: name.to_owned(),
                id: id_of(UniqueId::User)?,
            }),
            ("iam", "role", role) if !role.is_empty() => Ok(Self::RoleSession {
                partition,
                account,
                role: role.to_owned(),
                path_known: true,
                id: id_of(UniqueId::Role)?,
                session: SessionName::Any,
            }),
            ("sts", "assumed-role", rest) => match rest.split_once('/') {
                Some((role, session)) if !role.is_empty() && !session.is_empty() => {
                    Ok(Self::RoleSession {
                        partition,
                        account,
                        role: role.to_owned(),
                        path_known: false,
                        id: id_of(UniqueId::Role)?,
                        session: SessionName::Exact(session.to_owned()),
                    })
                }
                _ => Err(PrincipalError::MakesNoRequests(text.to_owned())),
            },
            ("sts", "federated-user", name) if !name.is_empty() => Ok(Self::FederatedUser {
                partition,
                account,
                name: name.to_owned(),
            }),
            ("iam", "oidc-provider", name) if !name.is_empty() => Ok(Self::WebIdentity {
                provider: text.to_owned(),
            }),
            ("iam", "saml-provider", name) if !name.is_empty() => Ok(Self::Saml {
                provider: text.to_owned(),
            }),
            _ => Err(PrincipalError::MakesNoRequests(text.to_owned())),
        }
    }

    /// The exact identity that `sts:GetCallerIdentity` names: its `Arn` and its full `UserId`, which is
    /// the value of `aws:userid` (domain fact: it needs no permission).
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn from_caller_identity(arn: &str, user_id: &str) -> Result<Self, PrincipalError> {
        let principal = Self::from_arn(arn, None)?;
        match principal {
            Self::User { .. } | Self::RoleSession { .. } => Self::from_arn(arn, Some(user_id)),
            other => Ok(other),
        }
    }

    /// The same session, its role's ARN with the path that an assumed-role ARN drops (from `iam:GetRole`).
    /// Other principals are returned as they are.
    #[must_use]
    pub fn with_role_arn(mut self, role_arn: &str) -> Self {
        if let (
            Self::RoleSession {
                role, path_known, ..
            },
            Some(arn),
        ) = (&mut self, Arn::split(role_arn))
            && let Some(full) = arn.resource.strip_prefix("role/")
        {
            full.clone_into(role);
            *path_known = true;
        }
        self
    }

    /// The account it belongs to; none for services, identity providers and anonymous requests.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Root { account, .. }
            | Self::User { account, .. }
            | Self::RoleSession { account, .. }
            | Self::FederatedUser { account, .. } => Some(account),
            Self::WebIdentity { .. } | Self::Saml { .. } | Self::Service(_) | Self::Anonymous => {
                None
            }
        }
    }

    /// The ARN as a person would write it: a session's own ARN, or its role's where any session is meant.
    pub fn arn(&self) -> Option<String> {
        match self {
            Self::RoleSession {
                partition,
                account,
                role,
                session: SessionName::Exact(session),
                ..
            } => {
                let name = last_segment(role);
                Some(format!(
                    "arn:{partition}:sts::{account}:assumed-role/{name}/{session}"
                ))
            }
            Self::WebIdentity { provider } | Self::Saml { provider } => Some(provider.clone()),
            _ => self.principal_arn(),
        }
    }

    /// The value of `aws:PrincipalArn`; a session has its role's.
    ///
    /// Source: "AWS global condition context keys", `aws:PrincipalArn`.
    pub fn principal_arn(&self) -> Option<String> {
        match self {
            Self::Root { partition, account } => {
                Some(format!("arn:{partition}:iam::{account}:root"))
            }
            Self::User {
                partition,
                account,
                name,
                ..
            } => Some(format!("arn:{partition}:iam::{account}:user/{name}")),
            Self::RoleSession {
                partition,
                account,
                role,
                ..
            } => Some(format!("arn:{partition}:iam::{account}:role/{role}")),
            Self::FederatedUser {
                partition,
                account,
                name,
            } => Some(format!(
                "arn:{partition}:sts::{account}:federated-user/{name}"
            )),
            Self::WebIdentity { .. } | Self::Saml { .. } | Self::Service(_) | Self::Anonymous => {
                None
            }
        }
    }

    /// Whether this is a session of a service-linked role: AWS keeps their path for itself. Where the
    /// path is not known, their reserved prefix of the name tells.
    ///
    /// Source: "Using service-linked roles": path `aws-service-role/`, name `AWSServiceRoleFor…`.
    pub fn is_service_linked_role(&self) -> bool {
        match self {
            Self::RoleSession {
                role,
                path_known: true,
                ..
            } => role.starts_with("aws-service-role/"),
            Self::RoleSession { role, .. } => role.starts_with("AWSServiceRoleFor"),
            _ => false,
        }
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Service(name) => f.write_str(name),
            other => f.write_str(&other.arn().unwrap_or_default()),
        }
    }
}

/// The name of a role or user without its path.
pub(crate) fn last_segment(path_and_name: &str) -> &str {
    path_and_name.rsplit('/').next().unwrap_or(path_and_name)
}

/// `service.amazonaws.com` and the like, also with a Region or another partition's domain.
fn is_service_name(text: &str) -> bool {
    let known = text.ends_with(".amazonaws.com")
        || text.ends_with(".amazonaws.com.cn")
        || text.ends_with(".amazon.com")
        || text.ends_with(".aws.internal")
        || text.ends_with(".api.aws");
    known
        && !text.starts_with('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}
