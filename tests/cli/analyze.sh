#!/bin/sh
# analyze.sh -- segue analyze: what has not been heard yet, once; kept at once; here, and through the running player.
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
sounds() { sqlite3 "$db" "select count(*) from sound"; }

run analyze
is "$status" 1 "without a library: a failure"
mkdir "$music/one" "$music/two" || exit 99
for i in 1 2 3; do
	"$bin/mktone" "$music/one/$i.wav" 8 $((220 * i)) $((90 + i)) || exit 99
done
"$bin/mktone" "$music/two/4.flac" 8 330 100 || exit 99
# its tags can be read, its music is not there
make_file "$music/two/bad.flac" 2000 "title=Bad" "artist=Anna"
size=$(wc -c <"$music/two/bad.flac")
frames=$(LC_ALL=C grep -obUaP '\xff\xf8' "$music/two/bad.flac" | head -1 | cut -d: -f1)
head -c "${frames:-200}" "$music/two/bad.flac" >"$work/bad" && cat "$work/bad" >"$music/two/bad.flac"
run scan --json "$music"
is "$(q get 1 added)" 5 "five files are scanned, one of which has tags and no music ($frames of $size bytes)"

run analyze --json "$music/one"
is "$status" 0 "what is below a folder is heard"
is "$(q get -1 analyzed)" 3 "... three"
is "$(q get -1 failed)" 0 "... none failed"
is "$(q get -1 audio_seconds)" 24.0 "... of 24 seconds"
is "$(sounds)" 3 "... and kept"
run analyze --json
is "$status" 0 "the rest"
is "$(q get -1 analyzed)/$(q get -1 failed)" "1/1" "... one heard, one failed"
is "$(q get 1 path)" "$music/two/bad.flac" "... which is told in a line of its own"
[ -n "$(q get 1 error)" ]
ok $? "... with its reason: $(q get 1 error)"
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 failed)" "0/0" "again: nothing is left, and what failed is not tried again"
is "$(printf '%s\n' "$out" | wc -l)" 1 "... and nothing is told of it"
run analyze --json --force "$music/one/1.wav"
is "$(q get -1 analyzed)" 1 "by force, once more"
touch -d '2020-01-01' "$music/one/2.wav"
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "0/1" "a file with another date and the same sound is known again"
"$bin/mktone" "$music/one/2.wav" 8 450 92 || exit 99
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "1/0" "one with another sound is heard anew"
run analyze --json /nowhere
is "$status" 1 "a path the library does not know is a failure"
run analyze
is "$status" 0 "for people"
case $out in "0 analysed"*) ok 0 "... a sentence" ;; *) ok 1 "... a sentence: $out" ;; esac
is "$(sqlite3 "$db" "select group_concat(round(loudness_lufs) < 0, '') from sound where why = ''")" 1111 "the loudness of each is there"
run analyze --jobs 0
is "$status" 2 "no number of jobs: wrong usage"

# a disk that is gone for now
mv "$music/one/3.wav" "$work/3.wav"
run analyze --json --force "$music/one"
is "$(q get -1 analyzed)/$(q get -1 failed)" "2/1" "what cannot be reached fails"
mv "$work/3.wav" "$music/one/3.wav"
is "$(sqlite3 "$db" "select count(*) from sound where why <> ''")" 1 "... but is not marked for it: what was heard before stands"

# ---- the tracks of a cue sheet are parts of a file ----
mkdir "$music/three"
"$bin/mktone" "$music/three/long.wav" 15 440 100 || exit 99
printf '%s\n' 'FILE "long.wav" WAVE' '  TRACK 01 AUDIO' '    INDEX 01 00:00:00' '  TRACK 02 AUDIO' '    INDEX 01 00:06:00' >"$music/three/long.cue"
run scan --quiet
run analyze --json "$music/three"
is "$(q get -1 analyzed)/$(q get -1 failed)" "2/0" "two tracks of a cue sheet are heard"
is "$(q get -1 audio_seconds)" 15.0 "... each by itself"
rm -r "$music/three"
run scan --quiet
before=$(sounds)

run doctor --json
is "$(q where check analysis status)" ok "doctor tells of it:"
case $(q where check analysis detail) in *" tracks heard, 0 of them to be heard anew; 1 cannot be, the first: $music/two/bad.flac"*) ok 0 "... $(q where check analysis detail)" ;; *) ok 1 "... $(q where check analysis detail)" ;; esac

# ---- killed in the middle ----
for i in $(seq 1 40); do
	cp "$music/one/1.wav" "$music/two/copy$i.wav" || exit 99
done
run scan --quiet
"$SEGUE" analyze --json --jobs 1 >"$work/killed" 2>&1 &
pid=$!
while [ "$(sounds)" -lt $((before + 1)) ] && kill -0 $pid 2>/dev/null; do sleep .05; done
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
done_before=$(sounds)
[ "$done_before" -gt "$before" ]
ok $? "killed in the middle, what was committed is there: $done_before of $((before + 40))"
run analyze --json
is "$(q get -1 analyzed)" $((before + 40 - done_before)) "and the rest is heard the next time"
is "$(sqlite3 "$db" 'pragma integrity_check')" ok "the database is sound"

# ---- through the running player ----
"$SEGUE" --ao null --detach >"$work/detached" 2>&1 </dev/null
run analyze --json --force "$music/one"
is "$status" 0 "the running player does it"
is "$(q get -1 analyzed)" 3 "... three"
run analyze --json --force "$music/two/bad.flac"
is "$(q get 1 path)/$(q get -1 failed)" "$music/two/bad.flac/1" "... failures are told, too"
run analyze --json
is "$(q get -1 analyzed)" 0 "... what is known is not heard again"
"$bin/mktone" "$music/one/5.wav" 8 200 100
run scan --quiet
run analyze --json
is "$status" 0 "what is new is heard, in the background or because it is asked for"
is "$(sounds)" $((before + 41)) "... and kept"
"$SEGUE" remote quit >/dev/null 2>&1
while "$SEGUE" remote status >/dev/null 2>&1; do sleep .02; done
finish
