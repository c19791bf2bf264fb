# info.sh -- everything known of a track: tags, file, what was heard and what it means; on small screens and large ones, and while it is still found out
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
"$bin/mktone" "$music/tone.flac" 9 440 120 || exit 99
"$SEGUE" scan "$music" >/dev/null 2>&1 && "$SEGUE" analyze >/dev/null 2>&1 || exit 99
player_args=

scene "of the track under the cursor" --cols 150 --rows 90 <<'S'
expect ♫ 6
send ":set library=flat\n"
expect 6 tracks by
send ":search 東京の夜\n"
send "I"
expect-re ^┌ Of 東京の夜 — 春日工房
expect-re title +東京の夜
expect-re album +八ビット日和
expect-re genre +Chiptune
expect-re heard to the end +0
expect-re loudness_lufs +-?[0-9.]+ LUFS
expect-re Recording
expect-re size +[0-9.]+ MiB
expect-re path +.*b1\.flac
send ":love selected\n"
expect-re loved +yes
send "I"
expect by artist
S

scene "drawings, moods, verdicts; scrolled on a small screen" --cols 150 --rows 90 <<'S'
expect ♫ 6
send ":set library=flat\n"
expect 6 tracks by
send ":search tone\n"
send ":enter\n"
send ":info playing\n"
expect-re ^┌ Of tone
expect Waveform
expect-re key +A
expect-re C  C# D  D#
expect-re arousal +.*of -1 \(calm\) to 1
expect-re valence .*a weak guess
expect-re mono +left and right are the same.*side_db -120
resize 12 40
expect-re ^┌ Of tone
key G
expect-re changed +20
key g
expect-re title +tone
key k
resize 24 80
key j
expect-re sample_rate_hz|artist|title
send ":search path\n"
key Enter
expect-re path: .*tone\.flac
S

sqlite3 "$db" "delete from sound; delete from sound_features"
scene "what was not heard yet is said to be, and told of as soon as it was" --cols 150 --rows 90 <<'S'
expect ♫ 6
send ":set analyze=off\n"
absent analysed
send ":set library=flat\n"
expect 6 tracks by
send ":search tone\n"
send "I"
expect-re ^┌ Of tone
expect not listened to yet
send ":set analyze=on\n"
expect-re tempo_bpm +[0-9]
absent not listened to yet
S

# nobody has looked since
echo 'set scan-at-start=off' >>"$XDG_CONFIG_HOME/segue/segue.conf"
rm "$music/tone.flac"
scene "a file that went away" --cols 150 --rows 90 <<'S'
expect ♫ 6
send ":set library=flat\n"
expect 6 tracks by
send ":search tone\n"
send "I"
expect-re (cannot be reached|No such file)
S
finish
