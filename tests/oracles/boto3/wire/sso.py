"""IAM Identity Center: signing in by a code, what the portal lists, keys, and the end of it.

The authorization code with PKCE is played by the app's own tests; botocore only exchanges a code that it has.
"""

import time

import boto3
from botocore.config import Config

from .base import SETTINGS

BY_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def check(server, world, checks):
    def client(service):
        return boto3.client(service, region_name="eu-west-1", endpoint_url=server.url, config=Config(**SETTINGS))

    oidc, sso = client("sso-oidc"), client("sso")
    registered = oidc.register_client(clientName="wire", clientType="public", scopes=["sso:account:access"])
    known = {name: registered[name] for name in ("clientId", "clientSecret")}
    checks.holds("a registration lasts", registered["clientSecretExpiresAt"] > time.time() + 86_400)
    wrong = {**known, "clientSecret": "wrong"}
    start = f"{server.url}/start"
    checks.refused("a wrong secret", lambda: oidc.start_device_authorization(**wrong, startUrl=start), "InvalidClientException")
    checks.refused(
        "another start URL", lambda: oidc.start_device_authorization(**known, startUrl="https://x.awsapps.com/start"),
        "InvalidRequestException",
    )
    checks.refused(
        "a redirect that is not on this computer",
        lambda: oidc.register_client(
            clientName="wire", clientType="public", grantTypes=["authorization_code"],
            redirectUris=["https://example.com/"], issuerUrl=start,
        ),
        "InvalidRedirectUriException",
    )

    def begin():
        return oidc.start_device_authorization(**known, startUrl=start)

    def poll(device):
        return oidc.create_token(**known, grantType=BY_DEVICE, deviceCode=device["deviceCode"])

    for answer, code in [("deny", "AccessDeniedException"), ("expire", "ExpiredTokenException")]:
        device = begin()
        server.control("POST", f"/sign-in/codes/{device['userCode']}/{answer}")
        checks.refused(f"a code: {answer}", lambda: poll(device), code)
    device = begin()
    checks.same("the page", device["verificationUriComplete"], f"{server.url}/device?user_code={device['userCode']}")
    checks.refused("nobody answered", lambda: poll(device), "AuthorizationPendingException")
    checks.refused("asked again at once", lambda: poll(device), "SlowDownException")
    server.control("POST", f"/sign-in/codes/{device['userCode']}/allow")
    time.sleep(device["interval"])
    token = poll(device)
    checks.same("the kind of token", token["tokenType"], "Bearer")
    checks.refused("a code is taken once", lambda: poll(device), "InvalidGrantException")
    checks.refused(
        "an unknown grant", lambda: oidc.create_token(**known, grantType="password"), "UnsupportedGrantTypeException"
    )

    access, account = token["accessToken"], world["account"]["id"]
    pages = sso.get_paginator("list_accounts").paginate(accessToken=access)
    accounts = [one["accountId"] for page in pages for one in page["accountList"]]
    checks.same("accounts", accounts, [account])
    pages = list(sso.get_paginator("list_account_roles").paginate(accessToken=access, accountId=account))
    roles = {one["roleName"] for page in pages for one in page["roleList"]}
    sets = {
        role["name"].removeprefix("AWSReservedSSO_").rsplit("_", 1)[0]: role
        for role in world["roles"] if role["name"].startswith("AWSReservedSSO_")
    }
    checks.same("roles", roles, set(sets))
    for name, role in sets.items():
        keys = sso.get_role_credentials(accessToken=access, accountId=account, roleName=name)["roleCredentials"]
        checks.holds(f"{name}: an hour", 3_500 < keys["expiration"] / 1000 - time.time() < 3_700)
        session = boto3.Session(keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"], "eu-west-2")
        who = session.client("sts", endpoint_url=server.url, config=Config(**SETTINGS)).get_caller_identity()
        checks.holds(f"{name}: who", who["Arn"].startswith(f"arn:aws:sts::{account}:assumed-role/{role['name']}/"))
    checks.refused(
        "a role that is not assigned",
        lambda: sso.get_role_credentials(accessToken=access, accountId=account, roleName="Admin"),
        "ForbiddenException",
    )

    renewed = oidc.create_token(**known, grantType="refresh_token", refreshToken=token["refreshToken"])
    checks.holds("another token", renewed["accessToken"] != access)
    checks.refused(
        "a refresh token is taken once",
        lambda: oidc.create_token(**known, grantType="refresh_token", refreshToken=token["refreshToken"]),
        "InvalidGrantException",
    )
    checks.refused("the old token", lambda: sso.list_accounts(accessToken=access), "UnauthorizedException")
    sso.logout(accessToken=renewed["accessToken"])
    checks.refused(
        "after signing out", lambda: sso.list_accounts(accessToken=renewed["accessToken"]), "UnauthorizedException"
    )
