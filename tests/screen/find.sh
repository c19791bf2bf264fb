# find.sh -- filters, marks, the flat list, settings, key maps: finding and lists and looks
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "a filter narrows both panes; Esc takes it away" <<'S'
expect ♫ 5
expect 春日工房
key F
expect filter:
send "title:alpha -one"
key Enter
expect Artists · title:alpha
absent 春日工房
absent Alpha One
expect Alpha Two
expect Alpha Three
# what is played is what is shown
key Tab Enter
expect ▶ Alpha Two
key b
expect ▶ Alpha Three
key Esc
absent Artists · title
expect 春日工房
expect Alpha One
key F
send "nosuchword"
key Enter
expect Nothing matches the filter
key F
key C-u
key Enter
expect 春日工房
send ":filter genre:chiptune\n"
expect Artists · genre:
absent │Anna
expect 東京の夜
S

scene "a live filter narrows as one types; mistakes name their column; Esc brings back what was" <<'S'
expect ♫ 5
key L
expect live filter:
send "елк"
expect Ёлка
absent │Anna
key C-u
expect │Anna
send "alpha rating>x"
expect column 14:
key Esc
absent live filter:
expect 春日工房
expect │Anna
key L
send "~t two"
expect Alpha Two
absent Alpha One
key Enter
expect Artists · ~t two
key v
expect nothing plays
key F C-u
send "unpl"
key Tab
expect unplayed
key Enter
S
scene "marks: Space, V, what commands do with them, Esc" <<'S'
expect ♫ 5
key Tab
key g j
key Space
expect •
expect 1 marked
key Space
expect 2 marked
key k Space
expect 1 marked
key e
expect Queued: Alpha One
key g V G Space
expect 3 marked
send "&3"
expect ★★★☆☆
send "&&"
expect ♥
key e
expect Queued 3 tracks
key 2
expect Queue · 4 tracks
key g j j V j V
expect 2 marked
key D
expect Queue · 2 tracks
key 1
expect 3 marked
key L
send "rating=3"
key Enter
expect Alpha Three
expect 3 marked
key Esc
absent marked
expect Artists · rating=3
key Esc
absent Artists · rating
key S-Tab g Space
expect 3 marked
key Esc
absent marked
S

scene "the flat list: T, sort, search, marks and filter in it" <<'S'
expect ♫ 5
key T
expect 5 tracks by artist
expect 東京の夜
send ":sort -title\n"
expect 5 tracks by -title
expect-re │東京の夜|│春日工房
send ":set headers=on\n"
expect Length
send ":sort title\n"
expect by title
send "/one"
key Enter Space
expect 1 marked
send ":sort -title\n"
expect 1 marked
key e
expect Queued: Alpha One
key Esc
absent marked
send "/two"
key Enter Enter
expect ▶ Alpha Two
send ":filter genre:jazz\n"
expect 1 track by -title · genre:jazz
key F C-u Enter
expect 5 tracks by
send ":sort nonsense\n"
expect there is no sort key 'nonsense'
key T
expect Artists
S

mkdir -p "$work/config/segue"
printf '# mine\nset reasons=on\nbind common K next\nset seek-step=7\nset seek-step=9\n' >"$work/config/segue/segue.conf"
scene "settings: F2 shows them, Enter changes, S keeps them" <<'S'
expect ♫ 5
key F2
expect Settings
key G
expect seek-step
expect 9 s
send "/adventure"
key Enter Enter
expect :set adventure=35
key Backspace Backspace
send "50\n"
expect 50 %
send "/reasons"
key Enter Enter
key S
expect Kept in
key Esc
absent Settings ·
send ":settings\n"
expect Settings ·
key q
absent Settings ·
S
is "$(cat "$work/config/segue/segue.conf")" "# mine
set reasons=off
bind common K next
set seek-step=9
set adventure=50" "and segue.conf keeps what else it holds"

finish
