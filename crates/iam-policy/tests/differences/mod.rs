//! What the oracle is known to decide otherwise, each with AWS's own sentence as the judge.

use serde_json::Value;

/// One known difference.
struct Difference {
    name: &'static str,
    /// AWS's own sentence, and the page it stands on.
    #[expect(dead_code, reason = "the judge is for the reader")]
    judge: &'static str,
    /// Whether it can explain a disagreement on this case.
    explains: fn(&Disagreement<'_>) -> bool,
}

struct Disagreement<'a> {
    case: &'a Value,
    ours: &'a str,
    theirs: &'a str,
}

const TABLE: [Difference; 6] = [
    Difference {
        name: "root gets at the bucket policy",
        judge: "GetBucketPolicy (S3 API): the root principal in a bucket owner's Amazon Web Services account \
                can perform the GetBucketPolicy, PutBucketPolicy, and DeleteBucketPolicy API actions, even \
                if their bucket policy explicitly denies the root principal the ability to perform these \
                API actions",
        explains: |it| {
            let request = &it.case["request"];
            let action = request["action"].as_str().unwrap();
            request["principal"] == "arn:aws:iam::111122223333:root"
                && action.ends_with("BucketPolicy")
                && it.ours != "explicitly_denied"
                && it.theirs == "explicitly_denied"
                && has_statement(&it.case["resource_policy"], |s| s["Effect"] == "Deny")
        },
    },
    Difference {
        name: "NotPrincipal with Deny",
        judge: "NotPrincipal: When you use NotPrincipal with Deny, you must also specify the account ARN of \
                the not-denied principal. Otherwise, the policy might deny access to the entire account \
                containing the principal. … AWS might validate the account first, then the role, and then \
                the assumed-role user. — And: The NotPrincipal element with a Deny effect will always deny \
                any IAM principal that has a permissions boundary policy attached.",
        explains: |it| {
            it.ours == "explicitly_denied"
                && has_statement(&it.case["resource_policy"], |s| {
                    s["Effect"] == "Deny" && !s["NotPrincipal"].is_null()
                })
        },
    },
    Difference {
        name: "a variable without a value",
        judge: "Variables and tags, \"Policy variables with no value\": Inverted condition operators like \
                StringNotEquals or StringNotLike do match against a null value … If a variable that has no \
                value in the authorization context is used as part of the Resource or NotResource element \
                of a policy, the resource that includes a policy variable with no value will not match any \
                resource.",
        explains: |it| {
            policies(it.case).iter().any(|policy| {
                policy["Version"] == "2012-10-17"
                    && has_statement(policy, |s| empty_variable_negated(s, it.case))
            })
        },
    },
    Difference {
        name: "a variable in version 2008-10-17",
        judge: "Elements, Version: If you don't include a Version element set to 2012-10-17, variables such \
                as ${aws:username} won't be recognized as variables and will instead be treated as literal \
                strings in the policy.",
        explains: |it| {
            policies(it.case).iter().any(|policy| {
                policy["Version"] == "2008-10-17" && policy.to_string().contains("${")
            })
        },
    },
    Difference {
        name: "granted directly, under a session policy",
        judge: "Policy evaluation logic: Within the same account, resource-based policies that grant \
                permissions to an IAM role session ARN grant permissions directly to the assumed role \
                session. Permissions granted directly to a session are not limited by an implicit deny in an \
                identity-based policy, a permissions boundary, or session policy. — Principal: permissions \
                boundaries or session policies do not limit permissions granted using the aws:PrincipalArn \
                condition key with a wildcard(*) in the Principal element",
        explains: |it| {
            it.ours == "allowed"
                && it.theirs == "implicitly_denied"
                && !it.case["session_policies"].is_null()
                && has_statement(&it.case["resource_policy"], |s| s["Effect"] == "Allow")
        },
    },
    Difference {
        name: "an IPv6 address and a bare IPv4 address",
        judge: "Condition operators: NotIpAddress: All IP addresses except the specified IP address or range",
        explains: |it| {
            it.case["request"]["context"]["aws:SourceIp"] == "2001:db8::7"
                && it.case.to_string().contains("\"203.0.113.7\"")
        },
    },
];

/// The name of a known difference that explains why the two disagree on this case.
pub(crate) fn known(case: &Value, ours: &str, theirs: &str) -> Option<&'static str> {
    let it = Disagreement { case, ours, theirs };
    TABLE
        .iter()
        .find(|difference| (difference.explains)(&it))
        .map(|difference| difference.name)
}

/// Every policy of a case, of whatever kind.
fn policies(case: &Value) -> Vec<&Value> {
    let mut all = vec![&case["resource_policy"]];
    for list in [
        "identity_policies",
        "permissions_boundaries",
        "session_policies",
        "endpoint_policies",
    ] {
        all.extend(case[list].as_array().into_iter().flatten());
    }
    for levels in ["service_control_policies", "resource_control_policies"] {
        for level in case[levels].as_array().into_iter().flatten() {
            all.extend(level["policies"].as_array().into_iter().flatten());
        }
    }
    all
}

fn has_statement(policy: &Value, wanted: impl Fn(&Value) -> bool) -> bool {
    match &policy["Statement"] {
        Value::Array(statements) => statements.iter().any(wanted),
        Value::Null => false,
        one => wanted(one),
    }
}

/// Whether a variable that the request has no value for stands in `NotResource` or under a negated operator.
fn empty_variable_negated(statement: &Value, case: &Value) -> bool {
    let context = &case["request"]["context"];
    let empty = |value: &Value| {
        let text = value.to_string();
        ["aws:username", "aws:PrincipalTag/team"]
            .iter()
            .any(|key| text.contains(&format!("${{{key}}}")) && context[*key].is_null())
    };
    let negated = statement["Condition"]
        .as_object()
        .into_iter()
        .flatten()
        .any(|(operator, keys)| operator.contains("Not") && empty(keys));
    negated || empty(&statement["NotResource"])
}
