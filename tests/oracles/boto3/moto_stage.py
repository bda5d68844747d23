"""Puts something into a moto server with boto3 and prints what it put there as JSON.

    moto_stage.py URL REGION
"""

import io
import json
import sys
import zipfile

import boto3

URL, REGION = sys.argv[1:]
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)


def client(service):
    return boto3.client(service, region_name=REGION, endpoint_url=URL, aws_access_key_id="moto", aws_secret_access_key="moto")


def code():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("app.py", "def handler(event, context):\n    return {}\n")
    return packed.getvalue()


def functions(role):
    lambda_ = client("lambda")
    made = dict(Runtime="python3.13", Role=role, Handler="app.handler", Code={"ZipFile": code()})
    return [
        lambda_.create_function(FunctionName=f"northwind-{name}", **made)["FunctionArn"] for name in ["claims", "lookup"]
    ]


def streams():
    kinesis = client("kinesis")
    names = [f"northwind-{number:02}" for number in range(12)]
    for name in names:
        kinesis.create_stream(StreamName=name, ShardCount=1)
    return [kinesis.describe_stream(StreamName=name)["StreamDescription"]["StreamARN"] for name in names]


def keys():
    kms = client("kms")
    made = [kms.create_key(Description=name)["KeyMetadata"] for name in ["recordings", "plain"]]
    kms.create_alias(AliasName="alias/northwind-recordings", TargetKeyId=made[0]["KeyId"])
    return [key["Arn"] for key in made]


def main():
    iam = client("iam")
    role = iam.create_role(RoleName="Builder", Path="/connect/", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    user = iam.create_user(UserName="editor", Path="/connect/")["User"]["Arn"]
    print(json.dumps({"role": role, "user": user, "functions": functions(role), "streams": streams(), "keys": keys()}))


main()
