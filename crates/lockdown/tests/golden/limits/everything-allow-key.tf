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
          "connect:StorageResourceType": [
            "CALL_RECORDINGS",
            "CONTACT_TRACE_RECORDS"
          ]
        }
      }
    },
    {
      "Sid": "StrongroomLimitBuckets",
      "Effect": "Allow",
      "Action": [
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
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
    },
    {
      "Sid": "StrongroomLimitStreams",
      "Effect": "Allow",
      "Action": [
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "kinesis:DescribeStream"
      ],
      "Resource": [
        "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/*",
        "arn:aws:kinesis:eu-west-2:111122223333:stream/contact-records"
      ]
    },
    {
      "Sid": "StrongroomLimitStreamList",
      "Effect": "Allow",
      "Action": "kinesis:ListStreams",
      "Resource": "*"
    },
    {
      "Sid": "StrongroomLimitDeliveryStreams",
      "Effect": "Allow",
      "Action": [
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "firehose:DescribeDeliveryStream"
      ],
      "Resource": [
        "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/*",
        "arn:aws:firehose:eu-west-2:111122223333:deliverystream/records"
      ]
    },
    {
      "Sid": "StrongroomLimitDeliveryStreamList",
      "Effect": "Allow",
      "Action": "firehose:ListDeliveryStreams",
      "Resource": "*"
    },
    {
      "Sid": "StrongroomLimitAssociateFunction",
      "Effect": "Allow",
      "Action": "connect:AssociateLambdaFunction",
      "Resource": "arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-3333-4444-555555555555"
    },
    {
      "Sid": "StrongroomLimitFunctions",
      "Effect": "Allow",
      "Action": "lambda:AddPermission",
      "Resource": "arn:aws:lambda:eu-west-2:111122223333:function:route-call",
      "Condition": {
        "StringEquals": {
          "lambda:Principal": "connect.amazonaws.com"
        }
      }
    },
    {
      "Sid": "StrongroomLimitKeys",
      "Effect": "Allow",
      "Action": [
        "kms:DescribeKey",
        "kms:CreateGrant"
      ],
      "Resource": "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    },
    {
      "Sid": "StrongroomLimitBesides",
      "Effect": "Allow",
      "Action": [
        "ds:DescribeDirectories",
        "kms:ListAliases",
        "lambda:ListFunctions"
      ],
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
