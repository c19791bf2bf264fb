# copies.sh -- :duplicates shows what is there twice; what there is a better one of is marked and leaves the library
. "$TOP_SRCDIR/tests/screen/lib.sh"
for piece in 1 2 3; do
	"$bin/mkband" "$music/piece-$piece.flac" $piece 1 100 0 30 1 || exit 99
done
"$SEGUE" scan --quiet "$music" && "$SEGUE" analyze --quiet || exit 99

scene "nothing is there twice" --cols 120 <<'S'
expect-re ♫ 3
send ":duplicates\n"
expect Nothing is there twice
send ":duplicates more\n"
expect duplicates or duplicates covers, not more
S

"$bin/mkband" "$music/worse.ogg" 2 1 100 0 30 .5 || exit 99
"$bin/mkband" "$music/again.ogg" 3 4 112 3 30 1 || exit 99
"$SEGUE" scan --quiet && "$SEGUE" analyze --quiet || exit 99
scene "a copy: shown with its like, marked, out, and back" --cols 120 <<'S'
expect-re ♫ 5
send ":duplicates\n"
expect 1 pair of tracks is the same music
expect Artists · duplicate
expect (unknown artist) · 2 ·
key Tab
send ":mark spare\n"
expect 1 marked
key D
expect 1 track is out of the library
expect-re ♫ 4
expect (unknown artist) · 1 ·
key u
expect-re ♫ 5
send ":duplicates covers\n"
expect 2 pairs of tracks are the same music
expect (unknown artist) · 4 ·
S
is "$(ls "$music" | grep -c .)" 5 "the files stay"
finish
