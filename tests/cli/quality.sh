#!/bin/sh
# quality.sh -- what encoders do to a recording is found out again, and what is said of a track stays the same through them.
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

if ! command -v ffmpeg >/dev/null || ! ffmpeg -v error -encoders 2>/dev/null | grep -q libmp3lame; then
	echo "1..0 # SKIP no ffmpeg with an MP3 encoder"
	exit 0
fi
coded() { ffmpeg -v error -nostdin -y "$@" || exit 99; }
verdicts() { # verdicts FILE…: "name name" a line each
	"$SEGUE" features --json "$@" | sed 's/.*"verdicts":\[//; s/"vector".*//' | while read -r line; do
		printf '%s\n' "$line" | grep -o '"name":"[^"]*"' | sed 's/"name":"//; s/"//' | tr '\n' ' ' | sed 's/ $//'
		echo
	done
}

# pink noise under a melody of chords, in stereo, with heights up to the end
coded -f lavfi -i "anoisesrc=d=20:c=white:r=44100:a=.05:seed=1" -f lavfi -i "anoisesrc=d=20:c=white:r=44100:a=.05:seed=2" \
	-f lavfi -i "aevalsrc=.2*sin(2*PI*(220+55*mod(floor(t*2)\,5))*t)*exp(-3*mod(t\,.5)):d=20:s=44100" \
	-filter_complex "[0][1]join=inputs=2:channel_layout=stereo[n];[2]pan=stereo|c0=c0|c1=.6*c0[m];[n][m]amix=inputs=2:normalize=0" -c:a flac "$music/whole.flac"
is "$(verdicts "$music/whole.flac")" "" "a lossless file is whole"
for rate in 96 128 192; do
	coded -i "$music/whole.flac" -c:a libmp3lame -b:a ${rate}k "$music/lossy$rate.mp3"
	coded -i "$music/lossy$rate.mp3" -c:a flac -sample_fmt s16 "$music/again$rate.flac"
	is "$(verdicts "$music/again$rate.flac")" "transcoded" "a FLAC of an MP3 of $rate kbit/s is found out"
done
is "$(verdicts "$music/lossy96.mp3")" "low-bitrate" "the MP3 itself only lacks heights"
is "$(verdicts "$music/lossy192.mp3")" "" "one of 192 kbit/s is what it says"
coded -i "$music/whole.flac" -ar 96000 -sample_fmt s32 "$music/up.flac"
is "$(verdicts "$music/up.flac")" "upsampled" "44.1 kHz brought to 96 is"
coded -i "$music/whole.flac" -af "pan=stereo|c0=c0|c1=c0" "$music/mono.flac"
is "$(verdicts "$music/mono.flac")" "mono" "one channel twice is"
coded -i "$music/whole.flac" -af "volume=18dB" -c:a pcm_s16le "$music/loud.wav"
case $(verdicts "$music/loud.wav") in *clipped*) ok 0 "what was too loud for 16 bits is" ;; *) ok 1 "what was too loud for 16 bits is" ;; esac

coded -i "$music/whole.flac" -c:a libvorbis -q:a 5 "$music/whole.ogg"
run features --json "$music/whole.flac" "$music/whole.ogg" "$music/lossy128.mp3"
is "$status" 0 "all are heard"
for row in "difficulty 0.8" "complexity 0.1" "chroma_entropy 0.05" "note_rate_hz 0.6" "dynamic_range_db 1.2" "arousal 0.15" "valence 0.15"; do
	# shellcheck disable=SC2086 # a name and a tolerance
	set -- $row
	values=$(sed "s/.*\"$1\":\([-0-9.e]*\).*/\1/" "$work/out" | tr '\n' ' ')
	printf '%s\n' "$values" | awk -v most="$2" '{ for (i = 2; i <= NF; i++) if ($i - $1 > most || $1 - $i > most) exit 1; exit NF != 3 }'
	ok $? "$1 is the same in FLAC, Vorbis and MP3: $values"
done
finish
