# wraps.sh -- a search that came round says so; a lone ! is no filter; the sort keys of cmus for gains; the flat list says that it sorts
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
scene "a search that hits the end says so, both ways, in the library and in other lists" --cols 100 <<'S'
expect ♫ 5
expect Scanned
key Tab
send "/alpha\n"
expect Alpha One
absent The search hit
key n
absent The search hit
key n
absent The search hit
key n
expect The search hit the bottom, and went on from the top
key N
expect The search hit the top, and went on from the bottom
# typed: said when it is entered, not while one types
send ":search Ёлка\n"
expect Ёлка
send "/one"
absent The search hit
key Enter
expect The search hit the bottom, and went on from the top
send "/two"
key Enter
absent The search hit
send "/nowhere\n"
expect Nothing matches 'nowhere'
absent The search hit
key F2
expect Settings ·
send "/theme"
key Enter
absent The search hit
key n
expect The search hit the bottom
key N
expect The search hit the top
S
scene "one line each for what means nothing" --cols 100 <<'S'
expect ♫ 5
send ":factivate !\n"
expect ! stands before the name of a filter, without a blank
send ":fset jazz=genre:jazz\n"
expect Filter jazz
send ":factivate ! jazz\n"
expect ! stands before the name of a filter, without a blank
send ":factivate !jazz\n"
key 1
expect Artists · !jazz
send ":factivate\n"
absent !jazz
send ":set sort=rg_track_gain rg_album_peak -rg_album_gain rg_track_peak\n"
send ":set sort?\n"
expect sort=rg_track_gain rg_album_peak -rg_album_gain rg_track_peak
S
finish
