# private.sh -- what is played in a private session is in no log, in no queue of the next start, and nobody is told
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
export SEGUE
rows() { sqlite3 "$db" "SELECT group_concat(kind || ' ' || title, ', ') FROM (SELECT e.kind, t.title FROM event e JOIN track t ON t.id = e.track ORDER BY e.id)"; }
cat >"$work/tell" <<T
#!/bin/sh
echo "\$*" >>"$work/told"
T
chmod +x "$work/tell"
scene "what plays is stopped in the log, and nothing after it is written" --rows 24 --cols 80 <<S
expect ♫ 5
expect Scanned
send ":set status-program=$work/tell\n"
key Tab
key Enter
expect ▶ Alpha One
send ":private\n"
expect Private: what plays
expect ▶ [private] Alpha One
send ":seek 4:58\n"
expect ▶ [private] Alpha Two
key * *
expect ♥
key b
expect ▶ [private] Alpha Three
send ":private maybe\n"
expect takes on or off
key F4
expect 0 skips
key F4
# what it says while it is written down again: not yet
send ":private off\n"
expect Private until this track ends
expect ▶ [private] Alpha Three
send ":search 東京\n"
key Enter
expect ▶ 東京の夜
key * p
expect ▶ [private] 東京の夜
key b
expect ▶ [private] Ёлка
send ":quit\n"
exit 0
S
is "$(rows)" "1 Alpha One, 4 Alpha One, 6 Alpha Two, 1 東京の夜, 4 東京の夜" "the log has what came before and between, and the love that was said"
is "$(sqlite3 "$db" "SELECT count(*) FROM queue q JOIN track t ON t.id = q.track WHERE q.part IN (2, 4) AND t.title IN ('Alpha Two', 'Alpha Three', 'Ёлка')")" 0 \
	"none of it is among what the queue played"
is "$(sqlite3 "$db" "SELECT sum(last_played_s > 0) FROM opinion")" 2 "no track was heard for it"
grep -q "Alpha One" "$work/told" && ! grep -q "Alpha Two\|Alpha Three\|Ёлка" "$work/told"
ok $? "status-program was not told of it"
scene "the next start goes on where the session began" <<'S'
expect 東京の夜
absent private]
send ":quit\n"
S
scene "killed in the middle of one, nothing of it is left" <<'S'
expect 東京の夜
send ":private on\n"
expect [private] 東京の夜
key b
expect [private] Ёлка
kill
S
is "$(rows | sed 's/.*, 1/1/')" "1 東京の夜, 4 東京の夜" "what was heard before was stopped in the log"
scene "the start after that knows nothing of it" <<'S'
expect 東京の夜
absent private]
send ":quit\n"
S
finish
