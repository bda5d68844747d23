#!/bin/sh
# Checks that a toolchain is there and new enough; prints the one line that installs it where not.
set -eu

case "$1" in
rust)
    if [ -n "${SUDO_USER:-}" ] && [ "$(id -u)" = 0 ]; then
        echo "make was started with sudo: start it as yourself, so that cargo doesn't run as root" >&2
        exit 1
    fi
    # In this folder rustup's cargo is the toolchain that rust-toolchain.toml names.
    want=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
    have=$(rustc --version 2>/dev/null | cut -d ' ' -f 2 || true)
    if [ -z "$have" ] || [ "$(printf '%s\n%s\n' "$want" "$have" | sort -V | head -n 1)" != "$want" ]; then
        echo "Rust $want is needed, ${have:-none} is here. To install it:" >&2
        if command -v rustup >/dev/null; then
            echo "  rustup toolchain install $want --profile minimal --component rustfmt --component clippy" >&2
        else
            echo "  apt-get install -y curl ca-certificates && curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --default-toolchain $want --profile minimal --component rustfmt --component clippy" >&2
        fi
        exit 1
    fi
    ;;
node)
    have=$(node --version 2>/dev/null | sed 's/^v//' || true)
    if [ -z "$have" ] || [ "${have%%.*}" -lt 20 ] || ! command -v npm >/dev/null; then
        echo "Node 20 or newer with npm is needed, ${have:-none} is here. To install it:" >&2
        echo "  curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install -y nodejs" >&2
        exit 1
    fi
    ;;
*)
    echo "usage: need.sh rust|node" >&2
    exit 2
    ;;
esac
