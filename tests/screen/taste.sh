# taste.sh -- what is believed of the listener, with what it rests on; behind each line its tracks, and it can be forgotten
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
make_file "$music/c1.flac" 300 "title=Gamma" "artist=Say \"*\"? \\\\" "album=Odd" "track=1" "genre=Noise" "date=1994" "bpm=172"
player_args=$music
export SEGUE
run scan "$music"
sqlite3 "$db" "UPDATE track SET bpm = 172 WHERE title = 'Gamma'"
mkdir -p "$work/config/segue"
echo "set analyze=off" >"$work/config/segue/segue.conf"
# Anna at eight in the morning, ten times to the end, twice skipped; 春日工房 skipped at noon; the odd one at eight in the evening
{
	echo '{"profile":1}'
	awk -v music="$music" -v now="$(date +%s)" 'function play(file, day, hour, how) {
		at = (int(now / 86400) - day) * 86400000 + hour * 3600000 + minute++ % 6 * 360000
		printf "{\"event\":\"start\",\"at_ms\":%.0f,\"path\":\"%s/%s\",\"source\":\"continue\",\"value\":1,\"position_ms\":0,\"duration_ms\":300000}\n", at, music, file
		printf "{\"event\":\"%s\",\"at_ms\":%.0f,\"path\":\"%s/%s\",\"source\":\"continue\",\"position_ms\":9000,\"listened_ms\":300000,\"duration_ms\":300000}\n", how, at + 300000, music, file
	}
	BEGIN {
		for (i = 0; i < 10; i++) play(i % 2 ? "a1.flac" : "a2.flac", 1 + i % 5, 8, "finish")
		for (i = 0; i < 2; i++) play("a3.ogg", 2, 8, "skip")
		for (i = 0; i < 4; i++) play("b1.flac", 3, 12, "skip")
		for (i = 0; i < 3; i++) play("c1.flac", 2, 20, "finish")
	}'
} >"$work/log.jsonl"
run profile import "$work/log.jsonl"
is "$status" 0 "a log"
rows() { sqlite3 "$db" "SELECT count(*) FROM event e JOIN track t ON t.id = e.track WHERE $1"; }
scene "every belief with what it rests on; its tracks; forgotten, and back" --rows 60 --cols 100 <<'S'
expect ♫ 6
key F5
expect-re ┌ Your taste · Enter its tracks · & f forgets · Esc closes
row-re 3 Artists you like
row-re 4 Anna +▇+ +\+[0-9.]+ · 10 heard out, 2 skipped
row-re 5 Say "\*"\? .* 3 heard out
expect-re Artists you skip *│
expect-re 春日工房 +▇+ +-[0-9.]+ · 0 heard out, 4 skipped
expect-re Genres you like
expect-re Folk +▇+ +\+[0-9.]+ · 10 heard out
expect-re Styles you hear
expect-re ≥ 160 bpm +▇+ +3 heard out
expect-re 1990– +▇+ +3 heard out
expect-re 08 ▇+ +1 h
expect-re 12 ▇+ +20 min
expect-re 20 ▇+ +15 min
expect What you said
expect a skip now is held in full against its track
expect-re by chance +▇+ +[0-9]+% · [0-9.]+ tries
expect What was learnt
expect option learn is on, adventure 35%
expect nowhere else
# the odd one: its name is a query that finds it and nothing else
key j j
key Enter
absent Your taste
expect Gamma
absent Alpha One
key Esc
key F5
send "/20\n"
key & f
expect Forgotten: 3 plays of Gamma
absent-re Say "\*".*heard out
absent ≥ 160 bpm
key u
expect Undone: forgot 3 plays of Gamma
expect-re Say "\*"\? .* 3 heard out
key g j
key & f
expect Forgotten: 12 plays of 3 tracks
absent-re Anna.*heard out
key q
absent Your taste
send ":view taste\n"
expect Your taste
send ":quit\n"
exit 0
S
is "$(rows "t.artist = 'Anna'") $(rows "t.title = 'Gamma'") $(rows "t.title = '東京の夜'")" "0 6 8" "the log has lost hers only"
scene "on a small screen" --rows 24 --cols 80 <<'S'
expect ♫ 6
key F5
expect ┌ Your taste
expect-re Say "\*".*heard out
key G
expect nowhere else
send ":quit\n"
S
finish
