# whoplays.sh -- lists that mix artists say who plays: playlists, compilations, at any width
. "$TOP_SRCDIR/tests/screen/lib.sh"
make_file "$music/a.flac" 100 "title=Alpha One" "artist=Anna" "album=First" "track=7"
make_file "$music/b.flac" 200 "title=東京の夜" "artist=春日工房" "album=八ビット日和" "track=3"
make_file "$music/c1.flac" 100 "title=C1" "artist=Carla" "album=Sampler" "albumartist=Various Artists" "track=1"
make_file "$music/c2.flac" 100 "title=C2" "artist=Dora" "album=Sampler" "albumartist=Various Artists" "track=2"
make_file "$music/d1.flac" 100 "title=D1" "artist=Emil" "album=Own" "albumartist=Emil" "track=1"
make_file "$music/d2.flac" 100 "title=D2" "artist=Emil" "album=Own" "albumartist=Emil" "track=2"
make_file "$music/d3.flac" 100 "title=D3" "artist=Emil" "album=Own" "albumartist=Emil" "track=3"
make_file "$music/d4.flac" 100 "title=D4" "artist=Emil with Frida" "album=Own" "albumartist=Emil" "track=4"
player_args=$music

scene "a playlist, and a compilation" --rows 24 --cols 80 <<'S'
expect ♫ 8
send ":smart all duration>1\n"
key 4
# artist, title, length, stars: the rest where there is room
expect-re │Anna +Alpha One +1:40
expect-re │春日工房 +東京の夜 +3:20
absent │ +7 
send ":set headers=on\n"
expect-re │Artist +Title
# the list has its own order: its headings sort nothing
send ":set playlist-columns=title,nosuch\n"
expect there is no column 'nosuch'
send ":set playlist-columns=title,artist\n"
expect-re │Alpha One +Anna
send ":set headers=off\n"
key 1
send "/emil"
key Enter
expect-re │ +4 D4
absent with Frida
send "/various artists"
key Enter
expect-re │ +1 C1 +Carla +1:40
expect-re │ +2 C2 +Dora +1:40
resize 48 160
expect-re │ +1 C1 +Carla +1:40
key 4
expect-re │Alpha One +Anna
send ":set playlist-columns=artist,title,album,duration,stars,love\n"
expect-re │Anna +Alpha One +1:40
resize 48 200
expect-re │Anna +Alpha One +First +1:40
# on a narrow screen who and what stay
resize 12 40
key Tab
expect-re │Anna +Alpha One
S
finish
