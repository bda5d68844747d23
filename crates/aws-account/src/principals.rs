//! The account's roles and users with their policies: `iam:GetAccountAuthorizationDetails`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{
    AttachedPermissionsBoundary, AttachedPolicy, EntityType, ManagedPolicyDetail, PolicyDetail,
    RoleDetail, Tag, UserDetail,
};
use lockdown::known::Known;
use lockdown::principals::{NamedPolicy, Principals, RoleInfo, UserInfo};
use percent_encoding::percent_decode_str;

use crate::account::Account;
use crate::call::{CallError, known};
use crate::patience::patiently;
use crate::wire_time::moment;

const ACTION: &str = "iam:GetAccountAuthorizationDetails";

/// What the pages brought so far. A role may come before the policies it names: a managed policy has its
/// ARN and no text until all pages are there. Nothing of a page is kept as it came, because thousands of
/// roles with encoded documents are many times what they say.
#[derive(Default)]
struct Pages {
    roles: Vec<RoleInfo>,
    /// With the names of their groups.
    users: Vec<(UserInfo, Vec<String>)>,
    groups: HashMap<String, Vec<NamedPolicy>>,
    /// Texts of managed policies by ARN.
    managed: HashMap<String, Arc<str>>,
    texts: Texts,
}

/// Documents, each kept once: most roles of an account trust the same services and look alike.
#[derive(Default)]
struct Texts(HashSet<Arc<str>>);

impl Texts {
    /// A document as IAM sent it, decoded.
    fn decoded(&mut self, text: &str) -> Arc<str> {
        let text = decoded(text);
        if let Some(known) = self.0.get(&text) {
            return Arc::clone(known);
        }
        self.0.insert(Arc::clone(&text));
        text
    }
}

impl Account {
    /// Every role and user of the account, with the texts of their policies, percent-decoded.
    pub async fn principals(&self) -> Known<Principals> {
        known(self.read_principals().await)
    }

    async fn read_principals(&self) -> Result<Principals, CallError> {
        let account = self.owner();
        let not_understood = |words: String| CallError::not_understood(ACTION, account, words);
        let mut pages = Pages::default();
        let mut marker: Option<String> = None;
        loop {
            // One page that is slowed down is no reason to lose those that are there.
            let mut answer = patiently(|| (), || self.principals_page(marker.clone())).await?;
            let (is_truncated, next) = (answer.is_truncated, answer.marker.take());
            pages.take(answer).map_err(not_understood)?;
            if !is_truncated {
                return Ok(pages.resolve());
            }
            if next.is_none() || next == marker {
                let words = "the list is cut off, and its mark for the next page leads nowhere";
                return Err(not_understood(words.to_owned()));
            }
            marker = next;
        }
    }

    async fn principals_page(
        &self,
        marker: Option<String>,
    ) -> Result<GetAccountAuthorizationDetailsOutput, CallError> {
        self.home()
            .iam
            .get_account_authorization_details()
            .filter(EntityType::Role)
            .filter(EntityType::User)
            .filter(EntityType::Group)
            .filter(EntityType::LocalManagedPolicy)
            .filter(EntityType::AwsManagedPolicy)
            .max_items(1000)
            .set_marker(marker)
            .send()
            .await
            .map_err(|error| CallError::new(ACTION, self.owner(), &error))
    }
}

impl Pages {
    fn take(&mut self, page: GetAccountAuthorizationDetailsOutput) -> Result<(), String> {
        for policy in page.policies.unwrap_or_default() {
            self.managed.extend(default_text(&mut self.texts, policy));
        }
        for group in page.group_detail_list.unwrap_or_default() {
            let policies = policies(
                &mut self.texts,
                group.group_policy_list,
                group.attached_managed_policies,
            );
            self.groups
                .extend(group.group_name.map(|name| (name, policies)));
        }
        for role in page.role_detail_list.unwrap_or_default() {
            self.roles.push(role_info(&mut self.texts, role)?);
        }
        for user in page.user_detail_list.unwrap_or_default() {
            self.users.push(user_info(&mut self.texts, user)?);
        }
        Ok(())
    }

    fn resolve(self) -> Principals {
        let Self {
            mut roles,
            users,
            groups,
            managed,
            ..
        } = self;
        let mut users: Vec<UserInfo> = users
            .into_iter()
            .map(|(mut user, names)| {
                for name in names {
                    match groups.get(&name) {
                        Some(policies) => user.policies.extend(policies.iter().cloned()),
                        None => user.policies.push(unread(format!("group {name}"))),
                    }
                }
                user
            })
            .collect();
        let of_roles = roles
            .iter_mut()
            .flat_map(|role| role.policies.iter_mut().chain(&mut role.boundary));
        let of_users = users
            .iter_mut()
            .flat_map(|user| user.policies.iter_mut().chain(&mut user.boundary));
        for policy in of_roles.chain(of_users) {
            // The name of a policy of one's own has no colon in it: it can't be taken for an ARN.
            if let Some(text) = managed.get(&policy.name) {
                policy.text = Arc::clone(text);
            }
        }
        Principals { roles, users }
    }
}

fn role_info(texts: &mut Texts, role: RoleDetail) -> Result<RoleInfo, String> {
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
        trust_policy: role
            .assume_role_policy_document
            .map(|text| texts.decoded(&text)),
        policies: policies(texts, role.role_policy_list, role.attached_managed_policies),
        boundary: role.permissions_boundary.and_then(boundary_of),
        tags: tags(role.tags),
    })
}

/// A user without what its groups give it, and the groups.
fn user_info(texts: &mut Texts, user: UserDetail) -> Result<(UserInfo, Vec<String>), String> {
    let (arn, id) = (
        user.arn.unwrap_or_default(),
        user.user_id.unwrap_or_default(),
    );
    let info = UserInfo {
        arn: arn.parse().map_err(|error| format!("{error}"))?,
        unique_id: id.parse().map_err(|error| format!("{error}"))?,
        created: moment(user.create_date),
        last_used: None,
        policies: policies(texts, user.user_policy_list, user.attached_managed_policies),
        boundary: user.permissions_boundary.and_then(boundary_of),
        tags: tags(user.tags),
    };
    Ok((info, user.group_list.unwrap_or_default()))
}

/// Inline policies with their texts, attached ones without.
fn policies(
    texts: &mut Texts,
    inline: Option<Vec<PolicyDetail>>,
    attached: Option<Vec<AttachedPolicy>>,
) -> Vec<NamedPolicy> {
    let inline = inline
        .unwrap_or_default()
        .into_iter()
        .map(|policy| NamedPolicy {
            name: policy.policy_name.unwrap_or_default(),
            text: texts.decoded(&policy.policy_document.unwrap_or_default()),
        });
    let attached = attached
        .unwrap_or_default()
        .into_iter()
        .map(|policy| unread(policy.policy_arn.or(policy.policy_name).unwrap_or_default()));
    inline.chain(attached).collect()
}

fn boundary_of(boundary: AttachedPermissionsBoundary) -> Option<NamedPolicy> {
    boundary.permissions_boundary_arn.map(unread)
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
fn default_text(texts: &mut Texts, policy: ManagedPolicyDetail) -> Option<(String, Arc<str>)> {
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
    Some((arn, texts.decoded(&version.document?)))
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

    use aws_sdk_iam::types::{GroupDetail, PolicyVersion};

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

    fn resolved(
        pages: impl IntoIterator<Item = GetAccountAuthorizationDetailsOutput>,
    ) -> Result<Principals, String> {
        let mut all = Pages::default();
        for page in pages {
            all.take(page)?;
        }
        Ok(all.resolve())
    }

    fn page_with(role: RoleDetail) -> GetAccountAuthorizationDetailsOutput {
        GetAccountAuthorizationDetailsOutput::builder()
            .role_detail_list(role)
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
        let page = GetAccountAuthorizationDetailsOutput::builder()
            .user_detail_list(user)
            .group_detail_list(group)
            .policies(managed(arn, "%7B%22Version%22%3A%222012-10-17%22%7D"))
            .build();
        let found = resolved([page]).unwrap();
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
        let found = resolved([page_with(role)]).unwrap();
        assert_eq!(&*found.roles[0].policies[0].text, "");
    }

    #[test]
    fn a_role_may_come_pages_before_its_policies_and_texts_are_kept_once() {
        let arn = "arn:aws:iam::123456789012:policy/Read";
        let boundary = AttachedPermissionsBoundary::builder()
            .permissions_boundary_arn(arn)
            .build();
        let role = |name: &str, id: &str| {
            RoleDetail::builder()
                .arn(format!("arn:aws:iam::123456789012:role/{name}"))
                .role_id(id)
                .assume_role_policy_document("%7B%22trust%22%3A1%7D")
                .permissions_boundary(boundary.clone())
                .attached_managed_policies(AttachedPolicy::builder().policy_arn(arn).build())
                .build()
        };
        let policies = GetAccountAuthorizationDetailsOutput::builder()
            .policies(managed(arn, "%7B%22new%22%3A1%7D"))
            .build();
        let found = resolved([
            page_with(role("A", "AROAAAAAAAAAAAAAAAAAA")),
            page_with(role("B", "AROAAAAAAAAAAAAAAAAAB")),
            policies,
        ])
        .unwrap();
        for role in &found.roles {
            assert_eq!(&*role.policies[0].text, r#"{"new":1}"#);
            assert_eq!(&*role.boundary.as_ref().unwrap().text, r#"{"new":1}"#);
        }
        let trust = |at: usize| found.roles[at].trust_policy.as_ref().unwrap();
        assert!(Arc::ptr_eq(trust(0), trust(1)));
    }

    #[test]
    fn a_principal_without_an_arn_is_not_passed_over() {
        let role = RoleDetail::builder()
            .role_id("AROAAAAAAAAAAAAAAAAAA")
            .build();
        assert!(resolved([page_with(role)]).is_err());
    }
}
