"""IAM: policies made, changed, attached and removed again."""

import json

from .base import tags
from .iam import all_pages, version_facts

NAME = "WireLimit"


def document(statements=1, filler=""):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": f"S{number}{filler}", "Effect": "Deny", "Action": "connect:DeleteInstance", "Resource": "*"}
            for number in range(statements)
        ],
    }


def padded(size):
    """A policy of exactly this many characters."""
    bare = len(json.dumps(document(), separators=(",", ":")))
    return json.dumps(document(filler="a" * (size - bare)), separators=(",", ":"))


def policy_of(server, arn):
    return next(policy for policy in server.world()["policies"] if policy["arn"] == arn)


def check(server, world, checks):
    iam, world = server.client("iam"), server.world()
    check_managed(server, world, checks, iam)
    check_attachments(server, world, checks, iam)
    check_inline(server, world, checks, iam)
    reader = server.client("iam", "readonly")
    refusal = "is not authorized to perform: iam:CreatePolicy on resource: policy Other because no identity-based policy allows"
    text = json.dumps(document())
    checks.refused("CreatePolicy", lambda: reader.create_policy(PolicyName="Other", PolicyDocument=text), "AccessDenied", refusal)
    after = server.world()
    for kind in ["policies", "roles", "users"]:
        changed = [(was, now) for was, now in zip(world[kind], after[kind]) if was != now]
        checks.same(f"{kind} are as they were", (changed, len(after[kind])), ([], len(world[kind])))


def check_managed(server, world, checks, iam):
    arn = f"arn:aws:iam::{world['account']['id']}:policy/limits/{NAME}"
    marked = [{"Key": "made-by", "Value": "wire check"}, {"Key": "empty", "Value": ""}]
    new = dict(PolicyName=NAME, Path="/limits/", PolicyDocument=json.dumps(document(), indent=2), Description="Of the wire", Tags=marked)
    made = iam.create_policy(**new)["Policy"]
    kept = policy_of(server, arn)
    checks.same(
        "CreatePolicy",
        {key: made[key] for key in ["PolicyName", "Arn", "Path", "DefaultVersionId", "AttachmentCount", "IsAttachable", "Tags", "PolicyId"]},
        {
            "PolicyName": NAME,
            "Arn": arn,
            "Path": "/limits/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 0,
            "IsAttachable": True,
            "Tags": marked,
            "PolicyId": kept["id"],
        },
    )
    got = iam.get_policy(PolicyArn=arn)["Policy"]
    checks.same("GetPolicy of it", (got["Description"], got["Tags"], got["CreateDate"]), ("Of the wire", tags(kept["tags"]), made["CreateDate"]))
    checks.same("ListPolicyTags", all_pages(iam, "list_policy_tags", "Tags", PolicyArn=arn), marked)
    checks.refused("CreatePolicy again", lambda: iam.create_policy(**{**new, "Path": "/"}), "EntityAlreadyExists", NAME)
    checks.refused(
        "CreatePolicy in other letters", lambda: iam.create_policy(**{**new, "PolicyName": NAME.lower()}), "EntityAlreadyExists"
    )
    for text, words in [
        ("{", "invalid Json"),
        ("[]", "Syntax errors in policy."),
        (json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}), "must contain resources"),
        (json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"}]}), "must contain actions"),
        (
            json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}),
            "should not specify a principal",
        ),
    ]:
        checks.refused(
            f"CreatePolicy {words}",
            lambda: iam.create_policy(PolicyName="Bad", PolicyDocument=text),
            "MalformedPolicyDocument",
            words,
        )
    checks.refused(
        "CreatePolicy of 6,145 characters",
        lambda: iam.create_policy(PolicyName="Long", PolicyDocument=padded(6145)),
        "LimitExceeded",
        "PolicySize: 6144",
    )
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "made-by", "Value": "another"}, {"Key": "more", "Value": "1"}])
    iam.untag_policy(PolicyArn=arn, TagKeys=["empty"])
    got = iam.list_policy_tags(PolicyArn=arn)["Tags"]
    checks.same("TagPolicy, UntagPolicy", got, [{"Key": "made-by", "Value": "another"}, {"Key": "more", "Value": "1"}])

    # White space does not count.
    blank = json.loads(padded(6144 - 60))
    blank["Statement"][0]["Condition"] = {"StringEquals": {"aws:username": "x" + " " * 500}}
    spaced = json.dumps(blank, indent=2)
    version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=spaced)["PolicyVersion"]
    checks.same("CreatePolicyVersion", (version["VersionId"], version["IsDefaultVersion"]), ("v2", False))
    version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document(3)), SetAsDefault=True)["PolicyVersion"]
    checks.same("CreatePolicyVersion as default", (version["VersionId"], version["IsDefaultVersion"]), ("v3", True))
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document(4)))
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document(5)))
    listed = all_pages(iam, "list_policy_versions", "Versions", PolicyArn=arn)
    kept = policy_of(server, arn)["versions"]
    checks.same("ListPolicyVersions", listed, [version_facts(version, False) for version in kept])
    checks.same("the newest first", [version["VersionId"] for version in listed], ["v5", "v4", "v3", "v2", "v1"])
    checks.same("SetDefaultPolicyVersion", [v["VersionId"] for v in listed if v["IsDefaultVersion"]], ["v1"])
    got = iam.get_policy_version(PolicyArn=arn, VersionId="v3")["PolicyVersion"]["Document"]
    checks.same("GetPolicyVersion", got, document(3))
    checks.refused(
        "a sixth version",
        lambda: iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document(6))),
        "LimitExceeded",
        "up to 5 versions",
    )
    checks.refused(
        "DeletePolicyVersion of the default", lambda: iam.delete_policy_version(PolicyArn=arn, VersionId="v1"), "DeleteConflict"
    )
    iam.delete_policy_version(PolicyArn=arn, VersionId="v5")
    version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document(6)))["PolicyVersion"]
    checks.same("a version's id is not used again", version["VersionId"], "v6")
    checks.refused("DeletePolicyVersion of none", lambda: iam.delete_policy_version(PolicyArn=arn, VersionId="v5"), "NoSuchEntity")
    checks.refused("DeletePolicy with versions", lambda: iam.delete_policy(PolicyArn=arn), "DeleteConflict", "more than one version")
    for name in ["v2", "v3", "v4", "v6"]:
        iam.delete_policy_version(PolicyArn=arn, VersionId=name)
    iam.delete_policy(PolicyArn=arn)
    checks.refused("GetPolicy once it is gone", lambda: iam.get_policy(PolicyArn=arn), "NoSuchEntity")
    of_aws = "arn:aws:iam::aws:policy/AmazonConnect_FullAccess"
    checks.refused(
        "CreatePolicyVersion of AWS's own",
        lambda: iam.create_policy_version(PolicyArn=of_aws, PolicyDocument=json.dumps(document())),
        "AccessDenied",
        "outside your own account",
    )


def check_attachments(server, world, checks, iam):
    text = json.dumps(document())
    arns = [iam.create_policy(PolicyName=f"{NAME}{number}", PolicyDocument=text)["Policy"]["Arn"] for number in range(11)]
    arn, role, user = arns[0], "ConnectBuilder", "connect-flow-editor"
    base = f"arn:aws:iam::{world['account']['id']}:policy/ContactCentreBuild"
    for _ in range(2):
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
        iam.attach_user_policy(UserName=user, PolicyArn=arn)
    got = all_pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=role)
    checks.same("AttachRolePolicy", [policy["PolicyArn"] for policy in got], [base, arn])
    got = iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]
    checks.same("AttachUserPolicy", got, [{"PolicyName": "ContactCentreBuild", "PolicyArn": base}, {"PolicyName": f"{NAME}0", "PolicyArn": arn}])
    entities = list(iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn, PaginationConfig={"PageSize": 1}))
    ids = {owner["name"]: owner["id"] for owner in world["roles"] + world["users"]}
    checks.same(
        "ListEntitiesForPolicy",
        (
            [entry for page in entities for entry in page["PolicyUsers"]],
            [entry for page in entities for entry in page["PolicyRoles"]],
            [entry for page in entities for entry in page["PolicyGroups"]],
        ),
        ([{"UserName": user, "UserId": ids[user]}], [{"RoleName": role, "RoleId": ids[role]}], []),
    )
    only = iam.list_entities_for_policy(PolicyArn=arn, EntityFilter="User")
    checks.same("ListEntitiesForPolicy filtered", (len(only["PolicyUsers"]), only["PolicyRoles"]), (1, []))
    bounded = f"arn:aws:iam::{world['account']['id']}:policy/ContractorBoundary"
    got = iam.list_entities_for_policy(PolicyArn=bounded, PolicyUsageFilter="PermissionsBoundary")["PolicyRoles"]
    checks.same("ListEntitiesForPolicy of a boundary", [entry["RoleName"] for entry in got], ["ContractorAnalyst"])
    checks.same("AttachmentCount", iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"], 2)
    checks.refused("DeletePolicy while it is attached", lambda: iam.delete_policy(PolicyArn=arn), "DeleteConflict", "attached to entities")
    for other in arns[1:9]:
        iam.attach_role_policy(RoleName=role, PolicyArn=other)
    checks.refused(
        "an eleventh policy", lambda: iam.attach_role_policy(RoleName=role, PolicyArn=arns[10]), "LimitExceeded", "PoliciesPerRole: 10"
    )
    for other in arns[:9]:
        iam.detach_role_policy(RoleName=role, PolicyArn=other)
    iam.detach_user_policy(UserName=user, PolicyArn=arn)
    checks.refused("DetachRolePolicy again", lambda: iam.detach_role_policy(RoleName=role, PolicyArn=arn), "NoSuchEntity", arn)
    missing = f"arn:aws:iam::{world['account']['id']}:policy/None"
    checks.refused("AttachRolePolicy of none", lambda: iam.attach_role_policy(RoleName=role, PolicyArn=missing), "NoSuchEntity", "not attachable")
    checks.refused("AttachRolePolicy to nobody", lambda: iam.attach_role_policy(RoleName="Nobody", PolicyArn=arn), "NoSuchEntity", "Nobody")
    linked = "arn:aws:iam::aws:policy/aws-service-role/AmazonConnectServiceLinkedRolePolicy"
    checks.refused("a policy for service-linked roles", lambda: iam.attach_role_policy(RoleName=role, PolicyArn=linked), "PolicyNotAttachable")
    for of_aws in [r["name"] for r in world["roles"] if r["path"].startswith(("/aws-service-role/", "/aws-reserved/"))]:
        words = f"protected role '{of_aws}'"
        checks.refused(f"AttachRolePolicy {of_aws}", lambda: iam.attach_role_policy(RoleName=of_aws, PolicyArn=arn), "UnmodifiableEntity", words)
        checks.refused(
            f"PutRolePolicy {of_aws}",
            lambda: iam.put_role_policy(RoleName=of_aws, PolicyName="x", PolicyDocument=text),
            "UnmodifiableEntity",
            words,
        )
    for arn in arns:
        iam.delete_policy(PolicyArn=arn)


def check_inline(server, world, checks, iam):
    text = json.dumps(document())
    role, user = dict(RoleName="ConnectBuilder"), dict(UserName="connect-flow-editor")
    for who, put, get, names, delete, most in [
        (role, iam.put_role_policy, iam.get_role_policy, iam.list_role_policies, iam.delete_role_policy, 10_240),
        (user, iam.put_user_policy, iam.get_user_policy, iam.list_user_policies, iam.delete_user_policy, 2_048),
    ]:
        kind = next(iter(who))
        put(**who, PolicyName="Limit", PolicyDocument=text)
        put(**who, PolicyName="Limit", PolicyDocument=json.dumps(document(2)))
        got = get(**who, PolicyName="Limit")
        checks.same(f"inline {kind}", (got[kind], got["PolicyName"], got["PolicyDocument"]), (who[kind], "Limit", document(2)))
        checks.same(f"inline names {kind}", names(**who)["PolicyNames"], ["Limit"])
        used = len(json.dumps(document(2), separators=(",", ":")))
        put(**who, PolicyName="More", PolicyDocument=padded(most - used))
        checks.refused(
            f"inline {kind} over {most}",
            lambda: put(**who, PolicyName="More", PolicyDocument=padded(most - used + 1)),
            "LimitExceeded",
            f"Maximum policy size of {most} bytes exceeded",
        )
        checks.refused(f"inline {kind} malformed", lambda: put(**who, PolicyName="Bad", PolicyDocument="{}"), "MalformedPolicyDocument")
        for name in ["Limit", "More"]:
            delete(**who, PolicyName=name)
        checks.refused(f"inline {kind} deleted", lambda: delete(**who, PolicyName="Limit"), "NoSuchEntity", "Limit")
