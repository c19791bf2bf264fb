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
finish
