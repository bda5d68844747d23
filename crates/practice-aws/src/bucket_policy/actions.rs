//! The S3 actions that a bucket policy may name, and whether each is about the bucket or about objects.
//!
//! Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".

use crate::trouble::like;

/// Actions on objects.
const ON_OBJECTS: &[&str] = &[
    "abortmultipartupload",
    "bypassgovernanceretention",
    "deleteobject",
    "deleteobjecttagging",
    "deleteobjectversion",
    "deleteobjectversiontagging",
    "getobject",
    "getobjectacl",
    "getobjectattributes",
    "getobjectlegalhold",
    "getobjectretention",
    "getobjecttagging",
    "getobjecttorrent",
    "getobjectversion",
    "getobjectversionacl",
    "getobjectversionattributes",
    "getobjectversionforreplication",
    "getobjectversiontagging",
    "getobjectversiontorrent",
    "initiatereplication",
    "listmultipartuploadparts",
    "objectowneroverridetobucketowner",
    "putobject",
    "putobjectacl",
    "putobjectlegalhold",
    "putobjectretention",
    "putobjecttagging",
    "putobjectversionacl",
    "putobjectversiontagging",
    "replicatedelete",
    "replicateobject",
    "replicatetags",
    "restoreobject",
    "updateobjectencryption",
];

/// Actions on the bucket.
const ON_BUCKET: &[&str] = &[
    "createbucket",
    "createbucketmetadatatableconfiguration",
    "deletebucket",
    "deletebucketmetadatatableconfiguration",
    "deletebucketownershipcontrols",
    "deletebucketpolicy",
    "deletebucketwebsite",
    "getaccelerateconfiguration",
    "getanalyticsconfiguration",
    "getbucketabac",
    "getbucketacl",
    "getbucketcors",
    "getbucketlocation",
    "getbucketlogging",
    "getbucketmetadatatableconfiguration",
    "getbucketnotification",
    "getbucketobjectlockconfiguration",
    "getbucketownershipcontrols",
    "getbucketpolicy",
    "getbucketpolicystatus",
    "getbucketpublicaccessblock",
    "getbucketrequestpayment",
    "getbuckettagging",
    "getbucketversioning",
    "getbucketwebsite",
    "getencryptionconfiguration",
    "getintelligenttieringconfiguration",
    "getinventoryconfiguration",
    "getlifecycleconfiguration",
    "getmetricsconfiguration",
    "getreplicationconfiguration",
    "listbucket",
    "listbucketmultipartuploads",
    "listbucketversions",
    "putaccelerateconfiguration",
    "putanalyticsconfiguration",
    "putbucketabac",
    "putbucketacl",
    "putbucketcors",
    "putbucketlogging",
    "putbucketnotification",
    "putbucketobjectlockconfiguration",
    "putbucketownershipcontrols",
    "putbucketpolicy",
    "putbucketpublicaccessblock",
    "putbucketrequestpayment",
    "putbuckettagging",
    "putbucketversioning",
    "putbucketwebsite",
    "putencryptionconfiguration",
    "putintelligenttieringconfiguration",
    "putinventoryconfiguration",
    "putlifecycleconfiguration",
    "putmetricsconfiguration",
    "putreplicationconfiguration",
    "updatebucketmetadatainventorytableconfiguration",
    "updatebucketmetadatajournaltableconfiguration",
];

/// Whether a text names an S3 action, or is a pattern that some action matches. Letter case does not count.
pub(super) fn is_known(action: &str) -> bool {
    action == "*"
        || names(action)
            .is_some_and(|pattern| any(ON_OBJECTS, &pattern) || any(ON_BUCKET, &pattern))
}

/// Whether an action can be done to a resource of S3: to objects if the ARN has a key, else to the bucket.
pub(super) fn applies(action: &str, resource: &str) -> bool {
    let Some(pattern) = names(action) else {
        return action == "*";
    };
    let path = resource.strip_prefix("arn:aws:s3:::").unwrap_or(resource);
    let objects = path.contains('/') || path.contains('*');
    let bucket = !path.contains('/');
    (objects && any(ON_OBJECTS, &pattern)) || (bucket && any(ON_BUCKET, &pattern))
}

fn names(action: &str) -> Option<String> {
    let (service, name) = action.split_once(':')?;
    service
        .eq_ignore_ascii_case("s3")
        .then(|| name.to_ascii_lowercase())
}

fn any(actions: &[&str], pattern: &str) -> bool {
    actions.iter().any(|action| like(pattern, action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_patterns() {
        assert!(
            is_known("s3:*")
                && is_known("S3:getobject")
                && is_known("s3:Get*Policy")
                && is_known("*")
        );
        assert!(
            !is_known("s3:Fly")
                && !is_known("s3:")
                && !is_known("iam:GetRole")
                && !is_known("GetObject")
        );
    }

    #[test]
    fn objects_are_not_the_bucket() {
        assert!(
            applies("s3:GetObject", "arn:aws:s3:::b/*")
                && !applies("s3:GetObject", "arn:aws:s3:::b")
        );
        assert!(
            applies("s3:ListBucket", "arn:aws:s3:::b")
                && !applies("s3:ListBucket", "arn:aws:s3:::b/*")
        );
        assert!(applies("s3:Get*", "arn:aws:s3:::b") && applies("s3:*", "arn:aws:s3:::b/*"));
    }
}
