//! Trouble on the wire, switched on by name: by the app, by tests, by the control API.
//!
//! A [`Trouble`] has a kind and says which calls it meets (operation, bucket, Region, caller), how many of them it
//! lets pass first and how many it meets before it is used up. The server asks [`Troubles::meet`] once for each
//! call and then does what the kind says, before or after the call takes effect.

mod kind;

pub use kind::Kind;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::call::Call;

/// A trouble and the calls it meets. Patterns may hold `*` and `?`; what is not given meets everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    /// What happens.
    pub kind: Kind,
    /// Which operations, such as `s3:PutBucketPolicy` or `connect:*`. For [`Kind::DenyAction`] the IAM action.
    #[serde(default)]
    pub operation: Option<String>,
    /// Which buckets.
    #[serde(default)]
    pub bucket: Option<String>,
    /// Which Regions.
    #[serde(default)]
    pub region: Option<String>,
    /// Which callers, by ARN.
    #[serde(default)]
    pub caller: Option<String>,
    /// How many calls pass untroubled first.
    #[serde(default)]
    pub skip: u32,
    /// How many calls it meets; without it, all until it is switched off.
    #[serde(default)]
    pub times: Option<u32>,
    /// How long, or how far off, in milliseconds; each kind has its own meaning and default.
    #[serde(default)]
    pub milliseconds: Option<i64>,
    /// [`Kind::ConcurrentEdit`]: whether the edit comes before the call takes effect or after it.
    #[serde(default)]
    pub after: bool,
    /// [`Kind::ConcurrentEdit`]: the whole policy that is put, as an object; `null` deletes the policy. Without it
    /// a statement that allows one more reader is added to what is there.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "given")]
    pub policy: Option<Value>,
}

/// Tells `null` from nothing given.
mod given {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    #[expect(clippy::ref_option, reason = "the signature is serde's")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<Value>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Value>, D::Error> {
        Value::deserialize(deserializer).map(Some)
    }
}

impl Trouble {
    /// A trouble that meets every call its kind is about.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            operation: None,
            bucket: None,
            region: None,
            caller: None,
            skip: 0,
            times: None,
            milliseconds: None,
            after: false,
            policy: None,
        }
    }

    /// What a kind means when it is switched on by name alone, as [`Kind::description`] says it. An edit by
    /// somebody else comes once, right after a write, where the writer can notice it.
    pub fn by_default(kind: Kind) -> Self {
        let once_after = kind == Kind::ConcurrentEdit;
        Self {
            after: once_after,
            times: once_after.then_some(1),
            ..Self::new(kind)
        }
    }

    /// Only these operations (actions for [`Kind::DenyAction`]).
    #[must_use]
    pub fn on(mut self, operation: &str) -> Self {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Only these buckets.
    #[must_use]
    pub fn in_bucket(mut self, bucket: &str) -> Self {
        self.bucket = Some(bucket.to_owned());
        self
    }

    /// Only this Region.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    /// Lets `skip` calls pass, then meets `times`.
    #[must_use]
    pub fn counted(mut self, skip: u32, times: u32) -> Self {
        self.skip = skip;
        self.times = Some(times);
        self
    }

    /// Sets how long, or how far off.
    #[must_use]
    pub fn lasting(mut self, milliseconds: i64) -> Self {
        self.milliseconds = Some(milliseconds);
        self
    }

    /// The duration meant, or the kind's own.
    pub(crate) fn duration(&self) -> Duration {
        let milliseconds = self
            .milliseconds
            .unwrap_or(self.kind.default_milliseconds());
        Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default())
    }

    fn is_about(&self, call: &Call, operation: &str) -> bool {
        let meets = |pattern: &Option<String>, text: Option<&str>| {
            pattern
                .as_deref()
                .is_none_or(|pattern| text.is_some_and(|text| like(pattern, text)))
        };
        let operation = self
            .operation
            .as_deref()
            .or(self.kind.default_operation())
            .is_none_or(|p| like(p, operation));
        operation
            && meets(&self.bucket, call.bucket.as_deref())
            && meets(&self.region, Some(&call.region))
            && meets(&self.caller, Some(&call.caller.arn))
    }
}

/// A name that no trouble has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no trouble called `{0}`")]
pub struct UnknownTrouble(pub String);

/// A trouble in a list, for a person to switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its name, for [`Kind::named`] and the control API.
    pub name: &'static str,
    /// What happens, in a sentence.
    pub description: &'static str,
    /// Whether it is on.
    pub on: bool,
}

/// The troubles that are on.
#[derive(Debug, Default)]
pub struct Troubles {
    active: Mutex<Vec<Trouble>>,
    /// Buckets whose policy reads as it was before: the stored form, and until when.
    stale: Mutex<HashMap<String, (Option<Value>, Instant)>>,
}

impl Troubles {
    /// Every kind, and whether one of it is on.
    pub fn list(&self) -> Vec<Listed> {
        let active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        Kind::ALL
            .iter()
            .map(|kind| Listed {
                name: kind.name(),
                description: kind.description(),
                on: active.iter().any(|trouble| trouble.kind == *kind),
            })
            .collect()
    }

    /// The troubles that are on, with their counts as they stand.
    pub fn active(&self) -> Vec<Trouble> {
        self.active
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Switches a trouble on, beside those that are.
    pub fn switch_on(&self, trouble: Trouble) {
        self.active
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(trouble);
    }

    /// Switches a kind on with its own defaults, by name.
    pub fn switch_on_by_name(&self, name: &str) -> Result<(), UnknownTrouble> {
        let kind = Kind::named(name).ok_or_else(|| UnknownTrouble(name.to_owned()))?;
        self.switch_off(kind);
        self.switch_on(Trouble::by_default(kind));
        Ok(())
    }

    /// Switches every trouble of a kind off.
    pub fn switch_off(&self, kind: Kind) {
        self.active
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|trouble| trouble.kind != kind);
        if kind == Kind::StaleReads {
            self.stale
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clear();
        }
    }

    /// Switches a kind off by name.
    pub fn switch_off_by_name(&self, name: &str) -> Result<(), UnknownTrouble> {
        self.switch_off(Kind::named(name).ok_or_else(|| UnknownTrouble(name.to_owned()))?);
        Ok(())
    }

    /// Switches everything off.
    pub fn clear(&self) {
        self.active
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.stale
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// The troubles that a call meets; counts them.
    pub(crate) fn meet(&self, call: &Call) -> Vec<Trouble> {
        self.take(|trouble| trouble.kind.is_of_calls() && trouble.is_about(call, &call.qualified()))
    }

    /// Whether an action is to be denied; counts it.
    pub(crate) fn denies(&self, call: &Call, action: &str) -> bool {
        !self
            .take(|trouble| trouble.kind == Kind::DenyAction && trouble.is_about(call, action))
            .is_empty()
    }

    /// Whether playing a recording in Connect is to fail; counts it.
    pub(crate) fn fails_playback(&self) -> bool {
        !self
            .take(|trouble| trouble.kind == Kind::PlaybackFails)
            .is_empty()
    }

    /// How far the server's clock is off.
    pub(crate) fn clock_off(&self) -> time::Duration {
        let active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        active
            .iter()
            .find(|trouble| trouble.kind == Kind::ClockOff)
            .map(|trouble| {
                trouble
                    .milliseconds
                    .unwrap_or(trouble.kind.default_milliseconds())
            })
            .map_or(time::Duration::ZERO, time::Duration::milliseconds)
    }

    /// How long after a call CloudTrail shows its event. In life it takes minutes; a second here.
    /// Source: AWS CloudTrail User Guide, "CloudTrail typically delivers events within about 5 minutes".
    pub(crate) fn trail_delay(&self) -> time::Duration {
        let active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        active
            .iter()
            .find(|trouble| trouble.kind == Kind::TrailLate)
            .map_or(time::Duration::SECOND, |trouble| {
                time::Duration::try_from(trouble.duration()).unwrap_or(time::Duration::SECOND)
            })
    }

    /// Lets a bucket's policy read as it was, for a while.
    pub(crate) fn make_stale(&self, bucket: &str, before: Option<Value>, lasting: Duration) {
        let mut stale = self.stale.lock().unwrap_or_else(PoisonError::into_inner);
        stale.insert(bucket.to_owned(), (before, Instant::now() + lasting));
    }

    /// The stored policy that a bucket reads as: the `live` one, or the one before while that lasts.
    pub(crate) fn read_policy(&self, bucket: &str, live: Option<&Value>) -> Option<Value> {
        let mut stale = self.stale.lock().unwrap_or_else(PoisonError::into_inner);
        match stale.get(bucket) {
            Some((before, until)) if Instant::now() < *until => before.clone(),
            Some(_) => {
                stale.remove(bucket);
                live.cloned()
            }
            None => live.cloned(),
        }
    }

    /// Takes the troubles that are met: past their skipped calls, counted down, removed once used up.
    fn take(&self, is_met: impl Fn(&Trouble) -> bool) -> Vec<Trouble> {
        let mut active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        let mut met = Vec::new();
        for trouble in active.iter_mut().filter(|trouble| is_met(trouble)) {
            if trouble.skip > 0 {
                trouble.skip -= 1;
                continue;
            }
            if let Some(times) = &mut trouble.times {
                if *times == 0 {
                    continue;
                }
                *times -= 1;
            }
            met.push(trouble.clone());
        }
        active.retain(|trouble| trouble.times != Some(0));
        met
    }
}

/// Whether a text matches a pattern with `*` and `?`; letter case counts.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                back = Some((p, t));
                p += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == letter => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((star, seen)) => {
                    back = Some((star, seen + 1));
                    p = star + 1;
                    t = seen + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|letter| *letter == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(like("s3:*", "s3:PutBucketPolicy"));
        assert!(like("*Policy", "s3:PutBucketPolicy"));
        assert!(like("s3:???BucketPolicy", "s3:PutBucketPolicy"));
        assert!(!like("s3:Get*", "s3:PutBucketPolicy"));
        assert!(like("*", ""));
        assert!(!like("", "x"));
    }

    #[test]
    fn counts_go_down_and_the_trouble_goes() {
        let troubles = Troubles::default();
        troubles.switch_on(Trouble::new(Kind::PlaybackFails).counted(1, 2));
        let seen: Vec<bool> = (0..5).map(|_| troubles.fails_playback()).collect();
        assert_eq!(seen, [false, true, true, false, false]);
        assert!(troubles.active().is_empty());
    }
}
