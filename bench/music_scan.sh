#!/bin/sh
# music_scan.sh [N] [JOBS] -- a cold scan by the scanner beside TagLib alone, on the same made library of N files (10000).
# "Cold" as far as the user may: run as root, the page cache is dropped before each round. Needs ../shared/tools.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
n=${1:-10000} jobs=${2:-2}
tools=${SHARED:-$top/../shared}/tools
lib=${TMPDIR:-/tmp}/segue-lib-$n
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -d "$lib" ] || /usr/bin/python3 "$tools/mklib.py" "$n" "$lib"
# shellcheck disable=SC2046
"${CXX:-g++}" -O2 -std=c++17 "$tools/floor_scan.cpp" -o "$work/floor_scan" $(pkg-config --cflags --libs taglib) -pthread
for round in 1 2 3; do
	for program in floor scanner; do
		sync
		{ echo 3 > /proc/sys/vm/drop_caches; } 2> /dev/null || echo "(page cache kept)"
		printf '%s: ' "$program"
		if [ "$program" = floor ]; then
			"$work/floor_scan" "$lib" "$jobs" FAST
		else
			"${BUILD:-$top}/bench/music_scan" "$lib" "$jobs"
		fi
	done
done
