# undo.sh -- every edit of the queue and of playlists, and u gives back exactly what was there
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data"; scene "$@"; }
printf '#EXTM3U\n%s\n%s\n' "$music/b1.flac" "$music/a1.flac" >"$work/Tape.m3u8"

rows() { # rows TITLE ROW… : the pane's title and its rows from the first on
	echo "expect $1"
	shift
	for r; do echo "expect-re $r"; done
}
before() { rows "Queue · 4 tracks" '1 Alpha One — Anna' '2 Alpha Two — Anna' '3 Alpha Three — Anna' '4 東京の夜'; }
undone() { # undone: u, and the queue is as before
	echo 'key u'
	echo 'expect Undone'
	before
}
fill='expect ♫ 5
expect Scanned
key Tab
key e
expect Queued: Alpha One
key e
expect Queued: Alpha Two
key j
key e
expect Queued: Alpha Three
send "/東京"
key Enter
expect 東京の夜
key e
expect Queued: 東京の夜
key 2
expect Queue · 4 tracks'

fresh "the queue: add, remove, marks, move, clear, cut, paste" <<S
$fill
$(before)
key g
key D
expect Queue · 3 tracks
$(undone)
key g
key p
expect-re 2 Alpha One
$(undone)
key g j
key P
expect-re 1 Alpha Two
$(undone)
key g Space j Space
expect 2 marked
key D
expect Queue · 2 tracks
expect-re 1 Alpha Two
$(undone)
key g Space j Space j
expect 2 marked
key p
expect-re 3 Alpha One
expect-re 4 Alpha Three
expect-re 1 Alpha Two
$(undone)
key Esc
absent marked
key g V j j
key D
expect Queue · 1 track
$(undone)
send ":clear\n"
expect Queue · 0 tracks
$(undone)
key g
send ":cut\n"
expect Queue · 3 tracks
send ":paste\n"
expect Queue · 4 tracks
expect-re 2 Alpha One
key u
expect Queue · 3 tracks
$(undone)
key g
key e
expect Queue · 5 tracks
$(undone)
key g
key E
expect Queue · 5 tracks
expect-re 1 Alpha One.*
$(undone)
S

fresh "what follows the queue: taken out, put back where it was" <<'S'
expect ♫ 5
expect Scanned
key Enter
expect ▶ Alpha One
key 2
expect Queue · 0 tracks
expect-re · Alpha Two
expect-re · Alpha Three
key g D
absent · Alpha Two
key u
expect Undone: removed Alpha Two
expect-re · Alpha Two — Anna .*$
row 3 Alpha Two
row 4 Alpha Three
key g V j D
absent · Alpha T
key u
expect Undone: removed 2 tracks
row 3 Alpha Two
row 4 Alpha Three
key u
expect There is nothing to undo
S

list() { rows "Mine · 3" 'Alpha One' 'Alpha Two' 'Alpha Three'; echo 'row-re 3 .*Alpha One'; echo 'row-re 4 .*Alpha Two'; echo 'row-re 5 .*Alpha Three'; }
back() { echo 'key u'; echo 'expect Undone'; list; }
fresh "playlists: add, remove, marks, move, clear, rename, delete, import, new, smart" <<S
expect ♫ 5
expect Scanned
key Tab
send ":playlist-new Mine\n"
expect New playlist: Mine
key y
expect added Alpha One
key y
expect added Alpha Two
key j
key y
expect added Alpha Three
key 4 Tab
$(list)
key g D
expect Mine · 2
$(back)
key g p
row-re 3 .*Alpha Two
$(back)
key g j P
row-re 3 .*Alpha Two
$(back)
key g Space j Space
expect 2 marked
key D
expect Mine · 1
$(back)
key g Space j Space j
expect 2 marked
key P
row-re 3 .*Alpha Two
row-re 4 .*Alpha One
$(back)
key Esc
absent marked
send ":clear playlist\n"
expect Mine · 0
$(back)
key g
send ":cut\n"
expect Mine · 2
send ":paste-before\n"
expect Mine · 3
key u
expect Mine · 2
$(back)
send ":playlist-rename Mine Yours\n"
expect Yours · 3
$(back)
send ":playlist-delete Mine\n"
expect There are no playlists yet
$(back)
send ":playlist-new Other\n"
expect New playlist: Other
key u
expect Undone: new playlist Other
absent-re ^│Other
send ":smart Folk genre:folk\n"
expect New smart playlist
key u
expect Undone: new playlist Folk
absent ≈
send ":playlist-import $work/Tape.m3u8\n"
expect 2 matched
key u
expect Undone
absent-re ^│Tape
key Home
$(list)
key 1
send ":playlist-add Mine\n"
expect Mine: added
key u
expect Undone: Mine: added
key 4
$(list)
S
finish
