//! What the tests do: associate something, limit somebody, and read a refusal.

use serde_json::{Value, json};

use crate::common::{Answer, Bench, Keys, encoded};

pub(crate) const ADMIN: &str = "practice-admin";
pub(crate) const BUILDER: &str = "practice-builder";
pub(crate) const MANAGER: &str = "practice-manager";
pub(crate) const ACCOUNT: &str = "604712903388";
pub(crate) const REGION: &str = "eu-west-2";
/// The instance that things are associated with: it stores recordings and chats, nothing else.
pub(crate) const CLAIMS: &str = "northwind-claims";
pub(crate) const ITS_BUCKET: &str = "northwind-support-attachments";
pub(crate) const NAMED_BUCKET: &str = "amazon-connect-3f9ad2c08b17";
pub(crate) const STATUS: &str = "northwind-claims-status";
pub(crate) const PAYROLL: &str = "northwind-payroll-export";
pub(crate) const FULL_ACCESS: &str = "arn:aws:iam::aws:policy/AmazonConnect_FullAccess";

pub(crate) fn bucket(name: &str) -> Value {
    json!({"StorageType": "S3", "S3Config": {"BucketName": name, "BucketPrefix": "claims"}})
}

pub(crate) fn encrypted(name: &str, key: &str) -> Value {
    let mut config = bucket(name);
    config["S3Config"]["EncryptionConfig"] = json!({"EncryptionType": "KMS", "KeyId": key});
    config
}

pub(crate) fn stream(name: &str) -> Value {
    let arn = format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}");
    json!({"StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": arn}})
}

pub(crate) fn function(name: &str) -> String {
    format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
}

/// An instance's id.
pub(crate) fn id(bench: &Bench, alias: &str) -> String {
    bench.instance(alias)["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn associate(
    bench: &Bench,
    keys: &Keys,
    alias: &str,
    resource_type: &str,
    config: &Value,
) -> Answer {
    let path = format!("/instance/{}/storage-config", id(bench, alias));
    let body = json!({"ResourceType": resource_type, "StorageConfig": config}).to_string();
    let call = ("PUT", path.as_str(), "", body.as_str());
    bench.rest(keys, "connect", REGION, call).await
}

pub(crate) async fn associate_function(
    bench: &Bench,
    keys: &Keys,
    alias: &str,
    name: &str,
) -> Answer {
    let path = format!("/instance/{}/lambda-function", id(bench, alias));
    let body = json!({"FunctionArn": function(name)}).to_string();
    let call = ("PUT", path.as_str(), "", body.as_str());
    bench.rest(keys, "connect", REGION, call).await
}

/// Puts an inline policy on a role, as the administrator.
pub(crate) async fn limit(bench: &Bench, role: &str, name: &str, statements: &Value) {
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let form = format!(
        "Action=PutRolePolicy&RoleName={role}&PolicyName={name}&PolicyDocument={}",
        encoded(&document, false)
    );
    let answer = bench.query(&bench.keys(ADMIN), "iam", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

pub(crate) async fn attach(bench: &Bench, role: &str, policy: &str) {
    let form = format!(
        "Action=AttachRolePolicy&RoleName={role}&PolicyArn={}",
        encoded(policy, false)
    );
    let answer = bench.query(&bench.keys(ADMIN), "iam", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Refused for want of an action, and by no policy of the kind.
#[track_caller]
pub(crate) fn lacks(answer: &Answer, action: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDeniedException"),
        "{}",
        answer.text()
    );
    let end = format!("because no identity-based policy allows the {action} action");
    assert!(answer.message().ends_with(&end), "{}", answer.message());
}

/// Refused because a policy of that kind denies an action.
#[track_caller]
pub(crate) fn denied(answer: &Answer, action: &str, kind: &str) {
    assert_eq!(answer.status, 403, "{}", answer.text());
    let message = answer.message();
    let said = message.contains(&format!("to perform: {action} on"))
        && message.ends_with(&format!("with an explicit deny in {kind}"));
    assert!(said, "{message}");
}

#[track_caller]
pub(crate) fn done(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
}
