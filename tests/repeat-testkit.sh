#!/usr/bin/env bash
# Repeats the tests of the test kit, while a thread for each core computes. A failure names the test and the round.
#
#   tests/repeat-testkit.sh [--times=10000] [--processes=1] [--configuration=Release]
#
# --processes: so many processes share the repetitions. A repetition takes half a second, which is waiting most of the time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

times=10000 processes=1 configuration=Release
for argument in "$@"; do
  case $argument in
    --times=*) times=${argument#*=} ;;
    --processes=*) processes=${argument#*=} ;;
    --configuration=*) configuration=${argument#*=} ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
dotnet build tests/ZmqNative.Actors.TestKit.Tests -c "$configuration" -v q --nologo

repeat() {
  dotnet test tests/ZmqNative.Actors.TestKit.Tests --no-build -c "$configuration" --nologo \
    --filter FullyQualifiedName~RepeatedTests --logger 'console;verbosity=normal'
}
export ZMQNATIVE_REPEAT=$(((times + processes - 1) / processes))
if [ "$processes" -eq 1 ]; then
  repeat
  exit
fi
pids=() failed=0
repeat &
pids+=($!)
# The threads of one process keep the cores busy for all.
export ZMQNATIVE_REPEAT_BUSY=0
for _ in $(seq 2 "$processes"); do
  repeat &
  pids+=($!)
done
for pid in "${pids[@]}"; do
  wait "$pid" || failed=1
done
echo "$((ZMQNATIVE_REPEAT * processes)) repetitions in $processes processes: $([ "$failed" -eq 0 ] && echo passed || echo failed)"
exit "$failed"
