#!/usr/bin/env bash
# Compares two builds of libzmq with libzmq's own perf tools: compare.sh <tools-dir-A> <tools-dir-B> [rounds]
# Rounds alternate between the two, so that whatever else the machine is doing hits both; medians ignore the outliers.
set -euo pipefail
# Numbers have points in all tools, whatever the locale.
export LC_ALL=C
a=$1 b=$2 rounds=${3:-21}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

inproc_thr() { "$1/inproc_thr" 16 1000000 | awk '/msg\/s/ { print $3 / 1e6 }'; }
inproc_lat() { "$1/inproc_lat" 16 30000 | awk '/latency/ { print $3 }'; }
tcp_thr() {
  local endpoint="tcp://127.0.0.1:$2"
  "$1/local_thr" "$endpoint" 16 3000000 > "$work/thr" &
  "$1/remote_thr" "$endpoint" 16 3000000 > "$work/null"; wait $!
  awk '/msg\/s/ { print $3 / 1e6 }' "$work/thr"
}
tcp_lat() {
  local endpoint="tcp://127.0.0.1:$2"
  "$1/local_lat" "$endpoint" 16 5000 > "$work/null" &
  "$1/remote_lat" "$endpoint" 16 5000 | awk '/latency/ { print $3 }'; wait $!
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[int((NR + 3) / 4)], v[int((3 * NR + 3) / 4)] }'; }

for what in inproc_thr inproc_lat tcp_thr tcp_lat; do
  : > "$work/A"; : > "$work/B"
  for ((i = 0; i < rounds; i++)); do
    port=$((20000 + RANDOM % 20000))
    # The order within a round alternates as well: the second run finds a warmer machine.
    if ((i % 2)); then $what "$a" $port >> "$work/A"; $what "$b" $((port + 1)) >> "$work/B"
    else $what "$b" $port >> "$work/B"; $what "$a" $((port + 1)) >> "$work/A"; fi
  done
  unit=$([[ $what == *thr ]] && echo 'M msg/s' || echo us)
  read -r ma qa1 qa3 <<< "$(median "$work/A")"; read -r mb qb1 qb3 <<< "$(median "$work/B")"
  printf '%-11s A %.2f [%.2f-%.2f]  B %.2f [%.2f-%.2f] %s\n' $what "$ma" "$qa1" "$qa3" "$mb" "$qb1" "$qb3" "$unit"
done
