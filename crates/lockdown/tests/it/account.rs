//! A small account: two instances in two Regions that share a bucket, an administrator, an auditor.

use std::collections::BTreeMap;
use std::sync::Arc;

use lockdown::ids::{AccountId, Arn, BucketName, Region};
use lockdown::inventory::{
    Bucket, BucketUse, Encryption, Identity, Instance, InstanceKey, Inventory, LivePolicy,
    PublicAccessBlock, ServiceRole, ServiceRoleKind, StorageConfig, StorageTarget,
};
use lockdown::keep::{KeepChoice, MatchBy};
use lockdown::known::{Known, Unknown, UnknownReason};
use lockdown::plan::{Intent, Plan, Rules, plan_lock};
use lockdown::principals::{NamedPolicy, Principals, RoleInfo, UserInfo};
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const BUCKET: &str = "connect-25fd0a3be3ef";
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-22 09:00:00 UTC);

pub(crate) const ADMIN_ID: &str = "AROAADMINADMINADMIN01";
pub(crate) const AUDITOR_ID: &str = "AROAAUDITORAUDITOR001";
pub(crate) const LONDON_ID: &str = "AROALONDONLONDON00001";
pub(crate) const VIRGINIA_ID: &str = "AROAVIRGINIAVIRGIN001";
pub(crate) const BREAKGLASS_ID: &str = "AIDABREAKGLASSBREAK01";
pub(crate) const REPLICATION_ID: &str = "AROAREPLICATIONREPL01";
pub(crate) const SSO_ID: &str = "AROASSOSSOSSOSSOSSO01";

pub(crate) const ADMIN: &str = "arn:aws:iam::111122223333:role/Admin";
pub(crate) const AUDITOR: &str = "arn:aws:iam::111122223333:role/audit/Auditor";
pub(crate) const BREAKGLASS: &str = "arn:aws:iam::111122223333:user/break-glass";
pub(crate) const REPLICATION: &str = "arn:aws:iam::111122223333:role/service-role/replicator";
pub(crate) const SSO: &str = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_Ops_0123456789abcdef";
pub(crate) const LONDON: &str = "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_London";
pub(crate) const VIRGINIA: &str = "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Virginia";

const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const READ_S3: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]}"#;
const CONNECT_S3: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject","s3:GetObjectAcl","s3:PutObjectAcl"],"Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"},{"Effect":"Allow","Action":["s3:GetBucketLocation","s3:GetBucketAcl"],"Resource":"*"}]}"#;
const REPLICATE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject*","Resource":"arn:aws:s3:::connect-25fd0a3be3ef/*"}]}"#;

pub(crate) fn arn(text: &str) -> Arn {
    text.parse().unwrap()
}

pub(crate) fn bucket_name() -> BucketName {
    BUCKET.parse().unwrap()
}

pub(crate) fn account_id() -> AccountId {
    ACCOUNT.parse().unwrap()
}

pub(crate) fn unknown(reason: UnknownReason) -> Unknown {
    Unknown {
        reason,
        missing_permission: None,
        detail: "no answer".to_owned(),
        request_id: None,
    }
}

fn trust(principal: &str) -> Arc<str> {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}]}}"#
    );
    text.into()
}

pub(crate) fn role(role_arn: &str, id: &str, principal: &str, policy: &str) -> RoleInfo {
    RoleInfo {
        arn: arn(role_arn),
        unique_id: id.parse().unwrap(),
        created: None,
        last_used: None,
        trust_policy: Some(trust(principal)),
        policies: vec![NamedPolicy {
            name: "own".to_owned(),
            text: policy.into(),
        }],
        boundary: None,
        tags: BTreeMap::new(),
    }
}

pub(crate) fn principals() -> Principals {
    let account = r#"{"AWS":"arn:aws:iam::111122223333:root"}"#;
    let connect = r#"{"Service":"connect.amazonaws.com"}"#;
    Principals {
        roles: vec![
            role(ADMIN, ADMIN_ID, account, ALLOW_ALL),
            role(AUDITOR, AUDITOR_ID, account, READ_S3),
            role(
                REPLICATION,
                REPLICATION_ID,
                r#"{"Service":"s3.amazonaws.com"}"#,
                REPLICATE,
            ),
            role(
                SSO,
                SSO_ID,
                r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/AWSSSO_1"}"#,
                ALLOW_ALL,
            ),
            role(LONDON, LONDON_ID, connect, CONNECT_S3),
            role(VIRGINIA, VIRGINIA_ID, connect, CONNECT_S3),
        ],
        users: vec![UserInfo {
            arn: arn(BREAKGLASS),
            unique_id: BREAKGLASS_ID.parse().unwrap(),
            created: None,
            last_used: None,
            policies: vec![NamedPolicy {
                name: "own".to_owned(),
                text: ALLOW_ALL.into(),
            }],
            boundary: None,
            tags: BTreeMap::new(),
        }],
    }
}

pub(crate) fn identity() -> Identity {
    Identity {
        account: account_id(),
        arn: arn("arn:aws:sts::111122223333:assumed-role/Admin/asha"),
        user_id: format!("{ADMIN_ID}:asha"),
        role_arn: Known::Value(Some(arn(ADMIN))),
        alias: Known::Value(Some("acme".to_owned())),
    }
}

fn key(region: &str) -> InstanceKey {
    InstanceKey {
        account: account_id(),
        region: region.parse().unwrap(),
        id: "11111111-2222-3333-4444-555555555555".parse().unwrap(),
    }
}

fn instance(region: &str, alias: &str, role: &str, id: &str) -> Instance {
    let target = StorageTarget::S3 {
        bucket: bucket_name(),
        prefix: format!("connect/{alias}"),
        kms_key: None,
    };
    let config = StorageConfig {
        association_id: "a".to_owned(),
        target,
    };
    Instance {
        key: key(region),
        arn: arn(&format!("arn:aws:connect:{region}:{ACCOUNT}:instance/1")),
        alias: Some(alias.to_owned()),
        created: None,
        status: "ACTIVE".to_owned(),
        access_url: None,
        service_role: Known::Value(ServiceRole {
            arn: arn(role),
            kind: ServiceRoleKind::ServiceLinked,
            unique_id: Known::Value(id.parse().unwrap()),
        }),
        storage: BTreeMap::from([("CALL_RECORDINGS".to_owned(), Known::Value(vec![config]))]),
        read_at: Some(NOW),
    }
}

/// The account, its bucket having this policy.
pub(crate) fn inventory(policy: LivePolicy) -> Inventory {
    let regions = [
        ("eu-west-2", "london", LONDON, LONDON_ID),
        ("us-east-1", "virginia", VIRGINIA, VIRGINIA_ID),
    ];
    let uses = regions.map(|(region, alias, ..)| BucketUse {
        instance: key(region),
        resource_type: "CALL_RECORDINGS".to_owned(),
        prefix: format!("connect/{alias}"),
        kms_key: None,
    });
    let bucket = Bucket {
        name: bucket_name(),
        region: Known::Value("eu-west-2".parse().unwrap()),
        policy: Known::Value(policy),
        public_access_block: Known::Value(PublicAccessBlock {
            block_public_policy: true,
            ..PublicAccessBlock::default()
        }),
        policy_is_public: Known::Value(false),
        encryption: Known::Value(Encryption::S3),
        tags: Known::Value(BTreeMap::new()),
        replication_role: Known::Value(None),
        notification_targets: Known::Value(Vec::new()),
        logs_to: Known::Value(None),
        uses: uses.to_vec(),
        read_at: Some(NOW),
    };
    let mut found: BTreeMap<Region, Known<Vec<Instance>>> = BTreeMap::new();
    for (region, alias, role, id) in regions {
        found.insert(
            region.parse().unwrap(),
            Known::Value(vec![instance(region, alias, role, id)]),
        );
    }
    found.insert(
        "ap-northeast-3".parse().unwrap(),
        Known::Unknown(unknown(UnknownReason::RegionNotEnabled)),
    );
    Inventory {
        identity: identity(),
        taken_at: NOW,
        regions: found,
        regions_read_at: BTreeMap::new(),
        public_access_block: Known::Value(PublicAccessBlock::default()),
        buckets: BTreeMap::from([(bucket_name(), bucket)]),
    }
}

pub(crate) fn policy(text: &str) -> LivePolicy {
    LivePolicy::Text(text.to_owned())
}

/// A lock of the one bucket, break-glass kept by its id, on trial for a quarter of an hour.
pub(crate) fn intent() -> Intent {
    Intent {
        buckets: vec![bucket_name()],
        keep: vec![KeepChoice {
            arn: arn(BREAKGLASS),
            match_by: MatchBy::Id,
        }],
        trial_minutes: Some(15),
        rules: Rules::default(),
        ..Intent::default()
    }
}

/// The same in the AWS article's own form: every principal by its id.
pub(crate) fn article() -> Intent {
    let by_id = |text: &str| KeepChoice {
        arn: arn(text),
        match_by: MatchBy::Id,
    };
    Intent {
        required_match: vec![by_id(LONDON), by_id(VIRGINIA), by_id(ADMIN)],
        ..intent()
    }
}

pub(crate) fn locked(live: LivePolicy, intent: &Intent) -> Plan {
    let principals = principals();
    plan_lock(&inventory(live), Known::Value(&principals), intent, NOW)
}

pub(crate) fn codes(plan: &Plan) -> Vec<&'static str> {
    plan.blockers()
        .iter()
        .map(lockdown::plan::Blocker::code)
        .collect()
}

pub(crate) fn warnings(plan: &Plan) -> Vec<&'static str> {
    plan.warnings()
        .iter()
        .map(lockdown::plan::Warning::code)
        .collect()
}

pub(crate) const TLS_ONLY: &str = r#"{"Version":"2012-10-17","Id":"kept","Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::connect-25fd0a3be3ef","arn:aws:s3:::connect-25fd0a3be3ef/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#;
