"""Amazon Connect: instances, storage, contacts."""

import datetime

from botocore.exceptions import ReadTimeoutError

from .base import moment, second

ACCOUNT_TYPES = [
    "CHAT_TRANSCRIPTS",
    "CALL_RECORDINGS",
    "SCHEDULED_REPORTS",
    "MEDIA_STREAMS",
    "CONTACT_TRACE_RECORDS",
    "AGENT_EVENTS",
    "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS",
    "ATTACHMENTS",
    "CONTACT_EVALUATIONS",
    "SCREEN_RECORDINGS",
    "REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS",
    "REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS",
    "EMAIL_MESSAGES",
]


def instance_facts(server, world, instance):
    account = world["account"]["id"]
    return {
        "Id": instance["id"],
        "Arn": f"arn:aws:connect:{instance['region']}:{account}:instance/{instance['id']}",
        "IdentityManagementType": instance["identity_management"],
        "InstanceAlias": instance["alias"],
        "CreatedTime": moment(instance["created"]),
        "ServiceRole": instance["service_role"],
        "InstanceStatus": "ACTIVE",
        "InboundCallsEnabled": True,
        "OutboundCallsEnabled": True,
        "InstanceAccessUrl": f"{server.url}/practice-connect/{instance['alias']}",
    }


def in_seconds(facts):
    return {key: second(value) if isinstance(value, datetime.datetime) else value for key, value in facts.items()}


def encryption(key):
    return {"EncryptionType": "KMS", "KeyId": key}


def storage_facts(storage):
    (kind, target), = storage["target"].items()
    facts = {"AssociationId": storage["association_id"]}
    if kind == "s3":
        place = {"BucketName": target["bucket"], "BucketPrefix": target["prefix"]}
        if target["kms_key"]:
            place["EncryptionConfig"] = encryption(target["kms_key"])
        return {**facts, "StorageType": "S3", "S3Config": place}
    if kind == "kinesis_stream":
        return {**facts, "StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": target["arn"]}}
    if kind == "kinesis_firehose":
        return {**facts, "StorageType": "KINESIS_FIREHOSE", "KinesisFirehoseConfig": {"FirehoseArn": target["arn"]}}
    return {
        **facts,
        "StorageType": "KINESIS_VIDEO_STREAM",
        "KinesisVideoStreamConfig": {
            "Prefix": target["prefix"],
            "RetentionPeriodHours": target["retention"],
            "EncryptionConfig": encryption(target["kms_key"]),
        },
    }


def check(server, world, checks):
    regions = ["us-east-1", "us-west-2", "eu-west-2", "eu-central-1", "ap-southeast-2"]
    for region in regions:
        connect = server.client("connect", region=region)
        here = [instance for instance in world["instances"] if instance["region"] == region]
        listed = [
            in_seconds(instance)
            for page in connect.get_paginator("list_instances").paginate(PaginationConfig={"PageSize": 2})
            for instance in page["InstanceSummaryList"]
        ]
        checks.same(f"ListInstances {region}", listed, [instance_facts(server, world, instance) for instance in here])
        for instance in here:
            check_instance(server, world, checks, connect, instance)
    silent = server.client("connect", region="ap-northeast-1", read_timeout=1, retries={"total_max_attempts": 1})
    try:
        silent.list_instances()
        checks.holds("ap-northeast-1 is silent", False)
    except ReadTimeoutError:
        checks.holds("ap-northeast-1 is silent", True)
    closed = server.client("connect", region="af-south-1")
    checks.refused("af-south-1 is not enabled", closed.list_instances, "UnrecognizedClientException")
    reader = server.client("connect", "readonly", region="ap-southeast-2")
    checks.refused(
        "practice-readonly misses a Region",
        reader.list_instances,
        "AccessDeniedException",
        "is not authorized to perform: connect:ListInstances on resource: * with an explicit deny in an identity-based policy",
    )
    unknown = dict(InstanceId="00000000-0000-0000-0000-000000000000")
    admin = server.client("connect", region="eu-west-2")
    checks.refused("DescribeInstance of none", lambda: admin.describe_instance(**unknown), "ResourceNotFoundException")


def check_instance(server, world, checks, connect, instance):
    alias, who = instance["alias"], dict(InstanceId=instance["id"])
    described = in_seconds(connect.describe_instance(**who)["Instance"])
    checks.same(f"DescribeInstance {alias}", described, {**instance_facts(server, world, instance), "Tags": {}})
    for kind in ACCOUNT_TYPES:
        paginator = connect.get_paginator("list_instance_storage_configs")
        pages = paginator.paginate(**who, ResourceType=kind, PaginationConfig={"PageSize": 1})
        checks.same(
            f"ListInstanceStorageConfigs {alias} {kind}",
            [config for page in pages for config in page["StorageConfigs"]],
            [storage_facts(storage) for storage in instance["storage"] if storage["resource_type"] == kind],
        )
    contacts = [contact for contact in world["contacts"] if contact["instance"] == instance["id"]]
    contacts.sort(key=lambda contact: moment(contact["initiated"]), reverse=True)
    now = datetime.datetime.now(datetime.timezone.utc)
    range_ = {"Type": "INITIATION_TIMESTAMP", "StartTime": now - datetime.timedelta(days=50), "EndTime": now}
    pages = list(
        connect.get_paginator("search_contacts").paginate(**who, TimeRange=range_, PaginationConfig={"PageSize": 4})
    )
    arn = f"arn:aws:connect:{instance['region']}:{world['account']['id']}:instance/{instance['id']}"

    def facts(contact):
        began = moment(contact["initiated"])
        agent = began + datetime.timedelta(seconds=2)
        return {
            "Arn": f"{arn}/contact/{contact['id']}",
            "Id": contact["id"],
            "InitiationMethod": contact["initiation"],
            "Channel": "VOICE",
            "QueueInfo": {"Id": instance["queue"], "EnqueueTimestamp": agent},
            "AgentInfo": {"Id": contact["agent"], "ConnectedToAgentTimestamp": agent},
            "InitiationTimestamp": began,
            "DisconnectTimestamp": moment(contact["disconnected"]),
        }

    checks.same(
        f"SearchContacts {alias}",
        [in_seconds(contact) for page in pages for contact in page["Contacts"]],
        [facts(contact) for contact in contacts],
    )
    checks.same(f"SearchContacts {alias} total", pages[0]["TotalCount"], len(contacts))
    oldest_first = connect.search_contacts(
        **who, TimeRange=range_, Sort={"FieldName": "INITIATION_TIMESTAMP", "Order": "ASCENDING"}
    )["Contacts"]
    checks.same(
        f"SearchContacts {alias} sorted", [c["Id"] for c in oldest_first], [c["id"] for c in reversed(contacts)]
    )
    for contact in contacts:
        wanted = {
            **facts(contact),
            "LastUpdateTimestamp": moment(contact["disconnected"]),
            "DisconnectReason": "CUSTOMER_DISCONNECT",
        }
        if contact["recording"]:
            wanted["Recordings"] = [
                {
                    "StorageType": "S3",
                    "Location": f"{contact['recording']['bucket']}/{contact['recording']['key']}",
                    "MediaStreamType": "AUDIO",
                    "ParticipantType": "ALL",
                    "StartTimestamp": moment(contact["initiated"]) + datetime.timedelta(seconds=2),
                    "StopTimestamp": moment(contact["disconnected"]),
                    "Status": "AVAILABLE",
                }
            ]
        got = connect.describe_contact(**who, ContactId=contact["id"])["Contact"]
        checks.same(f"DescribeContact {alias}", in_seconds(got), wanted)
