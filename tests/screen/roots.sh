# roots.sh -- the library by albums, genres, years, decades and folders: keys, command, option; the cursor stays on its track
. "$TOP_SRCDIR/tests/screen/lib.sh"
mkdir -p "$music/Anna/First" "$music/Anna/Second" "$music/VA"
make_file "$music/Anna/First/1.flac" 300 "title=Alpha One" "artist=Anna" "album=First" "track=1" "genre=Folk" "date=1997"
make_file "$music/Anna/First/2.flac" 300 "title=Alpha Two" "artist=Anna" "album=First" "track=2" "genre=Folk; Jazz" "date=1997-05-21"
make_file "$music/Anna/Second/1.ogg" 300 "title=Alpha Three" "artist=Anna" "album=Second" "track=1" "genre=jazz" "date=2003"
make_file "$music/VA/1.flac" 300 "title=東京の夜" "artist=春日工房" "album=First" "track=1" "genre=Jazz" "date=1999"
make_file "$music/VA/2.flac" 300 "title=Loose" "artist=Bert" "genre=Folk"
printf 'not music at all' >"$music/broken.flac"
player_args=$music
conf=$work/config/segue/segue.conf
scene "by genre: a track of two is in both, plays from where one is; searching goes through all rows" --cols 100 <<'S'
expect ♫ 5
expect Scanned
row-re 3 │Anna +3
key Tab j
key O
expect a artist  b album  g genre
key g
expect-re ^┌ Genres
row-re 3 │Folk +3
row-re 4 │Jazz +3
row-re 5 │\(unreadable files\) +1
# the cursor stays on its track: Alpha Two, in the first of its genres
expect Folk · 3
key Enter
expect ▶ Alpha Two
expect-re ^│Folk
# headings say whose album it is; by whom a track is, is said where no heading says it
expect First — Anna
expect-re Loose +Bert
send "/two"
key Enter
key n
expect Jazz · 3
key n
expect Folk · 3
key N
expect Jazz · 3
send "/東京\n"
expect First — 春日工房
key n
send ":play\n"
key Enter
expect ▶ 東京の夜
# what follows is what follows in the genre
send ":view queue\n"
expect Queue · 0 tracks
key 1
key g Enter
expect ▶ Alpha Two
send ":next\n"
expect ▶ Alpha Three
send ":next\n"
expect ▶ 東京の夜
send ":filter title:alpha\n"
expect Genres · title:alpha
row-re 3 │Folk +2
row-re 4 │Jazz +2
absent unreadable
key Esc
expect unreadable
send ":quit\n"
exit 0
S
scene "it is kept; the other roots, one after the other, and back" --cols 100 <<'S'
expect ♫ 5
expect-re ^┌ Genres
key O b
expect-re ^┌ Albums
row-re 3 │First — Anna +2
row-re 4 │First — 春日工房 +1
row-re 5 │Second — Anna +1
row-re 6 │\(no album\) +1
key O y
expect-re ^┌ Years
row-re 3 │1997 +2
row-re 4 │1999 +1
row-re 5 │2003 +1
row-re 6 │\(no year\) +1
key O d
expect-re ^┌ Decades
row-re 3 │1990s +3
row-re 4 │2000s +1
key O f
expect-re ^┌ Folders
row-re 3 │Anna/First +2
row-re 4 │Anna/Second +1
row-re 5 │VA +2
key O O
expect-re ^┌ Artists
key u
expect Undone: tree=artist
expect-re ^┌ Folders
send ":tree nosuch\n"
expect tree takes one of artist, album, genre, year, decade, folder
send ":set library=flat\n"
expect 5 tracks by
key O O
expect-re ^┌ Folders
key T
expect 5 tracks by
key O a
expect-re ^┌ Artists
key u
expect 5 tracks by
key T
expect-re ^┌ Folders
key Tab g
send ":tree artist\n"
expect-re ^┌ Artists
send ":quit\n"
exit 0
S
for map in cmus vim; do
	scene "the same keys with the keys of $map" --cols 100 <<S
expect ♫ 5
expect-re ^┌ Artists
send ":set keymap=$map\n"
key O g
expect-re ^┌ Genres
key O a
expect-re ^┌ Artists
send ":quit\n"
exit 0
S
done
finish
