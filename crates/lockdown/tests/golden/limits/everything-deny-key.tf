resource "aws_iam_policy" "association_limit" {
  name        = "limit"
  description = "Limits what role ContactCentre may associate with Amazon Connect instance 11111111-2222-3333-4444-555555555555 in eu-west-2. Made by Strongroom."

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
          "connect:StorageResourceType": [
            "CALL_RECORDINGS",
            "CONTACT_TRACE_RECORDS"
          ]
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
    },
    {
      "Sid": "StrongroomLimitDenyStreams",
      "Effect": "Deny",
      "Action": "kinesis:DescribeStream",
      "NotResource": "arn:aws:kinesis:eu-west-2:111122223333:stream/contact-records"
    },
    {
      "Sid": "StrongroomLimitDenyDeliveryStreams",
      "Effect": "Deny",
      "Action": "firehose:DescribeDeliveryStream",
      "NotResource": "arn:aws:firehose:eu-west-2:111122223333:deliverystream/records"
    },
    {
      "Sid": "StrongroomLimitDenyKeys",
      "Effect": "Deny",
      "Action": [
        "kms:CreateGrant",
        "kms:DescribeKey"
      ],
      "NotResource": "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    },
    {
      "Sid": "StrongroomLimitDenyFunctions",
      "Effect": "Deny",
      "Action": "lambda:AddPermission",
      "NotResource": "arn:aws:lambda:eu-west-2:111122223333:function:route-call"
    },
    {
      "Sid": "StrongroomLimitDenyFunctionPrincipals",
      "Effect": "Deny",
      "Action": "lambda:AddPermission",
      "Resource": "arn:aws:lambda:eu-west-2:111122223333:function:route-call",
      "Condition": {
        "StringNotEquals": {
          "lambda:Principal": "connect.amazonaws.com"
        }
      }
    }
  ]
}
POLICY
}

resource "aws_iam_role_policy_attachment" "association_limit" {
  role       = "ContactCentre"
  policy_arn = aws_iam_policy.association_limit.arn
}
