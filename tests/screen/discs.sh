# discs.sh -- an album of several discs has a heading for each, which stands for its tracks
. "$TOP_SRCDIR/tests/screen/lib.sh"
make_file "$music/1-1.flac" 300 "title=One" "artist=Anna" "album=Both" "track=1" "date=1997"
make_file "$music/1-2.flac" 300 "title=Two" "artist=Anna" "album=Both" "track=2" "date=1997"
make_file "$music/2-1.ogg" 300 "title=東京" "artist=Anna" "album=Both" "track=1" "date=1997"
make_file "$music/2-2.ogg" 300 "title=Four" "artist=Anna" "album=Both" "track=2" "date=1997"
make_file "$music/x.ogg" 300 "title=Extra" "artist=Anna" "album=Both" "track=9" "date=1997"
make_file "$music/s1.flac" 300 "title=Alone" "artist=Anna" "album=Single" "track=1" "date=2001"
make_file "$music/s2.flac" 300 "title=Alone Too" "artist=Anna" "album=Single" "track=2" "date=2001"
make_file "$music/l.flac" 300 "title=Loose" "artist=Anna"
"$SEGUE" tag disc=1 "$music/1-1.flac" "$music/1-2.flac" "$music/s1.flac" "$music/s2.flac" >"$work/out" 2>&1 &&
	"$SEGUE" tag disc=2 "$music/2-1.ogg" "$music/2-2.ogg" "$music/l.flac" >>"$work/out" 2>&1
ok $? "the discs are written"
player_args=$music
scene "headings of discs, and what they stand for" --cols 90 <<'S'
expect ♫ 8
expect Scanned
row-re 3 Both +1997
row-re 4 9 +Extra
row-re 5 Disc 1 *│
row-re 6 1 +One
row-re 7 2 +Two
row-re 8 Disc 2 *│
row-re 9 1 +東京
row-re 10 2 +Four
# one disc needs no heading, and what is of no album has none
row-re 11 Single +2001
row-re 12 1 +Alone
row-re 13 2 +Alone Too
row-re 14 Loose
key Tab
# the album's heading: all of it
key g e
expect Queued 5 tracks
key u
expect Undone
# a disc's: the disc
key g j j e
expect Queued 2 tracks
key 2
expect-re One — Anna
expect-re Two — Anna
absent 東京
key u
expect Queue · 0 tracks
key 1
key g j j j j j j
key Enter
expect ▶ 東京
send ":next\n"
expect ▶ Four
send ":search extra\n"
key j
key Space
expect 2 marked
key e
expect Queued 2 tracks
S
finish
