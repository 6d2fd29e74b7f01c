#!/bin/sh
# Links a library for macOS with lld: link-osx.sh <ld64.lld> <arm64 or x86_64> <Zig's folder> <arguments of a compiler...>
# Zig 0.11 has a linker of its own for macOS, which exports hidden symbols, too.
set -eu
lld=$1 architecture=$2 zig=$3
shift 3
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case $argument in
    -Wl,*)
      set -f
      IFS=,
      set -- "$@" ${argument#-Wl,}
      unset IFS
      ;;
    -dynamiclib | -D* | -O* | -W* | -f* | -pedantic | -std=* | -w) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "$lld" -arch "$architecture" -platform_version macos 11.0 11.0 -dylib "$@" \
  "$zig/lib/libc/darwin/libSystem.11.tbd" "$(dirname "$0")/libsystemc++.tbd"
