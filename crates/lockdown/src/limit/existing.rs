//! What there is in the account: to choose from, to try, and to see what has gone.

use super::attempt::ResourceOf;
use super::resource_type::TargetKind;
use super::targets::{DeliveryStreamArn, FunctionArn, KeyArn, LimitTarget, StreamArn};
use crate::ids::{Arn, BucketName};
use crate::inventory::LivePolicy;
use crate::known::Known;

/// Something with a policy of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<T> {
    /// What it is.
    pub what: T,
    /// Its own policy (bucket policy, key policy, function policy), which may allow or deny as well.
    pub policy: Known<LivePolicy>,
}

/// What there is, each list as far as it could be read. Streams and delivery streams have no policy
/// that could allow describing them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// The account's buckets.
    pub buckets: Known<Vec<Seen<BucketName>>>,
    /// The Kinesis data streams in the instance's Region.
    pub streams: Known<Vec<StreamArn>>,
    /// The delivery streams in the instance's Region.
    pub delivery_streams: Known<Vec<DeliveryStreamArn>>,
    /// The functions in the instance's Region.
    pub functions: Known<Vec<Seen<FunctionArn>>>,
    /// The KMS keys in the instance's Region.
    pub keys: Known<Vec<Seen<KeyArn>>>,
    /// The ARNs of all instances of the account that were found.
    pub instances: Known<Vec<Arn>>,
}

impl Existing {
    /// Nothing read yet.
    pub fn not_read() -> Self {
        Self {
            buckets: Known::not_read_yet(),
            streams: Known::not_read_yet(),
            delivery_streams: Known::not_read_yet(),
            functions: Known::not_read_yet(),
            keys: Known::not_read_yet(),
            instances: Known::not_read_yet(),
        }
    }

    /// Whether the target is there; none where that is not known. A prefix of video streams needs
    /// nothing to be there.
    pub fn has_target(&self, target: &LimitTarget) -> Option<bool> {
        match target {
            LimitTarget::Bucket(name) => has(&self.buckets, |seen| seen.what == *name),
            LimitTarget::Stream(arn) => has(&self.streams, |seen| seen == arn),
            LimitTarget::DeliveryStream(arn) => has(&self.delivery_streams, |seen| seen == arn),
            LimitTarget::VideoStream(_) => Some(true),
        }
    }

    /// Whether the function is there; none where that is not known. A version or alias is there where
    /// its function is.
    pub fn has_function(&self, function: &FunctionArn) -> Option<bool> {
        let bare = unqualified(function.as_str());
        has(&self.functions, |seen| {
            unqualified(seen.what.as_str()) == bare
        })
    }

    /// Whether the key is there; none where that is not known.
    pub fn has_key(&self, key: &KeyArn) -> Option<bool> {
        has(&self.keys, |seen| seen.what == *key)
    }

    /// Whether the instance is there; none where that is not known.
    pub fn has_instance(&self, arn: &Arn) -> Option<bool> {
        has(&self.instances, |seen| seen == arn)
    }

    /// The targets of this kind that there are; empty where they could not be read.
    pub fn targets(&self, kind: TargetKind) -> Vec<LimitTarget> {
        match kind {
            TargetKind::Bucket => of(&self.buckets, |seen| LimitTarget::Bucket(seen.what.clone())),
            TargetKind::Stream => of(&self.streams, |arn| LimitTarget::Stream(arn.clone())),
            TargetKind::DeliveryStream => of(&self.delivery_streams, |arn| {
                LimitTarget::DeliveryStream(arn.clone())
            }),
            TargetKind::VideoStream => Vec::new(),
        }
    }

    /// The policy of a resource itself; none where it is not known.
    pub(crate) fn policy_of(&self, resource: &ResourceOf) -> Option<&LivePolicy> {
        match resource {
            ResourceOf::Bucket(name) => find(&self.buckets, |seen| &seen.what == name),
            ResourceOf::Function(arn) => find(&self.functions, |seen| &seen.what == arn),
            ResourceOf::Key(arn) => find(&self.keys, |seen| &seen.what == arn),
            ResourceOf::None => Some(&LivePolicy::None),
        }
    }
}

fn unqualified(arn: &str) -> String {
    arn.splitn(8, ':').take(7).collect::<Vec<_>>().join(":")
}

fn has<T>(list: &Known<Vec<T>>, is: impl Fn(&T) -> bool) -> Option<bool> {
    Some(list.value()?.iter().any(is))
}

fn of<T, U>(list: &Known<Vec<T>>, make: impl Fn(&T) -> U) -> Vec<U> {
    list.value().into_iter().flatten().map(make).collect()
}

fn find<T>(list: &Known<Vec<Seen<T>>>, is: impl Fn(&Seen<T>) -> bool) -> Option<&LivePolicy> {
    list.value()?.iter().find(|seen| is(seen))?.policy.value()
}
