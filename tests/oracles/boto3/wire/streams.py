"""Kinesis data streams and Firehose delivery streams."""

from .base import moment, second


def arn_of(world, stream):
    return f"arn:aws:kinesis:{stream['region']}:{world['account']['id']}:stream/{stream['name']}"


def head(world, stream):
    facts = {
        "StreamName": stream["name"],
        "StreamARN": arn_of(world, stream),
        "StreamStatus": "ACTIVE",
        "StreamModeDetails": {"StreamMode": stream["mode"]},
        "RetentionPeriodHours": stream["retention"],
        "StreamCreationTimestamp": moment(stream["created"]),
        "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
        "EncryptionType": "KMS" if stream["kms_key"] else "NONE",
    }
    return {**facts, "KeyId": stream["kms_key"]} if stream["kms_key"] else facts


def at_seconds(facts):
    return {**facts, "StreamCreationTimestamp": second(facts["StreamCreationTimestamp"])}


def check(server, world, checks):
    for region in ["eu-west-2", "us-east-1", "ap-southeast-2", "us-west-2"]:
        check_data(server, world, checks, region)
        check_delivery(server, world, checks, region)


def check_data(server, world, checks, region):
    client = server.client("kinesis", region=region)
    here = sorted((s for s in world["data_streams"] if s["region"] == region), key=lambda stream: stream["name"])
    wanted = [
        {key: head(world, stream)[key] for key in ["StreamName", "StreamARN", "StreamStatus", "StreamModeDetails", "StreamCreationTimestamp"]}
        for stream in here
    ]
    pages = list(client.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 2}))
    checks.same(f"ListStreams {region} pages", len(pages), max(1, -(-len(here) // 2)))
    checks.same(
        f"ListStreams {region}", [at_seconds(s) for page in pages for s in page["StreamSummaries"]], wanted
    )
    checks.same(
        f"ListStreams {region} names", [name for page in pages for name in page["StreamNames"]], [s["name"] for s in here]
    )
    first = client.list_streams(Limit=1)
    if first["HasMoreStreams"]:
        rest = client.list_streams(NextToken=first["NextToken"])
        checks.same(f"ListStreams {region} by token", rest["StreamNames"], [stream["name"] for stream in here[1:]])
    for stream in here:
        name, arn = stream["name"], arn_of(world, stream)
        for which in [dict(StreamName=name), dict(StreamARN=arn)]:
            got = at_seconds(client.describe_stream_summary(**which)["StreamDescriptionSummary"])
            checks.same(
                f"DescribeStreamSummary {name}",
                got,
                {**head(world, stream), "OpenShardCount": stream["shards"], "ConsumerCount": 0},
            )
            got = at_seconds(client.describe_stream(**which)["StreamDescription"])
            shards = got.pop("Shards")
            checks.same(f"DescribeStream {name}", got, {**head(world, stream), "HasMoreShards": False})
            ranges = [(int(s["HashKeyRange"]["StartingHashKey"]), int(s["HashKeyRange"]["EndingHashKey"])) for s in shards]
            checks.same(f"DescribeStream {name} shards", len(shards), stream["shards"])
            checks.same(f"DescribeStream {name} covers every key", (ranges[0][0], ranges[-1][1]), (0, 2**128 - 1))
            checks.holds(
                f"DescribeStream {name} has no gap", all(a[1] + 1 == b[0] for a, b in zip(ranges, ranges[1:]))
            )
        part = client.describe_stream(StreamName=name, Limit=1)["StreamDescription"]
        checks.same(f"DescribeStream {name} in parts", part["HasMoreShards"], stream["shards"] > 1)
        rest = client.describe_stream(StreamName=name, ExclusiveStartShardId=part["Shards"][0]["ShardId"])
        checks.same(
            f"DescribeStream {name} the rest", len(rest["StreamDescription"]["Shards"]), stream["shards"] - 1
        )
    checks.refused(
        f"DescribeStream {region} of none",
        lambda: client.describe_stream(StreamName="none"),
        "ResourceNotFoundException",
        f"Stream none under account {world['account']['id']} not found.",
    )
    reader = server.client("kinesis", "readonly", region=region)
    checks.refused(
        f"ListStreams {region} without permission",
        reader.list_streams,
        "AccessDeniedException",
        "is not authorized to perform: kinesis:ListStreams on resource: *",
    )


def check_delivery(server, world, checks, region):
    client = server.client("firehose", region=region)
    here = sorted((s for s in world["delivery_streams"] if s["region"] == region), key=lambda stream: stream["name"])
    names = [stream["name"] for stream in here]
    checks.same(f"ListDeliveryStreams {region}", client.list_delivery_streams()["DeliveryStreamNames"], names)
    first = client.list_delivery_streams(Limit=1)
    checks.same(f"ListDeliveryStreams {region} more", first["HasMoreDeliveryStreams"], len(names) > 1)
    if names:
        rest = client.list_delivery_streams(ExclusiveStartDeliveryStreamName=names[0])["DeliveryStreamNames"]
        checks.same(f"ListDeliveryStreams {region} the rest", rest, names[1:])
    others = client.list_delivery_streams(DeliveryStreamType="KinesisStreamAsSource")["DeliveryStreamNames"]
    checks.same(f"ListDeliveryStreams {region} of another kind", others, [])
    for stream in here:
        got = client.describe_delivery_stream(DeliveryStreamName=stream["name"])["DeliveryStreamDescription"]
        destination, = got.pop("Destinations")
        got["CreateTimestamp"] = second(got["CreateTimestamp"])
        checks.same(
            f"DescribeDeliveryStream {stream['name']}",
            got,
            {
                "DeliveryStreamName": stream["name"],
                "DeliveryStreamARN": f"arn:aws:firehose:{region}:{world['account']['id']}:deliverystream/{stream['name']}",
                "DeliveryStreamStatus": "ACTIVE",
                "DeliveryStreamEncryptionConfiguration": {"Status": "DISABLED"},
                "DeliveryStreamType": "DirectPut",
                "VersionId": "1",
                "CreateTimestamp": moment(stream["created"]),
                "HasMoreDestinations": False,
            },
        )
        for form in ["S3DestinationDescription", "ExtendedS3DestinationDescription"]:
            place = destination[form]
            checks.same(
                f"DescribeDeliveryStream {stream['name']} {form}",
                (place["RoleARN"], place["BucketARN"], place["Prefix"]),
                (stream["role"], f"arn:aws:s3:::{stream['bucket']}", stream["prefix"]),
            )
    checks.refused(
        f"DescribeDeliveryStream {region} of none",
        lambda: client.describe_delivery_stream(DeliveryStreamName="none"),
        "ResourceNotFoundException",
        "Firehose none under account",
    )
