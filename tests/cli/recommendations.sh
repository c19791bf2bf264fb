# what ListenBrainz recommends: taken in whole or not at all, lifted in the list with its reason, replaced by the next, gone with the profile
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }

i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	make_file "$music/$i.flac" $i title="T$i" artist="A$i"
done
run scan --quiet "$music"; is "$status" 0 "a library"
mbid() { printf '%08x-1111-4222-8333-444455556666' "$1"; }
for i in 1 2 3 4 5 6 7 8 9; do
	sqlite3 "$db" "UPDATE track SET mb_recording = '$(mbid $i)' WHERE title = 'T$i'"
done
sqlite3 "$db" "BEGIN; INSERT INTO event SELECT NULL, 1, id, 1700000000000 + id * 60000, 1, 1, 0, 0, -1, 60000 FROM track WHERE title IN ('T11', 'T12');
	INSERT INTO event SELECT NULL, 1, id, 1700000059000 + id * 60000, 2, 1, 0, 59000, 59000, 60000 FROM track WHERE title IN ('T11', 'T12'); COMMIT"

# as the server answers
cat >"$work/answer.json" <<END
{"payload": {"count": 5, "entity": "recording", "last_updated": 1700000000, "offset": 0, "total_mbid_count": 5, "type": "raw", "user_name": "me", "mbids": [
	{"recording_mbid": "$(mbid 3)", "score": 0.2, "latest_listened_at": null},
	{"recording_mbid": "$(mbid 5 | tr a-f A-F)", "score": 1.4, "latest_listened_at": "2023-11-14T22:13:20+00:00"},
	{"recording_mbid": "$(mbid 3)", "score": 0.1},
	{"recording_mbid": "$(mbid 99)", "score": 7},
	{"recording_mbid": "nonsense", "score": 1}]}}
END
run import recommendations "$work/answer.json" --json
is "$status" 0 "an answer of ListenBrainz"
is "$(q get 1 read) $(q get 1 matched) $(q get 1 unmatched) $(q get 1 duplicate) $(q get 1 bad)" "5 2 1 1 1" "counted"
is "$err" "segue: $work/answer.json: entry 5 is no recommendation" "what is none is named"
run train --json
is "$status $(q get "$(q count)" recommended)" "0 2" "train takes them in"
run recommend --json -n 100
line() { q column title | grep -n "^$1\$" | cut -d: -f1; }
signal() { q get "$(line "$1")" signals listeners; }
awk -v a="$(signal T5)" -v b="$(signal T3)" 'BEGIN { exit !(a > b && b > 0) }'; ok $? "both are lifted, the better one more ($(signal T5), $(signal T3))"
is "$(signal T4)" "" "and nothing else"
is "$(grep -c 'ListenBrainz recommends it' "$work/out")" 2 "with the reason"

# a line each; the next takes the place of the last
printf '{"recording_mbid": "%s", "score": 3}\n\n{"recording_mbid": "%s", "score": 2}\nhalf a li' "$(mbid 7)" "$(mbid 8)" >"$work/lines.jsonl"
run import recommendations "$work/lines.jsonl" --json
is "$status $(q get 1 matched) $(q get 1 bad)" "0 2 1" "one a line"
is "$err" "segue: $work/lines.jsonl: entry 4 is no recommendation" "the line is named"
run train --json
run recommend --json -n 100
awk -v a="$(signal T7)" 'BEGIN { exit !(a > 0) }' && [ -z "$(signal T5)" ]; ok $? "in place of those before"

# whatever is no such thing leaves what was there
kept=$(cat "$db"-recommended-*)
refused() { # refused WHAT
	run import recommendations "$work/bad"
	is "$status $(cat "$db"-recommended-*)" "1 $kept" "$1: what was there stays"
}
printf '<html>' >"$work/bad"; refused "a page"
: >"$work/bad"; refused "nothing"
printf '{"payload": {"mbids": 7}}' >"$work/bad"; refused "a number for a list"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >"$work/bad"; refused "a hundred thousand brackets"
head -c 9000000 /dev/zero >"$work/bad"; refused "nine million zeros"
run import recommendations "$work/lines.jsonl" "$work/nowhere"
is "$status $(cat "$db"-recommended-*)" "1 $kept" "one of two files is not there: neither is taken"
run import --community recommendations "$work/lines.jsonl"
is "$status" 2 "they are nobody else's"
printf '[{"recording_mbid": "%s", "score": 3}]' "$(mbid 9)" | "$SEGUE" import --quiet recommendations - >/dev/null 2>&1
is "$?" 0 "an array, through a pipe"
is "$(stat -c %a "$db"-recommended-*)" 600 "for nobody else to read"
run profile erase --yes
[ "$status" -eq 0 ] && ! ls "$db"-recommended-* >/dev/null 2>&1; ok $? "gone with the profile"
finish
