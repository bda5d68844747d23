//! The recovery card: the ways back in after a lock-out, for the buckets of one plan (domain: getting
//! back in after a lock-out).

use std::fmt::Write as _;

use lockdown::inventory::LivePolicy;
use lockdown::plan::Plan;

/// The card as plain text, to be printed or kept where the bucket's data is not.
pub(super) fn card(plan: &Plan, partition: &str) -> String {
    let mut text = String::new();
    let account = plan.account();
    // Writing to a String can't fail.
    let _ = write!(
        text,
        "STRONGROOM RECOVERY CARD\n\nAccount {account}. Keep this card where it can be reached without the buckets below.\n\n\
         If nobody can reach a bucket any more, these are the ways back in, in this order:\n\n\
         1. Sign in as somebody who was kept:\n"
    );
    for entry in plan.keep() {
        let _ = writeln!(text, "   - {}", entry.arn);
    }
    let _ = write!(
        text,
        "\n2. Sign in as the root user of account {account}, open the bucket in the S3 console, Permissions, Bucket policy,\n   \
         and put the policy below back (or delete the policy, where it says so). The root user can always read, put and\n   \
         delete the policy, unless an Organizations policy or a VPC endpoint blocks it, or root sign-in was removed centrally.\n\n\
         3. In an organization with centralized root access: from the management account or the delegated administrator\n   \
         for IAM, at a Regional STS endpoint (not for the management account itself):\n\n   \
         aws sts assume-root --target-principal {account} \\\n     \
         --task-policy-arn arn=arn:{partition}:iam::aws:policy/root-task/S3UnlockBucketPolicy --duration-seconds 900\n\n   \
         and with those credentials:\n\n"
    );
    for target in plan.targets() {
        let Some(bucket) = target.target.bucket() else {
            continue;
        };
        let command = match &target.basis.policy {
            LivePolicy::None => format!(
                "aws s3api delete-bucket-policy --bucket {bucket} --expected-bucket-owner {account}"
            ),
            LivePolicy::Text(_) => format!(
                "aws s3api put-bucket-policy --bucket {bucket} --expected-bucket-owner {account} --policy file://policy.json"
            ),
        };
        let _ = writeln!(text, "   {command}");
    }
    text.push_str("\nAWS Support can't lift a bucket policy. A lock on trial ends by itself.\n");
    for target in plan.targets() {
        let _ = write!(
            text,
            "\n--- {} ({}), before the change ---\n\n",
            target.target, target.region
        );
        text.push_str(
            target
                .basis
                .policy
                .text()
                .unwrap_or("There was no policy: delete it."),
        );
        text.push('\n');
    }
    text
}
