# imported.sh -- what is imported from elsewhere while the player runs is known to it at once: history, counts, statistics
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
printf 'Anna,First,Alpha Two,2024-01-31 13:45:10\n春日工房,,東京の夜,2024-01-31 13:50:10\nNobody,,Nothing,2024-01-31 14:50:10\n' >"$work/fm.csv"
printf 'ann\tAnna - Alpha One\nbob\tAnna\n' >"$work/others.tsv"
player_args=$music
export work SEGUE music
scene "in a running player" --rows 40 --cols 100 <<'S'
expect ♫ 5
expect Scanned
shell "$SEGUE" import lastfm "$work/fm.csv" 2>&1
output-re ^3 read, 2 matched, 1 not found, 0 there already, 0 bad$
key F4
expect 2 plays
key F4
key 5
expect Alpha Two —
expect 東京の夜 —
# what is played now goes on being counted: a jump to the end is a skip
key 1
key Tab
key Enter
expect ▶ Alpha One
send ":seek 4:58\n"
expect ▶ Alpha Two
key F4
expect 1 skips
key F4
# nothing new: nothing to tell
shell "$SEGUE" import lastfm "$work/fm.csv" 2>&1
output-re ^3 read, 0 matched, 0 not found, 3 there already, 0 bad$
shell "$SEGUE" import interactions --quiet "$work/others.tsv" 2>&1
output-re ^2 read, 2 matched
key F4
expect 2 plays
key F4
send ":quit\n"
exit 0
S
run list --json --quiet two
is "$(q get 1 play_count)" 1 "counted once"
run doctor --json; echo "$out" | grep -i database | grep -q '"ok"'; ok $? "the database is sound"
finish
