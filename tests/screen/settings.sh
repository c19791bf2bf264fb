# settings.sh -- the settings view says all of the line under the cursor, however narrow it is, and does not move the list for it
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "80x24: the whole description stands below the list" <<'S'
expect ♫ 5
key F2
expect Settings ·
absent 100: it does not
expect How much of the for-you list may be new to you
row 16 follow
row-re 18 ^│ +│
send "/analyze-load\n"
expect Listening in the background pauses while other programs take more
expect 100: it does not
row 16 follow
# a value that is cut off is shown whole there, too
send "/flat-columns\n"
expect flat-columns=artist,album,track,title,year,duration,stars,plays,love
expect-re ^│ Columns of the flat list, by name
row 16 follow
# another width has another height
resize 24 40
row-re 15 ^│ flat-columns=.*titl +│
row-re 18 ^│ +│
S

scene "40x12: the same, and there are still rows to choose from" --rows 12 --cols 40 <<'S'
expect ♫ 5
key F2
expect Settings
send "/analyze-load\n"
expect-re ^│ analyze-load +90 %
expect-re ^│ Listening in the background pauses
expect-re ^│ does not
send "/continue\n"
expect-re ^│ continue
expect-re ^│ What plays when
expect-re the library
S

scene "160x48: what fits is not said twice" --rows 48 --cols 160 <<'S'
expect ♫ 5
key F2
expect Settings ·
send "/volume-step\n"
expect-re volume-step .*What volume \+step and volume -step change it by
absent-re ^│ What volume
send "/continue\n"
expect-re ^│ What plays when the list has run out.* with the keys of cmus the library
S
finish
