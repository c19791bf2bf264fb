# fuzzy.sh -- ' finds what is most like what one types, best first; Enter plays, Esc goes back
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "letters left out, a slip of the finger, initials; the best is first" <<'S'
expect ♫ 5
send "'"
expect like:
expect letters may be left out
send "alptwo"
expect 1 found, best first
row 3 Alpha Two
key C-u
send "aplha"
expect 3 found
key C-u
send "crgf"
expect 東京の夜
absent Alpha
key C-u
send "xyzzy"
expect Nothing is like that
key C-u
send "alpha three"
expect 1 found
key Enter
key Enter
expect ▶ Alpha Three
key e
expect Queued: Alpha Three
key Esc
expect │春日工房
send ":fuzzy elka\n"
expect Nothing is like that
key q
expect │春日工房
S

finish
