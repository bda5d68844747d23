//! What else decides: a bucket's policy, a key's policy and grants, a session's policy.

use serde_json::{Value, json};

use crate::acts::{
    ACCOUNT, ADMIN, CLAIMS, ITS_BUCKET, MANAGER, NAMED_BUCKET, REGION, associate, bucket, denied,
    done, encrypted, lacks, limit,
};
use crate::common::Bench;

#[tokio::test]
async fn a_buckets_own_policy_counts_for_whoever_associates_it() {
    let bench = Bench::start().await;
    let deny = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/Admin")},
        "Action": "s3:GetBucketLocation", "Resource": format!("arn:aws:s3:::{ITS_BUCKET}"),
    }]});
    assert_eq!(bench.put_policy(ADMIN, ITS_BUCKET, &deny).await.status, 204);
    let admin = bench.keys(ADMIN);
    let answer = associate(&bench, &admin, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await;
    denied(&answer, "s3:GetBucketLocation", "a resource-based policy");
    // And it lets in: FullAccess has no s3:GetBucketAcl on this one.
    let allow = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/connect/ConnectManager")},
        "Action": "s3:GetBucketAcl", "Resource": format!("arn:aws:s3:::{ITS_BUCKET}"),
    }]});
    assert_eq!(
        bench.put_policy(ADMIN, ITS_BUCKET, &allow).await.status,
        204
    );
    let manager = bench.keys(MANAGER);
    let answer = associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &bucket(ITS_BUCKET)).await;
    lacks(&answer, "iam:PutRolePolicy");
}

#[tokio::test]
async fn a_key_wants_describe_key_and_a_grant() {
    let bench = Bench::start().await;
    let manager = bench.keys(MANAGER);
    let key = |alias: &str| {
        let world = bench.account.control().world();
        let keys = world["kms_keys"].as_array().unwrap().clone();
        let key = keys
            .into_iter()
            .find(|key| key["region"] == REGION && key["aliases"][0] == alias)
            .unwrap();
        format!(
            "arn:aws:kms:{REGION}:{ACCOUNT}:key/{}",
            key["id"].as_str().unwrap()
        )
    };
    let (ours, finance, of_aws) = (
        key("alias/northwind-connect"),
        key("alias/northwind-finance"),
        key("alias/aws/connect"),
    );
    let with = |key: &str| encrypted(NAMED_BUCKET, key);
    let answer = associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &with(&ours)).await;
    lacks(&answer, "kms:CreateGrant");
    // The key's own policy must let somebody in; that of finance names others.
    let answer = associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &with(&finance)).await;
    assert_eq!(answer.status, 403);
    assert!(
        answer
            .message()
            .ends_with("because no resource-based policy allows the kms:DescribeKey action"),
        "{}",
        answer.message()
    );
    let grant = json!({
        "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": ours,
        "Condition": {
            "Bool": {"kms:GrantIsForAWSResource": "true"},
            "StringEquals": {"kms:ViaService": format!("connect.{REGION}.amazonaws.com")},
            "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"]},
        },
    });
    limit(&bench, "ConnectManager", "Grant", &grant).await;
    done(&associate(&bench, &manager, CLAIMS, "ATTACHMENTS", &with(&ours)).await);
    let world = bench.account.control().world();
    let keys = world["kms_keys"].as_array().unwrap();
    let grants: Vec<&Value> = keys
        .iter()
        .flat_map(|key| key["grants"].as_array().unwrap())
        .collect();
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0]["grantee"], bench.instance(CLAIMS)["service_role"]);
    // Directly, the same session may not: only through Connect.
    let body =
        json!({"KeyId": ours, "GranteePrincipal": grants[0]["grantee"], "Operations": ["Decrypt"]});
    let answer = bench
        .json_1_1(&manager, "kms", REGION, "TrentService.CreateGrant", &body)
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "AccessDeniedException")
    );
    // AWS's own key lets everybody in, through Connect.
    done(
        &associate(
            &bench,
            &manager,
            CLAIMS,
            "SCHEDULED_REPORTS",
            &with(&of_aws),
        )
        .await,
    );
}

#[tokio::test]
async fn a_session_policy_limits_as_well() {
    let bench = Bench::start().await;
    let role = format!("arn:aws:iam::{ACCOUNT}:role/connect/ConnectManager");
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": ["connect:*", "ds:*", "s3:GetBucketAcl"], "Resource": "*",
    }]});
    let keys = bench.assume(ADMIN, &role, Some(&policy)).await;
    let answer = associate(&bench, &keys, CLAIMS, "ATTACHMENTS", &bucket(NAMED_BUCKET)).await;
    assert!(
        answer
            .message()
            .ends_with("because no session policy allows the s3:GetBucketLocation action"),
        "{}",
        answer.message()
    );
    let keys = bench.assume(ADMIN, &role, None).await;
    done(&associate(&bench, &keys, CLAIMS, "ATTACHMENTS", &bucket(NAMED_BUCKET)).await);
}
