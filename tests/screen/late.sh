# late.sh -- what was heard elsewhere is found when its track comes while the player runs: counts and history follow, no key waits
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
mkdir "$work/new"
make_file "$work/new/n1.flac" 200 "title=Nothing" "artist=Nobody"
make_file "$work/new/n2.flac" 200 "title=夜曲" "artist=無名"
make_file "$work/new/a1.flac" 250 "title=Something" "artist=Nobody"
printf 'Nobody,,Nothing,2024-01-31 14:50:10\n無名,,夜曲,2024-01-31 15:50:10\nNobody,,Something,2024-02-01 15:50:10\n' >"$work/fm.csv"
player_args=$music
export work SEGUE music
scene "found by a scan of the player" --rows 40 --cols 100 <<'S'
expect ♫ 5
expect Scanned
shell "$SEGUE" import lastfm "$work/fm.csv" 2>&1
output-re ^3 read, 0 matched, 3 not found
shell cp "$work"/new/n*.flac "$music" && "$SEGUE" scan "$music" 2>&1
expect 2 heard elsewhere before are in the library by now
expect ♫ 7
key F4
expect 2 plays
key F4
key 5
expect Nothing —
expect 夜曲 —
# new tags for a track that is there
shell cp "$work/new/a1.flac" "$music/a1.flac" && "$SEGUE" scan "$music" 2>&1
expect 1 heard elsewhere before is in the library by now
expect Something —
key F4
expect 3 plays
key F4
# it is a play like any other: forgotten, and back
send ":forget all\n"
expect Forgotten: 3 plays of 3 tracks
key u
expect Undone
key F4
expect 3 plays
send ":quit\n"
exit 0
S
is "$(sqlite3 "$db" "SELECT (SELECT count(*) FROM elsewhere) || ' ' || (SELECT count(*) FROM event WHERE source = 11)")" "0 6" "in the log, and nowhere else"
run doctor --json; echo "$out" | grep -i database | grep -q '"ok"'; ok $? "the database is sound"
finish
