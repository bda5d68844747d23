//! IAM: reading identities and their policies, and changing the policies.
//!
//! Documents travel percent-encoded, lists in pages. Source: IAM API reference.

mod attachments;
mod details;
mod documents;
mod inline;
mod managed;
mod pages;
mod policies;
mod principals;
mod render;
mod simulate;

use axum::response::Response;

use crate::authorize::{self, Ask};
use crate::call::{Call, Service};
use crate::fault::Fault;
use crate::practice::Practice;
use crate::query::Form;
use crate::query::respond_empty;
use crate::world::{Group, Role, User, World};

const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

/// Answers a call.
pub(crate) fn answer(practice: &Practice, call: &Call, body: &[u8]) -> Response {
    let form = Form::read(body);
    if let Some(change) = change_of(&call.operation) {
        let result = practice.store.change(|world| {
            change(
                &Pen {
                    practice,
                    call,
                    form: &form,
                },
                world,
            )
        });
        return result.unwrap_or_else(|fault| fault.into_response(Service::Iam, &call.request_id));
    }
    let result = practice.store.read(|world| {
        let desk = Desk {
            practice,
            world,
            call,
            form: &form,
        };
        match call.operation.as_str() {
            "ListAccountAliases" => principals::aliases(&desk),
            "ListRoles" => principals::roles(&desk),
            "GetRole" => principals::role(&desk),
            "ListUsers" => principals::users(&desk),
            "GetUser" => principals::user(&desk),
            "ListGroups" => principals::groups(&desk),
            "ListGroupsForUser" => principals::groups_of_user(&desk),
            "ListMFADevices" => principals::mfa_devices(&desk),
            "ListRolePolicies" | "ListUserPolicies" | "ListGroupPolicies" => {
                policies::inline_names(&desk)
            }
            "GetRolePolicy" | "GetUserPolicy" | "GetGroupPolicy" => policies::inline(&desk),
            "ListAttachedRolePolicies"
            | "ListAttachedUserPolicies"
            | "ListAttachedGroupPolicies" => policies::attached(&desk),
            "ListPolicies" => policies::list(&desk),
            "GetPolicy" => policies::get(&desk),
            "ListPolicyTags" => policies::tags(&desk),
            "ListEntitiesForPolicy" => attachments::entities(&desk),
            "SimulatePrincipalPolicy" => simulate::principal(&desk),
            "SimulateCustomPolicy" => simulate::custom(&desk),
            "ListPolicyVersions" => policies::versions(&desk),
            "GetPolicyVersion" => policies::version(&desk),
            "GetAccountAuthorizationDetails" => details::all(&desk),
            action => Err(Fault::bad(
                "InvalidAction",
                format!("Could not find operation {action} for version 2010-05-08"),
            )),
        }
    });
    result.unwrap_or_else(|fault| fault.into_response(Service::Iam, &call.request_id))
}

/// Does a change to the world, or refuses it.
type Change = fn(&Pen<'_>, &mut World) -> Result<Response, Fault>;

/// The change that an operation means; `None` for one that reads.
fn change_of(operation: &str) -> Option<Change> {
    Some(match operation {
        "CreatePolicy" => managed::create,
        "CreatePolicyVersion" => managed::create_version,
        "SetDefaultPolicyVersion" => managed::set_default,
        "DeletePolicyVersion" => managed::delete_version,
        "DeletePolicy" => managed::delete,
        "TagPolicy" => managed::tag,
        "UntagPolicy" => managed::untag,
        "AttachRolePolicy" | "AttachUserPolicy" => attachments::attach,
        "DetachRolePolicy" | "DetachUserPolicy" => attachments::detach,
        "PutRolePolicy" | "PutUserPolicy" => inline::put,
        "DeleteRolePolicy" | "DeleteUserPolicy" => inline::delete,
        _ => return None,
    })
}

/// What every change works with, besides the world.
struct Pen<'a> {
    practice: &'a Practice,
    call: &'a Call,
    form: &'a Form,
}

impl<'a> Pen<'a> {
    /// The same for looking.
    fn desk<'b>(&'b self, world: &'b World) -> Desk<'b>
    where
        'a: 'b,
    {
        Desk {
            practice: self.practice,
            world,
            call: self.call,
            form: self.form,
        }
    }

    /// The answer of an operation that has nothing to say.
    fn done(&self) -> Response {
        respond_empty(&self.call.operation, NAMESPACE, &self.call.request_id)
    }
}

/// What every operation works with.
struct Desk<'a> {
    practice: &'a Practice,
    world: &'a World,
    call: &'a Call,
    form: &'a Form,
}

/// An owner of policies.
enum Owner<'a> {
    User(&'a User),
    Group(&'a Group),
    Role(&'a Role),
}

impl<'a> Desk<'a> {
    /// Lets the call go on, or refuses it. `words` is how IAM names the resource in its refusal.
    fn check(&self, resource: String, words: String) -> Result<(), Fault> {
        self.check_with(resource, words, Vec::new())
    }

    /// The same with condition keys.
    fn check_with(
        &self,
        resource: String,
        words: String,
        keys: Vec<(&'static str, String)>,
    ) -> Result<(), Fault> {
        let action = format!("iam:{}", self.call.operation);
        let ask = Ask {
            resource_words: Some(words),
            keys,
            ..Ask::new(&action, resource)
        };
        authorize::check(self.practice, self.world, self.call, &ask)
    }

    /// The condition keys of a change to what a user or role has.
    /// Source: Service Authorization Reference, "Actions defined by AWS Identity and Access Management (IAM)".
    fn keys(&self, boundary: Option<&String>) -> Vec<(&'static str, String)> {
        let operation = self.call.operation.as_str();
        let attaches = operation.starts_with("Attach") || operation.starts_with("Detach");
        if !attaches && change_of(operation).is_none() {
            return Vec::new();
        }
        let policy = self.form.get("PolicyArn").filter(|_| attaches);
        let mut keys: Vec<(&'static str, String)> = policy
            .map(|arn| ("iam:PolicyARN", arn.to_owned()))
            .into_iter()
            .collect();
        keys.extend(boundary.map(|arn| ("iam:PermissionsBoundary", arn.clone())));
        keys
    }

    /// The same for a listing of a kind: `role`, `user`, `group`, `policy`.
    fn check_listing(&self, kind: &str) -> Result<(), Fault> {
        let prefix = self.form.get("PathPrefix").unwrap_or("/");
        let arn = format!("arn:aws:iam::{}:{kind}{prefix}", self.world.account.id);
        self.check(arn.clone(), arn)
    }

    /// The role named by the call, if the caller may ask for it.
    fn role(&self) -> Result<&'a Role, Fault> {
        let name = self.form.require("RoleName")?;
        let role = self.world.role(name);
        let account = &self.world.account.id;
        let arn = role.map_or_else(
            || format!("arn:aws:iam::{account}:role/{name}"),
            |role| role.arn(account),
        );
        let keys = self.keys(role.and_then(|role| role.boundary.as_ref()));
        self.check_with(arn, format!("role {name}"), keys)?;
        role.ok_or_else(|| no_such("role", name))
    }

    /// The user named by the call.
    fn user(&self, name: &str) -> Result<&'a User, Fault> {
        let user = self.world.user(name);
        let account = &self.world.account.id;
        let arn = user.map_or_else(
            || format!("arn:aws:iam::{account}:user/{name}"),
            |user| user.arn(account),
        );
        let keys = self.keys(user.and_then(|user| user.boundary.as_ref()));
        self.check_with(arn, format!("user {name}"), keys)?;
        user.ok_or_else(|| no_such("user", name))
    }

    /// Whoever's policies the call is about.
    fn owner(&self) -> Result<Owner<'a>, Fault> {
        if self.form.get("RoleName").is_some() || self.call.operation.contains("Role") {
            return self.role().map(Owner::Role);
        }
        if self.call.operation.contains("User") {
            return self.user(self.form.require("UserName")?).map(Owner::User);
        }
        let name = self.form.require("GroupName")?;
        let group = self
            .world
            .groups
            .iter()
            .find(|group| group.name.eq_ignore_ascii_case(name));
        let account = &self.world.account.id;
        let arn = group.map_or_else(
            || format!("arn:aws:iam::{account}:group/{name}"),
            |group| group.arn(account),
        );
        self.check(arn, format!("group {name}"))?;
        group
            .map(Owner::Group)
            .ok_or_else(|| no_such("group", name))
    }
}

/// IAM's answer for what does not exist.
fn no_such(kind: &str, name: &str) -> Fault {
    let message = match kind {
        "role" => format!("The role with name {name} cannot be found."),
        "user" => format!("The user with name {name} cannot be found."),
        "group" => format!("The group with name {name} cannot be found."),
        "role policy" | "user policy" | "group policy" => {
            format!("The {kind} with name {name} cannot be found.")
        }
        _ => format!("Policy {name} was not found."),
    };
    Fault::not_found("NoSuchEntity", message)
}
