#!/usr/bin/env bash
# Repeats tests while another process uses one core, to find tests that fail once in a hundred runs. Stopped and started again, it continues
# where it stopped: each finished round is a line of the log. The last line is `N rounds, N failed`. A round in which no test ran, or more than ten
# were skipped, counts as failed.
#
#   tests/loop.sh [--rounds=20] [--whole=3] [--log=FILE] [--configuration=Debug]
#
# --rounds: how often the storms and the tests of concurrency run. --whole: how often all tests run. Those of the packages are among them: they pack
# by themselves, for some minutes, and need the tools of NativeAOT, which ./build.sh test --project=Packages --long installs.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=20 whole=3 log=artifacts/loop/log.tsv configuration=Debug
for argument in "$@"; do
  case $argument in
    --rounds=*) rounds=${argument#*=} ;;
    --whole=*) whole=${argument#*=} ;;
    --log=*) log=${argument#*=} ;;
    --configuration=*) configuration=${argument#*=} ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
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

# The parts of the names of tests with several threads.
terms=(
  Storm Concurren WakeUp Lock Cancel Dispos End Interleav Mailbox Pending Renew LostPeer Wheel Ownership
  ReactorTests ReactorThreadTests ReactorTurnTests SharedRuntimeTests ConfigureTests ContinuationTests SpinningTests
  CountWaiters OperationQueue PooledOperation TimedOperation DeferredWork
  ConnectionTable CountedPeers NameConnection LostConnection
)
concurrency=$(printf '|FullyQualifiedName~%s' "${terms[@]}")
concurrency=${concurrency:1}
most_skipped=10

# round KIND NUMBER PROJECT FILTER: runs a project once, unless the log says that this round is over.
round() {
  local kind=$1 number=$2 project=$3 filter=$4 name output line skipped long=
  name=$(basename "$project" .csproj)
  grep -q "^$kind"$'\t'"$number"$'\t'"$name"$'\t' "$log" && return
  # Without this all of them are skipped.
  if [ "$name" = Packages.Tests ]; then long=1; fi
  output=$(ZMQNATIVE_LONG=${long:-${ZMQNATIVE_LONG:-}} dotnet test "$project" --no-build -c "$configuration" --nologo -v m ${filter:+--filter "$filter"} \
    --blame-hang-timeout 15m --blame-hang-dump-type none --results-directory artifacts/loop/results 2>&1)
  local code=$?
  line=$(grep -E '^(Passed|Failed|Skipped)!' <<<"$output" | tail -1)
  skipped=$(sed -nE 's/.*Skipped: +([0-9]+).*/\1/p' <<<"$line")
  if [ "$code" -eq 0 ]; then
    if [ -z "$line" ]; then code=nothing; elif [ "${skipped:-0}" -gt "$most_skipped" ]; then code=skipped; fi
  fi
  printf '%s\t%s\t%s\t%s\t%s\n' "$kind" "$number" "$name" "$code" "${line:-no counts}" | tee -a "$log"
  if [ "$code" != 0 ]; then
    printf '%s\n' "$output" >"$(dirname "$log")/failed-$kind-$number-$name.txt"
  fi
}

for number in $(seq "$rounds"); do
  for name in ZmqNative ZmqNative.Patterns ZmqNative.Actors ZmqNative.Actors.TestKit ZmqNative.Cluster ZmqNative.Hosting; do
    round storms "$number" "tests/$name.Tests/$name.Tests.csproj" "$concurrency"
  done
  round storms "$number" tests/ZmqNative.Interleavings.Tests/ZmqNative.Interleavings.Tests.csproj ''
done
for number in $(seq "$whole"); do
  # The projects that build.cake tests.
  for project in tests/*/*.Tests.csproj; do
    round whole "$number" "$project" ''
  done
done

failed=$(awk -F '\t' '$4 != 0' "$log" | wc -l)
echo "$(wc -l <"$log") rounds, $failed failed"
[ "$failed" -eq 0 ]
