"""What every check works with: the count, the program under test, and the world's own facts."""

import datetime
import json
import os
import subprocess
import tempfile
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PROFILES = ["admin", "auditor", "breakglass", "readonly", "root", "connect", "builder", "manager", "editor"]
SETTINGS = dict(retries={"max_attempts": 1}, connect_timeout=5)


class Checks:
    """Counts what agrees and prints what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def same(self, what, got, wanted):
        if got == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"DIFFERS {what}\n  got    {got!r}\n  wanted {wanted!r}")

    def holds(self, what, truth):
        self.same(what, bool(truth), True)

    def refused(self, what, call, code, words=""):
        """The call must fail with this code, and these words in its message."""
        try:
            got = ("answered", str(call())[:200])
        except ClientError as error:
            got = (error.response["Error"]["Code"], error.response["Error"].get("Message", ""))
        if got[0] == code and words in got[1]:
            self.passed += 1
        else:
            self.failed += 1
            print(f"DIFFERS {what}\n  got    {got!r}\n  wanted {(code, words)!r}")


def moment(text):
    """A time of the state file, to the second."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(microsecond=0)


def second(time):
    return time.astimezone(datetime.timezone.utc).replace(microsecond=0)


class Server:
    """The program, its profiles and its control API."""

    def __init__(self, program, *options):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--write-profiles", self.folder.name]
            + list(options),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.control_url = self.process.stderr.readline().split()[-1]
        self.url = self.process.stdout.readline().split()[-1]
        os.environ["AWS_CONFIG_FILE"] = os.path.join(self.folder.name, "config")
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.path.join(self.folder.name, "credentials")

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def world(self):
        return self.control("GET", "/world")

    def client(self, service, profile="admin", region=None, **settings):
        session = boto3.Session(profile_name=f"practice-{profile}")
        return session.client(service, region_name=region, config=Config(**{"read_timeout": 20, **SETTINGS, **settings}))

    def stop(self):
        self.process.terminate()
        rest = self.process.stdout.read()
        self.process.wait(10)
        self.folder.cleanup()
        return rest


def role_arn(world, role):
    return f"arn:aws:iam::{world['account']['id']}:role{role['path']}{role['name']}"


def user_arn(world, user):
    return f"arn:aws:iam::{world['account']['id']}:user{user['path']}{user['name']}"


def tags(things):
    return [{"Key": tag["key"], "Value": tag["value"]} for tag in things]
