//! The KMS keys: in each Region of an instance, the company's own for Connect, AWS's for Connect, and one that
//! belongs to finance.

use serde_json::json;
use time::Month::{April, June, May};

use super::{ACCOUNT, day, instances};
use crate::ids;
use crate::world::{Key, default_key_policy};

/// All of them.
pub(super) fn all() -> Vec<Key> {
    ["ap-southeast-2", "eu-west-2", "us-east-1"]
        .into_iter()
        .flat_map(|region| [ours(region), of_connect(region), of_finance(region)])
        .collect()
}

/// The one that recordings are encrypted with.
fn ours(region: &str) -> Key {
    let arn = instances::kms_key(region);
    Key {
        id: arn.rsplit('/').next().unwrap_or_default().to_owned(),
        region: region.to_owned(),
        created: day(2019, May, 14),
        description: "Recordings and transcripts of the contact centres".to_owned(),
        of_aws: false,
        aliases: vec!["alias/northwind-connect".to_owned()],
        policy: default_key_policy(ACCOUNT),
        grants: Vec::new(),
    }
}

/// AWS's own for Connect. Source: AWS KMS Developer Guide, "AWS managed keys": usable by the account through the
/// service alone, and described by anyone in it.
fn of_connect(region: &str) -> Key {
    let account = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")});
    Key {
        id: ids::uuid(&format!("kms/{region}/aws/connect")),
        region: region.to_owned(),
        created: day(2019, June, 12),
        description:
            "Default key that protects my Amazon Connect data when no other key is defined"
                .to_owned(),
        of_aws: true,
        aliases: vec!["alias/aws/connect".to_owned()],
        policy: json!({"Version": "2012-10-17", "Id": "auto-connect-1", "Statement": [
            {
                "Sid": "Allow access through Amazon Connect for all principals in the account",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {
                    "kms:CallerAccount": ACCOUNT, "kms:ViaService": format!("connect.{region}.amazonaws.com"),
                }},
            },
            {
                "Sid": "Allow direct access to key metadata to the account",
                "Effect": "Allow",
                "Principal": account,
                "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
                "Resource": "*",
            },
        ]}),
        grants: Vec::new(),
    }
}

/// One that only administrators manage and nobody else sees: the account as a whole is not let in.
fn of_finance(region: &str) -> Key {
    let admins = json!({"AWS": [
        format!("arn:aws:iam::{ACCOUNT}:role/Admin"),
        format!("arn:aws:iam::{ACCOUNT}:user/emergency/breakglass"),
    ]});
    Key {
        id: ids::uuid(&format!("kms/{region}/finance")),
        region: region.to_owned(),
        created: day(2021, April, 7),
        description: "Ledgers".to_owned(),
        of_aws: false,
        aliases: vec!["alias/northwind-finance".to_owned()],
        policy: json!({"Version": "2012-10-17", "Id": "finance", "Statement": [{
            "Sid": "Administrators", "Effect": "Allow", "Principal": admins, "Action": "kms:*", "Resource": "*",
        }]}),
        grants: Vec::new(),
    }
}
