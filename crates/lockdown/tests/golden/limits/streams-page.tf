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
          "connect:StorageResourceType": "CONTACT_TRACE_RECORDS"
        }
      }
    },
    {
      "Sid": "StrongroomLimitStreams",
      "Effect": "Allow",
      "Action": [
        "iam:PutRolePolicy",
        "kinesis:DescribeStream"
      ],
      "Resource": [
        "arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/*",
        "arn:aws:kinesis:*:111122223333:stream/contact-records"
      ]
    },
    {
      "Sid": "StrongroomLimitStreamList",
      "Effect": "Allow",
      "Action": "kinesis:ListStreams",
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
