"""Tries to associate things with Amazon Connect instances, as boto3 would for anyone, and says how each attempt ended.

    attempts.py

The AWS files are named by AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE. Reads a line of JSON for each request and
prints a line of JSON for each answer, until there are no more lines:

    {"profile": "practice-builder", "stagehand": "practice-admin", "attempts": [{"verb", "instance_arn",
     "resource_type", "target", "key"}, …]}   →  {"answers": [{"outcome", "code", "message"}, …]}

    {"profile": "practice-admin", "service": "iam", "operation": "get_role", "arguments": {…}}
     →  {"code": "", "message": ""}, or AWS's own code and message where it was refused

`denied` is AWS's refusal of permission. `allowed` is everything else, errors about the state of things too: permission is
asked first. Before each attempt the stagehand makes the state one in which nothing but permission is in the way (an
association to update or end, none where one is to be made). `skipped` has a reason instead of a code: what the attempt
says can't be said in a request.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=20)
DENIED = {"AccessDenied", "AccessDeniedException"}
CLIENTS = {}


class CannotBeSaid(Exception):
    pass


def client(profile, service, region=None):
    which = (profile, service, region)
    if which not in CLIENTS:
        CLIENTS[which] = boto3.Session(profile_name=profile).client(service, region_name=region, config=CONFIG)
    return CLIENTS[which]


def region_and_id(instance_arn):
    _, _, _, region, _, resource = instance_arn.split(":", 5)
    return region, resource.removeprefix("instance/")


def place(resource_type, target, key):
    """The storage configuration, as a request has it."""
    encryption = {"EncryptionConfig": {"EncryptionType": "KMS", "KeyId": key}} if key else {}
    if resource_type == "MEDIA_STREAMS":
        if not key:
            raise CannotBeSaid("a configuration for video streams has to name a key")
        return {
            "StorageType": "KINESIS_VIDEO_STREAM",
            "KinesisVideoStreamConfig": {"Prefix": target or "limits", "RetentionPeriodHours": 0, **encryption},
        }
    if target.startswith("arn:"):
        if key:
            raise CannotBeSaid("a configuration for a stream has no key")
        service = target.split(":")[2]
        if service == "kinesis":
            return {"StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": target}}
        return {"StorageType": "KINESIS_FIREHOSE", "KinesisFirehoseConfig": {"FirehoseArn": target}}
    return {"StorageType": "S3", "S3Config": {"BucketName": target, "BucketPrefix": "limits", **encryption}}


def real_place(stagehand, region, kind):
    """A place of this kind that is there."""
    if kind == "S3":
        return place("", client(stagehand, "s3").list_buckets()["Buckets"][0]["Name"], None)
    if kind == "KINESIS_STREAM":
        name = client(stagehand, "kinesis", region).list_streams()["StreamNames"][0]
        described = client(stagehand, "kinesis", region).describe_stream(StreamName=name)
        return place("", described["StreamDescription"]["StreamARN"], None)
    firehose = client(stagehand, "firehose", region)
    name = firehose.list_delivery_streams()["DeliveryStreamNames"][0]
    described = firehose.describe_delivery_stream(DeliveryStreamName=name)
    return place("", described["DeliveryStreamDescription"]["DeliveryStreamARN"], None)


def associations(connect, which):
    return connect.list_instance_storage_configs(**which)["StorageConfigs"]


def try_storage(profile, stagehand, attempt):
    region, instance = region_and_id(attempt["instance_arn"])
    which = {"InstanceId": instance, "ResourceType": attempt["resource_type"]}
    hand, connect = (client(who, "connect", region) for who in (stagehand, profile))
    verb = attempt["verb"]
    there = associations(hand, which)
    if verb == "disassociate":
        if not there:
            types = ["S3", "KINESIS_STREAM", "KINESIS_FIREHOSE"]
            wanted = types[1] if "RECORDS" in which["ResourceType"] or "EVENTS" in which["ResourceType"] else types[0]
            there = [hand.associate_instance_storage_config(**which, StorageConfig=real_place(stagehand, region, wanted))]
        return lambda: connect.disassociate_instance_storage_config(**which, AssociationId=there[0]["AssociationId"])
    wanted = place(which["ResourceType"], attempt["target"], attempt["key"])
    same = [one for one in there if one["StorageType"] == wanted["StorageType"]]
    if verb == "associate":
        for one in same:
            hand.disassociate_instance_storage_config(**which, AssociationId=one["AssociationId"])
        return lambda: connect.associate_instance_storage_config(**which, StorageConfig=wanted)
    if not same:
        real = real_place(stagehand, region, wanted["StorageType"])
        same = [hand.associate_instance_storage_config(**which, StorageConfig=real)]
    association = same[0]["AssociationId"]
    return lambda: connect.update_instance_storage_config(**which, AssociationId=association, StorageConfig=wanted)


def try_function(profile, stagehand, attempt):
    region, instance = region_and_id(attempt["instance_arn"])
    which = {"InstanceId": instance, "FunctionArn": attempt["target"]}
    hand, connect = (client(who, "connect", region) for who in (stagehand, profile))
    is_there = which["FunctionArn"] in hand.list_lambda_functions(InstanceId=instance)["LambdaFunctions"]
    if attempt["verb"] == "associate":
        if is_there:
            hand.disassociate_lambda_function(**which)
        return lambda: connect.associate_lambda_function(**which)
    if not is_there:
        hand.associate_lambda_function(**which)
    return lambda: connect.disassociate_lambda_function(**which)


def answer(profile, stagehand, attempt):
    prepare = try_storage if attempt["resource_type"] else try_function
    try:
        go = prepare(profile, stagehand, attempt)
    except CannotBeSaid as reason:
        return {"outcome": "skipped", "code": "", "message": str(reason)}
    ended = called(go)
    return {"outcome": "denied" if ended["code"] in DENIED else "allowed", **ended}


def called(go):
    try:
        go()
        return {"code": "", "message": ""}
    except ClientError as error:
        told = error.response["Error"]
        return {"code": told["Code"], "message": told.get("Message", "")}


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        if "attempts" in asked:
            answers = [answer(asked["profile"], asked["stagehand"], one) for one in asked["attempts"]]
            told = {"answers": answers}
        else:
            service = client(asked["profile"], asked["service"])
            told = called(lambda: getattr(service, asked["operation"])(**asked["arguments"]))
        print(json.dumps(told), flush=True)


main()
