//! S3 Block Public Access: the bucket's four switches and the account's, taken together. S3 applies whichever
//! of the two is on.

use lockdown::inventory::{Bucket, Inventory, PublicAccessBlock};

use super::unknown::Place;
use crate::api::FactView;

type Switch = (&'static str, fn(&PublicAccessBlock) -> bool);

const SWITCHES: [Switch; 4] = [
    ("block_public_acls", |block| block.block_public_acls),
    ("ignore_public_acls", |block| block.ignore_public_acls),
    ("block_public_policy", |block| block.block_public_policy),
    ("restrict_public_buckets", |block| {
        block.restrict_public_buckets
    }),
];

/// The four. One that is off for the bucket, while the account's can't be read, has its value and what is
/// unknown.
pub(super) fn blocks(inventory: &Inventory, bucket: &Bucket, place: &Place<'_>) -> Vec<FactView> {
    let (own, account) = (&bucket.public_access_block, &inventory.public_access_block);
    let name = &bucket.name;
    let of_account = Place {
        partition: place.partition,
        resource: None,
    };
    SWITCHES
        .into_iter()
        .map(|(what, is_on)| {
            let (value, unknown) = match (own.value().map(is_on), account.value().map(is_on)) {
                (Some(true), Some(true)) => (Some("On, for this bucket and the account"), None),
                (Some(true), None | Some(false)) => (Some("On, for this bucket"), None),
                (None | Some(false), Some(true)) => (Some("On, for the account"), None),
                (Some(false), Some(false)) => (Some("Off"), None),
                (Some(false), None) => (
                    Some("Off for this bucket"),
                    of_account.of(account, "the public access block of the account"),
                ),
                (None, None | Some(false)) => (
                    None,
                    place.of(own, &format!("the public access block of `{name}`")),
                ),
            };
            FactView {
                what: what.to_owned(),
                value: value.map(str::to_owned),
                unknown,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::collections::BTreeMap;

    use lockdown::ids::Arn;
    use lockdown::inventory::{Identity, Inventory};
    use lockdown::known::{Known, Unknown, UnknownReason};
    use time::OffsetDateTime;

    use super::*;

    fn block(on: bool) -> Known<PublicAccessBlock> {
        Known::Value(PublicAccessBlock {
            block_public_policy: on,
            ..PublicAccessBlock::default()
        })
    }

    fn refused() -> Known<PublicAccessBlock> {
        Known::Unknown(Unknown {
            reason: UnknownReason::Refused,
            missing_permission: Some("s3:Something".to_owned()),
            detail: String::new(),
            request_id: None,
        })
    }

    fn shown(own: Known<PublicAccessBlock>, account: Known<PublicAccessBlock>) -> FactView {
        let arn: Arn = "arn:aws:iam::111122223333:user/asha".parse().unwrap();
        let identity = Identity {
            account: "111122223333".parse().unwrap(),
            arn,
            user_id: "AIDAASHA".to_owned(),
            role_arn: Known::Value(None),
            alias: Known::Value(None),
        };
        let mut inventory = Inventory::not_read_yet(identity, OffsetDateTime::UNIX_EPOCH, []);
        inventory.public_access_block = account;
        let bucket = Bucket {
            name: "acme-recordings".parse().unwrap(),
            region: Known::not_read_yet(),
            policy: Known::not_read_yet(),
            public_access_block: own,
            policy_is_public: Known::not_read_yet(),
            encryption: Known::not_read_yet(),
            tags: Known::Value(BTreeMap::new()),
            replication_role: Known::not_read_yet(),
            notification_targets: Known::not_read_yet(),
            logs_to: Known::not_read_yet(),
            uses: Vec::new(),
            read_at: None,
        };
        let place = Place {
            partition: "aws",
            resource: None,
        };
        let facts = blocks(&inventory, &bucket, &place);
        let found = facts
            .into_iter()
            .find(|fact| fact.what == "block_public_policy");
        found.unwrap()
    }

    #[test]
    fn unknown_is_never_shown_as_on_or_off() {
        for (own, account, value, unknown) in [
            (
                block(true),
                block(true),
                Some("On, for this bucket and the account"),
                false,
            ),
            (block(true), refused(), Some("On, for this bucket"), false),
            (
                block(false),
                block(true),
                Some("On, for the account"),
                false,
            ),
            (refused(), block(true), Some("On, for the account"), false),
            (block(false), block(false), Some("Off"), false),
            (block(false), refused(), Some("Off for this bucket"), true),
            (refused(), block(false), None, true),
            (refused(), refused(), None, true),
        ] {
            let fact = shown(own, account);
            assert_eq!(fact.value.as_deref(), value);
            assert_eq!(fact.unknown.is_some(), unknown, "{fact:?}");
        }
    }
}
