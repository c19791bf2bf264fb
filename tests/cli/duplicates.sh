#!/bin/sh
# duplicates.sh -- segue duplicates: copies in other encodings, parts, other versions; and nothing that is none of these
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
band() { "$bin/mkband" "$@" || exit 99; }
# an album: one band, one tempo, eight pieces
for piece in 1 2 3 4 5 6 7 8; do
	band "$music/album-$piece.flac" $piece 1 100 0 40 1
done
run duplicates
is "$status" 1 "without a library: a failure"
run scan --quiet "$music"
run duplicates
is "$status" 1 "before anything was analysed: a failure"
case $err in *"segue analyze"*) ok 0 "... that says what to do" ;; *) ok 1 "... that says what to do: $err" ;; esac
run analyze --quiet
run duplicates --covers --json
is "$status$out" 0 "an album holds nothing twice"
band "$music/copy-3.ogg" 3 1 100 0 40 .4
band "$music/part-5.ogg" 5 1 100 0 21 1
band "$music/live-7.ogg" 7 3 112 3 40 1
mkdir "$music/other" && cp "$music/album-2.flac" "$music/other/same-2.flac"
"$bin/mktone" "$music/still.wav" 30 0 0 && cp "$music/still.wav" "$music/still2.wav"
run scan --quiet
run analyze --quiet
pairs() { paste -d ' ' "$work/paths" "$work/others" "$work/kinds" | sed "s|$music/||g" | LC_ALL=C sort; }
columns() { for c in path other kind; do q column $c >"$work/${c}s"; done; }
run duplicates --json
columns
is "$status" 0 "with copies"
is "$(pairs)" "album-2.flac other/same-2.flac recording
album-3.flac copy-3.ogg recording
album-5.flac part-5.ogg part" "... all of them and nothing else; the better one first"
is "$(q column from_s | sort -u)" "0.0" "... from the beginning"
for key in match to_s other_from_s; do
	grep -q "\"$key\":" "$work/out"
	ok $? "... with $key"
done
run duplicates --json --covers
columns
is "$(pairs | grep version)" "album-7.flac live-7.ogg version" "with --covers another version, too"
is "$(pairs | grep -c .)" 4 "... and nothing else"
run duplicates --json "$music/other"
columns
is "$(pairs)" "album-2.flac other/same-2.flac recording" "those with one below a folder"
run duplicates
is "$(printf '%s\n' "$out" | grep -c 'the same recording')" 3 "for people"
run analyze --quiet --force
run duplicates --json
is "$(q count)" 3 "analysed anew, the same"
# a file that changes is not what it was
band "$work/new.flac" 20 1 90 0 40 1 && mv "$work/new.flac" "$music/other/same-2.flac"
run scan --quiet
run duplicates --json
is "$(q count)" 2 "what changed is no copy until it is heard again"
run analyze --quiet
run duplicates --json
is "$(q count)" 2 "... nor then"
finish
