//! The control API: what tests (and the app's practice page) do to the account from outside of it.
//!
//! JSON over HTTP on a port of its own, loopback only, without authentication. The same can be done in Rust by
//! [`Control`].
//!
//! | call | does |
//! |---|---|
//! | `GET /world` | the whole world as JSON, in the form of the state file |
//! | `GET /buckets/{name}/policy` | the policy as S3 would show it, or `null` |
//! | `PUT /buckets/{name}/policy` | puts the body as the policy, past all permissions; `null` removes it |
//! | `GET /clock` | `{"now", "ahead_seconds"}` |
//! | `PUT /clock` | `{"now": RFC 3339}` or `{"advance_seconds": n}` |
//! | `GET /troubles` | `{"kinds": [{name, description, on}], "active": […]}` |
//! | `POST /troubles` | switches one on: a [`Trouble`] (`{"kind": "deny-action", "operation": …}`) |
//! | `DELETE /troubles/{name}` | switches a kind off |
//! | `DELETE /troubles` | switches all off |
//! | `POST /calls` | `{"instance": alias}`: a call comes in and is recorded; answers the contact |
//! | `GET /log?after=N` | the calls that were seen after number N |
//! | `DELETE /log` | forgets them |
//! | `GET /principals/{name}/code` | a one-time code of a user that is taken now |
//! | `DELETE /principals/{name}` | deletes a role or user, so that its id goes stale |
//! | `GET /secrets` | what has to stay secret: `[{kind, value}]` |
//! | `… /sign-in` | Identity Center: `src/sso/control.rs` |
//! | `POST /reset` | the seed again, no troubles, real time |

mod routes;

use std::sync::Arc;

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

pub(crate) use routes::router;

use crate::bucket_policy;
use crate::call::Seen;
use crate::cloudtrail;
use crate::connect;
use crate::fault::Fault;
use crate::practice::{Practice, no_such_bucket};
use crate::secrets::SecretKind;
use crate::trouble::Troubles;
use crate::world::World;

/// What can be done to a practice account from outside of it.
#[derive(Debug, Clone)]
pub struct Control(pub(crate) Arc<Practice>);

/// Something that can't be done, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ControlError(String);

impl From<Fault> for ControlError {
    fn from(fault: Fault) -> Self {
        Self(fault.message)
    }
}

impl Control {
    /// The whole world, in the form of the state file.
    pub fn world(&self) -> Value {
        self.0
            .store
            .read(|world| serde_json::to_value(world).unwrap_or(Value::Null))
    }

    /// A bucket's policy as S3 would show it; `None` where there is none or no such bucket.
    pub fn bucket_policy(&self, bucket: &str) -> Option<String> {
        self.0.store.read(|world| {
            let stored = world.buckets.get(bucket)?.policy.as_ref()?;
            Some(bucket_policy::shown(world, stored).to_string())
        })
    }

    /// Puts a policy past all permissions and checks, as if somebody else had; `None` removes it.
    pub fn put_bucket_policy(
        &self,
        bucket: &str,
        policy: Option<&str>,
    ) -> Result<(), ControlError> {
        let policy = match policy {
            Some(text) => {
                serde_json::from_str(text).map_err(|error| ControlError(error.to_string()))?
            }
            None => Value::Null,
        };
        Ok(edit_policy(&self.0, bucket, Some(&policy))?)
    }

    /// Lets a bucket's policy read (and rule) as this one for so long, as S3 may long after it settled: a stale answer
    /// that no write of the moment explains. `None` is "no policy".
    pub fn answer_stale(
        &self,
        bucket: &str,
        policy: Option<&str>,
        lasting: std::time::Duration,
    ) -> Result<(), ControlError> {
        let policy: Option<Value> = policy
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| ControlError(error.to_string()))?;
        let stored = self.0.store.read(|world| {
            policy
                .as_ref()
                .map(|policy| bucket_policy::stored(world, policy))
        });
        self.0.troubles.make_stale(bucket, stored, lasting);
        Ok(())
    }

    /// Practice time.
    pub fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }

    /// The time that AWS tells: practice time, and what the trouble `clock-off` adds.
    pub fn told_now(&self) -> OffsetDateTime {
        self.0.clock.now() + self.0.troubles.clock_off()
    }

    /// Makes it this time.
    pub fn set_now(&self, now: OffsetDateTime) -> Result<(), ControlError> {
        self.0.clock.set(now);
        self.keep_clock()
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) -> Result<(), ControlError> {
        self.0.clock.advance(by);
        self.keep_clock()
    }

    fn keep_clock(&self) -> Result<(), ControlError> {
        let ahead = self.0.clock.ahead().whole_seconds();
        self.0.store.change(|world| {
            world.clock_ahead_seconds = ahead;
            Ok::<_, Fault>(())
        })?;
        Ok(())
    }

    /// The troubles.
    pub fn troubles(&self) -> &Troubles {
        &self.0.troubles
    }

    /// A call comes in on an instance (by alias) and is recorded as its service role; gives the contact's id.
    /// An error if Connect may not write the recording.
    pub fn place_call(&self, alias: &str) -> Result<String, ControlError> {
        Ok(place(&self.0, alias)?.id)
    }

    /// The calls seen after a number (0 for all that are remembered).
    pub fn seen_after(&self, number: u64) -> Vec<Seen> {
        self.0.log.after(number)
    }

    /// The one-time code of a user at this moment (real time); once that was used, the next one, so that nobody has
    /// to wait for it.
    pub fn one_time_code(&self, user: &str) -> Option<String> {
        self.0.store.read(|world| {
            let device = world.user(user)?.mfa.first()?;
            self.0.codes.unused(device, OffsetDateTime::now_utc())
        })
    }

    /// A token of the account's web identity provider for `subject`, as a build server's machine has one in a file.
    /// It lives for so many seconds; less than none is one that is over.
    pub fn issue_web_token(&self, subject: &str, seconds: i64) -> String {
        let token = self.0.web_tokens.issue(subject, Duration::seconds(seconds));
        self.0.shown.note(SecretKind::WebIdentityToken, &token);
        token
    }

    /// Deletes a role or a user; its unique id is never used again.
    pub fn delete_principal(&self, name: &str) -> Result<(), ControlError> {
        Ok(self.0.store.change(|world| {
            let before = world.roles.len() + world.users.len();
            world.roles.retain(|role| role.name != name);
            world.users.retain(|user| user.name != name);
            if world.roles.len() + world.users.len() == before {
                return Err(Fault::not_found(
                    "NoSuchEntity",
                    format!("there is no role or user called {name}"),
                ));
            }
            Ok(())
        })?)
    }

    /// The seed again at real time, no troubles, nothing in the log.
    pub fn reset(&self) -> Result<(), ControlError> {
        self.0.clock.set(OffsetDateTime::now_utc());
        let seed = self.0.seed(self.0.clock.now());
        self.0.store.change(|world| {
            *world = seed;
            Ok::<_, Fault>(())
        })?;
        self.0.troubles.clear();
        self.0.log.clear();
        Ok(())
    }
}

/// Somebody else edits a bucket's policy: the given one, `null` for none, or, where nothing is given, what is there
/// plus a statement that lets the account's own root read.
pub(crate) fn edit_policy(
    practice: &Practice,
    bucket: &str,
    policy: Option<&Value>,
) -> Result<(), Fault> {
    practice.store.change(|world| {
        let current = world
            .buckets
            .get(bucket)
            .ok_or_else(no_such_bucket)?
            .policy
            .clone();
        let next = match policy {
            Some(Value::Null) => None,
            Some(policy) => Some(bucket_policy::stored(world, policy)),
            None => Some(with_one_more_reader(world, bucket, current)),
        };
        let put = next
            .as_ref()
            .map(|stored| bucket_policy::shown(world, stored));
        if let Some(bucket) = world.buckets.get_mut(bucket) {
            bucket.policy = next;
        }
        let operation = if put.is_some() {
            "PutBucketPolicy"
        } else {
            "DeleteBucketPolicy"
        };
        let call = cloudtrail::somebody_else(practice, world, operation);
        cloudtrail::take_down(world, &call, bucket, put.as_ref());
        Ok(())
    })
}

fn with_one_more_reader(world: &World, bucket: &str, current: Option<Value>) -> Value {
    let mut policy = current.unwrap_or_else(|| json!({"Version": "2012-10-17", "Statement": []}));
    if let Some(statements) = policy.get_mut("Statement").and_then(Value::as_array_mut) {
        statements.push(json!({
            "Sid": format!("AddedBySomebodyElse{}", statements.len()),
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{}:root", world.account.id)},
            "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3:::{bucket}/*"),
        }));
    }
    policy
}

fn place(practice: &Practice, alias: &str) -> Result<crate::world::Contact, Fault> {
    let found = practice.store.read(|world| {
        let instance = world
            .instances
            .iter()
            .find(|instance| instance.alias == alias)?;
        Some((instance.region.clone(), instance.id.clone()))
    });
    let (region, id) = found.ok_or_else(|| {
        Fault::not_found(
            "ResourceNotFoundException",
            format!("there is no instance called {alias}"),
        )
    })?;
    connect::place_call(practice, &region, &id)
}
