"""Judges the wire of the practice account by boto3, which is built from AWS's own service models.

    check_wire.py PRACTICE_AWS

Starts the program, calls every operation with every profile, and compares each answer, field by field, with
what the control API says the world is. Prints every difference, then `N passed, M failed`; the status is 0
only if nothing differs.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

PROFILES = ["admin", "auditor", "breakglass", "readonly", "root", "connect"]
SETTINGS = dict(retries={"max_attempts": 1}, connect_timeout=5)
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


class Checks:
    """Counts what agrees and prints what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def same(self, what, got, wanted):
        if got == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"DIFFERS {what}\n  got    {got!r}\n  wanted {wanted!r}")

    def holds(self, what, truth):
        self.same(what, bool(truth), True)

    def refused(self, what, call, code, words=""):
        """The call must fail with this code, and these words in its message."""
        try:
            got = ("answered", str(call())[:200])
        except ClientError as error:
            got = (error.response["Error"]["Code"], error.response["Error"].get("Message", ""))
        if got[0] == code and words in got[1]:
            self.passed += 1
        else:
            self.failed += 1
            print(f"DIFFERS {what}\n  got    {got!r}\n  wanted {(code, words)!r}")


def moment(text):
    """A time of the state file, to the second."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(microsecond=0)


def second(time):
    return time.astimezone(datetime.timezone.utc).replace(microsecond=0)


class Server:
    """The program, its profiles and its control API."""

    def __init__(self, program, *options):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--write-profiles", self.folder.name]
            + list(options),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.control_url = self.process.stderr.readline().split()[-1]
        self.url = self.process.stdout.readline().split()[-1]
        os.environ["AWS_CONFIG_FILE"] = os.path.join(self.folder.name, "config")
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.path.join(self.folder.name, "credentials")

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def world(self):
        return self.control("GET", "/world")

    def client(self, service, profile="admin", region=None, **settings):
        session = boto3.Session(profile_name=f"practice-{profile}")
        return session.client(service, region_name=region, config=Config(**{"read_timeout": 20, **SETTINGS, **settings}))

    def stop(self):
        self.process.terminate()
        rest = self.process.stdout.read()
        self.process.wait(10)
        self.folder.cleanup()
        return rest


def role_arn(world, role):
    return f"arn:aws:iam::{world['account']['id']}:role{role['path']}{role['name']}"


def user_arn(world, user):
    return f"arn:aws:iam::{world['account']['id']}:user{user['path']}{user['name']}"


# ---- STS


def check_sts(server, world, checks):
    account = world["account"]["id"]
    keys = {key["id"]: key for key in world["keys"]}
    roles = {role["name"]: role for role in world["roles"]}
    users = {user["name"]: user for user in world["users"]}
    for profile in world["profiles"]:
        owner = keys[profile["key"]]["owner"]
        if owner == "root":
            wanted = (f"arn:aws:iam::{account}:root", account)
        elif "user" in owner:
            user = users[owner["user"]["name"]]
            wanted = (user_arn(world, user), user["id"])
        else:
            role, session = roles[owner["session"]["role"]], owner["session"]["session"]
            wanted = (f"arn:aws:sts::{account}:assumed-role/{role['name']}/{session}", f"{role['id']}:{session}")
        name = profile["name"].removeprefix("practice-")
        who = server.client("sts", name).get_caller_identity()
        checks.same(f"GetCallerIdentity {name}", (who["Arn"], who["UserId"], who["Account"]), (*wanted, account))
    checks.same("profiles", [profile["name"] for profile in world["profiles"]], [f"practice-{name}" for name in PROFILES])

    sts = server.client("sts")
    auditor = roles["RecordingsAuditor"]
    before = datetime.datetime.now(datetime.timezone.utc)
    answer = sts.assume_role(RoleArn=role_arn(world, auditor), RoleSessionName="wire-check", DurationSeconds=900)
    checks.same(
        "AssumeRole user",
        answer["AssumedRoleUser"],
        {
            "AssumedRoleId": f"{auditor['id']}:wire-check",
            "Arn": f"arn:aws:sts::{account}:assumed-role/RecordingsAuditor/wire-check",
        },
    )
    left = (answer["Credentials"]["Expiration"] - before).total_seconds()
    checks.holds("AssumeRole lasts 900 s", 890 <= left <= 901)
    credentials = answer["Credentials"]
    session = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name="eu-west-2",
    )
    who = session.client("sts", endpoint_url=server.url).get_caller_identity()
    checks.same("the session is the role's", who["UserId"], f"{auditor['id']}:wire-check")

    breakglass = server.client("sts", "breakglass")
    target = dict(RoleArn=role_arn(world, roles["BreakGlassAdmin"]), RoleSessionName="emergency")
    serial = users["breakglass"]["mfa"][0]["serial"]
    checks.refused("AssumeRole without a code", lambda: breakglass.assume_role(**target), "AccessDenied")
    checks.refused(
        "AssumeRole with a wrong code",
        lambda: breakglass.assume_role(**target, SerialNumber=serial, TokenCode="000000"),
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code",
    )
    code = server.control("GET", "/principals/breakglass/code")["code"]
    answer = breakglass.assume_role(**target, SerialNumber=serial, TokenCode=code)
    checks.holds("AssumeRole with a code", answer["AssumedRoleUser"]["Arn"].endswith("/BreakGlassAdmin/emergency"))
    checks.refused(
        "AssumeRole into a role that trusts others",
        lambda: sts.assume_role(RoleArn=role_arn(world, roles["GlueCatalogCrawler"]), RoleSessionName="nobody"),
        "AccessDenied",
        "is not authorized to perform: sts:AssumeRole",
    )


# ---- IAM


def tags(things):
    return [{"Key": tag["key"], "Value": tag["value"]} for tag in things]


def inline(policies):
    return [{"PolicyName": policy["name"], "PolicyDocument": policy["document"]} for policy in policies]


def attached(world, arns):
    names = {policy["arn"]: policy["name"] for policy in world["policies"]}
    return [{"PolicyName": names[arn], "PolicyArn": arn} for arn in arns]


def boundary(arn):
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn} if arn else None


def role_facts(world, role):
    return {
        "Path": role["path"],
        "RoleName": role["name"],
        "RoleId": role["id"],
        "Arn": role_arn(world, role),
        "CreateDate": moment(role["created"]),
        "AssumeRolePolicyDocument": role["trust"],
    }


def user_facts(world, user):
    return {
        "Path": user["path"],
        "UserName": user["name"],
        "UserId": user["id"],
        "Arn": user_arn(world, user),
        "CreateDate": moment(user["created"]),
    }


def group_facts(world, group):
    return {
        "Path": group["path"],
        "GroupName": group["name"],
        "GroupId": group["id"],
        "Arn": f"arn:aws:iam::{world['account']['id']}:group{group['path']}{group['name']}",
        "CreateDate": moment(group["created"]),
    }


def policy_facts(world, policy):
    owners = world["users"] + world["groups"] + world["roles"]
    bounded = world["users"] + world["roles"]
    return {
        "PolicyName": policy["name"],
        "PolicyId": policy["id"],
        "Arn": policy["arn"],
        "Path": policy["path"],
        "DefaultVersionId": next(version["id"] for version in policy["versions"] if version["default"]),
        "AttachmentCount": sum(policy["arn"] in owner["attached"] for owner in owners),
        "PermissionsBoundaryUsageCount": sum(owner["boundary"] == policy["arn"] for owner in bounded),
        "IsAttachable": True,
        "CreateDate": moment(policy["created"]),
        "UpdateDate": max(moment(version["created"]) for version in policy["versions"]),
    }


def version_facts(version, document=True):
    facts = {
        "VersionId": version["id"],
        "IsDefaultVersion": version["default"],
        "CreateDate": moment(version["created"]),
    }
    return {"Document": version["document"], **facts} if document else facts


def all_pages(client, operation, key, **arguments):
    pages = client.get_paginator(operation).paginate(PaginationConfig={"PageSize": 3}, **arguments)
    return [item for page in pages for item in page[key]]


def by_name(things):
    return sorted(things, key=lambda thing: thing["name"])


def check_iam(server, world, checks):
    iam = server.client("iam")
    checks.same("ListAccountAliases", iam.list_account_aliases()["AccountAliases"], [world["account"]["alias"]])

    listed = all_pages(iam, "list_roles", "Roles")
    wanted = [{**role_facts(world, role), "MaxSessionDuration": role["max_session"]} for role in by_name(world["roles"])]
    for role, facts in zip(by_name(world["roles"]), wanted):
        if role["description"]:
            facts["Description"] = role["description"]
    checks.same("ListRoles", listed, wanted)
    prefix = "/aws-service-role/connect.amazonaws.com/"
    below = iam.list_roles(PathPrefix=prefix)["Roles"]
    checks.same(
        "ListRoles below a path",
        [role["RoleName"] for role in below],
        [role["name"] for role in by_name(world["roles"]) if role["path"] == prefix],
    )
    for role, facts in zip(by_name(world["roles"]), wanted):
        name = role["name"]
        full = {**facts, "RoleLastUsed": {}}
        if role["tags"]:
            full["Tags"] = tags(role["tags"])
        if role["boundary"]:
            full["PermissionsBoundary"] = boundary(role["boundary"])
        checks.same(f"GetRole {name}", iam.get_role(RoleName=name)["Role"], full)
        checks.same(
            f"ListRolePolicies {name}",
            all_pages(iam, "list_role_policies", "PolicyNames", RoleName=name),
            [policy["name"] for policy in role["inline"]],
        )
        for policy in role["inline"]:
            got = iam.get_role_policy(RoleName=name, PolicyName=policy["name"])
            got.pop("ResponseMetadata")
            checks.same(
                f"GetRolePolicy {name}",
                got,
                {"RoleName": name, "PolicyName": policy["name"], "PolicyDocument": policy["document"]},
            )
        checks.same(
            f"ListAttachedRolePolicies {name}",
            all_pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name),
            attached(world, role["attached"]),
        )
    checks.refused("GetRole of nobody", lambda: iam.get_role(RoleName="Nobody"), "NoSuchEntity", "Nobody")

    checks.same(
        "ListUsers",
        all_pages(iam, "list_users", "Users"),
        [user_facts(world, user) for user in by_name(world["users"])],
    )
    for user in world["users"]:
        name = user["name"]
        checks.same(f"GetUser {name}", iam.get_user(UserName=name)["User"], user_facts(world, user))
        checks.same(
            f"ListUserPolicies {name}",
            iam.list_user_policies(UserName=name)["PolicyNames"],
            [policy["name"] for policy in user["inline"]],
        )
        for policy in user["inline"]:
            got = iam.get_user_policy(UserName=name, PolicyName=policy["name"])
            checks.same(f"GetUserPolicy {name}", got["PolicyDocument"], policy["document"])
        checks.same(
            f"ListAttachedUserPolicies {name}",
            iam.list_attached_user_policies(UserName=name)["AttachedPolicies"],
            attached(world, user["attached"]),
        )
        groups = [group for group in world["groups"] if group["name"] in user["groups"]]
        checks.same(
            f"ListGroupsForUser {name}",
            iam.list_groups_for_user(UserName=name)["Groups"],
            [group_facts(world, group) for group in groups],
        )
        checks.same(
            f"ListMFADevices {name}",
            [device["SerialNumber"] for device in iam.list_mfa_devices(UserName=name)["MFADevices"]],
            [device["serial"] for device in user["mfa"]],
        )
    me = server.client("iam", "breakglass").get_user()["User"]
    checks.same("GetUser of oneself", me["UserName"], "breakglass")
    checks.same("ListGroups", iam.list_groups()["Groups"], [group_facts(world, group) for group in by_name(world["groups"])])
    for group in world["groups"]:
        name = group["name"]
        checks.same(
            f"ListGroupPolicies {name}",
            iam.list_group_policies(GroupName=name)["PolicyNames"],
            [policy["name"] for policy in group["inline"]],
        )
        for policy in group["inline"]:
            got = iam.get_group_policy(GroupName=name, PolicyName=policy["name"])
            checks.same(f"GetGroupPolicy {name}", got["PolicyDocument"], policy["document"])
        checks.same(
            f"ListAttachedGroupPolicies {name}",
            iam.list_attached_group_policies(GroupName=name)["AttachedPolicies"],
            attached(world, group["attached"]),
        )

    for scope, keep in [("All", lambda arn: True), ("AWS", lambda arn: "::aws:" in arn), ("Local", lambda arn: "::aws:" not in arn)]:
        checks.same(
            f"ListPolicies {scope}",
            all_pages(iam, "list_policies", "Policies", Scope=scope),
            [policy_facts(world, policy) for policy in by_name(world["policies"]) if keep(policy["arn"])],
        )
    for policy in world["policies"]:
        arn = policy["arn"]
        checks.same(f"GetPolicy {arn}", iam.get_policy(PolicyArn=arn)["Policy"], policy_facts(world, policy))
        checks.same(
            f"ListPolicyVersions {arn}",
            iam.list_policy_versions(PolicyArn=arn)["Versions"],
            [version_facts(version, False) for version in policy["versions"]],
        )
        for version in policy["versions"]:
            got = iam.get_policy_version(PolicyArn=arn, VersionId=version["id"])["PolicyVersion"]
            checks.same(f"GetPolicyVersion {arn}", got, version_facts(version))
    check_details(iam, world, checks)


def check_details(iam, world, checks):
    """GetAccountAuthorizationDetails, in small pages through all kinds."""
    pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 7}))
    checks.holds("GetAccountAuthorizationDetails comes in pages", len(pages) > 3)
    whole = {
        key: [item for page in pages for item in page[key]]
        for key in ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
    }

    def with_boundary(facts, owner):
        if owner["boundary"]:
            facts["PermissionsBoundary"] = boundary(owner["boundary"])
        if owner["tags"]:
            facts["Tags"] = tags(owner["tags"])
        return facts

    users = [
        with_boundary(
            {
                **user_facts(world, user),
                "UserPolicyList": inline(user["inline"]),
                "GroupList": user["groups"],
                "AttachedManagedPolicies": attached(world, user["attached"]),
            },
            user,
        )
        for user in world["users"]
    ]
    groups = [
        {
            **group_facts(world, group),
            "GroupPolicyList": inline(group["inline"]),
            "AttachedManagedPolicies": attached(world, group["attached"]),
        }
        for group in world["groups"]
    ]
    roles = [
        with_boundary(
            {
                **role_facts(world, role),
                "InstanceProfileList": [],
                "RolePolicyList": inline(role["inline"]),
                "AttachedManagedPolicies": attached(world, role["attached"]),
                "RoleLastUsed": {},
            },
            role,
        )
        for role in world["roles"]
    ]
    used = {arn for owner in world["users"] + world["groups"] + world["roles"] for arn in owner["attached"]}
    used |= {owner["boundary"] for owner in world["users"] + world["roles"]}
    policies = [
        {**policy_facts(world, policy), "PolicyVersionList": [version_facts(version) for version in policy["versions"]]}
        for policy in world["policies"]
        if "::aws:" not in policy["arn"] or policy["arn"] in used
    ]
    for key, wanted in [
        ("UserDetailList", users),
        ("GroupDetailList", groups),
        ("RoleDetailList", roles),
        ("Policies", policies),
    ]:
        checks.same(f"GetAccountAuthorizationDetails {key}", whole[key], wanted)
    only = iam.get_account_authorization_details(Filter=["Group"])
    checks.same("GetAccountAuthorizationDetails filtered", (only["GroupDetailList"], only["RoleDetailList"]), (groups, []))


# ---- Connect


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


def check_connect(server, world, checks):
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


# ---- S3


def shown(world, policy):
    """The policy that S3 gives back for one that is stored with ids: ARNs, and arrays of one collapsed."""
    arns = {role["id"]: role_arn(world, role) for role in world["roles"]}
    arns |= {user["id"]: user_arn(world, user) for user in world["users"]}

    def collapse(value):
        return value[0] if isinstance(value, list) and len(value) == 1 else value

    def principals(value):
        value = [arns.get(one, one) for one in value] if isinstance(value, list) else arns.get(value, value)
        return collapse(value)

    policy = json.loads(json.dumps(policy))
    for statement in policy["Statement"]:
        for name, value in statement.items():
            if name in ("Action", "NotAction", "Resource", "NotResource"):
                statement[name] = collapse(value)
            elif name in ("Principal", "NotPrincipal") and isinstance(value, dict):
                statement[name] = {kind: principals(who) for kind, who in value.items()}
            elif name == "Condition":
                statement[name] = {
                    operator: {key: collapse(values) for key, values in keys.items()} for operator, keys in value.items()
                }
    return policy


def size_of(body):
    (kind, value), = body.items()
    if kind == "recording":
        samples = value["milliseconds"] * 8
        return 44 + 2 * samples if value["encoding"] == "pcm16" else 58 + samples
    return len(value.encode()) if kind == "text" else value["size"]


def check_s3_lists(server, world, checks):
    account = world["account"]["id"]
    own = {name: bucket for name, bucket in world["buckets"].items() if bucket["owner"] == account}
    listed = server.client("s3").list_buckets()["Buckets"]
    checks.same(
        "ListBuckets",
        [(b["Name"], second(b["CreationDate"]), b["BucketRegion"]) for b in listed],
        [(name, moment(bucket["created"]), bucket["region"]) for name, bucket in sorted(own.items())],
    )
    pages = server.client("s3").get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 4})
    checks.same("ListBuckets in pages", [b["Name"] for page in pages for b in page["Buckets"]], sorted(own))
    for name, bucket in sorted(own.items()):
        # Without being told, boto3 presigns in the oldest Regions as before 2014.
        s3 = server.client("s3", "breakglass", region=bucket["region"], signature_version="s3v4")
        where = dict(Bucket=name, ExpectedBucketOwner=account)
        check_bucket(server, world, checks, s3, name, bucket, where)


def check_bucket(server, world, checks, s3, name, bucket, where):
    checks.same(f"HeadBucket {name}", s3.head_bucket(**where)["BucketRegion"], bucket["region"])
    location = s3.get_bucket_location(**where)["LocationConstraint"]
    checks.same(f"GetBucketLocation {name}", location, None if bucket["region"] == "us-east-1" else bucket["region"])
    if bucket["policy"] is None:
        checks.refused(f"GetBucketPolicy {name}", lambda: s3.get_bucket_policy(**where), "NoSuchBucketPolicy")
        checks.refused(f"GetBucketPolicyStatus {name}", lambda: s3.get_bucket_policy_status(**where), "NoSuchBucketPolicy")
    else:
        text = s3.get_bucket_policy(**where)["Policy"]
        checks.same(f"GetBucketPolicy {name}", json.loads(text), shown(world, bucket["policy"]))
        public = s3.get_bucket_policy_status(**where)["PolicyStatus"]
        checks.same(f"GetBucketPolicyStatus {name}", public, {"IsPublic": name in ("northwind-reports", "northwind-website")})
    block = bucket["public_access_block"]
    if block is None:
        missing = "NoSuchPublicAccessBlockConfiguration"
        checks.refused(f"GetPublicAccessBlock {name}", lambda: s3.get_public_access_block(**where), missing)
    else:
        checks.same(
            f"GetPublicAccessBlock {name}",
            s3.get_public_access_block(**where)["PublicAccessBlockConfiguration"],
            {
                "BlockPublicAcls": block["block_public_acls"],
                "IgnorePublicAcls": block["ignore_public_acls"],
                "BlockPublicPolicy": block["block_public_policy"],
                "RestrictPublicBuckets": block["restrict_public_buckets"],
            },
        )
    if bucket["tags"]:
        checks.same(f"GetBucketTagging {name}", s3.get_bucket_tagging(**where)["TagSet"], tags(bucket["tags"]))
    else:
        checks.refused(f"GetBucketTagging {name}", lambda: s3.get_bucket_tagging(**where), "NoSuchTagSet")
    check_configurations(checks, s3, name, bucket, where)
    objects = {}
    for page in s3.get_paginator("list_objects_v2").paginate(**where, PaginationConfig={"PageSize": 4}):
        for entry in page.get("Contents", []):
            objects[entry["Key"]] = (entry["Size"], second(entry["LastModified"]), entry["StorageClass"])
    wanted = {key: (size_of(o["body"]), moment(o["modified"]), "STANDARD") for key, o in bucket["objects"].items()}
    checks.same(f"ListObjectsV2 {name}", objects, wanted)
    older = {entry["Key"]: entry["Size"] for page in s3.get_paginator("list_objects").paginate(**where, PaginationConfig={"PageSize": 4}) for entry in page.get("Contents", [])}
    checks.same(f"ListObjects {name}", older, {key: size for key, (size, _, _) in wanted.items()})
    for key in sorted(bucket["objects"])[:2]:
        head = s3.head_object(**where, Key=key)
        checks.same(f"HeadObject {name}/{key}", (head["ContentLength"], head["ContentType"], second(head["LastModified"])), (wanted[key][0], bucket["objects"][key]["content_type"], wanted[key][1]))
        got = s3.get_object(**where, Key=key)
        body = got["Body"].read()
        checks.same(f"GetObject {name}/{key}", (len(body), got["ETag"]), (wanted[key][0], head["ETag"]))
        part = s3.get_object(**where, Key=key, Range="bytes=4-9")
        checks.same(
            f"GetObject {name}/{key} in part",
            (part["Body"].read(), part["ContentRange"], part["ResponseMetadata"]["HTTPStatusCode"]),
            (body[4:10], f"bytes 4-9/{len(body)}", 206),
        )
        url = s3.generate_presigned_url("get_object", dict(Bucket=name, Key=key), ExpiresIn=60)
        with urllib.request.urlopen(url) as answer:
            checks.same(f"presigned {name}/{key}", answer.read(), body)
    wrong = {**where, "ExpectedBucketOwner": "111122223333"}
    checks.refused(f"another owner is expected of {name}", lambda: s3.list_objects_v2(**wrong), "AccessDenied", "Access Denied")


def check_configurations(checks, s3, name, bucket, where):
    replication = bucket["replication"]
    if replication is None:
        missing = "ReplicationConfigurationNotFoundError"
        checks.refused(f"GetBucketReplication {name}", lambda: s3.get_bucket_replication(**where), missing)
    else:
        got = s3.get_bucket_replication(**where)["ReplicationConfiguration"]
        wanted = {
            "Role": replication["role"],
            "Rules": [
                {
                    "ID": rule["id"],
                    "Priority": rule["priority"],
                    "Filter": {"Prefix": rule["prefix"]},
                    "Status": "Enabled",
                    "Destination": {"Bucket": rule["destination"]},
                    "DeleteMarkerReplication": {"Status": "Disabled"},
                }
                for rule in replication["rules"]
            ],
        }
        checks.same(f"GetBucketReplication {name}", got, wanted)
    got = s3.get_bucket_notification_configuration(**where)
    got.pop("ResponseMetadata")
    wanted = [
        {
            "Id": n["id"],
            "LambdaFunctionArn": n["function"],
            "Events": n["events"],
            "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": n["suffix"]}]}},
        }
        for n in bucket["notifications"]
    ]
    checks.same(f"GetBucketNotification {name}", got, {"LambdaFunctionConfigurations": wanted} if wanted else {})
    got = s3.get_bucket_logging(**where).get("LoggingEnabled")
    logging = bucket["logging"]
    checks.same(
        f"GetBucketLogging {name}",
        got,
        logging and {"TargetBucket": logging["bucket"], "TargetPrefix": logging["prefix"]},
    )


def lock_of(bucket, keep):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"StringNotLike": {"aws:userId": keep}},
            }
        ],
    }


def check_s3_writes(server, world, checks):
    name = "northwind-support-recordings"
    where = dict(Bucket=name)
    clients = {profile: server.client("s3", profile, region="eu-west-2") for profile in PROFILES}
    admin = clients["admin"]
    key = sorted(world["buckets"][name]["objects"])[0]
    roles = {role["name"]: role for role in world["roles"]}
    instance = next(i for i in world["instances"] if i["alias"] == "northwind-support")
    service = roles[instance["service_role"].rsplit("/", 1)[1]]
    keep = [f"{service['id']}:*", f"{roles['Admin']['id']}:*"]

    for profile in ["admin", "auditor", "breakglass", "readonly", "root", "connect"]:
        checks.holds(f"{profile} reads before", clients[profile].get_object(**where, Key=key)["ContentLength"] > 0)
    refusal = "because no identity-based policy allows the s3:PutBucketPolicy action"
    text = json.dumps(lock_of(name, keep))
    checks.refused("readonly may not put", lambda: clients["readonly"].put_bucket_policy(**where, Policy=text), "AccessDenied", refusal)
    admin.put_bucket_policy(**where, Policy=text)
    checks.same("PutBucketPolicy", json.loads(admin.get_bucket_policy(**where)["Policy"]), lock_of(name, keep))
    for profile in ["admin", "connect"]:
        checks.holds(f"{profile} reads behind the lock", clients[profile].get_object(**where, Key=key)["ContentLength"] > 0)
    for profile in ["auditor", "breakglass", "readonly", "root"]:
        checks.refused(
            f"{profile} is locked out",
            lambda: clients[profile].get_object(**where, Key=key),
            "AccessDenied",
            f'is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::{name}/{key}" '
            "with an explicit deny in a resource-based policy",
        )
    checks.holds("root still reads the policy", clients["root"].get_bucket_policy(**where)["Policy"])
    # A copy of the key with a colon and a blank in its name, written by Connect's own session.
    odd = "connect/northwind-support/odd name 2026-11-22T09:30_UTC.wav"
    put = clients["connect"].put_object(**where, Key=odd, Body=b"RIFF", ContentType="audio/wav", Metadata={"a": "b"})
    got = admin.get_object(**where, Key=odd)
    checks.same("PutObject", (got["Body"].read(), got["ETag"], got["ContentType"], got["Metadata"]), (b"RIFF", put["ETag"], "audio/wav", {"a": "b"}))
    admin.delete_bucket_policy(**where)
    checks.refused("DeleteBucketPolicy", lambda: admin.get_bucket_policy(**where), "NoSuchBucketPolicy")
    checks.holds("the auditor reads again", clients["auditor"].get_object(**where, Key=key)["ContentLength"] > 0)

    arn = role_arn(world, roles["RecordingsAuditor"])
    allow = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": [arn]}, "Action": ["s3:GetObject"], "Resource": [f"arn:aws:s3:::{name}/*"]}],
    }
    admin.put_bucket_policy(**where, Policy=json.dumps(allow))
    collapsed = json.loads(admin.get_bucket_policy(**where)["Policy"])["Statement"][0]
    checks.same("read-back collapses arrays of one", (collapsed["Principal"], collapsed["Action"]), ({"AWS": arn}, "s3:GetObject"))
    server.control("DELETE", "/principals/RecordingsAuditor")
    dead = json.loads(admin.get_bucket_policy(**where)["Policy"])
    checks.same("a deleted principal shows as its id", dead["Statement"][0]["Principal"], {"AWS": roles["RecordingsAuditor"]["id"]})
    checks.refused("and can't be put back", lambda: admin.put_bucket_policy(**where, Policy=json.dumps(dead)), "MalformedPolicy", "Invalid principal in policy")

    on = dict(BlockPublicAcls=True, IgnorePublicAcls=False, BlockPublicPolicy=False, RestrictPublicBuckets=True)
    admin.put_public_access_block(**where, PublicAccessBlockConfiguration=on)
    checks.same("PutPublicAccessBlock", admin.get_public_access_block(**where)["PublicAccessBlockConfiguration"], on)
    admin.delete_public_access_block(**where)
    checks.refused("DeletePublicAccessBlock", lambda: admin.get_public_access_block(**where), "NoSuchPublicAccessBlockConfiguration")
    public = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/x"}]}
    admin.put_bucket_policy(**where, Policy=json.dumps(public))
    checks.same("IsPublic", admin.get_bucket_policy_status(**where)["PolicyStatus"], {"IsPublic": True})
    admin.put_public_access_block(**where, PublicAccessBlockConfiguration={**on, "BlockPublicPolicy": True})
    checks.refused("BlockPublicPolicy", lambda: admin.put_bucket_policy(**where, Policy=json.dumps(public)), "AccessDenied", "BlockPublicPolicy")
    checks.refused("a large policy", lambda: admin.put_bucket_policy(**where, Policy=json.dumps({**public, "Id": "x" * 20480})), "MalformedPolicy")
    checks.refused("a missing bucket", lambda: admin.get_bucket_policy(Bucket="no-such-bucket-here"), "NoSuchBucket")
    checks.refused("a missing object", lambda: admin.get_object(**where, Key="none"), "NoSuchKey")
    checks.refused("a range past the end", lambda: admin.get_object(**where, Key=odd, Range="bytes=9-"), "InvalidRange")


def check_identity(server, checks):
    """Wrong keys, as boto3 reads each service's answer."""
    def client(service, **keys):
        session = boto3.Session(region_name="eu-west-2", **keys)
        return session.client(service, endpoint_url=server.url, config=Config(**SETTINGS))

    good = boto3.Session(profile_name="practice-admin").get_credentials()
    wrong = dict(aws_access_key_id=good.access_key, aws_secret_access_key="wrong", aws_session_token=good.token)
    unknown = dict(aws_access_key_id="AKIAUNKNOWNUNKNOWN00", aws_secret_access_key="wrong")
    for keys, s3, query, rest in [
        (wrong, "SignatureDoesNotMatch", "SignatureDoesNotMatch", "InvalidSignatureException"),
        (unknown, "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException"),
    ]:
        checks.refused(f"s3 {s3}", client("s3", **keys).list_buckets, s3)
        checks.refused(f"sts {query}", client("sts", **keys).get_caller_identity, query)
        checks.refused(f"iam {query}", client("iam", **keys).list_roles, query)
        checks.refused(f"connect {rest}", client("connect", **keys).list_instances, rest)
    date = server.client("sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]["date"]
    checks.holds("the Date header is a date", datetime.datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT"))


def main():
    server, checks = Server(sys.argv[1]), Checks()
    try:
        world = server.world()
        check_identity(server, checks)
        check_sts(server, world, checks)
        check_iam(server, world, checks)
        check_connect(server, world, checks)
        check_s3_lists(server, world, checks)
        check_s3_writes(server, world, checks)
    finally:
        rest = server.stop()
    checks.same("nothing but the first line on stdout", rest, "")
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
