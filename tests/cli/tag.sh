# tag.sh -- segue tag: words in, files changed, what goes wrong told with the file's name
. "$TOP_SRCDIR/tests/cli/lib.sh"

tag_of() { # tag_of FILE KEY: as the library reads it
	rm -rf "$work/data"
	"$SEGUE" scan --quiet "$1" >/dev/null 2>&1
	"$SEGUE" list --json >"$work/out" 2>/dev/null
	q get 1 "$2"
}

make_file "$music/a.flac" 12 "title=Old" "artist=Anna"
make_file "$music/b.ogg" 1 "title=Old" "artist=Anna"
run tag "title=春の歌" track=7 --json -- "$music/a.flac" "$music/b.ogg"
is "$status $err" "0 " "tags are written"
is "$(q get 1 old title) $(q get 2 old track)" "Old " "and what was there is told"
is "$(tag_of "$music/a.flac" title) $(tag_of "$music/b.ogg" title)" "春の歌 春の歌" "they are read again"
run tag "title=" artist=Berta "$music/a.flac"
is "$out" "$music/a.flac: title: 春の歌 → 
$music/a.flac: artist: Anna → Berta" "in words"
is "$(tag_of "$music/a.flac" artist)" Berta "an empty value takes one out, another is changed"

printf '%s\0title=Other\0\0%s\0title=x\0\0%s\0%%%%t\0\0' "$music/a.flac" "$music/missing" "$music/b.ogg" >"$work/records"
"$SEGUE" tag --records <"$work/records" >"$work/undo"
is "$? $(tr '\0' '\n' <"$work/undo" | sed "s|$music/||")" "0 a.flac
title=

missing
!cannot be opened: No such file or directory

b.ogg
title=春の歌" "records from standard input, answered with what was there"
is "$(tag_of "$music/b.ogg" title)" b "a record may take fields from the name"
printf 'no records at all' | "$SEGUE" tag --records >"$work/out" 2>"$work/err"
is "$? $(cat "$work/err")" "1 segue: standard input holds no records" "what holds none"

make_file "$music/07 - Blue.flac" 1
run tag --from-name "%n - %t" "album=Third" "$music/07 - Blue.flac" "$music/a.flac"
is "$status $err" "1 segue: $music/a.flac: the name is not like %n - %t
segue: 1 file stays as it was" "names that are like a pattern, and one that is not"
is "$(tag_of "$music/07 - Blue.flac" title)" Blue "the other is written"

run tag title=x
is "$status $err" "2 segue: tag: no file is named (see segue tag --help)" "no file"
run tag "$music/a.flac"
is "$status" 2 "nothing to set"
run tag track=x "$music/a.flac"
is "$status $err" "2 segue: tag: the track is a number (3 or 3/12), not 'x' (see segue tag --help)" "what is no number"
printf 'not music at all' >"$music/broken.flac"
run tag title=x "$music/broken.flac" "$music" "$music/b.ogg"
is "$status" 1 "some files cannot be"
is "$err" "segue: $music/broken.flac: is not a FLAC file
segue: $music: is a folder
segue: 2 files stay as they were" "each is named"
is "$(tag_of "$music/b.ogg" title)" x "the others are written"

# a full disk: no byte of the old file is lost
mkdir "$work/small"
if mount -t tmpfs -o size=300k tmpfs "$work/small" 2>/dev/null; then
	make_file "$work/small/a.wav" 12 "title=Kept"
	cp "$work/small/a.wav" "$work/kept.wav"
	run tag title=New "$work/small/a.wav"
	s=$status
	cmp -s "$work/small/a.wav" "$work/kept.wav"
	is "$s $? $(ls -A "$work/small" | wc -l | tr -d ' ')" "1 0 1" "a full disk: $err"
	umount "$work/small"
else
	echo "ok $((n + 1)) # SKIP no file system can be mounted here"
	n=$((n + 1))
fi
chmod 500 "$music"
if [ -w "$music" ]; then
	echo "ok $((n + 1)) # SKIP root may write everywhere"
	n=$((n + 1))
else
	run tag title=z "$music/b.ogg"
	is "$status" 1 "a folder that cannot be written: $err"
fi
chmod 700 "$music"
finish
