//! The account's roles and users with their policies: `iam:GetAccountAuthorizationDetails`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use aws_sdk_iam::types::{
    AttachedPermissionsBoundary, AttachedPolicy, EntityType, GroupDetail, ManagedPolicyDetail,
    PolicyDetail, RoleDetail, Tag, UserDetail,
};
use lockdown::known::Known;
use lockdown::principals::{NamedPolicy, Principals, RoleInfo, UserInfo};
use percent_encoding::percent_decode_str;

use crate::account::Account;
use crate::call::{CallError, known};
use crate::wire_time::moment;

const ACTION: &str = "iam:GetAccountAuthorizationDetails";

/// What a page brings, collected over all pages: a role may come before the policies it names.
#[derive(Default)]
struct Pages {
    roles: Vec<RoleDetail>,
    users: Vec<UserDetail>,
    groups: Vec<GroupDetail>,
    managed: HashMap<String, Arc<str>>,
}

impl Account {
    /// Every role and user of the account, with the texts of their policies, percent-decoded.
    pub async fn principals(&self) -> Known<Principals> {
        known(self.read_principals().await)
    }

    async fn read_principals(&self) -> Result<Principals, CallError> {
        let account = self.owner();
        let mut pages = Pages::default();
        let mut marker: Option<String> = None;
        loop {
            let answer = self
                .home()
                .iam
                .get_account_authorization_details()
                .filter(EntityType::Role)
                .filter(EntityType::User)
                .filter(EntityType::Group)
                .filter(EntityType::LocalManagedPolicy)
                .filter(EntityType::AwsManagedPolicy)
                .max_items(1000)
                .set_marker(marker.clone())
                .send()
                .await
                .map_err(|error| CallError::new(ACTION, account, &error))?;
            pages
                .roles
                .extend(answer.role_detail_list.unwrap_or_default());
            pages
                .users
                .extend(answer.user_detail_list.unwrap_or_default());
            pages
                .groups
                .extend(answer.group_detail_list.unwrap_or_default());
            for policy in answer.policies.unwrap_or_default() {
                pages.managed.extend(default_text(policy));
            }
            if !answer.is_truncated {
                break;
            }
            if answer.marker.is_none() || answer.marker == marker {
                let words = "the list is cut off, and its mark for the next page leads nowhere";
                return Err(CallError::not_understood(ACTION, account, words));
            }
            marker = answer.marker;
        }
        pages
            .resolve()
            .map_err(|words| CallError::not_understood(ACTION, account, words))
    }
}

impl Pages {
    fn resolve(self) -> Result<Principals, String> {
        let Self {
            roles,
            users,
            groups,
            managed,
        } = self;
        let groups: HashMap<String, Vec<NamedPolicy>> = groups
            .into_iter()
            .filter_map(|group| {
                let policies = policies(
                    &managed,
                    group.group_policy_list,
                    group.attached_managed_policies,
                );
                Some((group.group_name?, policies))
            })
            .collect();
        Ok(Principals {
            roles: roles
                .into_iter()
                .map(|role| role_info(&managed, role))
                .collect::<Result<_, _>>()?,
            users: users
                .into_iter()
                .map(|user| user_info(&managed, &groups, user))
                .collect::<Result<_, _>>()?,
        })
    }
}

type Managed = HashMap<String, Arc<str>>;

fn role_info(managed: &Managed, role: RoleDetail) -> Result<RoleInfo, String> {
    let (arn, id) = (
        role.arn.unwrap_or_default(),
        role.role_id.unwrap_or_default(),
    );
    Ok(RoleInfo {
        arn: arn.parse().map_err(|error| format!("{error}"))?,
        unique_id: id.parse().map_err(|error| format!("{error}"))?,
        created: moment(role.create_date),
        last_used: role
            .role_last_used
            .and_then(|used| moment(used.last_used_date)),
        trust_policy: role.assume_role_policy_document.map(|text| decoded(&text)),
        policies: policies(
            managed,
            role.role_policy_list,
            role.attached_managed_policies,
        ),
        boundary: role
            .permissions_boundary
            .and_then(|boundary| boundary_of(managed, boundary)),
        tags: tags(role.tags),
    })
}

fn user_info(
    managed: &Managed,
    groups: &HashMap<String, Vec<NamedPolicy>>,
    user: UserDetail,
) -> Result<UserInfo, String> {
    let (arn, id) = (
        user.arn.unwrap_or_default(),
        user.user_id.unwrap_or_default(),
    );
    let mut own = policies(
        managed,
        user.user_policy_list,
        user.attached_managed_policies,
    );
    for group in user.group_list.unwrap_or_default() {
        match groups.get(&group) {
            Some(policies) => own.extend(policies.iter().cloned()),
            None => own.push(unread(format!("group {group}"))),
        }
    }
    Ok(UserInfo {
        arn: arn.parse().map_err(|error| format!("{error}"))?,
        unique_id: id.parse().map_err(|error| format!("{error}"))?,
        created: moment(user.create_date),
        last_used: None,
        policies: own,
        boundary: user
            .permissions_boundary
            .and_then(|boundary| boundary_of(managed, boundary)),
        tags: tags(user.tags),
    })
}

fn policies(
    managed: &Managed,
    inline: Option<Vec<PolicyDetail>>,
    attached: Option<Vec<AttachedPolicy>>,
) -> Vec<NamedPolicy> {
    let inline = inline
        .unwrap_or_default()
        .into_iter()
        .map(|policy| NamedPolicy {
            name: policy.policy_name.unwrap_or_default(),
            text: decoded(&policy.policy_document.unwrap_or_default()),
        });
    let attached = attached.unwrap_or_default().into_iter().map(|policy| {
        managed_policy(
            managed,
            policy.policy_arn.or(policy.policy_name).unwrap_or_default(),
        )
    });
    inline.chain(attached).collect()
}

fn boundary_of(managed: &Managed, boundary: AttachedPermissionsBoundary) -> Option<NamedPolicy> {
    boundary
        .permissions_boundary_arn
        .map(|arn| managed_policy(managed, arn))
}

fn managed_policy(managed: &Managed, arn: String) -> NamedPolicy {
    match managed.get(&arn) {
        Some(text) => NamedPolicy {
            name: arn,
            text: Arc::clone(text),
        },
        None => unread(arn),
    }
}

/// A policy whose document AWS did not send: its empty text can't be read, so what it allows "can't be
/// told", and never counts as nothing.
fn unread(name: String) -> NamedPolicy {
    NamedPolicy {
        name,
        text: Arc::from(""),
    }
}

/// A managed policy's ARN and the text of its default version.
fn default_text(policy: ManagedPolicyDetail) -> Option<(String, Arc<str>)> {
    let arn = policy.arn?;
    let default = policy.default_version_id;
    let version = policy
        .policy_version_list
        .unwrap_or_default()
        .into_iter()
        .find(|version| {
            version.is_default_version
                || (version.version_id.is_some() && version.version_id == default)
        })?;
    Some((arn, decoded(&version.document?)))
}

/// IAM sends documents percent-encoded (RFC 3986); a plus sign stands for itself.
pub(crate) fn decoded(text: &str) -> Arc<str> {
    Arc::from(percent_decode_str(text).decode_utf8_lossy().as_ref())
}

fn tags(tags: Option<Vec<Tag>>) -> BTreeMap<String, String> {
    tags.unwrap_or_default()
        .into_iter()
        .map(|tag| (tag.key, tag.value))
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may panic"
    )]

    use aws_sdk_iam::types::PolicyVersion;

    use super::*;

    fn managed(arn: &str, text: &str) -> ManagedPolicyDetail {
        let old = PolicyVersion::builder()
            .version_id("v1")
            .document("%7B%22old%22%3A1%7D")
            .build();
        let new = PolicyVersion::builder()
            .version_id("v2")
            .document(text)
            .is_default_version(true)
            .build();
        ManagedPolicyDetail::builder()
            .arn(arn)
            .default_version_id("v2")
            .policy_version_list(old)
            .policy_version_list(new)
            .build()
    }

    #[test]
    fn policies_of_groups_and_managed_policies_are_found() {
        let arn = "arn:aws:iam::123456789012:policy/Read";
        let attached = AttachedPolicy::builder()
            .policy_arn(arn)
            .policy_name("Read")
            .build();
        let group = GroupDetail::builder()
            .group_name("ops")
            .attached_managed_policies(attached)
            .build();
        let user = UserDetail::builder()
            .arn("arn:aws:iam::123456789012:user/asha")
            .user_id("AIDAAAAAAAAAAAAAAAAAA")
            .group_list("ops")
            .build();
        let mut pages = Pages {
            users: vec![user],
            groups: vec![group],
            ..Pages::default()
        };
        pages.managed.extend(default_text(managed(
            arn,
            "%7B%22Version%22%3A%222012-10-17%22%7D",
        )));
        let found = pages.resolve().unwrap();
        let policy = &found.users[0].policies[0];
        assert_eq!(
            (policy.name.as_str(), &*policy.text),
            (arn, r#"{"Version":"2012-10-17"}"#)
        );
    }

    #[test]
    fn a_policy_without_a_document_can_not_be_told() {
        let attached = AttachedPolicy::builder()
            .policy_arn("arn:aws:iam::aws:policy/Gone")
            .build();
        let role = RoleDetail::builder()
            .arn("arn:aws:iam::123456789012:role/R")
            .role_id("AROAAAAAAAAAAAAAAAAAA")
            .attached_managed_policies(attached)
            .build();
        let found = Pages {
            roles: vec![role],
            ..Pages::default()
        }
        .resolve()
        .unwrap();
        assert_eq!(&*found.roles[0].policies[0].text, "");
    }

    #[test]
    fn a_principal_without_an_arn_is_not_passed_over() {
        let role = RoleDetail::builder()
            .role_id("AROAAAAAAAAAAAAAAAAAA")
            .build();
        assert!(
            Pages {
                roles: vec![role],
                ..Pages::default()
            }
            .resolve()
            .is_err()
        );
    }
}
