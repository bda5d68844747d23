"""Looks into a bucket with boto3 and the profiles that the app wrote, and prints what it saw as JSON.

    look_in.py BUCKET PROFILE…

The AWS files are named by AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE. The first profile reads the
policy and finds the first recording; every profile reads that recording's first byte.

    {"policy": {…} or null, "readers": {"practice-auditor": "read" or AWS's words}}

The policy comes in one form for everything that means the same here: lists of one are values,
lists are sorted. It says nothing about policies that are written differently and mean the same.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=20)


def client(profile, region=None):
    return boto3.Session(profile_name=profile).client("s3", region_name=region, config=CONFIG)


def region_of(profile, bucket):
    return client(profile).get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"


def policy(profile, region, bucket):
    try:
        text = client(profile, region).get_bucket_policy(Bucket=bucket)["Policy"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return None
        raise
    return one_form(json.loads(text))


def one_form(value):
    if isinstance(value, dict):
        return {name: one_form(part) for name, part in value.items() if (name, part) != ("Sid", "")}
    if isinstance(value, list):
        parts = sorted((one_form(part) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
        return parts[0] if len(parts) == 1 else parts
    return value


def first_recording(profile, region, bucket):
    pages = client(profile, region).get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = (entry["Key"] for page in pages for entry in page.get("Contents", []))
    return min(key for key in keys if key.endswith(".wav"))


def read(profile, region, bucket, key):
    try:
        answer = client(profile, region).get_object(Bucket=bucket, Key=key, Range="bytes=0-0")
        return "read" if len(answer["Body"].read()) == 1 else "empty"
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"


def main():
    bucket, *profiles = sys.argv[1:]
    region = region_of(profiles[0], bucket)
    key = first_recording(profiles[0], region, bucket)
    print(
        json.dumps(
            {
                "policy": policy(profiles[0], region, bucket),
                "readers": {profile: read(profile, region, bucket, key) for profile in profiles},
            }
        )
    )


main()
