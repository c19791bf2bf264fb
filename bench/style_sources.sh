#!/bin/sh
# style_sources.sh ROOT -- fetches and unpacks the packages bench/style_sources.tsv names below ROOT, for bench/style_fit; needs apt and unzip.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 ROOT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
grep -v '^#' "$here/style_sources.tsv" | cut -f1 | sort -u | while read -r package; do
	[ -d "$package" ] && continue
	apt-get download -q "$package"
	dpkg-deb -x "$package"_*.deb "$package"
	rm "$package"_*.deb
done
pk3=nexuiz-music/usr/share/games/nexuiz/data/music
[ -d $pk3 ] || unzip -q $pk3.pk3 -d $pk3
