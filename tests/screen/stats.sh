# stats.sh -- the view of statistics says what `segue stats` says, and keeps up with what is played and judged
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
export SEGUE
scene "totals, artists, styles; what is judged while one looks counts" --rows 50 --cols 100 <<'S'
expect ♫ 5
expect Scanned
key F4
expect Statistics ·
row 3 Library
row 4 5 tracks
row 5 2 artists
row 6 3 albums
expect 1 unreadable files
expect Styles in the library
expect-re Folk +▇+ +40%
expect-re Jazz +▇+ +20%
absent Most played
absent Hours of the day
key 1
key Tab
key Enter
expect ▶ Alpha One
send ":seek 4:58\n"
expect ▶ Alpha Two
key * 4
expect ★★★★
key F4
expect 1 skips
expect 1 rated
expect Hours of the day
key * 5
key & &
# seen to change without a key
send ":search rated\n"
send ":rate 0\n"
expect 0 rated
key j G
expect-re Sunday
send "/Chip"
key Enter
expect-re Chiptune
key q
absent Statistics ·
send ":view stats\n"
expect Statistics ·
key Esc
absent Statistics ·
S
page=$("$SEGUE" stats 2>&1)
echo "$page" | grep -q "^         5 tracks$" && echo "$page" | grep -q "^  Folk   *▇▇*  *40%$"
ok $? "segue stats says the same"
is "$(echo "$page" | sed -n 1p)" Library "from its first line on"
echo "$page" | grep -q "^Hours of the day$" && echo "$page" | grep -q "^  25 min of music, "
ok $? "to the hours of the day"
finish
