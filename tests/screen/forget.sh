# forget.sh -- what was played is forgotten: by lists, statistics, the log, the file; undo brings it back
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
export SEGUE
rows() { sqlite3 "$db" "SELECT group_concat(kind || ' ' || title, ', ') FROM (SELECT e.kind, t.title FROM event e JOIN track t ON t.id = e.track ORDER BY e.at_ms, e.id)"; }
learnt() { ls "$work/data/segue" | grep -c learnt; }
scene "a track, what plays, an artist, a span; and back" --rows 40 --cols 100 <<'S'
expect ♫ 5
expect Scanned
send ":forget\n"
expect Nothing plays
key Tab
key Enter
expect ▶ Alpha One
send ":seek 4:58\n"
expect ▶ Alpha Two
key * *
expect ♥
send ":seek 4:58\n"
expect ▶ Alpha Three
key F4
expect 2 skips
key F4
# the cursor is on the first track
key & f
expect Forgotten: 1 play of Alpha One — Anna (u brings it back until you quit)
key F4
expect 1 skips
key F4
key 5
absent Alpha One —
expect Alpha Two
key u
expect Undone: forgot 1 play of Alpha One
key F4
expect 2 skips
key F4
key 1
# what plays: its end will not be written either
key * f
expect Forgotten: 1 play of Alpha Three
expect ▶ [private] Alpha Three
key u
expect Undone
expect ▶ Alpha Three
key * f
expect ▶ [private] Alpha Three
# the artist, from the left
key Tab
key g
key & f
expect Forgotten: 2 plays of 2 tracks
send ":forget 2h\n"
expect Nothing of that was played
key u
expect Undone: forgot 2 plays of 2 tracks
send ":forget nonsense\n"
expect forget takes nothing
send ":forget today\n"
expect Forgotten: 2 plays of 2 tracks
key F4
expect 0 plays
expect 0 skips
absent Most played
expect 1 loved
send ":quit\n"
exit 0
S
is "$(rows)" "6 Alpha Two" "what was said stays, nothing else does"
run doctor
echo "$out" | grep -qi "disagree" && sed 's/^/#   /' "$work/out"
is "$(echo "$out" | grep -ci "disagree")" 0 "the counts agree with the log"
is "$(sqlite3 "$db" "SELECT count(*) FROM queue WHERE part IN (2, 4)") $(sqlite3 "$db" "SELECT value FROM value WHERE key = 'resume'")" "0 " "the queue does not tell of it either"
"$SEGUE" --ao null --script - >"$work/out" 2>&1 <<S
wait idle
undo
quit
S
is "$(rows)" "6 Alpha Two" "after the end nothing brings it back"
is "$(sqlite3 "$db" "SELECT count(*) FROM sqlite_schema WHERE name = 'event_not_deleted'")" 1 "the log is kept as ever"
finish
