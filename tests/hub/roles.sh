# roles.sh -- what the database itself holds a hub to: a role reaches its own rows only, by way of functions; of others it learns what three people share
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }
. "${TOP_SRCDIR:-.}/tests/hub/lib.sh"

for i in 1 2 3 4; do make_file "$music/$i.flac" $i title="T$i" artist="A$i"; done
run scan --quiet "$music"
sqlite3 "$db" "INSERT INTO event SELECT NULL, 1, id, 1700000000000 + id, 2, 1, 0, 59000, 59000, 60000 FROM track"
sql "CREATE ROLE keeper LOGIN" >/dev/null
for who in ann bob cid eve; do
	sql "CREATE ROLE $who LOGIN" >/dev/null
	echo "set hub=postgresql://$who@/music?host=$pg" >"$work/$who.conf"
	cp "$db" "$work/$who.db"
done
sql "CREATE DATABASE music OWNER keeper" >/dev/null
echo "set hub=postgresql://keeper@/music?host=$pg" >"$work/keeper.conf"
as() { # as ROLE WORD… : what that person's Segue does
	who=$1; shift
	run hub --db "$work/$who.db" --config "$work/$who.conf" --json "$@"
}
in_music() { # in_music ROLE SQL
	sql_as "$1" music "$2"
}
number() { sed -n 's/^listener //p' "$work/$1".db-hub-*[0-9a-f]; }
batch() { # batch UUID TRACK… : a call of push() with a finish of each
	of=$1; shift
	n=$#; rest=
	ids=$(seq -s, 1 $n)
	for t in "$@"; do rest=${rest:+$rest,}$t; done
	fill() { yes "$1" | head -n "$n" | paste -sd, -; }
	echo "segue.push('$of', '{$ids}', '{$ids}', '{$(fill 2)}', '{$(fill true)}', '{$(fill 9)}', '{$(fill 9)}', '{$(fill 0)}', '{$rest}', '{$rest}', '{$rest}')"
}
refused() { # refused WHY ROLE SQL MESSAGE
	if said=$(in_music "$2" "$3"); then
		said="not refused: $said"
		false
	else
		echo "$said" | grep -q "$1"
	fi
	ok $? "$4 ($(echo "$said" | head -n 1))"
}
rows() { in_music tester "SELECT md5(string_agg(e::text, '/' ORDER BY listener, event)) FROM segue_rows.segue_event e
	UNION ALL SELECT md5(string_agg(p::text, '/' ORDER BY listener, track)) FROM segue_rows.segue_play p"; }

# ---- set up by its owner ----
as ann push
is "$status $(echo "$err" | wc -l)" "1 1" "nobody else can set it up: one line"
case $err in *'not set up for this Segue, and you may not do that there: its owner has to, with segue hub setup'*) : ;; *) false ;; esac; ok $? "that says who can ($err)"
is "$(in_music tester "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'segue%'")" 0 "and nothing is left half made"
as keeper setup
is "$status $(q get 1 hub)" "0 postgresql://keeper@/music" "the owner can"
[ ! -e "$(echo "$work"/keeper.db-hub-*)" ]; ok $? "without being a listener"
as keeper setup; is "$status" 0 "twice, too"
as ann push; is "$status $(q get 1 pushed)" "0 4" "then ann shares"

# ---- rows are nobody's but the owner's ----
for t in segue_event segue_play segue_listener; do
	refused 'permission denied' ann "SELECT * FROM segue_rows.$t" "$t is not to be read, not even one's own rows"
	refused 'permission denied' eve "SELECT count(*) FROM segue_rows.$t" "nor counted"
	refused 'permission denied' eve "DELETE FROM segue_rows.$t" "nor emptied"
	refused 'permission denied' eve "COPY segue_rows.$t TO STDOUT" "nor copied"
	refused 'permission denied' eve "CREATE VIEW mine AS SELECT * FROM segue_rows.$t" "nor looked at through a view"
done
refused 'permission denied' eve "INSERT INTO segue_rows.segue_listener VALUES ('$(number ann)', 'eve')" "nor written"
refused 'permission denied' eve "CREATE FUNCTION segue.claim(text) RETURNS int LANGUAGE sql AS 'SELECT 1'" "the functions' schema takes nobody's"
refused 'must be owner' eve "ALTER FUNCTION segue.claim(uuid) RESET ALL" "nor are they to be changed"
is "$(in_music eve "SELECT count(*) FROM pg_stats WHERE schemaname = 'segue_rows'")" 0 "statistics tell nothing"
# names of her own in front of the owner's
said=$(in_music eve "CREATE TEMP TABLE segue_listener (listener uuid, role text); CREATE TEMP TABLE segue_event (x int); SET search_path = pg_temp, segue_rows; SELECT segue.total('$(number ann)')")
case $said in *segue_listener_pkey*) : ;; *) false ;; esac; ok $? "a path of one's own changes nothing ($(echo "$said" | head -1))"

# ---- nobody in another's name ----
before=$(rows)
ann=$(number ann)
for call in "segue.claim('$ann')" "$(batch "$ann" name:forged)" "segue.total('$ann')" "segue.ids('$ann', 0, 100)" "segue.take_back('$ann', '{1,2,3,4}')" \
	"segue.erase('$ann')" "segue.picks('$ann')"; do
	refused segue_listener_pkey eve "SELECT * FROM $call" "${call%%(*} of ann's"
done
refused segue_listener_pkey eve "SET application_name = 'ann'; SET ROLE eve; SELECT segue.total('$ann')" "whatever she calls herself"
refused 'permission denied' eve "SET SESSION AUTHORIZATION ann" "and ann she cannot be"
for f in "$work"/ann.db-hub-*[0-9a-f]; do cp "$f" "$work/eve.db${f#"$work/ann.db"}"; done
for verb in push pull status 'erase --yes'; do
	as eve $verb
	is "$status $(echo "$err" | wc -l)" "1 1" "$verb as ann's number: one line"
	case $err in *'you are known there under another role'*) : ;; *) false ;; esac; ok $? "that says why ($err)"
done
rm -f "$work"/eve.db-hub*
is "$(rows)" "$before" "and nothing has changed"
as ann push; is "$status $(q get 1 pushed) $(q get 1 dropped)" "0 0 0" "nor for ann"

# what ann's first tracks are called there
one=$(in_music tester "SELECT min(track) FROM segue_rows.segue_play")
two=$(in_music tester "SELECT min(track) FROM segue_rows.segue_play WHERE track <> '$one'")

# ---- a person is a role: who makes up listeners is one person still ----
as eve sync
is "$status $(q get 1 picks)" "0 0" "two people"
for i in 1 2 3 4 5; do
	in_music eve "SELECT $(batch "00000000-0000-4000-8000-00000000000$i" "$one" "$two" 'name:made up')" >/dev/null
done
is "$(in_music tester 'SELECT count(DISTINCT listener) FROM segue_rows.segue_play')" 7 "eve makes up five more"
is "$(in_music eve 'SELECT segue.people()')" 2 "they are two people"
for i in 1 2 3; do
	is "$(in_music eve "SELECT count(*) FROM segue.picks('00000000-0000-4000-8000-00000000000$i')")" 0 "her listener $i learns nothing of ann"
done
as ann pull; is "$(q get 1 picks)" 0 "nor ann anything of six that are one"
as bob push
as ann pull; is "$(q get 1 picks)" 0 "of two others nothing"
as cid push
as ann pull; is "$status $(q get 1 picks)" "0 4" "of three others what they share"
is "$(cut -f1 "$work"/ann.db-hubbed-* | sort -u)" 3 "three people"
! grep -q 'made up' "$work"/ann.db-hubbed-*; ok $? "what one person says five times is not among it"
is "$(in_music eve "SELECT min(people), count(*) FROM segue.picks('00000000-0000-4000-8000-000000000001')")" "3 4" "the database says nothing of fewer, whoever asks"

# ---- what one writes is read by all: it cannot spoil their answer ----
for who in bob cid eve; do
	in_music $who "SELECT $(batch "$(printf '%08d' "$(echo $who | cksum | cut -c1-8)")-0000-4000-9000-000000000000" "$one" 'name:long')" >/dev/null
done
in_music tester "UPDATE segue_rows.segue_play SET title = repeat('x', 100000) WHERE track = 'name:long'" >/dev/null
in_music tester "INSERT INTO segue_rows.segue_play SELECT repeat('y', 2000), listener, 1, '', '' FROM segue_rows.segue_play WHERE track = 'name:long'" >/dev/null
as ann pull
is "$status $(q get 1 picks) $(grep -c 'xxxx' "$work"/ann.db-hubbed-*)" "0 5 1" "long names come back short, or not at all"

# ---- many push the same at once: there once, counted once ----
same=$(batch 00000000-0000-4000-8000-0000000000aa name:s1 name:s2 name:s3 name:s1)
in_music bob "SELECT segue.claim('00000000-0000-4000-8000-0000000000aa')" >/dev/null
jobs=
for i in 1 2 3 4 5 6; do
	in_music bob "SELECT $same" >"$work/said.$i" &
	jobs="$jobs $!"
done
for job in $jobs; do wait "$job" || fail_of="$fail_of $job"; done
is "${fail_of-}" "" "six push the same at once"
is "$(cat "$work"/said.* | wc -l)" 4 "one of them is told that it is new"
is "$(in_music tester "SELECT string_agg(track || finishes, ' ' ORDER BY track) FROM segue_rows.segue_play WHERE listener = '00000000-0000-4000-8000-0000000000aa'")" "name:s12 name:s21 name:s31" "and it is counted once"

# ---- a hub from before: its rows stay, what was open is shut ----
sql "CREATE DATABASE old OWNER keeper" >/dev/null
for who in keeper ann bob cid eve; do echo "set hub=postgresql://$who@/old?host=$pg" >"$work/$who.conf"; done
in_old() { sql_as "$1" old "$2"; }
in_old keeper "CREATE TABLE segue_event (listener uuid NOT NULL, event bigint NOT NULL, at_ms bigint NOT NULL, kind smallint NOT NULL, is_finish boolean NOT NULL,
	listened_ms bigint NOT NULL, duration_ms bigint NOT NULL, value integer NOT NULL, track text NOT NULL, PRIMARY KEY (listener, event));
	CREATE TABLE segue_play (track text NOT NULL, listener uuid NOT NULL, finishes bigint NOT NULL, artist text NOT NULL, title text NOT NULL, PRIMARY KEY (track, listener));
	CREATE INDEX segue_play_listener ON segue_play (listener);
	GRANT ALL ON segue_event, segue_play TO ann, bob, cid; GRANT SELECT ON segue_play TO PUBLIC; GRANT SELECT (track) ON segue_event TO eve WITH GRANT OPTION" >/dev/null
for who in ann bob cid eve; do
	pg_do "$pg_bin/psql" -h "$pg" -U tester -d music -qAtc "COPY (SELECT * FROM segue_rows.segue_event WHERE listener = '$(number $who)') TO STDOUT" >"$work/rows"
	pg_do "$pg_bin/psql" -h "$pg" -U keeper -d old -qAtc "COPY segue_event FROM STDIN" <"$work/rows"
done
in_old keeper "INSERT INTO segue_play SELECT track, listener, count(*), 'A', 'T' FROM segue_event GROUP BY 1, 2; GRANT CREATE ON SCHEMA public TO eve" >/dev/null
in_old eve "CREATE VIEW peephole AS SELECT track FROM segue_event; CREATE VIEW plays AS SELECT * FROM segue_play" >/dev/null
in_old eve "GRANT SELECT (track) ON segue_event TO bob; SELECT count(*) FROM peephole" >"$work/peeped"
is "$(cat "$work/peeped")" 16 "before, all could be read"
old=$(in_old tester "SELECT md5(string_agg(e::text, '/' ORDER BY listener, event)) FROM segue_event e")
as ann push
is "$status $(echo "$err" | wc -l)" "1 1" "made by an older Segue: one line"
is "$(in_old tester "SELECT md5(string_agg(e::text, '/' ORDER BY listener, event)) FROM segue_event e")" "$old" "and it is as it was"
as keeper setup
is "$status $err" "0 " "its owner opens it"
is "$(in_old tester "SELECT md5(string_agg(e::text, '/' ORDER BY listener, event)) FROM segue_rows.segue_event e")" "$old" "every row is there"
for who in ann bob eve; do
	said=$(in_old $who 'SELECT * FROM segue_rows.segue_play'); case $said in *'permission denied'*) : ;; *) false ;; esac; ok $? "$who can read them no more"
done
for view in peephole plays; do
	said=$(in_old eve "SELECT * FROM $view"); case $said in *'permission denied'*) : ;; *) false ;; esac; ok $? "nor through a view of before ($(echo "$said" | head -1))"
done
is "$(in_old tester "SELECT count(*) FROM information_schema.column_privileges WHERE table_schema = 'segue_rows' AND grantee <> 'keeper'")" 0 "nothing is granted on anything"
as ann sync
is "$status $(q get 1 pushed) $(q get 1 dropped) $(q get 1 picks)" "0 0 0 4" "ann goes on where she was; who has not come yet is a person, too"
is "$(in_old tester "SELECT role FROM segue_rows.segue_listener")" ann "whose she is, is known from then on"
for who in bob cid eve; do as $who push; done
is "$(in_old tester "SELECT string_agg(role, ' ' ORDER BY role) FROM segue_rows.segue_listener") $(in_old ann 'SELECT segue.people()')" "ann bob cid eve 4" "the others', too"
in_old keeper "CREATE OR REPLACE FUNCTION segue.version() RETURNS integer LANGUAGE sql AS 'SELECT 99'" >/dev/null
as ann push
is "$status $(echo "$err" | wc -l)" "1 1" "made by a newer one: one line"
case $err in *'set up for a newer Segue'*) : ;; *) false ;; esac; ok $? "that says so ($err)"
finish
