"""Tries with boto3 to move where an instance stores something, and prints how that went.

    associate.py REGION ALIAS RESOURCE-TYPE BUCKET PROFILE

The AWS files are named by AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE. Prints "moved", or AWS's words.
"""

import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=20)


def main():
    region, alias, kind, bucket, profile = sys.argv[1:]
    connect = boto3.Session(profile_name=profile).client("connect", region_name=region, config=CONFIG)
    pages = connect.get_paginator("list_instances").paginate()
    instance = next(one for page in pages for one in page["InstanceSummaryList"] if one.get("InstanceAlias") == alias)
    which = dict(InstanceId=instance["Id"], ResourceType=kind)
    [present] = connect.list_instance_storage_configs(**which)["StorageConfigs"]
    place = {"StorageType": "S3", "S3Config": {"BucketName": bucket, "BucketPrefix": present["S3Config"]["BucketPrefix"]}}
    try:
        connect.update_instance_storage_config(
            **which,
            AssociationId=present["AssociationId"],
            StorageConfig={**place, "AssociationId": present["AssociationId"]},
        )
        print("moved")
    except ClientError as error:
        print(f"{error.response['Error']['Code']}: {error.response['Error']['Message']}")


main()
