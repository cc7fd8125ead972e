#!/bin/sh
# Fetches the font's Latin subset and its licence again from npm. Needs npm and tar.
set -eu
version=5.3.0
package=@fontsource-variable/atkinson-hyperlegible-next
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
archive=$(cd "$folder" && npm pack --silent "$package@$version")
tar -xzf "$folder/$archive" -C "$folder"
cp "$folder/package/files/atkinson-hyperlegible-next-latin-wght-normal.woff2" "$here/fonts/"
cp "$folder/package/LICENSE" "$here/fonts/LICENSE.txt"
