#!/bin/sh
# Builds the libraries of the packages for some RIDs in two folders, and compares the files: reproduce.sh [rid...]   (without one: all)
# Takes as long as two builds. Zig and the sources are used as they are here. What is in native/runtimes takes no part: it may come from another
# compiler.
set -eu
native=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A shell such as dash runs the trap above at a signal only if the signal is handled.
trap 'exit 1' HUP INT TERM
[ $# -gt 0 ] || set -- linux-x64 linux-arm64 linux-musl-x64 linux-musl-arm64 win-x64 win-arm64 osx-x64 osx-arm64
if [ -z "${ZIG:-}" ]; then
  zig=$(ls "$native"/zig/*/zig 2> /dev/null | head -n 1)
  [ -z "$zig" ] || export ZIG="$zig"
fi

# Paths of different lengths: one that gets into a file also moves what is behind it.
for copy in one another; do
  mkdir "$folder/$copy"
  for part in check cmake corrections perf toolchains; do cp -R "$native/$part" "$folder/$copy/$part"; done
  [ ! -d "$native/sources" ] || cp -R "$native/sources" "$folder/$copy/sources"
  cp "$native"/CMakeLists.txt "$native"/*.cmake "$native"/*.sh "$native"/exports.* "$folder/$copy/"
done

failed=0
for rid in "$@"; do
  for copy in one another; do
    cmake "-DRID=$rid" -DPORTABLE=ON -DQUIET=ON -P "$folder/$copy/build.cmake"
  done
  library=$(basename "$folder/one/runtimes/$rid/native"/libzmq.*)
  if cmp "$folder/one/runtimes/$rid/native/$library" "$folder/another/runtimes/$rid/native/$library"; then
    echo "two builds for $rid are the same"
  else
    echo "two builds for $rid differ"
    failed=1
  fi
done
exit "$failed"
