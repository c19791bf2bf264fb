#!/bin/sh
# workers.sh -- what can go wrong around those who listen: children killed and stopped, the parent killed, a database that is held, a full disk, two at once
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
sounds() { sqlite3 "$db" "select count(*) from sound" 2>/dev/null; }
# the children that listen for process $1
children() { for p in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null | grep -q -- '--worker hear' && echo "$p"; done; }
until_true() { # until_true COMMAND…: at most five minutes: who is nice comes last
	tries=0
	while ! "$@" && [ $tries -lt 3000 ]; do tries=$((tries + 1)); sleep .1; done
	"$@"
}
has_child() { [ -n "$(children "$pid")" ]; }

"$bin/mktone" "$music/00.flac" 60 220 120 || exit 99
for i in $(seq 1 23); do
	"$bin/mktone" "$music/$(printf %02d "$i").flac" 20 $((200 + i)) 110 || exit 99
done
run scan --quiet "$music"

# ---- a child dies: its track is heard by another ----
"$SEGUE" analyze --json --jobs 2 >"$work/out" 2>"$work/err" &
pid=$!
until_true has_child
# shellcheck disable=SC2046 # a word each
kill -9 $(children $pid) 2>/dev/null
wait $pid
is "$?" 0 "children killed once each:"
is "$(q get -1 analyzed)/$(q get -1 failed)" "24/0" "no track is lost by it"

# ---- the parent dies: its children go, what was kept is kept ----
"$SEGUE" analyze --json --force --jobs 2 >"$work/out" 2>"$work/err" &
pid=$!
until_true has_child
orphans=$(children $pid)
kill -9 $pid
wait $pid 2>/dev/null
gone() { for p in $orphans; do [ "$(sed 's/.*) \(.\).*/\1/' "/proc/$p/stat" 2>/dev/null)" ] && [ "$(sed 's/.*) \(.\).*/\1/' "/proc/$p/stat" 2>/dev/null)" != Z ] && return 1; done; return 0; }
until_true gone
ok $? "the parent is killed: its children ($(echo $orphans)) end by themselves"
is "$(sqlite3 "$db" 'pragma integrity_check')" ok "the database is sound"

# ---- two at once share the work ----
sqlite3 "$db" "delete from sound_features; delete from sound"
"$SEGUE" analyze --json --jobs 1 >"$work/one" 2>"$work/err1" &
one=$!
"$SEGUE" analyze --json --jobs 1 >"$work/two" 2>"$work/err2" &
two=$!
wait $one; s1=$?
wait $two; s2=$?
is "$s1 $s2 $(cat "$work/err1" "$work/err2")" "0 0 " "two at once: both are content"
total=$(($(tail -n 1 "$work/one" | "$bin/jsonq" get -1 analyzed) + $(tail -n 1 "$work/two" | "$bin/jsonq" get -1 analyzed)))
is "$total/$(sounds)" "24/24" "each track is heard by one of them"

# ---- somebody else holds the database for a while, longer than SQLite waits ----
sqlite3 "$db" "delete from sound_features; delete from sound"
mkfifo "$work/hold"
"$SEGUE" analyze --json --jobs 1 >"$work/out" 2>"$work/err" &
pid=$!
until_true has_child
sqlite3 "$db" <"$work/hold" >/dev/null 2>&1 &
holder=$!
exec 9>"$work/hold"
echo ".timeout 5000
begin immediate;" >&9
held() { ! command sqlite3 "$db" "begin immediate; rollback;" 2>/dev/null; }
until_true held
has_none() { ! has_child; }
until_true has_none	# all is heard
some=$(sounds)
echo "rollback;" >&9
exec 9>&-
wait $holder
wait $pid
is "$? $(cat "$work/err")" "0 " "the database was held with $some of 24 written: no complaint"
is "$(q get -1 analyzed)/$(sounds)" "24/24" "when it was let go the rest was written"

# ---- while it listens, who plays can write ----
"$SEGUE" analyze --json --force --jobs 1 >"$work/out" 2>"$work/err" &
pid=$!
until_true has_child
"$SEGUE" love "$music/05.flac" >"$work/love" 2>&1
is "$?" 0 "an opinion is written meanwhile: $(cat "$work/love")"
kill -TERM $pid
wait $pid
is "$? $(grep -c 'stopped: .* kept' "$work/err")" "1 1" "ended in the middle: $(cat "$work/err")"

# ---- a full disk ----
mkdir "$work/small"
if mount -t tmpfs -o size=1200k tmpfs "$work/small" 2>/dev/null; then
	"$SEGUE" --db "$work/small/segue.db" scan --quiet "$music" 2>/dev/null
	head -c 2000000 /dev/zero >"$work/small/filler" 2>/dev/null
	truncate -s "-100K" "$work/small/filler"
	"$SEGUE" --db "$work/small/segue.db" analyze --json >"$work/out" 2>"$work/err"
	is "$? $(grep -c 'no room left' "$work/err")" "1 1" "a full disk ends it with a sentence: $(head -1 "$work/err")"
	rm "$work/small/filler"
	"$SEGUE" --db "$work/small/segue.db" analyze --json >"$work/out" 2>"$work/err"
	is "$?/$(sqlite3 "$work/small/segue.db" 'select count(*) from sound')" "0/24" "with room again the rest is heard $(cat "$work/err")"
	is "$(sqlite3 "$work/small/segue.db" 'pragma integrity_check')" ok "the database is sound"
	umount "$work/small"
else
	for i in 1 2 3; do n=$((n + 1)); echo "ok $n # SKIP no file system can be mounted here"; done
fi
finish
