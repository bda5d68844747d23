"""S3: what writes do, and who is refused what."""

import json

from .base import PROFILES, role_arn


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


def check(server, world, checks):
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
    function = world["buckets"][name]["notifications"][0]["function"]
    told = {
        "EventBridgeConfiguration": {},
        "LambdaFunctionConfigurations": [{"Id": "one", "LambdaFunctionArn": function, "Events": ["s3:ObjectCreated:*"]}],
    }

    def notifications():
        got = admin.get_bucket_notification_configuration(**where)
        return {key: value for key, value in got.items() if key != "ResponseMetadata"}

    admin.put_bucket_notification_configuration(**where, NotificationConfiguration=told)
    checks.same("PutBucketNotificationConfiguration", notifications(), told)
    gone = {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": function + "-gone", "Events": ["s3:ObjectCreated:*"]}]}
    checks.refused(
        "a function that does not exist is told nothing",
        lambda: admin.put_bucket_notification_configuration(**where, NotificationConfiguration=gone),
        "InvalidArgument",
    )
    admin.put_bucket_notification_configuration(**where, NotificationConfiguration={})
    checks.same("an empty configuration switches it off", notifications(), {})
    checks.refused("a large policy", lambda: admin.put_bucket_policy(**where, Policy=json.dumps({**public, "Id": "x" * 20480})), "MalformedPolicy")
    checks.refused("a missing bucket", lambda: admin.get_bucket_policy(Bucket="no-such-bucket-here"), "NoSuchBucket")
    checks.refused("a missing object", lambda: admin.get_object(**where, Key="none"), "NoSuchKey")
    checks.refused("a range past the end", lambda: admin.get_object(**where, Key=odd, Range="bytes=9-"), "InvalidRange")
