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
    }
  ]
}
POLICY
}

resource "aws_iam_role_policy_attachment" "association_limit" {
  role       = "ContactCentre"
  policy_arn = aws_iam_policy.association_limit.arn
}
