"""IAM's simulator, answered by the practice account."""

import json

from .base import role_arn, user_arn


def custom(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, separators=(",", ":"))


def check(server, world, checks):
    iam = server.client("iam")
    roles = {role["name"]: role for role in world["roles"]}
    users = {user["name"]: user for user in world["users"]}
    manager, builder = role_arn(world, roles["ConnectManager"]), role_arn(world, roles["ConnectBuilder"])
    account = world["account"]["id"]
    function = f"arn:aws:lambda:eu-west-2:{account}:function:northwind-claims-status"
    named, other = "arn:aws:s3:::amazon-connect-3f9ad2c08b17", "arn:aws:s3:::northwind-support-recordings"

    def decisions(answer):
        return {
            (row["EvalActionName"], one["EvalResourceName"]): one["EvalResourceDecision"]
            for row in answer["EvaluationResults"]
            for one in row["ResourceSpecificResults"]
        }

    answer = iam.simulate_principal_policy(
        PolicySourceArn=manager, ActionNames=["s3:GetBucketAcl", "s3:GetBucketLocation"], ResourceArns=[named, other]
    )
    checks.same(
        "SimulatePrincipalPolicy of each action on each resource",
        decisions(answer),
        {
            ("s3:GetBucketAcl", named): "allowed",
            ("s3:GetBucketAcl", other): "implicitDeny",
            ("s3:GetBucketLocation", named): "allowed",
            ("s3:GetBucketLocation", other): "allowed",
        },
    )
    rows = answer["EvaluationResults"]
    checks.same("the strictest stands for all", [row["EvalDecision"] for row in rows], ["implicitDeny", "allowed"])
    matched, = rows[0]["ResourceSpecificResults"][0]["MatchedStatements"]
    checks.same("MatchedStatements", (matched["SourcePolicyId"], matched["SourcePolicyType"]), ("AmazonConnect_FullAccess", "IAM Policy"))
    policy = next(p for p in world["policies"] if p["name"] == "AmazonConnect_FullAccess")["versions"][0]["document"]
    text = json.dumps(policy, separators=(",", ":"))
    begin, end = matched["StartPosition"], matched["EndPosition"]
    checks.same("on one line", (begin["Line"], end["Line"]), (1, 1))
    statement = json.loads(text[begin["Column"] - 1 : end["Column"] - 1])
    checks.same("the statement stands there", statement["Action"], ["s3:CreateBucket", "s3:GetBucketAcl"])
    checks.same("an implicit denial has none", rows[0]["ResourceSpecificResults"][1]["MatchedStatements"], [])

    one = iam.simulate_principal_policy(PolicySourceArn=manager, ActionNames=["lambda:AddPermission"], ResourceArns=[function])
    row, = one["EvaluationResults"]
    checks.same("one resource is named", (row["EvalResourceName"], row["EvalDecision"]), (function, "implicitDeny"))
    row, = iam.simulate_principal_policy(PolicySourceArn=manager, ActionNames=["kinesis:ListStreams"])["EvaluationResults"]
    checks.same("without resources", (row["EvalResourceName"], row["EvalDecision"]), ("*", "allowed"))

    deny = custom(
        {
            "Sid": "OnlyThese", "Effect": "Deny", "Action": "connect:AssociateInstanceStorageConfig", "Resource": "*",
            "Condition": {"StringEquals": {"connect:StorageResourceType": "CALL_RECORDINGS"}},
        }
    )
    ask = dict(PolicySourceArn=manager, PolicyInputList=[deny], ActionNames=["connect:AssociateInstanceStorageConfig"])

    def entry(*values):
        return [{"ContextKeyName": "connect:StorageResourceType", "ContextKeyValues": list(values), "ContextKeyType": "string"}]

    row, = iam.simulate_principal_policy(**ask)["EvaluationResults"]
    checks.same("a key that is missing", (row["EvalDecision"], row["MissingContextValues"]), ("allowed", ["connect:StorageResourceType"]))
    row, = iam.simulate_principal_policy(**ask, ContextEntries=entry("CALL_RECORDINGS"))["EvaluationResults"]
    checks.same("a key that is given", (row["EvalDecision"], row["MissingContextValues"]), ("explicitDeny", []))
    checks.same("by which policy", [s["SourcePolicyId"] for s in row["MatchedStatements"]], ["PolicyInputList.1"])
    row, = iam.simulate_principal_policy(**ask, ContextEntries=entry("ATTACHMENTS"))["EvaluationResults"]
    checks.same("a key with another value", row["EvalDecision"], "allowed")

    allow = custom({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    bound = custom({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
    answer = iam.simulate_custom_policy(
        PolicyInputList=[allow], PermissionsBoundaryPolicyInputList=[bound], ActionNames=["s3:GetObject", "s3:PutObject"]
    )
    got = [
        (row["EvalDecision"], row["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"])
        for row in answer["EvaluationResults"]
    ]
    checks.same("SimulateCustomPolicy with a boundary", got, [("allowed", True), ("implicitDeny", False)])
    key = next(key for key in world["kms_keys"] if "alias/northwind-connect" in key["aliases"] and key["region"] == "eu-west-2")
    answer = iam.simulate_principal_policy(
        PolicySourceArn=manager,
        ActionNames=["kms:DescribeKey", "kms:CreateGrant"],
        ResourceArns=[f"arn:aws:kms:eu-west-2:{account}:key/{key['id']}"],
    )
    checks.same("keys by identity policies alone", [row["EvalDecision"] for row in answer["EvaluationResults"]], ["allowed", "implicitDeny"])
    pages = list(
        iam.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=builder,
            ActionNames=["connect:ListInstances", "connect:DeleteInstance", "iam:PutRolePolicy"],
            PaginationConfig={"PageSize": 2},
        )
    )
    got = [row["EvalDecision"] for page in pages for row in page["EvaluationResults"]]
    checks.same("in pages", (len(pages), got), (2, ["allowed", "implicitDeny", "implicitDeny"]))
    group = world["groups"][0]
    answer = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{account}:group{group['path']}{group['name']}", ActionNames=["s3:ListBucket"], ResourceArns=[other]
    )
    checks.same("of a group", answer["EvaluationResults"][0]["EvalDecision"], "allowed")
    answer = iam.simulate_principal_policy(
        PolicySourceArn=user_arn(world, users["priya.nair"]), ActionNames=["s3:ListBucket"], ResourceArns=[other]
    )
    checks.same("of a user with its groups", answer["EvaluationResults"][0]["EvalDecision"], "allowed")
    answer = iam.simulate_principal_policy(
        PolicySourceArn=role_arn(world, roles["ContractorAnalyst"]), ActionNames=["iam:GetRole", "s3:GetObject"]
    )
    got = [
        (row["EvalDecision"], row["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"])
        for row in answer["EvaluationResults"]
    ]
    checks.same("of a role with a boundary", got, [("explicitDeny", False), ("allowed", True)])

    session = f"arn:aws:sts::{account}:assumed-role/ConnectManager/somebody"
    checks.refused(
        "of a session",
        lambda: iam.simulate_principal_policy(PolicySourceArn=session, ActionNames=["s3:GetObject"]),
        "InvalidInput",
        "Invalid Entity Arn",
    )
    nobody = f"arn:aws:iam::{account}:role/Nobody"
    checks.refused("of nobody", lambda: iam.simulate_principal_policy(PolicySourceArn=nobody, ActionNames=["s3:GetObject"]), "NoSuchEntity")
    checks.refused("of no action", lambda: iam.simulate_custom_policy(PolicyInputList=[allow], ActionNames=["nothing"]), "InvalidInput")
    checks.refused("of no policy", lambda: iam.simulate_custom_policy(PolicyInputList=["{"], ActionNames=["s3:GetObject"]), "InvalidInput")
    checks.refused(
        "with a resource policy for a role",
        lambda: iam.simulate_principal_policy(PolicySourceArn=manager, ActionNames=["s3:GetObject"], ResourcePolicy=allow),
        "InvalidInput",
    )
    checks.refused(
        "SimulatePrincipalPolicy without permission",
        lambda: server.client("iam", "builder").simulate_principal_policy(PolicySourceArn=builder, ActionNames=["s3:GetObject"]),
        "AccessDenied",
        "iam:SimulatePrincipalPolicy",
    )
