"""S3: every bucket as it is."""

import json
import urllib.request

from .base import moment, role_arn, second, tags, user_arn


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


def check(server, world, checks):
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
    check_account_block(server, world, checks)
    for name, bucket in sorted(own.items()):
        # Without being told, boto3 presigns in the oldest Regions as before 2014.
        s3 = server.client("s3", "breakglass", region=bucket["region"], signature_version="s3v4")
        where = dict(Bucket=name, ExpectedBucketOwner=account)
        check_bucket(server, world, checks, s3, name, bucket, where)


def check_account_block(server, world, checks):
    account = world["account"]["id"]
    control = server.client("s3control")

    def by_address(request, **_):
        # botocore puts the account in front of the host, where an address can't have it.
        request.url = request.url.replace(f"//{account}.", "//", 1)

    control.meta.events.register("before-sign.s3-control.*", by_address)
    block = world["account"]["public_access_block"]
    if block is None:
        checks.refused(
            "GetPublicAccessBlock of the account",
            lambda: control.get_public_access_block(AccountId=account),
            "NoSuchPublicAccessBlockConfiguration",
        )
    else:
        got = control.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"]
        checks.same("GetPublicAccessBlock of the account", got["BlockPublicPolicy"], block["block_public_policy"])


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
    key = bucket["encryption"]
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if key else {"SSEAlgorithm": "AES256"}
    checks.same(
        f"GetBucketEncryption {name}",
        s3.get_bucket_encryption(**where)["ServerSideEncryptionConfiguration"],
        {"Rules": [{"ApplyServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": bool(key)}]},
    )
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
    wanted = {"LambdaFunctionConfigurations": wanted} if wanted else {}
    if bucket["event_bridge"]:
        wanted["EventBridgeConfiguration"] = {}
    checks.same(f"GetBucketNotification {name}", got, wanted)
    got = s3.get_bucket_logging(**where).get("LoggingEnabled")
    logging = bucket["logging"]
    checks.same(
        f"GetBucketLogging {name}",
        got,
        logging and {"TargetBucket": logging["bucket"], "TargetPrefix": logging["prefix"]},
    )
