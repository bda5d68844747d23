//! The roles: people's, machines', AWS's own, the vendor's, and one service role for each instance.

mod machines;
mod people;

use serde_json::Value;
use time::Month::April;
use time::OffsetDateTime;

use super::documents::trust_service;
use super::{ACCOUNT, day, role_id};
use crate::world::{Inline, Instance, Role};

/// All of them.
pub(super) fn all(instances: &[Instance]) -> Vec<Role> {
    let mut roles = people::all();
    roles.extend(machines::all());
    roles.extend(of_aws());
    roles.extend(instances.iter().map(service_role));
    roles
}

/// Service-linked roles of other services.
fn of_aws() -> Vec<Role> {
    let linked = |name: &str, service: &str| {
        let path = format!("/aws-service-role/{service}/");
        role(name, &path, day(2020, April, 1), trust_service(service))
    };
    vec![
        linked("AWSServiceRoleForAmazonMacie", "macie.amazonaws.com")
            .attach("aws", "aws-service-role/AmazonMacieServiceRolePolicy"),
        linked("AWSServiceRoleForConfig", "config.amazonaws.com")
            .attach("aws", "aws-service-role/AWSConfigServiceRolePolicy"),
        linked("AWSServiceRoleForSupport", "support.amazonaws.com"),
        linked(
            "AWSServiceRoleForTrustedAdvisor",
            "trustedadvisor.amazonaws.com",
        ),
    ]
}

/// The service role of an instance. The managed policy covers buckets named `amazon-connect-…` alone, so every
/// other place comes as an inline policy, as Amazon Connect writes it when storage is associated.
fn service_role(instance: &Instance) -> Role {
    let linked = instance.has_linked_role();
    let path = if linked {
        "/aws-service-role/connect.amazonaws.com/"
    } else {
        "/service-role/"
    };
    let trust = trust_service("connect.amazonaws.com");
    let mut service_role = role(instance.service_role_name(), path, instance.created, trust);
    if linked {
        service_role = service_role.attach(
            "aws",
            "aws-service-role/AmazonConnectServiceLinkedRolePolicy",
        );
    }
    for storage in &instance.storage {
        let Some((name, document)) = storage.target.role_policy(linked) else {
            continue;
        };
        if !service_role.inline.iter().any(|known| known.name == name) {
            service_role = service_role.with(&name, document);
        }
    }
    service_role
}

/// A role without any policy, with sessions of an hour.
fn role(name: &str, path: &str, created: OffsetDateTime, trust: Value) -> Role {
    Role {
        name: name.to_owned(),
        path: path.to_owned(),
        id: role_id(name),
        created,
        description: None,
        trust,
        inline: Vec::new(),
        attached: Vec::new(),
        boundary: None,
        max_session: 3_600,
        tags: Vec::new(),
    }
}

impl Role {
    /// With an inline policy.
    fn with(mut self, name: &str, document: Value) -> Self {
        self.inline.push(Inline {
            name: name.to_owned(),
            document,
        });
        self
    }

    /// With a managed policy of AWS (`aws`) or of the account, by path and name.
    fn attach(mut self, owner: &str, policy: &str) -> Self {
        self.attached
            .push(format!("arn:aws:iam::{owner}:policy/{policy}"));
        self
    }

    /// With everything allowed.
    fn administrator(self) -> Self {
        self.attach("aws", "AdministratorAccess")
    }

    /// Bounded by a policy of the account.
    fn bounded(mut self, policy: &str) -> Self {
        self.boundary = Some(format!("arn:aws:iam::{ACCOUNT}:policy/{policy}"));
        self
    }

    /// With sessions of this many seconds.
    fn lasting(mut self, seconds: u32) -> Self {
        self.max_session = seconds;
        self
    }
}
