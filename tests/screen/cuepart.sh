# cuepart.sh -- a part of a file, taken out of the library: it alone is out, stays so, is named or undone back; its history is kept
. "$TOP_SRCDIR/tests/screen/lib.sh"
mkdir -p "$music/cd"
make_file "$music/cd/disc.wav" 30 "title=Whole" "artist=Nobody"
printf 'PERFORMER "Anna"\nTITLE "Disc"\nFILE "disc.wav" WAVE\n' >"$music/cd/disc.cue"
for t in 1 2 3; do
	printf '  TRACK 0%d AUDIO\n    TITLE "Part %d"\n    INDEX 01 00:%02d:00\n' $t $t $((t * 10 - 10)) >>"$music/cd/disc.cue"
done
cp "$music/cd/disc.cue" "$work/sheet"
player_args=$music
export work SEGUE music
scene "a part out, back by undo, out for good" --cols 100 <<'S'
expect-re ♫ 3
expect Scanned
expect Part 2
send ":search part 2\n"
send ":rate 4 selected\n"
expect ★★★★
key D
expect 1 track is out of the library; its file stays
expect-re ♫ 2
absent Part 2
expect Part 1
expect Part 3
key u
expect Undone: removed 1 track from the library
expect Part 2
expect ★★★★
send ":search part 2\n"
key D
expect-re ♫ 2
absent Part 2
# the sheet written anew, the file touched, a scan: nobody named it
shell { cat "$work/sheet"; echo "REM again"; } >"$music/cd/disc.cue"; touch "$music/cd/disc.wav"; "$SEGUE" scan >/dev/null
send ":echo scanned\n"
expect scanned
expect-re ♫ 2
absent Part 2
shell "$SEGUE" list --json removed
output "title":"Part 2"
# what plays goes on from the one before to the one after
send ":search part 1\n"
key Enter
expect ▶ Part 1
send ":next\n"
expect ▶ Part 3
send ":quit\n"
exit 0
S
run list --json
is "$(q column title | tr '\n' ' ')" "Part 1 Part 3 " "the others are still the library's"
run scan --quiet
run list --json
is "$(q count)" 2 "a scan of all brings it not back"
run scan --json "$music/cd"
is "$(q get 1 added)" 1 "one that names its folder does"
run list --json "part 2"
is "$(q get 1 rating)" 4 "with what the listener said of it"
# taken out, and then its file goes and comes: it is still out
printf 'wait scan\nsearch part 2\nset library=flat\nsearch part 2\nremove\nwait idle\nquit\n' >"$work/script"
run --ao null --script "$work/script"
run list --json; is "$(q count)" 2 "out again"
mv "$music/cd" "$work/elsewhere" && mkdir "$music/other"
run scan --quiet
mv "$work/elsewhere" "$music/cd"
run scan --quiet
run list --json
is "$(q column title | tr '\n' ' ')" "Part 1 Part 3 " "gone and back: it stays out"
finish
