# optundo.sh -- options are edits, too: u gives each back its value, here and in segue.conf; what is turned while listening is none
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
conf=$work/config/segue/segue.conf
export conf
scene "set, toggle, the settings view, columns, sort: u takes each back" --cols 120 <<S
expect ♫ 5
expect Scanned
send ":set seek-step=7\n"
until grep -qx "set seek-step=7" "$conf"
key u
expect Undone: seek-step=7
send ":set seek-step?\n"
expect seek-step=5
until grep -qx "set seek-step=5" "$conf"
send ":set seek-step=5\n"
key u
expect There is nothing to undo
send ":toggle headers\n"
expect Title
key T
absent Artists
key u
expect Undone: library=flat
expect Artists
key u
expect Undone: headers=on
absent-re Title
key F2
expect Settings ·
send "/reasons"
key Enter Enter
expect-re reasons +off
key u
expect Undone: reasons=off
expect-re reasons +on
key Esc
absent Settings ·
send ":set columns=nosuch\n"
expect nosuch
key u
expect There is nothing to undo
# one command, one edit: it sorts, and makes the list flat
send ":sort -title\n"
absent Artists
key u
expect Undone: sort=-title
expect Artists
send ":set sort?\n"
expect sort=artist date album
key u
expect There is nothing to undo
key T
absent Artists
send ":sort title\n"
expect-re 1.*Alpha One
key u
expect Undone: sort=title
absent Artists
key u
expect Undone: library=flat
expect Artists
# a theme is read first: one that is not there was never set
send ":set theme=nosuch-theme\n"
expect nosuch-theme
send ":set theme?\n"
expect theme=dark
key u
expect There is nothing to undo
send ":set theme=light\n"
send ":set theme?\n"
expect theme=light
key u
expect Undone: theme=light
send ":set theme?\n"
expect theme=dark
# what a band of the equalizer was
send ":equalizer jazz\n"
send ":set equalizer?\n"
expect equalizer=jazz
key u
expect Undone: equalizer=jazz
send ":set equalizer?\n"
expect equalizer=off
# the key map: u is another key then
send ":set keymap=cmus\n"
key C-_
expect Undone: keymap=cmus
send ":set keymap?\n"
expect keymap=segue
send ":quit\n"
exit 0
S
scene "what is turned while listening does not stand before an edit" --cols 120 <<'S'
expect ♫ 5
key Tab
key e
expect Queued: Alpha One
key 2
expect Queue · 1 track
key D
expect Queue · 0 tracks
key -
expect volume 95%
key s
expect shuffle
key r
expect repeat
key u
expect Undone
expect Queue · 1 track
expect volume 95%
# set says that it is meant
send ":set volume=40\n"
expect volume 40%
key u
expect Undone: volume=40
expect volume 95%
S
finish
