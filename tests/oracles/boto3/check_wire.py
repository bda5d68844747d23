"""Judges the wire of the practice account by boto3, which is built from AWS's own service models.

    check_wire.py PRACTICE_AWS

Starts the program, calls every operation with every profile, and compares each answer, field by field, with
what the control API says the world is. Prints every difference, then `N passed, M failed`; the status is 0
only if nothing differs.
"""

import sys

from wire import (
    associations, cloudtrail, connect, functions, iam, iam_writes, kms, s3_reads, s3_writes, simulate, sso, streams, sts,
)
from wire.base import Checks, Server


def main():
    server, checks = Server(sys.argv[1]), Checks()
    try:
        world = server.world()
        sts.check_keys(server, checks)
        sts.check(server, world, checks)
        iam.check(server, world, checks)
        connect.check(server, world, checks)
        s3_reads.check(server, world, checks)
        s3_writes.check(server, world, checks)
        functions.check(server, world, checks)
        streams.check(server, world, checks)
        kms.check(server, world, checks)
        simulate.check(server, world, checks)
        iam_writes.check(server, world, checks)
        associations.check(server, world, checks)
        sso.check(server, world, checks)
        cloudtrail.check(server, world, checks)
    finally:
        rest = server.stop()
    checks.same("nothing but the first line on stdout", rest, "")
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
