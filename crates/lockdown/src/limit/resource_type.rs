//! Connect's storage resource types, and what each may be stored in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{InvalidId, text_id};

text_id!(
    /// A storage resource type of Connect, such as `CALL_RECORDINGS`. AWS adds types over time, so one
    /// that is not known here is kept as it is written.
    StorageResourceType, "a storage resource type such as `CALL_RECORDINGS`", is_resource_type
);

fn is_resource_type(text: &str) -> bool {
    (3..=64).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// A kind of place that Connect stores things in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// An S3 bucket.
    Bucket,
    /// A Kinesis data stream.
    Stream,
    /// A Firehose delivery stream.
    DeliveryStream,
    /// Kinesis video streams that begin with a prefix.
    VideoStream,
}

impl TargetKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::Bucket,
        Self::Stream,
        Self::DeliveryStream,
        Self::VideoStream,
    ];

    /// The kind with its article: "a bucket".
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Bucket => "a bucket",
            Self::Stream => "a Kinesis data stream",
            Self::DeliveryStream => "a Firehose delivery stream",
            Self::VideoStream => "a prefix of Kinesis video streams",
        }
    }

    /// Many of the kind: "buckets".
    pub fn plural(self) -> &'static str {
        match self {
            Self::Bucket => "buckets",
            Self::Stream => "streams",
            Self::DeliveryStream => "delivery streams",
            Self::VideoStream => "video streams",
        }
    }

    /// The actions that Connect calls as the caller, each on the very target; none for video streams,
    /// which Connect creates by itself.
    ///
    /// Source: "Actions, resources, and condition keys for Amazon Connect", dependent actions of
    /// `AssociateInstanceStorageConfig`.
    pub fn dependent_actions(self) -> &'static [&'static str] {
        match self {
            Self::Bucket => &["s3:GetBucketAcl", "s3:GetBucketLocation"],
            Self::Stream => &["kinesis:DescribeStream"],
            Self::DeliveryStream => &["firehose:DescribeDeliveryStream"],
            Self::VideoStream => &[],
        }
    }
}

/// Those known, with what may take them and what people call them.
///
/// Source: `InstanceStorageResourceType` of the Connect API, and the data storage and data streaming
/// pages of "Required permissions for using custom IAM policies" (domain: Connect).
const KNOWN: [(&str, &[TargetKind], &str); 13] = {
    use TargetKind::{Bucket, DeliveryStream, Stream, VideoStream};
    [
        ("CALL_RECORDINGS", &[Bucket], "call recordings"),
        ("CHAT_TRANSCRIPTS", &[Bucket], "chat transcripts"),
        ("SCHEDULED_REPORTS", &[Bucket], "scheduled reports"),
        ("ATTACHMENTS", &[Bucket], "attachments"),
        ("SCREEN_RECORDINGS", &[Bucket], "screen recordings"),
        ("CONTACT_EVALUATIONS", &[Bucket], "contact evaluations"),
        ("EMAIL_MESSAGES", &[Bucket], "email messages"),
        (
            "CONTACT_TRACE_RECORDS",
            &[Stream, DeliveryStream],
            "contact records",
        ),
        // The console offers streams alone, the API's reference does not say so: a limit that denies has
        // to hold either way.
        ("AGENT_EVENTS", &[Stream, DeliveryStream], "agent events"),
        (
            "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS",
            &[Stream],
            "real-time voice segments",
        ),
        (
            "REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS",
            &[Stream],
            "real-time chat segments",
        ),
        (
            "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS",
            &[Stream],
            "real-time segments (deprecated)",
        ),
        ("MEDIA_STREAMS", &[VideoStream], "media streams"),
    ]
};

impl StorageResourceType {
    /// Every type that is known, those stored in buckets first.
    pub fn known() -> Vec<Self> {
        KNOWN
            .iter()
            .map(|(name, ..)| Self((*name).to_owned()))
            .collect()
    }

    /// What may take it; a type that is not known may be stored in anything.
    pub fn kinds(&self) -> &'static [TargetKind] {
        KNOWN
            .iter()
            .find(|(name, ..)| *name == self.0)
            .map_or(&TargetKind::ALL, |(_, kinds, _)| *kinds)
    }

    /// Whether it is stored in video streams alone, whose names no call of the caller carries.
    pub fn is_media(&self) -> bool {
        self.kinds() == [TargetKind::VideoStream]
    }

    /// What people call it: "call recordings"; AWS's name for a type that is not known.
    pub fn words(&self) -> String {
        KNOWN.iter().find(|(name, ..)| *name == self.0).map_or_else(
            || format!("`{}`", self.0),
            |(.., words)| (*words).to_owned(),
        )
    }
}
