# cmus.sh -- what somebody who comes from cmus types, binds and sources
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data" "$work/config"; scene "$@"; }	# nothing of the scene before goes on

fresh "views by the numbers of the map in force; tabs in their order" <<'S'
expect ♫ 5
send ":view 4\n"
expect There are no playlists yet
expect Library  Queue  For you  Playlists
send ":set keymap=cmus\n"
expect Library  Playlists  Queue  Files  Filters  For you  History
send ":view 4\n"
expect Queue · 0 tracks
send ":view 7\n"
expect Settings
send ":view 2\n"
expect 5 tracks by
send ":view 1\n"
expect Artists
send ":view 9\n"
expect Nothing has been played yet
send ":view 8\n"
expect ┌ For you
send ":bind common F6 view 4\n"
key F6
expect Queue · 0 tracks
send ":right-view\n"
expect broken.flac
send ":view 10\n"
expect there is no view '10'
send ":set keymap=segue\n"
send ":view 9\n"
expect there is no view '9'
S
finish
