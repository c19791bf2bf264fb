# words.sh -- small words said where nothing was, or the wrong thing
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
mkdir "$work/more"
make_file "$work/more/m1.flac" 10 "title=More One" "artist=Mona"
player_args=$music
export work

scene "a whole path behind ~/, follow, columns of errors" --cols 120 <<'S'
expect ♫ 5
key a
expect :add ~/
send "${work}/more\n"
expect-re ♫ 6( |$)
key a
expect :add ~/
send "~/nosuch-folder\n"
expect nosuch-folder: No such file
absent ~/~
key f
expect The cursor goes to each track as it starts
key f
expect The cursor stays where it is
send ":smart x artist:anna ~y abc\n"
expect column 16: 'abc' is not a number
send ":smart x ~c foo\n"
expect column 1: unknown field '~c'
send ":filter low ~q x\n"
expect column 5: unknown field '~q'
send ":filter comment=x\n"
expect column 1: unknown field 'comment'
S
finish
