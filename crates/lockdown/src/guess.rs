//! The service role of an instance whose description could not be read, guessed as the AWS article does
//! it: by the bucket in its policies' Resource, else by the time of creation. A guess is shown and never
//! counts in a plan: there the role stays unknown.

use iam_policy::{Effect, Policy, PrincipalEntry};
use time::Duration;

use crate::ids::{Arn, BucketName, UniqueId};
use crate::inventory::Instance;
use crate::keep::second_way::trusted;
use crate::principals::{Principals, RoleInfo};

/// Connect makes an instance's role with the instance: minutes, not hours.
const TOGETHER: Duration = Duration::HOUR;

/// A role that may be an instance's service role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGuess {
    /// The role.
    pub arn: Arn,
    /// Its id.
    pub unique_id: UniqueId,
    /// A bucket of the instance that its policies name.
    pub bucket: Option<BucketName>,
    /// How far apart role and instance were created, where both times are known.
    pub apart: Option<Duration>,
    /// Other roles that fit as well by the bucket or, without one, by the time.
    pub others: usize,
}

/// The role that fits best; none where no role that Connect may take fits by bucket or time.
pub fn service_role(instance: &Instance, principals: &Principals) -> Option<RoleGuess> {
    let buckets: Vec<&BucketName> = instance.buckets().map(|(_, bucket)| bucket).collect();
    let mut fitting: Vec<RoleGuess> = principals
        .roles
        .iter()
        .filter(|role| connect_may_take(role))
        .filter_map(|role| fit(role, instance, &buckets))
        .collect();
    if fitting.iter().any(|guess| guess.bucket.is_some()) {
        fitting.retain(|guess| guess.bucket.is_some());
    }
    fitting.sort_by_key(|guess| guess.apart.unwrap_or(Duration::MAX));
    let others = fitting.len().saturating_sub(1);
    let best = fitting.into_iter().next()?;
    Some(RoleGuess { others, ..best })
}

fn fit(role: &RoleInfo, instance: &Instance, buckets: &[&BucketName]) -> Option<RoleGuess> {
    let bucket = buckets
        .iter()
        .find(|bucket| names_bucket(role, bucket))
        .map(|bucket| (*bucket).clone());
    let apart = role
        .created
        .zip(instance.created)
        .map(|(role, instance)| (role - instance).abs());
    (bucket.is_some() || apart.is_some_and(|apart| apart <= TOGETHER)).then(|| RoleGuess {
        arn: role.arn.clone(),
        unique_id: role.unique_id.clone(),
        bucket,
        apart,
        others: 0,
    })
}

fn connect_may_take(role: &RoleInfo) -> bool {
    trusted(role).is_some_and(|entries| {
        entries.iter().any(
            |entry| matches!(entry, PrincipalEntry::Service(name) if name == "connect.amazonaws.com"),
        )
    })
}

/// Whether one of the role's own policies allows something on this very bucket; a pattern that takes
/// many buckets says nothing.
fn names_bucket(role: &RoleInfo, bucket: &BucketName) -> bool {
    let policies = role
        .policies
        .iter()
        .filter_map(|policy| Policy::parse(&policy.text).ok());
    policies.into_iter().any(|policy| {
        policy
            .statements()
            .iter()
            .filter(|statement| statement.effect() == Effect::Allow)
            .flat_map(|statement| statement.resource().patterns())
            .any(|pattern| bucket_in(pattern) == Some(bucket.as_str()))
    })
}

/// `acme` in `arn:aws:s3:::acme/connect/*`.
fn bucket_in(pattern: &str) -> Option<&str> {
    let (head, rest) = pattern.split_once(":s3:::")?;
    head.starts_with("arn:")
        .then(|| rest.split('/').next().unwrap_or(rest))
}
