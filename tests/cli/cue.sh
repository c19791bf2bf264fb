# cue sheets: their parts are tracks, what they divide is none; what happens when sheet or file changes, moves, goes and comes back
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

counts() { for k in files added updated moved removed unreadable; do q get -1 $k; done | tr '\n' ' ' | sed 's/ $//'; }
scan() { run scan --json "$@"; }
titles() { run list --json "$@"; q column title | tr '\n' ' ' | sed 's/ $//'; }
sheet() { # sheet FILE NAMED SECOND… : a track at each of the seconds
	to=$1 named=$2 i=0
	shift 2
	{
		echo 'PERFORMER "The Band"'; echo 'TITLE "The Album"'; echo 'REM DATE 1999'
		echo "FILE \"$named\" WAVE"
		for at; do
			i=$((i + 1))
			printf '  TRACK %02d AUDIO\n    TITLE "Part %d"\n    INDEX 01 00:%02d:00\n' $i $i "$at"
		done
	} >"$to"
}

mkdir "$music/a"
make_file "$music/a/CDImage.flac" 10 title=Whole artist='The Band'
sheet "$music/a/CDImage.cue" CDImage.wav 0 3 7
scan "$music"
is "$(counts)" "1 3 0 0 0 0" "a sheet's tracks are added, the file is not"
is "$(titles)" "Part 1 Part 2 Part 3" "and they are what is listed"
is "$(q where title 'Part 2' path)" "$music/a/CDImage.cue/track0002" "a part has a path of its own"
is "$(q where title 'Part 2' file)" "$music/a/CDImage.flac" "and a file, found though the sheet names a .wav"
is "$(q where title 'Part 2' start_s) $(q where title 'Part 2' end_s) $(q where title 'Part 2' duration_s)" "3.0 7.0 4.0" "from here to there"
is "$(q where title 'Part 3' duration_s)" "3.0" "the last one to the end of the file"
is "$(q where title 'Part 1' album) $(q where title 'Part 1' artist) $(q where title 'Part 1' year) $(q where title 'Part 3' track)" "The Album The Band 1999 3" "with the sheet's words"
id=$(q where title 'Part 2' id)
run tag title=No "$music/a/CDImage.cue/track0002"
[ "$status" -ne 0 ]
ok $? "a part's tags cannot be written"
is "$(printf '%s\n' "$err" | head -1)" "segue: $music/a/CDImage.cue/track0002: is a part of a file: its cue sheet says what it is called" "which is said"
run rate "id:$id" 5
is "$status" 0 "a part can be rated"
scan
is "$(counts)" "1 0 0 0 0 0" "a second scan reads nothing"

# the file changes: retagged
make_file "$music/a/CDImage.flac" 12 title=Whole artist='The Band' genre=Rock
scan
is "$(titles)" "Part 1 Part 2 Part 3" "a changed file is still no track of its own"
is "$(q where title 'Part 3' duration_s)" "5.0" "and its parts follow it"
is "$(q where title 'Part 2' rating)" 5 "with what the listener said"

# the sheet changes
sheet "$music/a/CDImage.cue" CDImage.wav 0 3
scan
is "$(titles)" "Part 1 Part 2" "a part the sheet no longer names is gone"
is "$(titles missing)" "Part 3" "that is, missing"
sheet "$music/a/CDImage.cue" CDImage.wav 0 3 7
scan
is "$(titles)" "Part 1 Part 2 Part 3" "and comes back with it"

# the folder moves
mv "$music/a" "$music/b"
scan
is "$(titles)" "Part 1 Part 2 Part 3" "in a folder that was renamed"
is "$(q where title 'Part 2' id) $(q where title 'Part 2' rating)" "$id 5" "the parts are the same tracks"
is "$(q where title 'Part 2' file)" "$music/b/CDImage.flac" "of the file where it is now"
is "$(titles missing)" "" "nothing is missing"
scan
is "$(counts)" "1 0 0 0 0 0" "and the next scan has nothing to do"

# the file goes, and comes back
mv "$music/b/CDImage.flac" "$work/away.flac"
scan
is "$(titles)" "" "without its file a sheet has no tracks"
is "$(titles missing | tr ' ' '\n' | grep -c Part)" 3 "they are missing"
mv "$work/away.flac" "$music/b/CDImage.flac"
scan
is "$(titles)" "Part 1 Part 2 Part 3" "the file is back, and so are they"
run list --json "id=$id" 2>/dev/null
is "$(titles | wc -w) $(q where title 'Part 2' id) $(q where title 'Part 2' rating)" "6 $id 5" "the same ones"

# the sheet goes
mv "$music/b/CDImage.cue" "$work/away.cue"
scan
is "$(titles)" "Whole" "without a sheet the file is a track"
run list --json Whole
whole=$(q get 1 id)
run rate "id:$whole" 3
mv "$work/away.cue" "$music/b/CDImage.cue"
scan
is "$(titles)" "Part 1 Part 2 Part 3" "with it, its parts are again"
is "$(q where title 'Part 2' id) $(q where title 'Part 2' rating)" "$id 5" "and they are who they were"

# away as a whole, a scan in between, back at another place
mv "$music/b" "$work/elsewhere"
scan
is "$(titles)" "" "all is gone"
mv "$work/elsewhere" "$music/c"
scan
is "$(titles)" "Part 1 Part 2 Part 3" "and found again at another place"
is "$(q where title 'Part 2' id) $(q where title 'Part 2' rating)" "$id 5" "as the same"
is "$(titles missing)" "" "and nothing twice"

# a sheet whose file is not there yet
mkdir "$music/d"
sheet "$music/d/x.cue" x.flac 0 1
scan
run list --json unreadable
is "$(q get 1 path)" "$music/d/x.cue" "a sheet without its file is listed as unreadable"
is "$(q get 1 error)" "the file it names is not there: x.flac" "and says what it misses"
make_file "$music/d/x.flac" 3 title=X artist=Y
scan
is "$(titles album:\"The Album\" title:part duration\<3)" "Part 1 Part 2" "when the file comes the sheet is read again"

# a sheet of several files, another that makes no sense
mkdir "$music/e"
make_file "$music/e/1.flac" 2 title=First artist=Z
make_file "$music/e/2.flac" 2 title=Second artist=Z
printf 'TITLE "Two files"\nFILE "1.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nTITLE Two\nINDEX 00 00:01:50\nFILE "2.wav" WAVE\nINDEX 01 00:00:00\n' >"$music/e/all.cue"
echo 'no sheet at all' >"$music/e/bad.cue"
scan
is "$(titles 'album:"two files"')" "Track 01 Two" "one file a track"
is "$(titles artist:z title:first)" "" "and no file is listed beside"
run list --json 'unreadable path:bad'
is "$(q get 1 error)" "no track in this cue sheet" "what is no sheet says so"

# inside
mkdir "$music/f"
"$bin/mkcue" "$music/f/in.flac" 6 2 4 || exit 99
scan
is "$(titles path:in.flac)" "Inner 1 Inner 2 Inner 3" "a sheet in a file's tags"
is "$(q where title 'Inner 2' path) $(q where title 'Inner 2' start_s)" "$music/f/in.flac/track0002 2.0" "its parts are below the file"
inner=$(q where title 'Inner 2' id)
scan
is "$(q get -1 added)$(q get -1 updated)" 00 "and are known the next time"
sheet "$music/f/in.cue" in.flac 0 3
scan
is "$(titles path:/f/)" "Part 1 Part 2" "a sheet beside the file wins"
rm "$music/f/in.cue"
scan
is "$(titles path:/f/)" "Inner 1 Inner 2 Inner 3" "and when it goes the inner one counts again"
mv "$music/f/in.flac" "$music/f/moved.flac"
scan
is "$(titles path:/f/)" "Inner 1 Inner 2 Inner 3" "moved with the file"
is "$(q where title 'Inner 2' id) $(q where title 'Inner 2' file)" "$inner $music/f/moved.flac" "they stay who they are"
finish
