"""Amazon Connect: what is associated with an instance, and what that does elsewhere."""

import json

from .connect import encryption, storage_facts
from .streams import arn_of as stream_arn


def of(world, alias):
    return next(instance for instance in world["instances"] if instance["alias"] == alias)


def check(server, world, checks):
    check_lists(server, world, checks)
    check_storage(server, world, checks)
    check_functions(server, world, checks)


def check_lists(server, world, checks):
    for instance in world["instances"]:
        connect, who = server.client("connect", region=instance["region"]), dict(InstanceId=instance["id"])
        for storage in instance["storage"]:
            which = dict(**who, AssociationId=storage["association_id"], ResourceType=storage["resource_type"])
            checks.same(
                f"DescribeInstanceStorageConfig {instance['alias']} {storage['resource_type']}",
                connect.describe_instance_storage_config(**which)["StorageConfig"],
                storage_facts(storage),
            )
        pages = connect.get_paginator("list_lambda_functions").paginate(**who, PaginationConfig={"PageSize": 1})
        checks.same(
            f"ListLambdaFunctions {instance['alias']}",
            [arn for page in pages for arn in page["LambdaFunctions"]],
            [function["arn"] for function in instance["functions"]],
        )


def check_storage(server, world, checks):
    instance = of(world, "northwind-claims")
    connect, who = server.client("connect", region="eu-west-2"), dict(InstanceId=instance["id"])
    kms = server.client("kms", region="eu-west-2")
    iam = server.client("iam")
    role = instance["service_role"].rsplit("/", 1)[1]
    key = kms.describe_key(KeyId="alias/northwind-connect")["KeyMetadata"]["Arn"]
    stream = next(s for s in world["data_streams"] if s["name"] == "northwind-contact-lens")
    account = world["account"]["id"]
    firehose = f"arn:aws:firehose:eu-west-2:{account}:deliverystream/northwind-agent-events"
    places = {
        "ATTACHMENTS": {
            "StorageType": "S3",
            "S3Config": {"BucketName": "northwind-support-attachments", "BucketPrefix": "claims", "EncryptionConfig": encryption(key)},
        },
        "CONTACT_TRACE_RECORDS": {"StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": stream_arn(world, stream)}},
        "AGENT_EVENTS": {"StorageType": "KINESIS_FIREHOSE", "KinesisFirehoseConfig": {"FirehoseArn": firehose}},
        "MEDIA_STREAMS": {
            "StorageType": "KINESIS_VIDEO_STREAM",
            "KinesisVideoStreamConfig": {"Prefix": "claims", "RetentionPeriodHours": 12, "EncryptionConfig": encryption(key)},
        },
    }
    before = {policy["name"] for policy in next(r for r in world["roles"] if r["name"] == role)["inline"]}
    made = {}
    for kind, place in places.items():
        new = dict(**who, ResourceType=kind, StorageConfig=place, ClientToken=f"token-{kind}")
        made[kind] = connect.associate_instance_storage_config(**new)["AssociationId"]
        again = connect.associate_instance_storage_config(**new)["AssociationId"]
        checks.same(f"AssociateInstanceStorageConfig {kind} tried again", again, made[kind])
        listed = connect.list_instance_storage_configs(**who, ResourceType=kind)["StorageConfigs"]
        checks.same(f"AssociateInstanceStorageConfig {kind}", listed, [{"AssociationId": made[kind], **place}])
        checks.refused(
            f"AssociateInstanceStorageConfig {kind} once more",
            lambda: connect.associate_instance_storage_config(**{**new, "ClientToken": "another"}),
            "ResourceConflictException",
        )
    added = {policy["name"] for policy in next(r for r in server.world()["roles"] if r["name"] == role)["inline"]} - before
    checks.same(
        "the service role's new policies",
        added,
        {
            "AmazonConnectStorage-northwind-support-attachments",
            "AmazonConnectStream-northwind-contact-lens",
            "AmazonConnectDeliveryStream-northwind-agent-events",
            "AmazonConnectMediaStreams-claims",
        },
    )
    got = iam.get_role_policy(RoleName=role, PolicyName="AmazonConnectStream-northwind-contact-lens")["PolicyDocument"]
    checks.same("one of them", got["Statement"][0]["Resource"], stream_arn(world, stream))
    grant, = kms.list_grants(KeyId=key)["Grants"]
    checks.same("the grant on the key", (grant["GranteePrincipal"], grant["Name"]), (instance["service_role"], f"AmazonConnect-{instance['id']}"))

    which = dict(**who, AssociationId=made["ATTACHMENTS"], ResourceType="ATTACHMENTS")
    changed = {"StorageType": "S3", "S3Config": {"BucketName": "amazon-connect-3f9ad2c08b17", "BucketPrefix": "claims/attachments"}}
    connect.update_instance_storage_config(**which, StorageConfig=changed)
    got = connect.describe_instance_storage_config(**which)["StorageConfig"]
    checks.same("UpdateInstanceStorageConfig", got, {"AssociationId": made["ATTACHMENTS"], **changed})
    for kind, place, code in [
        ("DREAMS", changed, "InvalidParameterException"),
        ("SCHEDULED_REPORTS", places["AGENT_EVENTS"], "InvalidParameterException"),
        ("SCHEDULED_REPORTS", {"StorageType": "S3"}, "InvalidParameterException"),
        ("SCHEDULED_REPORTS", {"StorageType": "S3", "S3Config": {"BucketName": "no-such-bucket-at-all", "BucketPrefix": "x"}}, "ResourceNotFoundException"),
        ("REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS", {"StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": stream_arn(world, {**stream, "name": "none"})}}, "ResourceNotFoundException"),
    ]:
        checks.refused(
            f"AssociateInstanceStorageConfig {kind} {place}",
            lambda: connect.associate_instance_storage_config(**who, ResourceType=kind, StorageConfig=place),
            code,
        )
    for kind, association in made.items():
        connect.disassociate_instance_storage_config(**who, AssociationId=association, ResourceType=kind)
    checks.refused("DescribeInstanceStorageConfig of none", lambda: connect.describe_instance_storage_config(**which), "ResourceNotFoundException")
    checks.refused(
        "DisassociateInstanceStorageConfig again", lambda: connect.disassociate_instance_storage_config(**which), "ResourceNotFoundException"
    )
    checks.same("all are gone", of(server.world(), "northwind-claims")["storage"], instance["storage"])


def check_functions(server, world, checks):
    instance = of(world, "northwind-claims")
    connect, who = server.client("connect", region="eu-west-2"), dict(InstanceId=instance["id"])
    functions = server.client("lambda", region="eu-west-2")
    account = world["account"]["id"]
    arn = f"arn:aws:lambda:eu-west-2:{account}:function:northwind-claims-status"
    which = dict(**who, FunctionArn=arn)
    connect.associate_lambda_function(**which, ClientToken="one")
    connect.associate_lambda_function(**which, ClientToken="one")
    checks.same("AssociateLambdaFunction", connect.list_lambda_functions(**who)["LambdaFunctions"], [arn])
    statement, = json.loads(functions.get_policy(FunctionName=arn)["Policy"])["Statement"]
    statement.pop("Sid")
    checks.same(
        "the function's policy",
        statement,
        {
            "Effect": "Allow",
            "Principal": {"Service": "connect.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": arn,
            "Condition": {
                "StringEquals": {"AWS:SourceAccount": account},
                "ArnLike": {"AWS:SourceArn": f"arn:aws:connect:eu-west-2:{account}:instance/{instance['id']}"},
            },
        },
    )
    checks.refused("AssociateLambdaFunction again", lambda: connect.associate_lambda_function(**which), "ResourceConflictException")
    missing = arn.replace("claims-status", "none")
    checks.refused(
        "AssociateLambdaFunction of none", lambda: connect.associate_lambda_function(**who, FunctionArn=missing), "ResourceNotFoundException"
    )
    connect.disassociate_lambda_function(**which)
    checks.same("DisassociateLambdaFunction", connect.list_lambda_functions(**who)["LambdaFunctions"], [])
    checks.refused("the function's policy is empty again", lambda: functions.get_policy(FunctionName=arn), "ResourceNotFoundException")
    checks.refused("DisassociateLambdaFunction again", lambda: connect.disassociate_lambda_function(**which), "ResourceNotFoundException")
