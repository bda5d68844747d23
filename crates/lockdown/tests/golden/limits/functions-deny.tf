resource "aws_iam_policy" "association_limit" {
  name        = "limit"
  description = "Limits what role ContactCentre may associate with Amazon Connect instance 11111111-2222-3333-4444-555555555555 in eu-west-2. Made by Strongroom."

  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "StrongroomLimitDenyFunctionsOf61726e3a6177733a636f6e6e6563743a65752d776573742d323a3131313132323232333333333a696e7374616e63652f31313131313131312d323232322d333333332d343434342d353535353535353535353535",
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
