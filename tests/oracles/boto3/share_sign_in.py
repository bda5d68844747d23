"""Uses a profile as the AWS CLI would, with the sign-in that is kept below HOME, and prints who that is.

    share_sign_in.py PROFILE

botocore reads, and where it is time renews, the token in ~/.aws/sso/cache as every AWS tool does.
"""

import sys

import boto3

print(boto3.Session(profile_name=sys.argv[1]).client("sts").get_caller_identity()["Arn"])
