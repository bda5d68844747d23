"""Lambda: functions and their policies."""

import json

from .base import moment, role_arn

FUNCTION = "northwind-claims-status"


def arn_of(world, function):
    return f"arn:aws:lambda:{function['region']}:{world['account']['id']}:function:{function['name']}"


def facts(world, function):
    modified = moment(function["modified"]).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {
        "FunctionName": function["name"],
        "FunctionArn": arn_of(world, function),
        "Runtime": function["runtime"],
        "Role": function["role"],
        "Handler": function["handler"],
        "CodeSize": function["code_size"],
        "Description": function["description"],
        "Timeout": function["timeout"],
        "MemorySize": function["memory"],
        "LastModified": modified,
        "CodeSha256": function["code_sha256"],
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": function["revision"],
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function['name']}"},
    }


def without_metadata(answer):
    answer.pop("ResponseMetadata")
    return answer


def check(server, world, checks):
    known_roles = {role_arn(world, role) for role in world["roles"]}
    for region in ["eu-west-2", "us-east-1", "ap-southeast-2", "us-west-2"]:
        client = server.client("lambda", region=region)
        here = [function for function in world["functions"] if function["region"] == region]
        pages = list(client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2}))
        checks.same(f"ListFunctions {region} pages", len(pages), max(1, -(-len(here) // 2)))
        checks.same(
            f"ListFunctions {region}",
            [function for page in pages for function in page["Functions"]],
            [facts(world, function) for function in here],
        )
        every = client.list_functions(FunctionVersion="ALL")["Functions"]
        checks.same(
            f"ListFunctions {region} ALL", [f["FunctionArn"] for f in every], [f"{arn_of(world, f)}:$LATEST" for f in here]
        )
        for function in here:
            check_function(world, checks, client, function)
            checks.holds(f"the role of {function['name']} exists", function["role"] in known_roles)
    client = server.client("lambda", region="eu-west-2")
    checks.refused(
        "GetFunction of none", lambda: client.get_function(FunctionName="none"), "ResourceNotFoundException", "function:none"
    )
    checks.refused(
        "ListFunctions without permission",
        server.client("lambda", "readonly", region="eu-west-2").list_functions,
        "AccessDeniedException",
        "is not authorized to perform: lambda:ListFunctions on resource: * because no identity-based policy allows",
    )
    check_writes(world, checks, client)


def check_function(world, checks, client, function):
    name, arn = function["name"], arn_of(world, function)
    wanted = facts(world, function)
    for spelled in [name, arn, f"{world['account']['id']}:function:{name}", f"{name}:$LATEST"]:
        got = without_metadata(client.get_function_configuration(FunctionName=spelled))
        checks.same(f"GetFunctionConfiguration {spelled}", got, wanted)
    got = without_metadata(client.get_function(FunctionName=name))
    checks.same(f"GetFunction {name}", got["Configuration"], wanted)
    checks.same(f"GetFunction {name} tags", got.get("Tags", {}), {tag["key"]: tag["value"] for tag in function["tags"]})
    checks.same(f"GetFunction {name} code", got["Code"]["RepositoryType"], "S3")
    if not function["statements"]:
        checks.refused(
            f"GetPolicy {name}", lambda: client.get_policy(FunctionName=name), "ResourceNotFoundException", "does not exist"
        )
        return
    got = without_metadata(client.get_policy(FunctionName=arn))
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": function["statements"]}
    checks.same(f"GetPolicy {name}", (json.loads(got["Policy"]), got["RevisionId"]), (policy, function["revision"]))


def check_writes(world, checks, client):
    where = dict(FunctionName=FUNCTION)
    arn = f"arn:aws:lambda:eu-west-2:{world['account']['id']}:function:{FUNCTION}"
    account = world["account"]["id"]
    wanted = {
        "Sid": "wire",
        "Effect": "Allow",
        "Principal": {"Service": "connect.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceAccount": account}, "ArnLike": {"AWS:SourceArn": "arn:aws:connect:*"}},
    }
    new = dict(
        **where,
        StatementId="wire",
        Action="lambda:InvokeFunction",
        Principal="connect.amazonaws.com",
        SourceArn="arn:aws:connect:*",
        SourceAccount=account,
    )
    answer = client.add_permission(**new)
    checks.same("AddPermission", json.loads(answer["Statement"]), wanted)
    checks.same("AddPermission status", answer["ResponseMetadata"]["HTTPStatusCode"], 201)
    got = client.get_policy(**where)
    checks.same("GetPolicy after it", json.loads(got["Policy"])["Statement"], [wanted])
    checks.refused("AddPermission again", lambda: client.add_permission(**new), "ResourceConflictException", "(wire)")
    other = {**new, "StatementId": "other", "Principal": "815530294417", "SourceArn": "", "SourceAccount": ""}
    other = {key: value for key, value in other.items() if value}
    checks.refused(
        "AddPermission at another revision",
        lambda: client.add_permission(**other, RevisionId="11111111-1111-1111-1111-111111111111"),
        "PreconditionFailedException",
    )
    answer = client.add_permission(**other, RevisionId=got["RevisionId"])
    checks.same(
        "AddPermission for an account",
        json.loads(answer["Statement"])["Principal"],
        {"AWS": "arn:aws:iam::815530294417:root"},
    )
    checks.refused(
        "AddPermission for nobody",
        lambda: client.add_permission(**{**new, "StatementId": "x", "Principal": f"arn:aws:iam::{account}:role/None"}),
        "InvalidParameterValueException",
        "principal was invalid",
    )
    for statement in ["wire", "other"]:
        answer = client.remove_permission(**where, StatementId=statement)
        checks.same("RemovePermission", answer["ResponseMetadata"]["HTTPStatusCode"], 204)
    checks.refused(
        "RemovePermission again",
        lambda: client.remove_permission(**where, StatementId="wire"),
        "ResourceNotFoundException",
        "wire",
    )
    checks.refused("GetPolicy once it is empty", lambda: client.get_policy(**where), "ResourceNotFoundException")
