# tag.sh -- tags written from the player: one track, marked ones, from names; what fails is told, each edit is undone
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "a tag is written, seen, and taken back" <<'S'
expect ♫ 5
key Tab
expect Alpha One
key C-t
expect :tag
send "ti\t"
expect :tag title=
send "\t"
expect :tag title=Alpha One
key Backspace Backspace Backspace
send "Uno 一\n"
expect Tags of 1 file are written
expect Alpha Uno 一
absent Alpha One
key u
expect Undone: tags of 1 file
expect Alpha One
absent Alpha Uno
S

scene "marked tracks together, several fields, and an empty value takes one out" <<'S'
expect ♫ 5
send ":set library=flat\n"
send ":set flat-columns=artist,album,title,genre\n"
expect-re │Anna +First +Alpha One +Folk
key g Space Space
expect 2 marked
send ":tag album=The Whole Thing genre= artist=Anna Karenina\n"
expect Tags of 2 files are written
expect Anna Karenina
expect The Whole Thing
send ":filter genre:folk\n"
absent Alpha One
key Esc
expect Alpha One
key u
expect Undone: tags of 2 files
absent Anna Karenina
send ":filter genre:folk\n"
expect Alpha Two
S

scene "from names; a name that is not like that, and a wrong field, are told" <<'S'
expect ♫ 5
key Tab
expect Alpha One
send ":tag from-name=%x%n album=Numbers\n"
expect 1 file stays as it was: a1.flac: the name is not like %x%n
send ":tag from-name=%t\n"
expect Tags of 1 file are written
expect a1 
send ":tag colour=red\n"
expect 'colour=red' sets no tag
send ":tag track=one\n"
expect the track is a number
key u
expect Undone: tags
expect Alpha One
S

scene "a file that went away costs only itself" <<S
expect ♫ 5
send ":set watch=off\\n"
send ":set library=flat\\n"
expect 5 tracks by artist
shell rm $music/a2.flac
key g Space Space
expect 2 marked
send ":tag genre=Fado\\n"
expect 1 file stays as it was: a2.flac
send ":filter genre:fado\\n"
expect Alpha One
S

finish
