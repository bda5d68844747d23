resource "aws_iam_policy" "association_limit" {
  name        = "limit"
  description = "Limits what role ContactCentre may associate with Amazon Connect instance 11111111-2222-3333-4444-555555555555 in eu-west-2. Made by Strongroom."

  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "StrongroomLimitFunctionsAsWritten",
      "Effect": "Allow",
      "Action": [
        "connect:AssociateLambdaFunction",
        "lambda:AddPermission"
      ],
      "Resource": [
        "arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-3333-4444-555555555555",
        "arn:aws:lambda:*:*:function:route-call"
      ]
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
      "Action": "kms:ListAliases",
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
