resource "aws_iam_role_policy" "association_limit" {
  name = "limit"
  role = "ContactCentre"

  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "StrongroomLimitDenyTypes",
      "Effect": "Deny",
      "Action": [
        "connect:AssociateInstanceStorageConfig",
        "connect:UpdateInstanceStorageConfig"
      ],
      "Resource": "arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-3333-4444-555555555555",
      "Condition": {
        "StringNotEquals": {
          "connect:StorageResourceType": "CALL_RECORDINGS"
        }
      }
    },
    {
      "Sid": "StrongroomLimitDenyBuckets",
      "Effect": "Deny",
      "Action": [
        "s3:GetBucketAcl",
        "s3:GetBucketLocation"
      ],
      "NotResource": "arn:aws:s3:::acme-recordings"
    }
  ]
}
POLICY
}
