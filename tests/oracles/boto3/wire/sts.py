"""STS: who is who, and who may become whom."""

import datetime

import boto3
from botocore.config import Config

from .base import PROFILES, SETTINGS, role_arn, user_arn


def check_keys(server, checks):
    """Wrong keys, as boto3 reads each service's answer."""
    def client(service, **keys):
        session = boto3.Session(region_name="eu-west-2", **keys)
        return session.client(service, endpoint_url=server.url, config=Config(**SETTINGS))

    good = boto3.Session(profile_name="practice-admin").get_credentials()
    wrong = dict(aws_access_key_id=good.access_key, aws_secret_access_key="wrong", aws_session_token=good.token)
    unknown = dict(aws_access_key_id="AKIAUNKNOWNUNKNOWN00", aws_secret_access_key="wrong")
    for keys, s3, query, rest in [
        (wrong, "SignatureDoesNotMatch", "SignatureDoesNotMatch", "InvalidSignatureException"),
        (unknown, "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException"),
    ]:
        checks.refused(f"s3 {s3}", client("s3", **keys).list_buckets, s3)
        checks.refused(f"sts {query}", client("sts", **keys).get_caller_identity, query)
        checks.refused(f"iam {query}", client("iam", **keys).list_roles, query)
        checks.refused(f"connect {rest}", client("connect", **keys).list_instances, rest)
        checks.refused(f"lambda {rest}", client("lambda", **keys).list_functions, rest)
        checks.refused(f"kinesis {rest}", client("kinesis", **keys).list_streams, rest)
        checks.refused(f"firehose {rest}", client("firehose", **keys).list_delivery_streams, rest)
        checks.refused(f"kms {rest}", client("kms", **keys).list_aliases, rest)
    date = server.client("sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]["date"]
    checks.holds("the Date header is a date", datetime.datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT"))


def check(server, world, checks):
    account = world["account"]["id"]
    keys = {key["id"]: key for key in world["keys"]}
    roles = {role["name"]: role for role in world["roles"]}
    users = {user["name"]: user for user in world["users"]}
    for profile in world["profiles"]:
        owner = keys[profile["key"]]["owner"]
        if owner == "root":
            wanted = (f"arn:aws:iam::{account}:root", account)
        elif "user" in owner:
            user = users[owner["user"]["name"]]
            wanted = (user_arn(world, user), user["id"])
        else:
            role, session = roles[owner["session"]["role"]], owner["session"]["session"]
            wanted = (f"arn:aws:sts::{account}:assumed-role/{role['name']}/{session}", f"{role['id']}:{session}")
        name = profile["name"].removeprefix("practice-")
        who = server.client("sts", name).get_caller_identity()
        checks.same(f"GetCallerIdentity {name}", (who["Arn"], who["UserId"], who["Account"]), (*wanted, account))
    checks.same("profiles", [profile["name"] for profile in world["profiles"]], [f"practice-{name}" for name in PROFILES])

    sts = server.client("sts")
    auditor = roles["RecordingsAuditor"]
    before = datetime.datetime.now(datetime.timezone.utc)
    answer = sts.assume_role(RoleArn=role_arn(world, auditor), RoleSessionName="wire-check", DurationSeconds=900)
    checks.same(
        "AssumeRole user",
        answer["AssumedRoleUser"],
        {
            "AssumedRoleId": f"{auditor['id']}:wire-check",
            "Arn": f"arn:aws:sts::{account}:assumed-role/RecordingsAuditor/wire-check",
        },
    )
    left = (answer["Credentials"]["Expiration"] - before).total_seconds()
    checks.holds("AssumeRole lasts 900 s", 890 <= left <= 901)
    credentials = answer["Credentials"]
    session = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name="eu-west-2",
    )
    who = session.client("sts", endpoint_url=server.url).get_caller_identity()
    checks.same("the session is the role's", who["UserId"], f"{auditor['id']}:wire-check")

    breakglass = server.client("sts", "breakglass")
    target = dict(RoleArn=role_arn(world, roles["BreakGlassAdmin"]), RoleSessionName="emergency")
    serial = users["breakglass"]["mfa"][0]["serial"]
    checks.refused("AssumeRole without a code", lambda: breakglass.assume_role(**target), "AccessDenied")
    checks.refused(
        "AssumeRole with a wrong code",
        lambda: breakglass.assume_role(**target, SerialNumber=serial, TokenCode="000000"),
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code",
    )
    code = server.control("GET", "/principals/breakglass/code")["code"]
    answer = breakglass.assume_role(**target, SerialNumber=serial, TokenCode=code)
    checks.holds("AssumeRole with a code", answer["AssumedRoleUser"]["Arn"].endswith("/BreakGlassAdmin/emergency"))
    checks.refused(
        "AssumeRole into a role that trusts others",
        lambda: sts.assume_role(RoleArn=role_arn(world, roles["GlueCatalogCrawler"]), RoleSessionName="nobody"),
        "AccessDenied",
        "is not authorized to perform: sts:AssumeRole",
    )
