# redo.sh -- what u takes back R does again, edit for edit, until there is another; each gives back exactly what was there
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data" "$work/config/segue/segue.conf"; scene "$@"; }
conf=$work/config/segue/segue.conf
export conf

fresh "the queue, forwards and backwards; a new edit ends it; what began to play stays out" <<'S'
expect ♫ 5
expect Scanned
key R
expect There is nothing to redo
key Tab
key e
expect Queued: Alpha One
key e
expect Queued: Alpha Two
key 2
expect Queue · 2 tracks
key g D
expect Queue · 1 track
key u
expect Undone: removed Alpha One
expect-re 1 Alpha One
key u
expect-re 1 Alpha One
expect Queue · 1 track
key u
expect Queue · 0 tracks
key u
expect There is nothing to undo
key R
expect Redone:
expect Queue · 1 track
key R
expect Queue · 2 tracks
expect-re 2 Alpha Two
key R
expect Redone: removed Alpha One
expect Queue · 1 track
expect-re 1 Alpha Two
key R
expect There is nothing to redo
key u
expect Queue · 2 tracks
# the first of them plays: neither way brings it back
send ":next\n"
expect ▶ Alpha One
expect Queue · 1 track
key u
expect Queue · 0 tracks
key R
expect Redone
expect Queue · 1 track
expect-re 1 Alpha Two
key u
expect Queue · 0 tracks
send ":playlist-new Other\n"
expect New playlist: Other
key R
expect There is nothing to redo
S

fresh "what follows the queue leaves once more" <<'S'
expect ♫ 5
expect Scanned
key Enter
expect ▶ Alpha One
key 2
expect-re · Alpha Three
key g D
absent · Alpha Two
key u
row 3 Alpha Two
key R
expect Redone: removed Alpha Two
absent · Alpha Two
key u
row 3 Alpha Two
S

fresh "playlists: made, filled, renamed, deleted" <<S
$two_in_mine
send ":playlist-rename Mine Yours\n"
expect Yours · 2
send ":playlist-delete Yours\n"
expect There are no playlists yet
key u
expect Yours · 2
key u
expect Mine · 2
key u
expect Mine · 1
key u
expect Mine · 0
key u
expect There are no playlists yet
key R
expect Redone: new playlist Mine
key R
expect Mine · 1
key R
expect Mine · 2
key R
expect Redone: renamed Mine
expect Yours · 2
key R
expect There are no playlists yet
key u
expect Yours · 2
S

fresh "options, kept at once; two that are one edit; keys; filters" --cols 120 <<S
expect ♫ 5
expect Scanned
send ":set seek-step=7\n"
until grep -qx "set seek-step=7" "$conf"
key u
expect Undone: seek-step=7
until grep -qx "set seek-step=5" "$conf"
key R
expect Redone: seek-step=7
until grep -qx "set seek-step=7" "$conf"
send ":sort -title\n"
absent Artists
key u
expect Undone: sort=-title
expect Artists
key R
expect Redone
absent Artists
send ":set sort?\n"
expect sort=-title
key u
expect Artists
send ":set sort?\n"
expect sort=artist date album
send ":bind common X next\n"
until grep -qx "bind common X next" "$conf"
key u
expect Undone
until ! grep -qx "bind common X next" "$conf"
key R
expect Redone
until grep -qx "bind common X next" "$conf"
send ":fset folk=genre:folk\n"
expect folk
key 7
expect-re folk.*genre:folk
key u
absent-re folk.*genre:folk
key R
expect-re folk.*genre:folk
S

fresh "tags are in the files again, and the track is out of the library again" <<S
expect ♫ 5
expect Scanned
key Tab
send ":tag title=Other\n"
expect Tags of 1 file are written
expect-re Other +
key u
expect-re Alpha One +
key R
expect-re Other +
shell grep -qi title=Other $music/a1.flac
key u
expect-re Alpha One +
shell grep -qi 'title=Alpha One' $music/a1.flac
key D
expect out of the library
expect ♫ 4
key u
expect ♫ 5
key R
expect Redone: removed
expect ♫ 4
key u
expect ♫ 5
send ":style Dub\n"
expect is Dub now
key u
expect Undone
key R
expect Redone: style of
send ":filter style:dub\n"
expect ♫ 5
S

fresh "C-r with the keys of vim" <<'S'
expect ♫ 5
send ":set keymap=vim\n"
send ":queue-last\n"
expect Queued
key u
expect Undone
key C-r
expect Redone
key g r
expect repeat one
S
finish
