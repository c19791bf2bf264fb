# mouse.sh -- rows dragged, the bar, the wheel, tabs, headings; and all of it switched off
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data"; scene "$@"; }

fresh "rows of the queue are dragged, as one edit" <<'S'
expect ♫ 5
expect Scanned
mouse on
key Tab
key e
expect Queued: Alpha One
key e
expect Queued: Alpha Two
key j
key e
expect Queued: Alpha Three
click 1 12
expect Queue · 3 tracks
row 3 1 Alpha One
drag 3 20 5 20
row 5 3 Alpha One
row 3 1 Alpha Two
key u
expect Undone: moved Alpha One
row 3 1 Alpha One
row 4 2 Alpha Two
row 5 3 Alpha Three
drag 5 20 3 20
row 3 1 Alpha Three
key u
row 3 1 Alpha One
row 5 3 Alpha Three
key u
expect Undone: queued Alpha Three
S

fresh "rows of a playlist are dragged" <<S
$two_in_mine
mouse on
drag 3 50 4 50
row 4 Alpha One
row 3 Alpha Two
key u
expect Undone
row 3 Alpha One
row 4 Alpha Two
S

fresh "double click, the bar, the wheel, tabs and headings" <<'S'
expect ♫ 5
expect Scanned
mouse on
double-click 4 50
expect ▶ Alpha One
key c
expect ‖ Alpha One
drag 21 8 21 40
row-re 21 ^ 2:[23]
click 21 60
row-re 21 ^ [34]:
wheel-up 21 40
wheel-down 1 40
expect Queue · 0 tracks
wheel-up 1 40
expect Artists
wheel-down 5 5
expect 1 file cannot be read
send ":set headers=on\n"
key T
expect Title
expect 5 tracks by artist
send ":set flat-columns=title,artist,stars,love\n"
row 3 Title
click 3 3
expect 5 tracks by title
row 4 Alpha One
click 3 3
expect 5 tracks by -title
row-re 4 (Ёлка|東京)
S

fresh "it can be switched off" <<'S'
expect ♫ 5
expect Scanned
mouse on
send ":set mouse=off\n"
mouse off
send ":set mouse=on\n"
mouse on
S
finish
