#!/bin/sh
# octave_fit.sh [DIR] -- how the weights of src/ear/octave.c were learned: music is made (mkmidi_truth.py, two seeds by two soundfonts: Debian's
# fluid-soundfont-gm, timgm6mb-soundfont; nobody else's rights in it; 216 pieces) and learned from. Takes some minutes.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:-${TMPDIR:-/tmp}/segue-octave}
tools=${SHARED:-$top/../shared}/tools
fonts=/usr/share/sounds
mkdir -p "$dir"
make_set() {
	[ -f "$dir/$1/labels.csv" ] || python3 "$tools/mkmidi_truth.py" "$dir/$1" --seed "$2" --per-style 8 --covers 6 --sf2 "$3"
}
make_set fluid 201 "$fonts/sf2/FluidR3_GM.sf2"
make_set timidity 202 "$fonts/sf2/TimGM6mb.sf2"
"${BUILD:-$top}/bench/octave_fit" "$dir/fluid" "$dir/timidity" > "$dir/octave_net.h"
echo "$dir/octave_net.h is what to put into src/ear/"
