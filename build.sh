#!/usr/bin/env bash
# Starts build.cake: ./build.sh [target] [--arg=value ...]; ./build.sh --help lists the targets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# On a machine without the ICU library, such as a minimal Debian, the SDK starts only without cultures; it
# then warns about the languages that packages are translated into.
if [[ $(uname -s) == Linux ]] && ! { PATH=$PATH:/sbin ldconfig -p 2> /dev/null || true; } | grep -q libicuuc; then
  export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1} NoWarn="${NoWarn-};NETSDK1188"
fi

if ! command -v dotnet > /dev/null; then
  echo "build.sh needs the .NET 10 SDK (https://dotnet.microsoft.com/download) on the PATH." >&2
  exit 1
fi

# Restoring costs a second even when there is nothing to do. The marker alone would not detect another user's or an
# emptied package folder.
manifest=.config/dotnet-tools.json
version=$(sed -n '/"cake.tool"/,/}/s/.*"version": "\([0-9.]*\.[0-9]*\)".*/\1/p' "$manifest")
if [[ ! .cake/restored -nt $manifest || ! -d ${NUGET_PACKAGES:-${HOME:-}/.nuget/packages}/cake.tool/$version ]]; then
  echo "Restoring the build tool (Cake $version)"
  dotnet tool restore
  mkdir -p .cake
  touch .cake/restored
fi

target=tour
case ${1-} in
  -h | --help) target=help && shift ;;
  '' | -*) ;;
  *) target=$1 && shift ;;
esac
exec dotnet cake --target="$target" --verbosity=minimal --no-report -- "$@"
