"""KMS: keys, aliases and grants."""

import json

from .base import moment, role_arn, second


def arn_of(world, key):
    return f"arn:aws:kms:{key['region']}:{world['account']['id']}:key/{key['id']}"


def facts(world, key):
    return {
        "AWSAccountId": world["account"]["id"],
        "KeyId": key["id"],
        "Arn": arn_of(world, key),
        "CreationDate": moment(key["created"]),
        "Enabled": True,
        "Description": key["description"],
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "AWS" if key["of_aws"] else "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
    }


def check(server, world, checks):
    for region in ["eu-west-2", "us-east-1", "ap-southeast-2", "us-west-2"]:
        check_region(server, world, checks, region)
    check_grants(server, world, checks)


def check_region(server, world, checks, region):
    client = server.client("kms", region=region)
    here = [key for key in world["kms_keys"] if key["region"] == region]
    pages = list(client.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}))
    checks.same(
        f"ListKeys {region}",
        [key for page in pages for key in page["Keys"]],
        [{"KeyId": key["id"], "KeyArn": arn_of(world, key)} for key in here],
    )
    checks.same(f"ListKeys {region} pages", len(pages), max(1, -(-len(here) // 2)))
    aliases = [
        {
            "AliasName": alias,
            "AliasArn": f"arn:aws:kms:{region}:{world['account']['id']}:{alias}",
            "TargetKeyId": key["id"],
            "CreationDate": moment(key["created"]),
            "LastUpdatedDate": moment(key["created"]),
        }
        for key in here
        for alias in key["aliases"]
    ]
    aliases.sort(key=lambda alias: alias["AliasName"])
    pages = client.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 1})
    got = [
        {**alias, "CreationDate": second(alias["CreationDate"]), "LastUpdatedDate": second(alias["LastUpdatedDate"])}
        for page in pages
        for alias in page["Aliases"]
    ]
    checks.same(f"ListAliases {region}", got, aliases)
    for key in here:
        names = [alias["AliasName"] for alias in client.list_aliases(KeyId=key["id"])["Aliases"]]
        checks.same(f"ListAliases {key['id']}", names, key["aliases"])
        alias = key["aliases"][0]
        for spelled in [key["id"], arn_of(world, key), alias, f"arn:aws:kms:{region}:{world['account']['id']}:{alias}"]:
            got = client.describe_key(KeyId=spelled)["KeyMetadata"]
            got["CreationDate"] = second(got["CreationDate"])
            checks.same(f"DescribeKey {spelled}", got, facts(world, key))
        policy = client.get_key_policy(KeyId=key["id"])
        checks.same(f"GetKeyPolicy {key['id']}", (json.loads(policy["Policy"]), policy["PolicyName"]), (key["policy"], "default"))
        checks.refused(
            f"GetKeyPolicy {key['id']} of another name",
            lambda: client.get_key_policy(KeyId=key["id"], PolicyName="other"),
            "NotFoundException",
        )
    checks.refused(
        f"DescribeKey {region} of none", lambda: client.describe_key(KeyId="alias/none"), "NotFoundException", "alias/none"
    )
    checks.refused(
        f"ListAliases {region} without permission",
        server.client("kms", "readonly", region=region).list_aliases,
        "AccessDeniedException",
        "is not authorized to perform: kms:ListAliases on resource: *",
    )


def check_grants(server, world, checks):
    client = server.client("kms", region="eu-west-2")
    here = {alias: key for key in world["kms_keys"] if key["region"] == "eu-west-2" for alias in key["aliases"]}
    key = here["alias/northwind-connect"]
    roles = {role["name"]: role for role in world["roles"]}
    grantee = role_arn(world, roles["ConnectManager"])
    constraints = {"EncryptionContextSubset": {"team": "contact-centre"}}
    which = dict(KeyId=key["id"], GranteePrincipal=grantee, Operations=["Decrypt", "RetireGrant"], Constraints=constraints)
    made = client.create_grant(**which, Name="wire")
    again = client.create_grant(**which, Name="wire")
    checks.same("CreateGrant under the same name", again["GrantId"], made["GrantId"])
    other = client.create_grant(**{**which, "Operations": ["DescribeKey"]}, RetiringPrincipal=role_arn(world, roles["ConnectBuilder"]))
    pages = client.get_paginator("list_grants").paginate(KeyId=arn_of(world, key), PaginationConfig={"PageSize": 1})
    grants = [grant for page in pages for grant in page["Grants"]]
    for grant in grants:
        grant.pop("CreationDate")
    wanted = {
        "KeyId": arn_of(world, key),
        "GrantId": made["GrantId"],
        "Name": "wire",
        "GranteePrincipal": grantee,
        "IssuingAccount": f"arn:aws:iam::{world['account']['id']}:root",
        "Operations": ["Decrypt", "RetireGrant"],
        "Constraints": constraints,
    }
    retiring = {"RetiringPrincipal": role_arn(world, roles["ConnectBuilder"]), "Operations": ["DescribeKey"], "Name": ""}
    checks.same("ListGrants", grants, [wanted, {**wanted, **retiring, "GrantId": other["GrantId"]}])
    only = client.list_grants(KeyId=key["id"], GrantId=other["GrantId"])["Grants"]
    checks.same("ListGrants by id", [grant["GrantId"] for grant in only], [other["GrantId"]])
    manager = server.client("kms", "manager", region="eu-west-2")
    checks.refused(
        "CreateGrant without permission",
        lambda: manager.create_grant(**which),
        "AccessDeniedException",
        "is not authorized to perform: kms:CreateGrant",
    )
    builder = server.client("kms", "builder", region="eu-west-2")
    checks.refused(
        "RetireGrant by somebody else", lambda: builder.retire_grant(GrantToken=made["GrantToken"]), "AccessDeniedException"
    )
    checks.refused("CreateGrant dry", lambda: client.create_grant(**which, DryRun=True), "DryRunOperationException")
    manager.retire_grant(GrantToken=made["GrantToken"])
    # Its policies let it do nothing with keys: it is the one named to retire this.
    builder.retire_grant(KeyId=arn_of(world, key), GrantId=other["GrantId"])
    checks.same("ListGrants after RetireGrant", client.list_grants(KeyId=key["id"])["Grants"], [])
    checks.refused("RetireGrant again", lambda: client.retire_grant(GrantToken=made["GrantToken"]), "NotFoundException")
    checks.refused(
        "the account as a whole is not let in by the finance key",
        lambda: server.client("kms", "root", region="eu-west-2").describe_key(KeyId="alias/northwind-finance"),
        "AccessDeniedException",
    )
