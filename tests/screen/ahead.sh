# ahead.sh -- keys typed ahead of the program: while it starts, behind a map that changes; none is lost
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
run scan "$music"
is "$status" 0 "the library is there"

scene "typed before the first picture, they meet the library" <<'S'
key Tab j Enter e e
expect ▶ Alpha Two
key 2
expect Queue · 2 tracks
shell "$SEGUE" remote status --json
output-re "queue":2[,}]
S

scene "… and the queue that was kept, in the place that was kept" <<'S'
key 2 D
expect Queue · 1 track
key u
expect Queue · 2 tracks
S

rm -rf "$work/config"
scene "the key behind a changed map is one of the new map, and its hints come" <<'S'
send ":set keymap=vim\nz"
expect scroll-center
key Esc
send ":set keymap=segue\n*"
expect-re 5…[01] rate
send "4"
send ":set keymap=cmus\n4"
expect Queue
S
finish
