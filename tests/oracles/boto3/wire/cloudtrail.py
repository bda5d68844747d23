"""CloudTrail: the event history, as it must tell what the other checks wrote, and what is written here."""

import datetime
import json

from .base import second

BUCKET = "northwind-support-recordings"


def check(server, world, checks):
    account = world["account"]["id"]
    s3, trail = server.client("s3"), server.client("cloudtrail")
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WireTrail",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:DeleteObject",
                "Resource": f"arn:aws:s3:::{BUCKET}/*",
            }
        ],
    }
    before = server.control("GET", f"/buckets/{BUCKET}/policy")
    put = s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    server.control("PUT", "/clock", {"advance_seconds": 3})
    deleted = s3.delete_bucket_policy(Bucket=BUCKET)
    server.control("PUT", "/clock", {"advance_seconds": 3})

    attribute = [{"AttributeKey": "ResourceName", "AttributeValue": BUCKET}]
    events = trail.lookup_events(LookupAttributes=attribute)["Events"]
    checks.holds("LookupEvents tells both", len(events) >= 2)
    newest, older = events[0], events[1]
    for name, event, answer, body in [
        ("delete", newest, deleted, None),
        ("put", older, put, policy),
    ]:
        record = json.loads(event["CloudTrailEvent"])
        operation = "PutBucketPolicy" if body else "DeleteBucketPolicy"
        checks.same(f"{name} EventName", event["EventName"], operation)
        checks.same(f"{name} EventSource", event["EventSource"], "s3.amazonaws.com")
        checks.same(f"{name} ReadOnly", event["ReadOnly"], "false")
        checks.same(f"{name} Resources", event["Resources"], [{"ResourceType": "AWS::S3::Bucket", "ResourceName": BUCKET}])
        checks.same(f"{name} Username", event["Username"], "dana.hartley")
        checks.same(f"{name} EventId", event["EventId"], record["eventID"])
        checks.same(f"{name} requestID", record["requestID"], answer["ResponseMetadata"]["RequestId"])
        checks.same(f"{name} account", record["recipientAccountId"], account)
        checks.same(f"{name} identity", record["userIdentity"]["accountId"], account)
        checks.same(f"{name} AccessKeyId", event["AccessKeyId"], record["userIdentity"]["accessKeyId"])
        time = datetime.datetime.fromisoformat(record["eventTime"].replace("Z", "+00:00"))
        checks.same(f"{name} EventTime", second(event["EventTime"]), time)
        checks.same(f"{name} bucketPolicy", record["requestParameters"].get("bucketPolicy"), body)

    pages = trail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": "s3.amazonaws.com"}],
        PaginationConfig={"PageSize": 1},
    )
    ids = [event["EventId"] for page in pages for event in page["Events"]]
    checks.holds("LookupEvents pages", len(ids) == len(set(ids)) and len(ids) >= 2)
    now = second(newest["EventTime"])
    within = dict(LookupAttributes=attribute, StartTime=now, EndTime=now + datetime.timedelta(seconds=30))
    checks.same("LookupEvents range", [event["EventId"] for event in trail.lookup_events(**within)["Events"]], [newest["EventId"]])
    checks.refused(
        "LookupEvents backwards",
        lambda: trail.lookup_events(StartTime=now, EndTime=now - datetime.timedelta(seconds=1)),
        "InvalidTimeRangeException",
    )
    checks.refused("LookupEvents many", lambda: trail.lookup_events(MaxResults=51), "InvalidMaxResultsException")
    checks.refused(
        "LookupEvents refused",
        lambda: server.client("cloudtrail", "readonly").lookup_events(),
        "AccessDeniedException",
        "is not authorized to perform: cloudtrail:LookupEvents",
    )
    server.control("PUT", f"/buckets/{BUCKET}/policy", before)
