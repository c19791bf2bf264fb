# playlists.sh -- named lists: made, filled, played, edited, undone, smart ones, files; all of it there after a restart
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
printf '#EXTM3U\nb1.flac\na3.ogg\nnot-there.flac\n' >"$music/mixed list.m3u"
player_args=$music

scene "made, filled, played, edited, undone" <<'S'
expect ♫ 5
key Tab
key y
expect :playlist-add
send "evening\n"
expect evening: added Alpha One
key y
expect evening: added Alpha Two
key 4
expect-re evening +2
key Tab
key j
key Enter
expect ▶ Alpha Two
key g
key p
expect-re evening +2│+Anna +Alpha Two
key P
expect-re evening +2│+Anna +Alpha One
key u
expect Undone: evening: moved
key u
expect Undone: evening: moved
key g D
expect evening · 1
key u
expect Undone: evening: removed Alpha One
expect evening · 2
key Del
expect evening · 1
key u
expect evening · 2
send ":playlist-rename evening night\n"
expect night · 2
key u
expect evening · 2
key S-Tab
key D
expect Delete the playlist evening? y/n
key n
expect-re evening +2
key Del
key y
expect Deleted evening
absent evening · 2
key u
expect Undone: deleted evening
expect evening · 2
key e
expect Queued 2 tracks
key 2
expect Queue · 2 tracks
key u
expect Queue · 0 tracks
key u
expect Undone: evening: added Alpha Two
send ":quit\n"
exit 0
S

scene "one key adds to the last, Y asks and completes; other commands" <<'S'
expect ♫ 5
send ":playlist-new second\n"
expect New playlist: second
key Tab
key y
expect second: added Alpha One
key Y
send "ev"
key Tab
expect :playlist-add evening
key Enter
expect evening: added Alpha Two
key y
expect evening: added
send ":smart jazz genre:jazz\n"
expect New smart playlist: jazz
send ":smart newest sort:-title limit:2\n"
expect New smart playlist: newest
send ":smart bad genre:jazz sort:nosuch\n"
expect column 12: there is no sort key 'nosuch'
send ":smart bad (\n"
expect-re [Pp]arenthes|closed|\(
key 4
expect-re ≈ jazz +1
expect-re ≈ newest +2
send ":playlist-delete second\n"
expect Deleted second
absent-re second +1
send "/jazz"
key Enter
expect Alpha Three
key Tab
key D
expect holds what its query finds
key y
expect evening: added Alpha Three
send ":view 1\n"
send ":quit\n"
exit 0
S

scene "the queue's edits are undone too" <<'S'
expect ♫ 5
key u
expect There is nothing to undo
key Tab
key e
key e
key 2
expect Queue · 2 tracks
key p
expect-re 1 Alpha Two
key u
expect-re 1 Alpha One
key D
expect Queue · 1 track
key u
expect Queue · 2 tracks
send ":clear\n"
expect Queue · 0 tracks
key u
expect Undone: emptied the queue
expect Queue · 2 tracks
send ":quit\n"
exit 0
S

scene "in from a file and out again" <<S
expect ♫ 5
send ":playlist-import $music/mixed list.m3u\n"
expect 3 read, 2 matched, 1 not found (
key 4
expect-re mixed list +2
send ":playlist-export 'mixed list' $work/out.xspf\n"
expect Written: $work/out.xspf
send ":playlist-export nosuch $work/x.m3u\n"
expect there is no playlist 'nosuch'
send ":quit\n"
exit 0
S
grep -q 'b1.flac' "$work/out.xspf"; ok $? "the file is there"

export SEGUE music
scene "the command line beside the player" <<'S'
expect ♫ 5
key 4
shell cp "$music/mixed list.m3u" "$music/from outside.m3u"; "$SEGUE" import m3u --json "$music/from outside.m3u"
output "matched":2
expect-re from outside +2
shell "$SEGUE" import m3u --json "$music/from outside.m3u"
output "duplicate":2
shell "$SEGUE" export m3u --playlist "from outside"
output b1.flac
shell "$SEGUE" import m3u "$music/none.m3u" 2>&1; test $? = 1
output cannot open
shell "$SEGUE" import m3u --listener other "$music/from outside.m3u" 2>&1; test $? = 1
output listens as default
shell "$SEGUE" remote "playlist-delete from outside"
absent from outside
send ":quit\n"
exit 0
S

scene "all of it is there after a restart, wide too" --rows 30 --cols 120 <<'S'
expect ♫ 5
key 4
expect-re evening +4
expect-re ≈ jazz +1
expect-re mixed list +2
key 5
key 4
send "/mixed"
key Enter
key Enter
expect ▶ 東京の夜
send ":quit\n"
exit 0
S
run history --json
is "$(q where event start source | tail -1)" "playlist" "the log says where it came from"
finish
