//! The table (domain: permissions the app needs). An action stands here if and only if the app calls it,
//! or an AWS service asks for it when the app calls another; rows without such a call say why.

use super::{On, Permission, Unseen, Use};

const fn row(needed_for: Use, action: &'static str, on: On, why: &'static str) -> Permission {
    Permission {
        action,
        needed_for,
        on,
        why,
        unseen: None,
    }
}

const fn unseen(
    needed_for: Use,
    action: &'static str,
    on: On,
    why: &'static str,
    because: Unseen,
) -> Permission {
    Permission {
        action,
        needed_for,
        on,
        why,
        unseen: Some(because),
    }
}

const fn limit(action: &'static str, on: On, why: &'static str) -> Permission {
    row(Use::Limits, action, on, why)
}

/// Every action that the app needs, each once.
pub const TABLE: &[Permission] = &[
    row(
        Use::Look,
        "connect:ListInstances",
        On::Everything,
        "the Connect instances of a Region",
    ),
    // A dependent action of the calls before and after it (Service Authorization Reference, Amazon Connect).
    row(
        Use::Look,
        "ds:DescribeDirectories",
        On::Everything,
        "instances: AWS asks for it with the two calls that read them",
    ),
    row(
        Use::Look,
        "connect:DescribeInstance",
        On::Instances,
        "an instance's service role",
    ),
    row(
        Use::Look,
        "connect:ListInstanceStorageConfigs",
        On::Instances,
        "where an instance stores recordings, transcripts and reports",
    ),
    row(
        Use::Look,
        "iam:GetRole",
        On::Roles,
        "the id of a service role, and your own role's path",
    ),
    row(
        Use::Look,
        "iam:ListAccountAliases",
        On::Everything,
        "the account's name",
    ),
    row(
        Use::Look,
        "iam:GetAccountAuthorizationDetails",
        On::Everything,
        "who would lose access, and which ids belong to nobody any more",
    ),
    row(
        Use::Look,
        "s3:ListAllMyBuckets",
        On::Everything,
        "telling a bucket of another account from one that is refused",
    ),
    row(
        Use::Look,
        "s3:GetBucketLocation",
        On::AnyBucket,
        "a bucket's Region",
    ),
    row(
        Use::Look,
        "s3:GetBucketPolicy",
        On::AnyBucket,
        "a bucket's policy and so its state",
    ),
    row(
        Use::Look,
        "s3:GetBucketPolicyStatus",
        On::AnyBucket,
        "whether AWS calls the policy public",
    ),
    row(
        Use::Look,
        "s3:GetBucketPublicAccessBlock",
        On::AnyBucket,
        "whether a public policy would be rejected",
    ),
    row(
        Use::Look,
        "s3:GetAccountPublicAccessBlock",
        On::Everything,
        "whether the whole account rejects public policies",
    ),
    row(
        Use::Look,
        "s3:GetEncryptionConfiguration",
        On::AnyBucket,
        "the key that encrypts a bucket",
    ),
    row(
        Use::Look,
        "s3:GetBucketTagging",
        On::AnyBucket,
        "whether CloudFormation owns a bucket",
    ),
    row(
        Use::Look,
        "s3:GetReplicationConfiguration",
        On::AnyBucket,
        "the role that replicates out of a bucket",
    ),
    row(
        Use::Look,
        "s3:GetBucketNotification",
        On::AnyBucket,
        "who is told of new recordings",
    ),
    row(
        Use::Look,
        "s3:GetBucketLogging",
        On::AnyBucket,
        "where access logs go",
    ),
    row(
        Use::Lock,
        "s3:PutBucketPolicy",
        On::Buckets,
        "locking, keeping, rolling back and restoring",
    ),
    row(
        Use::Lock,
        "s3:DeleteBucketPolicy",
        On::Buckets,
        "restoring a bucket that had no policy",
    ),
    row(
        Use::Lock,
        "cloudtrail:LookupEvents",
        On::Everything,
        "whether somebody else wrote in the same instant, and who",
    ),
    row(
        Use::Playback,
        "connect:SearchContacts",
        On::Instances,
        "the newest calls of an instance",
    ),
    row(
        Use::Playback,
        "connect:DescribeContact",
        On::Contacts,
        "where a call's recording is",
    ),
    row(
        Use::Playback,
        "s3:ListBucket",
        On::Buckets,
        "the newest recordings where Connect can't be asked",
    ),
    row(
        Use::Playback,
        "s3:GetObject",
        On::Objects,
        "playing a recording",
    ),
    row(
        Use::Playback,
        "kms:Decrypt",
        On::Keys,
        "playing a recording that a key of yours encrypts",
    ),
    limit("iam:GetPolicy", On::Policies, "a limit as it stands"),
    limit(
        "iam:GetPolicyVersion",
        On::Policies,
        "the text of a limit as it stands",
    ),
    limit(
        "iam:GetUser",
        On::Users,
        "whether a user still is who it was",
    ),
    limit(
        "iam:GetRolePolicy",
        On::Roles,
        "a limit that is part of a role, as it stands",
    ),
    limit(
        "iam:GetUserPolicy",
        On::Users,
        "a limit that is part of a user, as it stands",
    ),
    limit(
        "iam:ListAttachedRolePolicies",
        On::Roles,
        "whether a limit is attached to a role",
    ),
    limit(
        "iam:ListAttachedUserPolicies",
        On::Users,
        "whether a limit is attached to a user",
    ),
    limit(
        "iam:CreatePolicy",
        On::Policies,
        "creating the limit as a policy of its own",
    ),
    limit("iam:CreatePolicyVersion", On::Policies, "changing a limit"),
    limit(
        "iam:ListPolicyVersions",
        On::Policies,
        "what a limit was before",
    ),
    limit(
        "iam:SetDefaultPolicyVersion",
        On::Policies,
        "putting an earlier limit back",
    ),
    limit(
        "iam:DeletePolicyVersion",
        On::Policies,
        "making room for a sixth version",
    ),
    limit("iam:DeletePolicy", On::Policies, "removing a limit"),
    limit(
        "iam:AttachRolePolicy",
        On::Roles,
        "attaching a limit to a role",
    ),
    limit(
        "iam:DetachRolePolicy",
        On::Roles,
        "taking a limit off a role",
    ),
    limit(
        "iam:AttachUserPolicy",
        On::Users,
        "attaching a limit to a user",
    ),
    limit(
        "iam:DetachUserPolicy",
        On::Users,
        "taking a limit off a user",
    ),
    limit("iam:PutRolePolicy", On::Roles, "a limit as part of a role"),
    limit(
        "iam:DeleteRolePolicy",
        On::Roles,
        "removing a limit that is part of a role",
    ),
    limit("iam:PutUserPolicy", On::Users, "a limit as part of a user"),
    limit(
        "iam:DeleteUserPolicy",
        On::Users,
        "removing a limit that is part of a user",
    ),
    limit(
        "iam:SimulatePrincipalPolicy",
        On::Everything,
        "AWS's own answer to what a limit permits, and to what you lack where your own policies can't be read",
    ),
    limit(
        "iam:SimulateCustomPolicy",
        On::Everything,
        "AWS's own answer before a limit is written",
    ),
    limit(
        "lambda:ListFunctions",
        On::Everything,
        "the list of functions to choose from",
    ),
    limit(
        "kinesis:ListStreams",
        On::Everything,
        "the list of data streams to choose from",
    ),
    limit(
        "firehose:ListDeliveryStreams",
        On::Everything,
        "the list of delivery streams to choose from",
    ),
    limit(
        "lambda:GetPolicy",
        On::Functions,
        "whether Connect may call a function already",
    ),
    limit(
        "kms:ListKeys",
        On::Everything,
        "the keys that have no alias",
    ),
    limit(
        "kms:GetKeyPolicy",
        On::AnyKey,
        "whether a key's own policy lets Connect in",
    ),
    limit(
        "kms:ListAliases",
        On::Everything,
        "the list of keys to choose from",
    ),
    unseen(
        Use::Recovery,
        "sts:AssumeRoot",
        On::MemberRoot,
        "the organization's way into a bucket that nobody can reach",
        Unseen::ManagementAccount,
    ),
];
