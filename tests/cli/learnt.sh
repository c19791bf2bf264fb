# what is learnt beforehand: in the list, with reasons; nobody's rows but by three of them; in the background, killed, gone on with
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }

i=0
while [ $i -lt 24 ]; do
	i=$((i + 1))
	make_file "$music/$i.flac" $i title="T$i" artist="A$i"
done
run scan --quiet "$music"; is "$status" 0 "a library"
sqlite3 "$db" "INSERT INTO listener (name) VALUES ('ann'), ('bob'), ('cid'), ('dot')"
# plays LISTENER FIRST-TITLE LAST-TITLE DAYS: all of them one after the other, every day
plays() {
	awk -v l="$1" -v a="$2" -v b="$3" -v days="$4" 'BEGIN { print "BEGIN;"; for (d = 1; d <= days; d++) for (t = a; t <= b; t++) {
		at = 1700000000000 - d * 86400000 + t * 60000
		print "INSERT INTO event SELECT NULL, " l ", id, " sprintf("%.0f", at) ", 1, 1, 0, 0, -1, 60000 FROM track WHERE title = '"'T'"' || " t ";"
		print "INSERT INTO event SELECT NULL, " l ", id, " sprintf("%.0f", at + 59000) ", 2, 1, 0, 59000, 59000, 60000 FROM track WHERE title = '"'T'"' || " t ";" }
		print "COMMIT;" }' | sqlite3 "$db"
}
plays 1 1 5 6		# default: 1 to 5 together, and 6 7 together
plays 1 6 7 1
plays 2 1 10 3		# three others hear 1 to 10, two of them 11, one of them 12 and 13 together
plays 3 1 11 3
plays 4 1 11 3
plays 4 12 13 9

run train --json
is "$status $err" "0 " "train"
is "$(q get "$(q count)" sessions) $(q get "$(q count)" others)" "6 3" "from the sittings of one listener; three others"
learnt=$(ls "$db"-learnt-*)
run recommend --json -n 100
line() { q column title | grep -n "^$1\$" | cut -d: -f1; }
signal() { q get "$(line "$1")" signals "$2"; }
awk -v p="$(signal T10 listeners)" 'BEGIN { exit !(p > 0) }'; ok $? "what three others play is lifted ($(signal T10 listeners))"
awk -v p="$(q get "$(line T10)" sources collaborative)" 'BEGIN { exit !(p > 0) }'; ok $? "a collaborative source, it says"
is "$(grep -c '3 other listeners play it' "$work/out")" 3 "with its reason: of T8, T9, T10"
is "$(signal T11 listeners)$(signal T12 listeners)$(signal T13 listeners)" "" "what two play, or one, is not"

seed=$(sqlite3 "$db" "SELECT path FROM track WHERE title = 'T2'")
run recommend --json -n 100 --seed-track "$seed"
awk -v p="$(signal T5 together)" 'BEGIN { exit !(p > .1) }'; ok $? "what is heard together with the seed is lifted ($(signal T5 together))"
is "$(signal T13 together)" "" "what somebody else hears together is not"
seed=$(sqlite3 "$db" "SELECT path FROM track WHERE title = 'T12'")
run recommend --json -n 100 --seed-track "$seed"
is "$(signal T13 together)" "" "nor by its own seed"
run recommend --json -n 100 --seed-track "$seed" --listener bob
is "$status" 0 "another listener"
is "$(signal T13 together)$(signal T10 listeners)" "" "has what was learnt for him only: nothing yet"

# killed on the way: the file stays
cp "$learnt" "$work/before"
"$SEGUE" train --background --quiet </dev/null >/dev/null 2>&1 &
pid=$!
kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
cmp -s "$learnt" "$work/before" || [ "$(head -c 8 "$learnt")" = SEGUETA1 ]; ok $? "killed: what was learnt is whole"
printf 'SEGUETA1 something else entirely' >"$learnt"
run recommend --json -n 5
is "$status $err" "0 " "a damaged file costs only itself"
rm "$learnt"

# the player learns by itself, and reads what it learnt
mkfifo "$work/keys"
"$SEGUE" --ao null --script "$work/keys" >"$work/out" 2>&1 </dev/null &
pid=$!
exec 3>"$work/keys"
echo "wait scan" >&3
for _ in $(seq 1200); do
	[ ! -e "$learnt" ] && kill -0 $pid 2>/dev/null || break
	sleep .05
done
[ -e "$learnt" ]; ok $? "the player learns in the background"
echo "quit" >&3
exec 3>&-
wait $pid
is "$?" 0 "and ends"
rm "$learnt"
run recommend --json -n 100
is "$(grep -c '"listeners":' "$work/out")" 0 "without it there is no such signal"
mkdir -p "$work/config/segue"
echo "set learn=off" >"$work/config/segue/segue.conf"
printf 'wait scan\nwait idle\n' >"$work/script"
"$SEGUE" --ao null --script "$work/script" >"$work/out" 2>&1 </dev/null
is "$?" 0 "learn=off"
[ ! -e "$learnt" ]; ok $? "then not"
finish
