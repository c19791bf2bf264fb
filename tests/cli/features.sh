#!/bin/sh
# features.sh -- segue features: what files sound like, in the order they were named, and a clear word where there is nothing to hear.
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

"$bin/mktone" "$music/one.wav" 20 440 120 && "$bin/mktone" "$music/two.flac" 12 261.63 90 && "$bin/mktone" "$music/still.wav" 3 0 0 || exit 99
: >"$music/empty.mp3"
printf 'this is no music at all\n' >"$music/words.mp3"

run features --json "$music/one.wav"
is "$status" 0 "a file is heard"
is "$(q get 1 path)" "$music/one.wav" "... its path"
is "$(q get 1 duration_s)" 20.0 "... its length"
tempo=$(q get 1 tempo_bpm)
case $tempo in 119.* | 120.*) ok 0 "... its tempo, $tempo of 120" ;; *) ok 1 "... its tempo, $tempo of 120" ;; esac
tuning=$(q get 1 tuning_hz)
case $tuning in 439.* | 440.*) ok 0 "... its tuning, $tuning" ;; *) ok 1 "... its tuning, $tuning" ;; esac
is "$(q get 1 key)" A "... its tonic"
for key in tempo_confidence mode key_confidence loudness_lufs loudness_range_lu true_peak_dbtp danceability onset_rate_hz mood styles quality vector version; do
	grep -q "\"$key\":" "$work/out"
	ok $? "the line has $key"
done
is "$(q get 1 version)" 3 "the version of the features"
! grep -q '"beats":' "$work/out"
ok $? "no beats unasked"
run features --json --beats "$music/one.wav"
beats=$(sed 's/.*"beats":\[//; s/\].*//' "$work/out" | tr ',' '\n' | wc -l)
[ "$beats" -ge 36 ] && [ "$beats" -le 41 ]
ok $? "beats where they are asked for: $beats in 20 s at 120 a minute"

run features --json "$music/two.flac" "$music/empty.mp3" "$music/still.wav" "$music/words.mp3" "$music/one.wav" "$music/none.wav"
is "$status" 1 "some of many cannot be heard: a failure"
is "$(q column path | tr '\n' ' ')" "$music/two.flac $music/still.wav $music/one.wav " "... the others are told of, in the order they were named"
is "$(printf '%s\n' "$err" | wc -l)" 4 "... a line for each of the three and one that sums up"
for f in empty.mp3 words.mp3 none.wav; do
	printf '%s\n' "$err" | grep -q "^segue: .*$music/$f"
	ok $? "... $f is named"
done
printf '%s\n' "$err" | grep -q '3 of 6 files'
ok $? "... three of six"
is "$(sed -n 2p "$work/out" | grep -c '"tempo_bpm":null.*"loudness_lufs":null\|"loudness_lufs":null.*"tempo_bpm":null')" 1 "silence has no tempo and no loudness"

run features "$music/one.wav"
is "$status" 0 "for people"
printf '%s\n' "$out" | grep -q '^tempo_bpm  *1[12][0-9]\.[0-9]  beats/min'
ok $? "... a row a feature, with its unit"
run features
is "$status" 2 "without files: wrong usage"
run features --jobs none "$music/one.wav"
is "$status" 2 "no number of jobs: wrong usage"
"$SEGUE" features --json "$music/one.wav" >/dev/full 2>"$work/err"
is "$?" 1 "a full disk under the output is a failure"
[ ! -e "$db" ]
ok $? "no library was made"
finish
