# counts.sh -- with the keys of vim a number before a key counts: rows, marks, cuts, steps; views have g and a digit, or Alt
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data" "$work/config"; scene "$@"; }
fresh "rows, marks, registers, steps" --cols 100 <<'S'
expect ♫ 5
expect Scanned
send ":set keymap=vim\n"
send ":set library=flat\n:set sort=title\n"
expect 5 tracks by title
# titles by the alphabet: Alpha One, Three, Two, then Ёлка, 東京の夜
key g g 2 j
key e
expect Queued: Alpha Two
key u
expect Undone
key g g
key 3 G e
expect Queued: Alpha Two
key u
expect Undone
key 4 g g e
expect Queued: Ёлка
key u
expect Undone
key 9 9 9 j e
expect Queued: 東京の夜
key u
expect Undone
key G 3 k e
expect Queued: Alpha Three
key u
expect Undone
# a count is shown, Esc takes it back, and the key after it is itself again
key 1 2
expect-re ^ 12$
key Esc
absent-re ^ 12$
key g g j e
expect Queued: Alpha Three
key u
expect Undone
key g g 3 e
expect Queued 3 tracks
key 1 u
key g 2
expect Queue · 0 tracks
key M-1
expect 5 tracks by title
key 2 g t
expect Queue · 0 tracks
key 1 g t
expect 5 tracks by title
key g t
expect Queue · 0 tracks
key g 1
expect 5 tracks by title
key g g
send ":echo now\n"
expect now
key 5 y y
expect Yanked 5 tracks
key g 2 p
expect Queue · 5 tracks
key g g 2 d d
expect Queue · 3 tracks
row-re 3 1 Alpha Two
key 2 p
expect Queue · 7 tracks
key 2 u
expect Queue · 3 tracks
key g g 1 0 d d
expect Queue · 0 tracks
key u
expect Queue · 3 tracks
key g g 2 Space
expect 2 marked
# marks are what is meant where there are some
key 1 d d
expect Queue · 1 track
key u
expect Queue · 3 tracks
key Esc
# what a number does not belong to is done once
key 3 i
absent does nothing
key 3 g s
expect nothing plays
key 3 -
expect volume 85%
key 0
expect '0' does nothing here
S
fresh "a digit of one's own stays it; the other maps have no counts" --cols 100 <<'S'
expect ♫ 5
key 2
expect Queue · 0 tracks
send ":set keymap=vim\n"
send ":bind common 3 view history\n"
key 3
expect Nothing has been played yet
key 1 3 G
key g 4
expect There are no playlists yet
key * 4
expect Nothing plays
send ":set keymap=cmus\n"
key 4
expect Queue · 0 tracks
S
finish
