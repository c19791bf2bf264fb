# removal.sh -- tracks and folders leave the library and come back; their files, history, ratings and lists stay
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
mkdir "$work/more" "$work/more/inner" "$work/one"
make_file "$work/more/m1.flac" 100 "title=More One" "artist=Mona" "album=More" "track=1"
make_file "$work/more/inner/m2.flac" 100 "title=More Two" "artist=Mona" "album=More" "track=2"
make_file "$work/one/single.flac" 100 "title=Single" "artist=Solo"
player_args=$music
MORE=$work/more
export work SEGUE music MORE

scene "a track, marked tracks, an artist: out, undone, out for good" --cols 130 <<'S'
expect ♫ 5
expect Scanned
key Tab
send ":rate 5 selected\n"
expect ★★★★★
send ":playlist-add Mine\n"
expect Mine: added Alpha One
key g j D
expect 1 track is out of the library; its file stays (:undo takes it back)
expect-re ♫ 4( |$)
absent ★★★★★
key u
expect Undone: removed 1 track from the library
expect-re ♫ 5( |$)
expect ★★★★★
key g j Space j j j Space
expect 2 marked
key Del
expect 2 tracks are out of the library; their files stay
expect-re ♫ 3( |$)
expect Alpha Two
absent ★★★★★
# a scan, of all or of what changed, brings nothing back
key U
shell touch "$music/a1.flac"; "$SEGUE" scan >/dev/null; test -e "$music/a1.flac"
expect-re ♫ 3( |$)
send ":filter removed\n"
expect Artists · removed
expect-re 1 Alpha One +Anna
key Esc
absent Artists · removed
expect-re ♫ 3( |$)
# the list still has it, and it can be played from there
key 4
expect Mine · 1
key 1
send "/春日"
key Enter
key S-Tab
key D
expect 2 tracks are out of the library
expect-re ♫ 1( |$)
send ":quit\n"
exit 0
S
scene "gone at the next start too, until it is named" --cols 130 <<'S'
expect-re ♫ 1( |$)
send ":add ${music}\n"
expect-re ♫ 5( |$)
expect Alpha One
send "/alpha one"
key Enter
expect ★★★★★
shell "$SEGUE" "$work/one/single.flac"
expect ▶ Single
expect-re ♫ 6( |$)
send "/single"
key Enter
key D
expect 1 track is out of the library
expect-re ♫ 5( |$)
shell "$SEGUE" doctor >"$work/doctor"; ! grep -q "2 folders" "$work/doctor"
until test -z "$("$SEGUE" list single)"
key u
expect-re ♫ 6( |$)
# the cursor is on what came back
key D
expect-re ♫ 5( |$)
until test -z "$("$SEGUE" list single)"
send ":quit\n"
exit 0
S

scene "a folder: what is only in it leaves with it, and comes back" --cols 130 <<'S'
expect-re ♫ 5( |$)
send ":add ${MORE}\n"
expect-re ♫ 7( |$)
send ":add ${MORE}/inner\n"
send ":remove-folder ${MORE}/nosuch\n"
expect nosuch is not a folder of the library
send "/more one"
key Enter
send ":rate 4 selected\n"
expect ★★★★☆
send ":remove-folder ${MORE}\n"
expect is no longer a folder of the library: 2 tracks less
expect-re ♫ 5( |$)
absent Mona
key u
expect Undone: removed
expect-re ♫ 7( |$)
expect Mona
send ":remove-folder ${MORE}\n"
expect-re ♫ 5( |$)
# what comes into it now is none of ours
shell cp "$work/more/m1.flac" "$work/more/m3.flac"; cp "$work/one/single.flac" "$music/c.flac"
expect-re ♫ 6( |$)
send ":quit\n"
exit 0
S
scene "after a restart, and added again" --cols 130 <<'S'
expect-re ♫ 6( |$)
key U
expect-re ♫ 6( |$)
absent Mona
until test -z "$("$SEGUE" list mona)"
shell "$SEGUE" list --json removed
output "state":"removed"
send ":add ${MORE}\n"
expect-re ♫ 9( |$)
send "/more one"
key Enter
expect ★★★★☆
send ":remove-folder ${MORE}\n"
expect 3 tracks less
# out at once, though the player is told to end in the same breath
send ":add ${MORE}\n"
expect-re ♫ 9( |$)
send ":remove-folder ${MORE}\n:quit\n"
exit 0
S
run list mona
is "$out" "" "a removal that was promised is carried out"
finish
