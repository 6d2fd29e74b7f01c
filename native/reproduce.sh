#!/bin/sh
# Builds the libraries of some RIDs once more, in another folder, and compares them with those in native/runtimes: reproduce.sh [rid...]
# Takes as long as a build. Zig and the sources are used as they are here.
set -eu
native=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A shell such as dash runs the trap above at a signal only if the signal is handled.
trap 'exit 1' HUP INT TERM
mkdir "$folder/native"
for part in check cmake corrections perf toolchains sources; do cp -R "$native/$part" "$folder/native/$part"; done
cp "$native"/CMakeLists.txt "$native"/*.cmake "$native"/*.sh "$native"/exports.* "$folder/native/"
zig=$(ls "$native"/zig/*/zig 2> /dev/null | head -n 1)
[ -z "$zig" ] || export ZIG="$zig"

for rid in "${@:-linux-x64}"; do
  library=$(ls "$native/runtimes/$rid/native/"libzmq.*)
  cmake "-DRID=$rid" -DPORTABLE=ON -DQUIET=ON -P "$folder/native/build.cmake"
  cmp "$library" "$folder/native/runtimes/$rid/native/$(basename "$library")" || { echo "two builds for $rid differ"; exit 1; }
  echo "two builds for $rid are the same"
done
