# hub.sh -- listening shared through a real PostgreSQL: pushed once, whatever happens between; taken back; what comes back is of three people or more
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }
. "${TOP_SRCDIR:-.}/tests/hub/lib.sh"

i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	case $i in
	9) make_file "$music/$i.flac" $i title="Ночь" artist="Кино" ;;
	10) make_file "$music/$i.flac" $i title="T10 (2011 Remaster)" artist="The A10" ;;
	11) make_file "$music/$i.flac" $i ;;
	*) make_file "$music/$i.flac" $i title="T$i" artist="A$i" ;;
	esac
done
run scan --quiet "$music"; is "$status" 0 "a library"
sqlite3 "$db" "UPDATE track SET mb_recording = '0A1B2C3D-1111-4222-8333-444455556666' WHERE CAST(path AS TEXT) LIKE '%/10.flac'"
cp "$db" "$work/fresh.db"
conf=$work/segue.conf
echo "set hub=$hub" >"$conf"

# plays DB LISTENER FIRST LAST DAYS : files FIRST.flac to LAST.flac, one after the other, every day
plays() {
	sqlite3 "$1" "INSERT INTO listener (name) SELECT '$2' WHERE NOT EXISTS (SELECT 1 FROM listener WHERE name = '$2')"
	awk -v l="$2" -v a="$3" -v b="$4" -v days="$5" 'BEGIN { print "BEGIN;"; for (d = 1; d <= days; d++) for (t = a; t <= b; t++) {
		at = 1700000000000 - d * 86400000 + t * 60000
		from = "SELECT NULL, (SELECT id FROM listener WHERE name = " "'"'"'" l "'"'"'" "), id, "
		where = " FROM track WHERE CAST(path AS TEXT) LIKE " "'"'"'" "%/" t ".flac" "'"'"'" ";"
		print "INSERT INTO event " from sprintf("%.0f", at) ", 1, 1, 0, 0, -1, 60000" where
		print "INSERT INTO event " from sprintf("%.0f", at + 59000) ", 2, 1, 0, 59000, 59000, 60000" where }
		print "COMMIT;" }' | sqlite3 "$1"
}
hub_run() { # hub_run DB LISTENER WORD… : what is not this machine's database has a configuration of its own
	of=$1; who=$2; shift 2
	case $of in "$db") as=$conf ;; *) as=${of%.db}.conf ;; esac
	run hub --db "$of" --config "$as" --listener "$who" --json "$@"
}

# ---- unasked nothing leaves; asked, what may ----
plays "$db" default 1 11 3
run hub --config /dev/null push
is "$status" 1 "no hub is named: nothing is pushed"
case $err in *'no hub is named'*) : ;; *) false ;; esac; ok $? "and it says so"
hub_run "$db" default push
is "$status $err" "0 " "push"
is "$(q get 1 pushed) $(q get 1 dropped)" "30 0" "30 finishes of 10 tracks; starts stay, and what has no name"
is "$(sql 'SELECT count(*), count(DISTINCT event), count(DISTINCT track) FROM segue_event')" "30 30 10" "as many rows"
is "$(sql 'SELECT count(*), min(finishes), max(finishes) FROM segue_play')" "10 3 3" "each track counted"
is "$(sql "SELECT track FROM segue_play WHERE track LIKE 'mbid:%'")" "mbid:0a1b2c3d-1111-4222-8333-444455556666" "by MusicBrainz' name where there is one"
is "$(sql "SELECT count(*) FROM segue_play WHERE artist = 'Кино' AND title = 'Ночь'")" 1 "names in any script"
is "$(sql "SELECT count(*) FROM segue_play WHERE artist = '' OR title ~ '^11'")" 0 "a file's name does not leave"
rows() { sql "SELECT md5(string_agg(e::text, '/' ORDER BY listener, event)) FROM segue_event e"; sql "SELECT md5(string_agg(p::text, '/' ORDER BY listener, track)) FROM segue_play p"; }
before=$(rows)
hub_run "$db" default push
is "$(q get 1 pushed) $(rows)" "0 $before" "pushed twice: the same rows"
state=$(ls "$db"-hub-*[0-9a-f])
is "$(sed -n 's/^kept //p' "$state")" "$(sqlite3 "$db" 'SELECT max(e.id) FROM event e JOIN track t ON t.id = e.track WHERE e.kind = 2 AND CAST(t.path AS TEXT) NOT LIKE "%/11.flac"')" "the last acknowledged event is kept"
sed 's/^kept .*/kept 0/' "$state" >"$work/state" && cp "$work/state" "$state"
hub_run "$db" default push
is "$(q get 1 pushed) $(rows)" "0 $before" "an acknowledgement that was lost: the same rows"
is "$(stat -c %a "$state")" 600 "for nobody else to read"

# ---- nobody writes the password ----
run hub --config "$conf" status
is "$status" 0 "status"
echo "$out" | grep -q "postgresql://tester@/postgres"; ok $? "says which hub ($(echo "$out" | head -1))"
printf 'set hub?\nset hub=%s\nset hub=nonsense-s3cret-word\n' "$hub" >"$work/script"
"$SEGUE" --ao null --config "$work/none.conf" --script "$work/script" >"$work/said" 2>&1 </dev/null
for f in "$work/out" "$work/err" "$work/said" "$work/state/segue/segue.log"; do [ -e "$f" ] && cat "$f"; done | grep -q 's3cret'; [ $? -ne 0 ]; ok $? "the password is in no output, no message, no log"
echo "set hub=postgresql://tester:s3cret-word@/postgres?host=$pg/nowhere" >"$work/down.conf"
# (the player's own talk may not be at its end)
while run hub --config "$work/down.conf" push; [ "$err" != "${err#*another Segue}" ]; do :; done
is "$status $(echo "$err" | wc -l)" "1 1" "a hub that is not there: one line"
case $err in *s3cret*) false ;; *"the hub postgresql://tester@/postgres: "*) : ;; *) false ;; esac; ok $? "which hub, and why ($err)"
echo "set hub=mysql://me:s3cret-word@there/db" >"$work/odd.conf"
run hub --config "$work/odd.conf" push
case "$status $err" in *s3cret*) false ;; 1*) : ;; *) false ;; esac; ok $? "another kind of address"

# ---- an outage in the middle: the server dies under a push, many times ----
plays "$db" default 12 20 400
want=$(sqlite3 "$db" "SELECT count(*) FROM event e JOIN track t ON t.id = e.track WHERE e.kind = 2 AND CAST(t.path AS TEXT) NOT LIKE '%/11.flac'")
# a lock that somebody holds stops the push at a row of ours; behind it the server goes
sql "CREATE SEQUENCE row; CREATE FUNCTION stop_at() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF nextval(''row'') = TG_ARGV[0]::int THEN PERFORM pg_advisory_lock(77); END IF; RETURN NEW; END'" >/dev/null
died=0
for row in 1 500 1500 2500; do
	sql "ALTER SEQUENCE row RESTART; DROP TRIGGER IF EXISTS stop ON segue_event; CREATE TRIGGER stop BEFORE INSERT ON segue_event FOR EACH ROW EXECUTE FUNCTION stop_at($row)" >/dev/null
	sql 'SELECT pg_advisory_lock(77), pg_sleep(600)' >/dev/null &
	until [ "$(sql 'SELECT count(*) FROM pg_locks WHERE objid = 77 AND granted')" = 1 ]; do :; done
	"$SEGUE" hub --db "$db" --config "$conf" --quiet push >/dev/null 2>"$work/push_err" </dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null && [ "$(sql 'SELECT count(*) FROM pg_locks WHERE objid = 77 AND NOT granted')" != 1 ]; do :; done
	pg_stop immediate
	wait $pid || died=$((died + 1))
	pg_start
done
is "$died" 4 "the server was killed under a push"
sql 'DROP TRIGGER stop ON segue_event; DROP FUNCTION stop_at; DROP SEQUENCE row' >/dev/null
# … and the pusher, too
"$SEGUE" hub --db "$db" --config "$conf" --quiet push >/dev/null 2>&1 </dev/null &
pid=$!
kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
hub_run "$db" default push
is "$status $err" "0 " "the next push goes on"
is "$(sql 'SELECT count(*), count(DISTINCT event) FROM segue_event')" "$want $want" "nothing lost, nothing doubled: $want rows"
is "$(sql 'SELECT sum(finishes) FROM segue_play')" "$want" "counted right"
hub_run "$db" default status
is "$(q get 1 events) $(q get 1 shared)" "$want $want" "here and there the same"

# ---- what is banned or gone from the log is taken back ----
id=$(sqlite3 "$db" "SELECT id FROM track WHERE CAST(path AS TEXT) LIKE '%/12.flac'")
run ban --quiet "id:$id"; is "$status" 0 "a ban"
hub_run "$db" default push
is "$(q get 1 dropped) $(sql "SELECT count(*) FROM segue_event WHERE track LIKE '%t12'") $(sql "SELECT count(*) FROM segue_play WHERE track LIKE '%t12'")" "400 0 0" "what is banned is taken back, wholly"
is "$(sql 'SELECT count(*) FROM segue_event WHERE kind = 8')" 0 "and the ban itself does not leave"
run ban --quiet --undo "id:$id"
hub_run "$db" default push
is "$(q get 1 pushed) $(sql "SELECT finishes FROM segue_play WHERE track LIKE '%t12'")" "400 400" "allowed again, it comes back"
sql 'DELETE FROM segue_event' >/dev/null; sql 'DELETE FROM segue_play' >/dev/null
hub_run "$db" default push
is "$(q get 1 pushed) $(sql 'SELECT count(*) FROM segue_event')" "$want $want" "a hub that lost all of it is told anew"

# ---- other people: aggregates of three or more, never a row ----
sql 'TRUNCATE segue_event' >/dev/null; sql 'TRUNCATE segue_play' >/dev/null
cp "$work/fresh.db" "$db"
plays "$db" default 1 5 6	# this one: 1 to 5
for who in ann bob cid; do	# three elsewhere hear 1 to 10, two of them 12, one of them 13 to 15
	sql "CREATE ROLE $who LOGIN" >/dev/null
	echo "set hub=postgresql://$who@/postgres?host=$pg" >"$work/$who.conf"
	cp "$work/fresh.db" "$work/$who.db"
	plays "$work/$who.db" default 1 10 2
	[ $who = ann ] || plays "$work/$who.db" default 12 12 3
	[ $who != cid ] || plays "$work/$who.db" default 13 15 9
done
hub_run "$db" default sync
is "$(q get 1 picks)" 0 "alone nothing comes back"
for who in ann bob; do hub_run "$work/$who.db" default push; done
hub_run "$db" default pull
is "$(q get 1 picks)" 0 "of two others nothing either"
hub_run "$work/cid.db" default push
is "$(sql 'SELECT count(DISTINCT listener) FROM segue_event')" 4 "four listeners"
hub_run "$db" default pull
is "$(q get 1 picks)" 10 "what all three of them play comes back"
picks=$(ls "$db"-hubbed-*)
is "$(cut -f1 "$picks" | sort -u)" 3 "of three people each"
sql 'SELECT DISTINCT listener FROM segue_event' >"$work/people"
! grep -qE 'T1[2-5]' "$picks" && [ "$(wc -l <"$work/people")" -eq 4 ] && ! grep -qFf "$work/people" "$picks"; ok $? "what two or one play does not, nor who they are"
run train --config "$conf" --json
is "$status $(q get "$(q count)" hub)" "0 10" "train takes them in"
run recommend --json -n 100
line() { q column title | grep -n "^$1\$" | cut -d: -f1; }
signal() { q get "$(line "$1")" signals "$2"; }
awk -v p="$(signal T8 listeners)" 'BEGIN { exit !(p > 0) }'; ok $? "the for-you list lifts what they play ($(signal T8 listeners))"
grep -q '3 other listeners play it' "$work/out"; ok $? "with its reason"
awk -v p="$(signal 'T10 (2011 Remaster)' listeners)" 'BEGIN { exit !(p > 0) }'; ok $? "by MusicBrainz' name, too"
is "$(signal T12 listeners)$(signal T13 listeners)" "" "and nothing of what fewer play"
printf 'nonsense\n' >"$picks"
run train --config "$conf" --json
is "$status $(q get "$(q count)" hub)" "0 0" "a damaged file costs only itself"

# ---- hostile answers ----
hub_run "$db" default pull
good=$(cat "$picks")
spoil() { # spoil WHAT COLUMNS VALUES
	sql 'DROP FUNCTION segue.picks(uuid)' >/dev/null
	sql "CREATE FUNCTION segue.picks(uuid) RETURNS TABLE ($2) LANGUAGE sql AS 'SELECT $3'" >/dev/null || exit 99
	hub_run "$db" default pull
	is "$status $(echo "$err" | wc -l)" "1 1" "$1: one line ($err)"
	is "$(cat "$picks")" "$good" "$1: what was pulled before stays"
}
columns="track text, artist text, title text, people bigint, score bigint"
spoil "numbers for names" "$columns" "''7'', ''a'', ''t'', 3, 9"
spoil "no names at all" "$columns" "''name:a'', NULL, NULL, 3, 9"
spoil "a name of a million letters" "$columns" "''name:a'', repeat(''x'', 1000000), ''t'', 3, 9"
spoil "columns that are missing" "track text, artist text" "''name:a'', ''a''"
# the functions are made anew where they are not
sql 'DROP SCHEMA segue CASCADE' >/dev/null
hub_run "$db" default pull
is "$status $(q get 1 picks) $(cat "$picks")" "0 10 $good" "functions that are gone are made again, around the same rows"

# ---- taken back for good ----
run hub --config "$conf" erase
is "$status" 2 "erase wants --yes"
hub_run "$db" default erase --yes
is "$status $(q get 1 erased)" "0 30" "erase --yes"
is "$(sql 'SELECT count(DISTINCT listener) FROM segue_event') $(sql 'SELECT count(DISTINCT listener) FROM segue_play')" "3 3" "nothing of this one is left; of the others all"
[ ! -e "$picks" ]; ok $? "nor what came back"
hub_run "$db" default push
is "$(q get 1 pushed)" 0 "and what was erased does not leave again"
run love --quiet "T3"
hub_run "$db" default push
is "$(q get 1 pushed)" 1 "what is done from now on does"
# a profile that is erased is taken back, too
run love --quiet "T4"
hub_run "$db" default sync
run profile erase --yes
case "$status $err" in 0*'segue hub erase --yes'*) : ;; *) false ;; esac; ok $? "profile erase tells of the hub"
[ ! -e "$picks" ]; ok $? "and what came back from there goes"
hub_run "$db" default push
is "$(q get 1 dropped) $(sql 'SELECT count(DISTINCT listener) FROM segue_event')" "2 3" "the next push takes back what it has"
run love --quiet "T5"
hub_run "$db" default push
# ended between the file and the hub: the next push finishes it
sed 's/^from .*/from 9000000000000/' "$state" >"$work/state" && cp "$work/state" "$state"
hub_run "$db" default push
is "$(q get 1 dropped) $(sql 'SELECT count(DISTINCT listener) FROM segue_event')" "1 3" "an erase that was interrupted is finished by the next push"
finish
