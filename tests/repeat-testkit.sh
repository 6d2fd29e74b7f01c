#!/usr/bin/env bash
# Repeats the tests of the test kit in one process, while a thread for each core computes. A failure names the test and the round.
#
#   tests/repeat-testkit.sh [--times=10000] [--configuration=Release]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

times=10000 configuration=Release
for argument in "$@"; do
  case $argument in
    --times=*) times=${argument#*=} ;;
    --configuration=*) configuration=${argument#*=} ;;
    *) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
dotnet build tests/ZmqNative.Actors.TestKit.Tests -c "$configuration" -v q --nologo
ZMQNATIVE_REPEAT=$times dotnet test tests/ZmqNative.Actors.TestKit.Tests --no-build -c "$configuration" --nologo \
  --filter FullyQualifiedName~RepeatedTests --logger 'console;verbosity=normal'
