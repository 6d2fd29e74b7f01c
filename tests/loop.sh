#!/usr/bin/env bash
# Repeats tests while another process uses one core, to find tests that fail once in a hundred runs. Stopped and started again, it continues
# where it stopped: each finished round is a line of the log. The last line is `N rounds, N failed`.
#
#   tests/loop.sh [--rounds=20] [--whole=3] [--log=FILE] [--configuration=Debug]
#
# --rounds: how often the storms and the tests of concurrency run. --whole: how often all tests run.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=20 whole=3 log=artifacts/loop/log.tsv configuration=Debug
for argument in "$@"; do
  case $argument in
    --rounds=*) rounds=${argument#*=} ;;
    --whole=*) whole=${argument#*=} ;;
    --log=*) log=${argument#*=} ;;
    --configuration=*) configuration=${argument#*=} ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
mkdir -p "$(dirname "$log")"
touch "$log"
./build.sh build --configuration="$configuration" || exit 1

# The busy process ends with this script, however that ends: a killed one runs no trap.
(trap 'exit 0' TERM; while kill -0 $$ 2>/dev/null; do for ((i = 0; i < 100000; i++)); do :; done; done) &
burner=$!
trap 'kill "$burner" 2>/dev/null' EXIT
# dotnet handles Ctrl-C, too, and then this script would go on: a round that it ended is not logged, and runs again.
trap 'exit 130' INT

concurrency='FullyQualifiedName~Storm|FullyQualifiedName~Concurren|FullyQualifiedName~WakeUp|FullyQualifiedName~Lock|FullyQualifiedName~Cancel'
concurrency+='|FullyQualifiedName~Dispos|FullyQualifiedName~End|FullyQualifiedName~Interleav|FullyQualifiedName~Mailbox|FullyQualifiedName~Pending'
concurrency+='|FullyQualifiedName~Renew|FullyQualifiedName~LostPeer|FullyQualifiedName~Wheel|FullyQualifiedName~Ownership'

# round KIND NUMBER PROJECT FILTER: runs a project once, unless the log says that this round is over.
round() {
  local kind=$1 number=$2 project=$3 filter=$4 name output line
  name=$(basename "$project")
  grep -q "^$kind"$'\t'"$number"$'\t'"$name"$'\t' "$log" && return
  output=$(dotnet test "$project" --no-build -c "$configuration" --nologo -v m ${filter:+--filter "$filter"} \
    --blame-hang-timeout 15m --blame-hang-dump-type none --results-directory artifacts/loop/results 2>&1)
  local code=$?
  line=$(grep -E '^(Passed|Failed)!' <<<"$output" | tail -1)
  printf '%s\t%s\t%s\t%s\t%s\n' "$kind" "$number" "$name" "$code" "${line:-no counts}" | tee -a "$log"
  if [ "$code" -ne 0 ]; then
    printf '%s\n' "$output" >"$(dirname "$log")/failed-$kind-$number-$name.txt"
  fi
}

for number in $(seq "$rounds"); do
  for project in tests/ZmqNative.Tests tests/ZmqNative.Patterns.Tests tests/ZmqNative.Actors.Tests; do
    round storms "$number" "$project" "$concurrency"
  done
done
for number in $(seq "$whole"); do
  for project in tests/*.Tests; do
    round whole "$number" "$project" ''
  done
done

failed=$(awk -F '\t' '$4 != 0' "$log" | wc -l)
echo "$(wc -l <"$log") rounds, $failed failed"
[ "$failed" -eq 0 ]
