# realroot.sh -- a folder is the library's once, whatever names lead to it
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
ln -s "$music" "$work/link"
ln -s "$work" "$work/up"
player_args=$music
export work SEGUE music

run scan --quiet "$music"
run scan --json "$work/link"
is "$(q get 1 added)" 0 "a link to a folder that is known adds nothing"
run scan --json "$work/up/link"
is "$(q get 1 added)" 0 "nor does a link on the way to one"

scene "in the player: named on the command line, added, a file of it played" --cols 130 <<'S'
expect-re ♫ 5( |$)
send ":add ${work}/link\n"
send ":echo one\n"
expect one
shell "$SEGUE" "$work/link" && "$SEGUE" "$work/up/music/b1.flac"
expect ▶ 東京の夜
shell "$SEGUE" scan "$work/up/link"
output 0 added
expect-re ♫ 5( |$)
send ":quit\n"
exit 0
S
player_args=$work/up/link
scene "at the start, and taken out by any name" --cols 130 <<'S'
expect-re ♫ 5( |$)
until "$SEGUE" list --json >"$work/list"; test $(wc -l <"$work/list") -eq 5
send ":remove-folder ${work}/link\n"
expect is no longer a folder of the library: 6 tracks less
send ":quit\n"
exit 0
S

# a root that is a link by now (an older library, or music that moved to another disk) keeps its name
mkdir "$work/other"
run scan --quiet --db "$work/old.db" "$music"
mv "$music" "$work/other/disk" && ln -s "$work/other/disk" "$music"
run scan --json --db "$work/old.db" "$work/other/disk"
is "$(q get 1 added)/$(q get 1 removed)" "0/0" "its real path is the same folder"
player_args="--db $work/old.db $work/other/disk"
scene "in the player as well" --cols 130 <<'S'
expect-re ♫ 5( |$)
shell "$SEGUE" --db "$work/old.db" scan "$work/other/disk"
output 0 added
expect-re ♫ 5( |$)
send ":quit\n"
exit 0
S

# the folder around a link's folder: what the link leads to stays the library's by the link, and is there once
mkdir "$work/big" && mv "$work/other/disk" "$work/big/disk" && ln -sfn "$work/big/disk" "$music"
make_file "$work/big/other.flac" 300 "title=Outside" "artist=Bert"
run scan --json --db "$work/old.db"
is "$(q get 1 added)/$(q get 1 removed)" "0/0" "the link leads elsewhere: the same music"
run scan --json --db "$work/old.db" "$work/big"
is "$(q get 1 added)/$(q get 1 removed)" "1/0" "the folder around it adds what is not in it"
run scan --json --db "$work/old.db"
is "$(q get 1 added)/$(q get 1 removed)/$(q get 1 moved)" "0/0/0" "and again"
run list --json --db "$work/old.db"
is "$(q count)" 6 "each track is once in the library"
player_args="--db $work/old.db"
scene "in the player as well, and what changes there is followed" --cols 130 <<'S'
expect-re ♫ 6$
shell cp "$work/big/other.flac" "$work/big/disk/more.flac"
expect-re ♫ 7$
shell "$SEGUE" --db "$work/old.db" scan
output 0 added
expect-re ♫ 7$
send ":quit\n"
exit 0
S
finish
