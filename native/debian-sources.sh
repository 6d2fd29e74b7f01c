#!/bin/sh
# Fetches the distribution's own source packages of libzmq and libsodium: debian-sources.sh <folder>
# Leaves <folder>/zeromq, <folder>/libsodium and, written last, <folder>/complete with the versions.
#
# The machine's sources usually name binary packages only, so the same sources are asked again as deb-src, from a list
# of our own and with apt's state in <folder>: no system file is touched and no root needed. Trust stays apt's: it
# verifies the release signature with the keys that the machine's own list names, and every file down from there.
set -eu
folder=$1
# A half-finished folder of an interrupted run is worth nothing.
rm -rf "$folder"
mkdir -p "$folder/apt/sources.d" "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/download"
folder=$(cd "$folder" && pwd)
apt=$folder/apt

# One-line form: `deb [options] uri suite component...`. Source media in a drive cannot be asked.
one_line() { sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$1" | grep -v '^deb-src.*[[:space:]]cdrom:' || true; }
# deb822 form: the stanzas as they are, signed-by and all, with their type changed.
deb822() { awk 'tolower($1) == "types:" { print "Types: deb-src"; next } !/^#/ { print }' "$1"; }

eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
n=0
for file in "$list" "$parts"/*.list "$parts"/*.sources; do
  [ -f "$file" ] || continue
  n=$((n + 1))
  case $file in
    *.sources) deb822 "$file" > "$apt/sources.d/$n.sources" ;;
    *) one_line "$file" > "$apt/sources.d/$n.list" ;;
  esac
done

# The machine's settings (proxies, mirrors) stay; its hooks, which other software hangs on an update, do not run.
{
  apt-config dump | grep -v -e '^APT::Update::' -e '^DPkg::' -e '^Dir::Etc::main' -e '^Dir::Etc::parts' \
    -e '^Dir::Etc::source' -e '^Dir::State::lists' -e '^Dir::Cache' -e '^APT::Sandbox::User'
  cat << SETTINGS
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/sources.d";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
APT::Sandbox::User "root";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::Retries "2";
Acquire::Languages "none";
SETTINGS
} > "$apt/apt.conf"
export APT_CONFIG="$apt/apt.conf"

# A third party's repository without source packages makes the update fail as a whole; what counts is the next step.
apt-get -q update > "$apt/update.log" 2>&1 || cat "$apt/update.log" >&2
cd "$folder/download"
apt-get -q source --download-only zeromq3 libsodium > "$apt/source.log" 2>&1 || { cat "$apt/source.log" >&2; exit 1; }

# unpack <package> <target>: what dpkg-source does for format "3.0 (quilt)", without needing dpkg-dev.
unpack() {
  mkdir "$folder/unpack"
  cd "$folder/unpack"
  cmake -E tar xf "$(ls "$folder/download/$1"_*.orig.tar.*[z2])"
  # The archive holds a single folder, whatever its name.
  mv ./* "$folder/$2"
  rmdir "$folder/unpack"
  cd "$folder/$2"
  cmake -E tar xf "$(ls "$folder/download/$1"_*.debian.tar.*)"
  if [ -f debian/patches/series ]; then
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' debian/patches/series | while read -r name _; do
      patch -p1 -s -N --no-backup-if-mismatch < "debian/patches/$name"
    done
  fi
}
unpack zeromq3 zeromq
unpack libsodium libsodium
(cd "$folder/download" && ls -- *.dsc) > "$folder/complete"
rm -rf "$apt"
