#!/bin/sh
# Installs Debian packages that are missing, and says so first. Nothing happens where all are there.
# As root directly, otherwise by sudo, which is used for apt alone.
set -eu

missing=
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "this computer has no apt-get; install these packages, or what they are called here:$missing" >&2
    exit 1
fi

# shellcheck disable=SC2086 # the list is meant to be split
install() {
    "$@" apt-get update -qq &&
        "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}

echo "installing with apt-get:$missing"
if [ "$(id -u)" = 0 ]; then
    install env
elif [ -t 0 ] && command -v sudo >/dev/null; then
    install sudo
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    install sudo -n
else
    echo "apt-get needs root, and sudo can't be asked here. Nothing was installed. Run:" >&2
    echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
