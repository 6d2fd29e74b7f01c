#!/usr/bin/env bash
# Writes the public surface of each project into its PublicAPI.Unshipped.txt: run it after an intended change, and read the difference.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for project in ZmqNative ZmqNative.Patterns ZmqNative.Actors ZmqNative.Actors.TestKit ZmqNative.Cluster ZmqNative.Cluster.Nats ZmqNative.Hosting; do
  printf '#nullable enable\n' >"src/$project/PublicAPI.Unshipped.txt"
  dotnet format analyzers "src/$project/$project.csproj" --diagnostics RS0016 --severity info
  members=$(($(wc -l <"src/$project/PublicAPI.Unshipped.txt") - 1))
  echo "$project: $members public types and members"
done
