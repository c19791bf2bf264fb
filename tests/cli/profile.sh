# profile.sh -- all that is known of a listener: written down, erased, taken in again; all or nothing
. "$TOP_SRCDIR/tests/cli/lib.sh"
for i in 1 2 3 4; do make_file "$music/t$i.flac" 3 "title=Track $i" "artist=Artist $((i % 2))" "album=Album"; done
odd=$(printf '%s/t\377.flac' "$music")
make_file "$odd" 3 "title=Odd" "artist=Nobody" "album=Album"
run scan "$music"
listen() { # LISTENER FIRST-HOUR: forty plays, taken in as a profile is
	{
		echo '{"profile":1}'
		awk -v first="$2" -v music="$music" 'BEGIN { for (i = 0; i < 40; i++) {
			at = 1700000000000 + (first + i) * 600000
			track = "\"path\":\"" music "/t" (1 + i % 4) ".flac\",\"source\":\"library\",\"duration_ms\":3000}"
			printf "{\"event\":\"start\",\"at_ms\":%.0f,\"position_ms\":0,%s\n", at, track
			printf "{\"event\":\"%s\",\"at_ms\":%.0f,\"position_ms\":3000,\"listened_ms\":3000,%s\n", i % 3 ? "finish" : "skip", at + 3000, track
		} }'
	} >"$work/made.jsonl"
	run profile import --listener "$1" "$work/made.jsonl"
	[ "$status" -eq 0 ] || echo "# $err"
}
run love --listener anna "Track 1"
run rate --listener anna "Track 2" 4
run ban --listener anna "Track 3"
run love --listener anna "Odd"
listen anna 0
listen default 500
printf '%s\n' '{"profile":1}' '{"event":"mood","value":3,"at_ms":1700000005000,"title":"Track 1","artist":"Artist 1","album":"Album"}' >"$work/mood.jsonl"
run profile import --listener anna "$work/mood.jsonl"
sqlite3 "$db" "INSERT INTO correction(listener, track, at_ms, style) VALUES(2, 1, 1700000000000, 'Jazz')"
sqlite3 "$db" "INSERT INTO named VALUES(1, 'Xanadu', 'Unheard of', 'mb'); INSERT INTO elsewhere VALUES(2, 1, 1699999999000, 2, 3000, 3000)"
sqlite3 "$db" "INSERT INTO playlist(listener, name, created_s, modified_s) VALUES(2, 'mine', 1, 1); INSERT INTO playlist_row VALUES(1, 0, 1)"
sqlite3 "$db" "INSERT INTO queue VALUES(2, 0, 2, 1, 2)"
run train --listener anna --quiet
is "$status $(ls "$work/data/segue" | grep -c learnt)" "0 1" "a listener of whom something was learnt"

dump() { sqlite3 "$db" "SELECT kind, track, at_ms, source, value, position_ms, listened_ms, duration_ms FROM event WHERE listener = 2 ORDER BY at_ms, kind, track;
	SELECT track, rating, is_loved, is_banned, play_count, skip_count, last_played_s FROM opinion WHERE listener = 2 ORDER BY track;
	SELECT artist, title, mbid, at_ms, kind, listened_ms, duration_ms FROM elsewhere JOIN named ON named.id = named WHERE listener = 2;
	SELECT track, at_ms, style FROM correction WHERE listener = 2 ORDER BY track"; }
others() { sqlite3 "$db" "SELECT * FROM event WHERE listener = 1 ORDER BY id; SELECT count(*) FROM track; SELECT * FROM playlist; SELECT * FROM playlist_row"; }
before=$(dump)
theirs=$(others)

run profile export --listener anna "$work/anna.jsonl"
is "$status" 0 "exported"
is "$(stat -c %a "$work/anna.jsonl")" 600 "for nobody else to read"
is "$(head -1 "$work/anna.jsonl" | cut -c1-33)" '{"profile":1,"listener":"anna","e' "the first line says what it is and of whom"
is "$(grep -c '"event":' "$work/anna.jsonl") $(grep -c '"style":"Jazz"' "$work/anna.jsonl") $(grep -c '"option":"adventure","value":"35"' "$work/anna.jsonl") $(grep -c '"learnt":' "$work/anna.jsonl")" \
	"$(sqlite3 "$db" "SELECT count(*) FROM event WHERE listener = 2") 1 1 1" "log, styles, options, what was learnt"
grep -q '"event":"mood".*"value":3' "$work/anna.jsonl" && grep -q '"event":"love".*Track 1' "$work/anna.jsonl"
ok $? "moods and loves by name"
run profile export --listener anna "$work/anna.jsonl"
is "$status $err" "1 segue: $work/anna.jsonl is there already" "what is there is not written over"
run profile export --listener anna
is "$status $(sed 1d "$work/out" | md5sum)" "0 $(sed 1d "$work/anna.jsonl" | md5sum)" "without a file to standard output"
run profile export --listener nobody "$work/nobody.jsonl"
is "$status $err $(ls "$work" | grep -c nobody)" "1 segue: nobody listens as nobody here 0" "of nobody nothing is made"

run profile import --listener anna --json "$work/anna.jsonl"
lines=$(grep -c '"event":\|"style":\|"elsewhere":' "$work/anna.jsonl")
is "$out" "{\"read\":$lines,\"matched\":0,\"unmatched\":0,\"duplicate\":$lines,\"bad\":0}" "taken in where it is known it changes nothing"
is "$(dump)" "$before" "not a row"

run profile erase --listener anna
is "$status $(dump | wc -l)" "2 $(echo "$before" | wc -l)" "nobody erases by a script without saying so"
run profile erase --listener nobody --yes
is "$status" 1 "nor somebody who is not there"
# 1700000000000 ms and some hours, as six bytes: no time of the other listener begins so
traces() { cat "$db" "$db-wal" 2>/dev/null | LC_ALL=C grep -aoP '\x01\x8b[\xcf\xd0]' | wc -l; }
[ "$(traces)" -gt 80 ]
ok $? "the file holds what was played"
run profile erase --listener anna --yes
is "$status" 0 "erased"
is "$(dump)" "" "nothing is left of it"
is "$(others)" "$theirs" "the library, playlists and what others heard are as they were"
is "$(sqlite3 "$db" "SELECT count(*) FROM queue WHERE listener = 2")" 0 "the queue goes, too"
is "$(ls "$work/data/segue" | grep -c 'learnt\|styles$')" 0 "and what was learnt"
is "$(traces)" 0 "the file does not hold it any more"
run doctor
is "$(echo "$out$err" | grep -ci 'disagree\|damaged')" 0 "the database is sound"

run profile import --listener anna --json "$work/anna.jsonl"
is "$out" "{\"read\":$lines,\"matched\":$lines,\"unmatched\":0,\"duplicate\":0,\"bad\":0}" "taken in again"
is "$(dump)" "$before" "it is what it was, to the row"
sed 's/"path":"[^"]*"/"path":"\/elsewhere"/; s/,"path_base64":"[^"]*"//' "$work/anna.jsonl" >"$work/moved.jsonl"
run profile import --listener berta --json "$work/moved.jsonl"
is "$out" "{\"read\":$lines,\"matched\":$lines,\"unmatched\":0,\"duplicate\":0,\"bad\":0}" "files that lie elsewhere are known by their names, for whoever it is"
{ cat "$work/anna.jsonl"; echo 'what?'; echo '{"event":"rate","value":9,"at_ms":5,"path":"x"}'; echo '{"event":"finish","at_ms":7,"path":"/not/here","title":"Not here"}'; } >"$work/bad.jsonl"
run profile import --listener anna --json "$work/bad.jsonl"
is "$out" "{\"read\":$((lines + 1)),\"matched\":0,\"unmatched\":1,\"duplicate\":$lines,\"bad\":2}" "what is bad is counted"
n_lines=$(wc -l <"$work/anna.jsonl")
is "$err" "segue: $work/bad.jsonl:$((n_lines + 1)): it is no line of a profile
segue: $work/bad.jsonl:$((n_lines + 2)): it is no line of a profile" "and named"
run profile import --listener anna "$music/t1.flac"
is "$status $err" "1 segue: $music/t1.flac is no profile" "what is none is refused"
run profile forget
is "$status" 2 "there is no such thing"

# killed at any moment while it is erased: all of the log, or none of it
half=0
gone=0
for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$SEGUE" profile import --listener anna --quiet "$work/anna.jsonl" >/dev/null 2>&1
	"$SEGUE" profile erase --listener anna --yes >/dev/null 2>&1 &
	pid=$!
	i=0
	while [ $i -lt $((round * 300)) ]; do i=$((i + 1)); done
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	now=$(dump)
	if [ -z "$now" ]; then gone=$((gone + 1)); elif [ "$now" != "$before" ]; then half=$((half + 1)); fi
done
is $half 0 "killed in the middle it is all there or all gone ($gone of 12 times gone)"
is "$(others)" "$theirs" "and nobody else's was touched"

# while a player runs it is not pulled away from under it
mkfifo "$work/lines"
"$SEGUE" --ao null --script "$work/lines" >/dev/null 2>&1 &
pid=$!
exec 3>"$work/lines"
until "$SEGUE" remote status >/dev/null 2>&1; do kill -0 $pid || break; done
run profile erase --yes
is "$status $err" "1 segue: a player has this library: quit it first" "while a player runs nothing is erased"
echo quit >&3
exec 3>&-
wait $pid
finish
