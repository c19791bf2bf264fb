#!/bin/sh
# mix.sh -- segue radio and segue path: what is in them, in what order, and what cannot be
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
i=0
# a slide of sound from low and slow to high and fast; of each stretch by two artists
while [ $i -lt 12 ]; do
	"$bin/mktone" "$music/t$i.flac" 8 $((80 + i * i * 14)) $((60 + i * 9)) || exit 99
	"$SEGUE" tag "title=Step $i" "artist=A$((i % 4))" "album=Slide" "$music/t$i.flac" >>"$work/log" 2>&1 || exit 99
	i=$((i + 1))
done
"$bin/mktone" "$music/still.wav" 8 0 0
run radio x
is "$status" 1 "without a library: a failure"
run scan --quiet "$music"
run radio "Step 0"
is "$status" 1 "before anything was analysed: a failure"
case $err in *"segue analyze"*) ok 0 "... that says what to do" ;; *) ok 1 "... that says what to do: $err" ;; esac
run analyze --quiet

run radio --json "Step 0"
is "$status" 0 "a radio of one track"
first=$(q column title | tr '\n' ' ')
case " $first" in *"Step 0 "*) ok 1 "... without it" ;; *) ok 0 "... without it" ;; esac
is "$(q column path | sort | uniq -d)" "" "... nothing twice"
is "$(q count)" 11 "... all that sounds, while an hour is not full"
is "$(q get 1 rank)" 1 "... from 1"
for key in score path artist title album reasons; do
	grep -q "\"$key\":" "$work/out"
	ok $? "... with $key"
done
grep -q '"reasons":\["sounds like Step 0"' "$work/out"
ok $? "... and like what"
run radio --json "Step 0"
is "$(q column title | tr '\n' ' ')" "$first" "the same day, the same radio"
run radio --json --minutes 1 "Step 0"
is "$(q count)" 8 "a minute is eight of eight seconds"
# two others between two of an artist, where there are any
is "$(q column artist | awk 'NR > 1 && $0 == a || NR > 2 && $0 == b { n++ } { b = a; a = $0 } END { print n + 0 }')" 0 "artists are kept apart"
ban=$(q get 1 title)
run ban "$ban"
run radio --json "Step 0"
is "$(q column title | grep -cx "$ban")" 0 "what is banned is in no radio"
run ban --undo "$ban"
run radio "Step 0" "Step 11" --minutes 1 --output "$work/mix.m3u8"
is "$status" 0 "of two tracks, into a playlist"
is "$(grep -c '\.flac$' "$work/mix.m3u8")" 8 "... of as many"
run radio "Step 0" --output "$work/mix.txt"
is "$status" 2 "a file of no playlist's kind: wrong usage"
run radio still
is "$status" 1 "silence is like nothing"
run radio "no such track"
is "$status" 1 "of what there is not: a failure"
run radio --minutes 0 "Step 0"
is "$status" 2 "no time: wrong usage"

run path --json -n 4 "Step 0" "Step 11"
is "$status" 0 "a path"
is "$(q count)" 6 "... of four between two"
is "$(q get 1 title)" "Step 0" "... from the one"
is "$(q get 6 title)" "Step 11" "... to the other"
is "$(q column path | sort | uniq -d)" "" "... nothing twice"
run path -n 2 "Step 3" "Step 9"
is "$(printf '%s\n' "$out" | grep -c 'like the one before')" 3 "for people, with reasons"
run path "Step 3" "Step 3"
is "$status" 1 "from one to itself: a failure"
run path "Step 3" still
is "$status" 1 "to silence: a failure"
run path "Step 3"
is "$status" 2 "one end is missing: wrong usage"
run path -n 1000 "Step 3" "Step 9"
is "$status" 2 "too many: wrong usage"
finish
