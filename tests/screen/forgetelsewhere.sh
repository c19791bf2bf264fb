# forgetelsewhere.sh -- what was heard of tracks the library does not have is forgotten with the rest of its time, and comes back with u
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
printf 'Nobody,,Nothing,2024-01-31 14:50:10\nNobody,,Something,2024-01-31 15:50:10\nAnna,First,Alpha Two,2024-01-31 13:45:10\nXanadu,,Old,2023-01-05 13:45:10\n' >"$work/fm.csv"
player_args=$music
export work SEGUE music
elsewhere() { sqlite3 "$db" "SELECT group_concat(artist || ' ' || title, ', ') FROM (SELECT artist, title FROM elsewhere e JOIN named n ON n.id = e.named ORDER BY at_ms)"; }
scene "a span of it, all of it; and back" --rows 40 --cols 100 <<'S'
expect ♫ 5
expect Scanned
shell "$SEGUE" import lastfm "$work/fm.csv" 2>&1
output-re ^4 read, 1 matched, 3 not found, 0 there already, 0 bad$
key F4
expect 1 plays
key F4
send ":forget 2024-01-31\n"
expect Forgotten: 1 play of Alpha Two — Anna and 2 plays of what is not in the library (u brings
send ":forget 2024-01-31\n"
expect Nothing of that was played
send ":forget all\n"
expect Forgotten: 1 play of what is not in the library (u brings it back until you quit)
send ":forget all\n"
expect Nothing of that was played
key u
expect Undone: forgot 1 play of what is not in the library
key u
expect Undone: forgot 1 play of Alpha Two — Anna and 2 plays of what is not in the library
# all is there again: nothing of the file is new
shell "$SEGUE" import lastfm "$work/fm.csv" 2>&1
output-re ^4 read, 0 matched, 0 not found, 4 there already, 0 bad$
send ":forget 2024-01-31\n"
expect Forgotten: 1 play of Alpha Two
send ":quit\n"
exit 0
S
is "$(elsewhere)" "Xanadu Old" "what was forgotten is not in the file"
is "$(strings -a "$db" "$db-wal" 2>/dev/null | grep -c Nobody)" 0 "not even its name"
run doctor --json; echo "$out" | grep -i database | grep -q '"ok"'; ok $? "the database is sound"
finish
