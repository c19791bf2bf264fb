# kept.sh -- the library keeps itself: unreadable files are shown with why, missing ones greyed, files that come, go and move are followed
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "what cannot be read is listed with why, and plays nowhere" --rows 24 --cols 100 <<'S'
expect ♫ 5
expect (unreadable files)
key G
expect 1 file cannot be read
expect broken.flac
expect is not a FLAC file
key Enter
expect These files cannot be read
key Tab
key Enter
expect broken.flac: is not a FLAC file
key e
expect There is nothing here to queue
send "/alpha two"
key Enter
expect Alpha Two
absent 1 file cannot be read
S

make_file "$work/new.flac" 300 "title=Brand New" "artist=Zed" "album=Late" "track=1"
export music work
scene "what comes, goes and moves in the folder is followed without a key" --rows 24 --cols 100 <<'S'
expect ♫ 5
absent Zed
shell cp "$work/new.flac" "$music/"
expect ♫ 6
expect Zed
send "/brand"
key Enter
expect Brand New
send "&4"
expect ★★★★☆
shell mkdir "$music/later" && mv "$music/new.flac" "$music/later/renamed.flac"
expect 1 moved
expect Brand New
expect ★★★★☆
expect ♫ 6
key e
key e
key 2
expect Queue · 2 tracks
key 1
shell rm "$music/later/renamed.flac"
expect ♫ 5
absent Zed
key 2
expect Brand New
look 4 8 fg=241
S

scene "patterns and files in folders leave out what is no music" --rows 24 --cols 100 <<'S'
expect ♫ 5
send ":set ignore=a*.flac:*/later/*\n"
expect ♫ 3
absent Alpha One
send ":set ignore=\n"
expect ♫ 5
shell touch "$music/.nomedia"
expect ♫ 0
shell rm "$music/.nomedia"
expect ♫ 5
send ":scan\n"
expect ♫ 5
send ":set watch=off\n"
send ":set watch?\n"
expect watch=off
S
finish
