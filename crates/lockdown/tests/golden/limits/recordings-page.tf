resource "aws_iam_policy" "association_limit" {
  name        = "limit"
  description = "Limits what role ContactCentre may associate with Amazon Connect instance 11111111-2222-3333-4444-555555555555 in eu-west-2. Made by Strongroom."

  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "StrongroomLimitAssociate",
      "Effect": "Allow",
      "Action": [
        "connect:UpdateInstanceStorageConfig",
        "connect:AssociateInstanceStorageConfig"
      ],
      "Resource": "arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-3333-4444-555555555555",
      "Condition": {
        "StringEquals": {
          "connect:StorageResourceType": "CALL_RECORDINGS"
        }
      }
    },
    {
      "Sid": "StrongroomLimitBuckets",
      "Effect": "Allow",
      "Action": [
        "iam:PutRolePolicy",
        "s3:GetBucketAcl",
        "s3:GetBucketLocation"
      ],
      "Resource": [
        "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/*",
        "arn:aws:s3:::acme-recordings"
      ]
    },
    {
      "Sid": "StrongroomLimitBucketList",
      "Effect": "Allow",
      "Action": "s3:ListAllMyBuckets",
      "Resource": "*"
    }
  ]
}
POLICY
}

resource "aws_iam_role_policy_attachment" "association_limit" {
  role       = "ContactCentre"
  policy_arn = aws_iam_policy.association_limit.arn
}
