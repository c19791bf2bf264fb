# gain.sh -- ReplayGain fields written into every kind of file that has a place for them, read back, and taken back as they were
. "$TOP_SRCDIR/tests/cli/lib.sh"
command -v ffmpeg >/dev/null 2>&1 || { echo "1..0 # SKIP no ffmpeg"; exit 0; }
tried=0
for kind in mp3 flac ogg opus m4a wav aiff wv wma; do
	f=$work/one.$kind
	ffmpeg -v error -y -f lavfi -i "sine=440:duration=1" -metadata title=One "$f" 2>/dev/null || continue
	tried=$((tried + 1))
	cp "$f" "$work/before.$kind"
	run tag --json replaygain_track_gain="-7.25 dB" replaygain_track_peak=0.988553 replaygain_album_gain="+1.50 dB" replaygain_album_peak=1.000001 "$f"
	is "$status" 0 "$kind: gains are written"
	# what a player reads: ReplayGain, or R128 brought to its level
	gains=$(ffprobe -v error -show_entries format_tags:stream_tags "$f" 2>/dev/null | tr 'a-z' 'A-Z' | tr -d ' ' | sort -u | grep -E 'GAIN|PEAK' | sed 's/^TAG://; s/^WM.//')
	if [ $kind = opus ]; then
		is "$(echo "$gains" | tr '\n' ' ')" "R128_ALBUM_GAIN=-896 R128_TRACK_GAIN=-3136 " "opus: in 1/256 dB, to -23 LUFS, and no peaks"
	elif [ $kind = wav ]; then
		run tag --json replaygain_track_gain="-7.25 dB" "$f"
		is "$(q get 1 old replaygain_track_gain)" "-7.25 dB" "wav: we read them (ffprobe looks at no ID3 there)"
	else
		is "$(echo "$gains" | tr '\n' ' ')" "REPLAYGAIN_ALBUM_GAIN=+1.50DB REPLAYGAIN_ALBUM_PEAK=1.000001 REPLAYGAIN_TRACK_GAIN=-7.25DB REPLAYGAIN_TRACK_PEAK=0.988553 " "$kind: another program reads them"
	fi
	ffmpeg -v error -i "$f" -f md5 - >"$work/md5.now" 2>/dev/null
	ffmpeg -v error -i "$work/before.$kind" -f md5 - >"$work/md5.before" 2>/dev/null
	is "$(cat "$work/md5.now")" "$(cat "$work/md5.before")" "$kind: the sound is what it was"
	run tag replaygain_track_gain= replaygain_track_peak= replaygain_album_gain= replaygain_album_peak= "$f"
	gains=$(ffprobe -v error -show_entries format_tags:stream_tags "$f" 2>/dev/null | grep -iE 'gain|peak')
	is "$status$gains" 0 "$kind: and taken out"
done
[ $tried -ge 6 ]
ok $? "most kinds were tried"
f=$work/one.flac
run tag replaygain_track_gain=loud "$f"; is "$status" 2 "a gain is a number"
echo "$err" | grep -q "not 'loud'"; ok $? "and it is said which is none"
run tag replaygain_track_peak=-0.5 "$f"; is "$status" 2 "a peak is not below zero"
finish
