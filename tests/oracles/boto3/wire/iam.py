"""IAM: identities and their policies, one by one and all at once."""

from .base import moment, role_arn, tags, user_arn


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


def check(server, world, checks):
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
