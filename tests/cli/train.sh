# train, and evaluate without files: what this library's own sessions teach
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }

run train; is "$status" 1 "no library"
run train --memory 0; is "$status" 2 "--memory is at least a GiB"
i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	make_file "$music/$i.flac" $i title="T$i" artist="A$((i % 2))"
done
run scan --quiet "$music"; is "$status" 0 "a library"
run train; is "$status" 1 "no history"
echo "$err" | grep -q 'nothing to learn from yet'; ok $? "says so"

# forty evenings, two hours apart, seven tracks each: odd titles together, or even ones; skips between teach nothing
awk 'BEGIN { print "BEGIN;"; for (s = 0; s < 40; s++) for (p = 0; p < 7; p++) {
	at = 1700000000000 + s * 7200000 + p * 60000
	# %.0f: some awks write long numbers with an exponent
	print "INSERT INTO event SELECT NULL, 1, id, " sprintf("%.0f", at) ", 2, 1, 0, 60000, 60000, 60000 FROM track WHERE title = '"'T'"' || " ((s * 3 + p * (1 + s % 2 * 2)) % 10) * 2 + s % 2 + 1 ";"
	print "INSERT INTO event SELECT NULL, 1, id, " sprintf("%.0f", at + 30000) ", 3, 1, 0, 1000, 1000, 60000 FROM track WHERE title = '"'T'"' || " (s * 5 + p * 7) % 20 + 1 ";" }
	print "COMMIT;" }' | sqlite3 "$db"
is "$(sqlite3 "$db" 'SELECT count(*) FROM event')" 560 "a history"

run train --json --model mf
is "$status $err" "0 " "train"
is "$(q get 1 epoch)/$(q get 16 epoch)/$(q count)" "1/16/17" "a line an epoch, and the last"
is "$(q keys 17 | tr '\n' ' ')" "foresight hub loss model others recipe recommended seconds sessions tracks validation " "with its keys"
awk -v a="$(q get 1 loss)" -v b="$(q get 16 loss)" 'BEGIN { exit !(b <= a && b > 0) }'; ok $? "the loss falls"
is "$(q get 17 model) $(q get 17 sessions) $(q get 17 tracks)" "mf 40 20" "from sessions, not from skips"
learnt=$(ls "$db"-learnt-*)
[ "$(head -c 8 "$learnt")" = SEGUETA1 ] && [ "$(stat -c %a "$learnt")" = 600 ]; ok $? "what is alike is kept beside the database, for nobody else"
run train --json
is "$(q count)" 1 "auto" # or as many lines as it has epochs, when mf wins
awk -v r="$(q get 1 validation recall)" 'BEGIN { exit !(r > .9) }'; ok $? "what was held back of an evening is brought back"
cp "$learnt" "$work/first"
run train --quiet; cmp -s "$learnt" "$work/first"; ok $? "the same again, byte by byte"
run train --model user; is "$status" 2 "a kind that does not compare tracks"

run evaluate --json --model item,ease -k 5
is "$status/$(q column model | tr '\n' ' ')" "0/random popularity item ease " "evaluate without files"
is "$(q get 3 users)" 8 "judges by the last fifth of the sessions"
awk -v r="$(q get 3 recall)" -v c="$(q get 1 recall)" 'BEGIN { exit !(r > .9 && c < .6) }'; ok $? "what belongs together is found (item $(q get 3 recall), chance $(q get 1 recall))"
run evaluate --model item --recs "$work/recs"
awk 'NR == 40 && NF > 2 { good = 1 } END { exit !(good && NR == 40) }' "$work/recs"; ok $? "--recs: a line a session"
finish
