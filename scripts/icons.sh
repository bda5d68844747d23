#!/bin/sh
# Draws icons/ anew from icons/icon.svg with Tauri's own tool, and keeps the files that the
# windows and packages of the three systems ask for.
set -eu
cd "$(dirname "$0")/.."

drawn=$(mktemp -d)
trap 'rm -rf "$drawn"' EXIT
ui/node_modules/.bin/tauri icon icons/icon.svg --output "$drawn" >/dev/null
for name in 32x32.png 128x128.png 128x128@2x.png icon.png icon.ico icon.icns; do
    cp "$drawn/$name" "icons/$name"
    echo "icons/$name"
done
