#!/bin/sh
# Tests the program that examines a library: each library in native/runtimes passes for its own RID, and is refused for all others, when it is
# cut off, and when it was changed after it had been signed. The last line is `N passed, N failed`.
set -u
native=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -O1 -o "$folder/check" "$native"/check/*.c || exit 1

passed=0
failed=0
# expect <0 or 1> <what is tried> <rid> <file> [glibc]
expect() {
  expected=$1 what=$2
  shift 2
  said=$("$folder/check" "$@" 2>&1)
  if [ $? = "$expected" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $what, checked as $1: exit code is not $expected: $said"
  fi
}

rids='linux-x64 linux-arm64 linux-musl-x64 linux-musl-arm64 win-x64 win-arm64 osx-x64 osx-arm64'
for rid in $rids; do
  library=$(ls "$native/runtimes/$rid/native/"libzmq.* 2> /dev/null | head -n 1)
  [ -n "$library" ] || { echo "no library for $rid here (./build.sh native --all)"; continue; }
  name=$(basename "$library")
  for other in $rids; do
    [ "$other" = "$rid" ] && expected=0 || expected=1
    expect "$expected" "the library of $rid" "$other" "$library"
  done
  size=$(wc -c < "$library")
  for part in 0 40 1000 $((size / 3)) $((size - 3000)); do
    mkdir -p "$folder/cut"
    head -c "$part" "$library" > "$folder/cut/$name"
    expect 1 "$part bytes of the library of $rid" "$rid" "$folder/cut/$name"
  done
  if [ "$rid" = osx-arm64 ]; then
    cp "$library" "$folder/cut/$name"
    printf 'x' | dd of="$folder/cut/$name" bs=1 seek=$((size / 2)) conv=notrunc 2> /dev/null
    expect 1 "a changed library of $rid" "$rid" "$folder/cut/$name"
  fi
done

# What a compiler makes of other sources.
echo 'int zmq_other (void) { return 0; }' > "$folder/other.c"
mkdir "$folder/other"
case $(uname -s)-$(uname -m) in Linux-x86_64) rid=linux-x64 ;; Linux-aarch64) rid=linux-arm64 ;; *) rid= ;; esac
if [ -n "$rid" ]; then
  "${CC:-cc}" -shared -fPIC -Wl,-z,relro -Wl,-soname,libzmq.so -o "$folder/other/libzmq.so" "$folder/other.c"
  expect 1 'a library that exports one function' "$rid" "$folder/other/libzmq.so"
  "${CC:-cc}" -shared -fPIC -Wl,-z,execstack -Wl,-soname,libzmq.so -o "$folder/other/libzmq.so" "$folder/other.c"
  expect 1 'a library with an executable stack' "$rid" "$folder/other/libzmq.so"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
