#!/bin/sh
# style_sources.sh ROOT -- fetches the packages bench/style_sources.tsv names and unpacks their music below ROOT (*.ogg, *.pk3; of mma all, whose
# grooves it plays), for bench/style_fit; needs apt, unzip, python3, fluidsynth and the packages fluid-soundfont-gm and timgm6mb-soundfont.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 ROOT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
grep -v '^#' "$here/style_sources.tsv" | cut -f1 | sort -u | while read -r package; do
	[ -d "$package" ] && continue
	apt-get download -q "$package"
	mkdir -p "$package.part"
	case $package in
	mma) dpkg-deb -x "$package"_*.deb "$package.part" ;;
	*) dpkg-deb --fsys-tarfile "$package"_*.deb |
		tar -x -C "$package.part" --wildcards --no-anchored '*.[op][gk][g3]' 'usr/share/doc/*' ;;
	esac
	mv "$package.part" "$package"
	rm "$package"_*.deb
done
pk3=nexuiz-music/usr/share/games/nexuiz/data/music
[ -d $pk3 ] || unzip -q $pk3.pk3 -d $pk3
# two sets of instruments, by the name's checksum: the sound of one is no mark of a style
made=mma/usr/share/mma/made
[ -d $made ] || python3 "$here/style_mma.py" mma
for midi in "$made"/*/*.mid; do
	to=${midi%.mid}
	[ -e "$to.flac" ] && continue
	sum=$(basename "$midi" | cksum | cut -d' ' -f1)
	case $((sum % 2)) in
	0) font=FluidR3_GM ;;
	*) font=TimGM6mb ;;
	esac
	fluidsynth -q -ni -g 0.6 -r 44100 -T flac -F "$to.part" /usr/share/sounds/sf2/$font.sf2 "$midi" >/dev/null
	mv "$to.part" "$to.flac"
done
