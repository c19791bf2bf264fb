#!/bin/sh
# oddsounds.sh -- files decoders and ears seldom meet: each has a defined result or a reason that names it, in segue features and in segue analyze
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
corpus=${TOP_SRCDIR:-.}/tests/fuzz/corpus/decode
odd() { "$bin/mkodd" "$@" || exit 99; }
# heard FILE: its duration and whether it has a loudness, or its reason; nothing but Segue may say a word
heard() {
	run features --json "$1"
	if [ "$status" = 0 ]; then
		loud=$(q get 1 loudness_lufs | sed 's/null//')
		echo "$(q get 1 duration_s) ${loud:+loud}${err:+ ($err)}"
	else
		printf '%s\n' "$err" | sed -n "1{s|segue: ||;s|$music/||;p}"
		[ "$(printf '%s\n' "$err" | grep -vc '^segue: ')" = 0 ] || echo "(and somebody else talks)"
	fi
}

for rate in 8000 11025 44100 96000 192000; do
	odd "$music/rate$rate.wav" $rate 2 4 tone
	is "$(heard "$music/rate$rate.wav")" "4.0 loud" "$rate Hz"
done
for channels in 1 3 6 8; do
	odd "$music/channels$channels.wav" 44100 $channels 4 tone
	is "$(heard "$music/channels$channels.wav")" "4.0 loud" "$channels channels"
done
odd "$music/channels40.wav" 44100 40 1 tone
is "$(heard "$music/channels40.wav")" "channels40.wav: 40 channels; at most 32" "40 channels are refused, with a reason"
odd "$music/silent.wav" 44100 2 4 silent
is "$(heard "$music/silent.wav")" "4.0 " "silence has a length and no loudness"
odd "$music/short.wav" 44100 2 .3 tone
is "$(heard "$music/short.wav")" "0.3 " "0.3 s: too short for a loudness"
odd "$music/moment.wav" 44100 1 .001 tone
is "$(heard "$music/moment.wav")" "0.001 " "a millisecond"
odd "$music/nothing.wav" 44100 2 0 tone
is "$(heard "$music/nothing.wav" | sed 's/:.*sound/: sound/')" "nothing.wav: sound in it" "no sample at all: a reason"
odd "$music/nan.wav" 44100 2 4 nan
is "$(heard "$music/nan.wav") $("$bin/jsonq" get 1 quality not_numbers <"$work/out" 2>/dev/null)" "4.0 loud 117600" "NaN: what is a number is heard, the rest is counted"
odd "$music/loud.wav" 44100 2 4 loud
is "$(heard "$music/loud.wav")" "4.0 loud" "40 dB over full scale"
odd "$music/long.wav" 8000 1 10800 zeros
is "$(heard "$music/long.wav")" "10800.0 " "three hours"

: >"$music/empty.mp3"
is "$(heard "$music/empty.mp3")" "empty.mp3 is empty" "an empty file"
head -c 5000 /dev/zero >"$music/zeros.flac"
is "$(heard "$music/zeros.flac" | cut -d: -f1)" "zeros.flac holds no sound that can be made out" "zeros"
printf 'these are words\n' >"$music/words.mp3"
is "$(heard "$music/words.mp3" | cut -d: -f1)" "words.mp3 holds no sound that can be made out" "words"
mkfifo "$music/pipe.mp3"
is "$(heard "$music/pipe.mp3")" "pipe.mp3 is no file" "a pipe is not waited for"
is "$(heard "$music" | head -1)" "$music is no file" "nor is a folder heard"
is "$(heard "$music/missing.mp3")" "cannot open missing.mp3: No such file or directory" "a file that is not there"
silent=0 said=0
for f in "$corpus"/*; do
	run features --json "$f"
	case $status in
	0) [ -z "$err" ] && said=$((said + 1)) ;;
	1) [ "$(printf '%s\n' "$err" | grep -c "$f\|could not be analysed")" = "$(printf '%s\n' "$err" | wc -l)" ] && said=$((said + 1)) ;;
	esac
	silent=$((silent + 1))
done
is "$said" "$silent" "of $silent whole, cut and damaged files of all formats each is heard or named, and no decoder says a word"

# ---- the same through the library: counted, named, left alone until they change ----
rm "$music/pipe.mp3" "$music/long.wav"
"$bin/mktone" "$music/good.flac" 8 220 120 || exit 99
size=$(wc -c <"$music/good.flac")
head -c $((size / 2)) "$music/good.flac" >"$music/cut.flac"
cp "$corpus/channels1000.wav" "$corpus/nan.wav" "$corpus/huge.wav" "$music"
run scan --json "$music"
known=$(sqlite3 "$db" 'select count(*) from track where state = 0')
run analyze --json
is "$status $err" "0 " "the library is analysed"
unheard=$(q get -1 failed)
is "$(($(q get -1 analyzed) + unheard))" "$known" "each of its $known tracks is counted"
[ "$unheard" -gt 0 ]
ok $? "$unheard cannot be heard"
is "$(grep -c '"error"' "$work/out")" "$unheard" "each of those has a line"
is "$(grep -c '"path":"[^"]*cut.flac"' "$work/out")" 0 "half a file is heard as far as it goes"
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 failed)" 0/0 "none is tried again"
cp "$music/good.flac" "$music/channels40.wav"
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 failed)" 1/0 "until it changes"
run analyze
is "$(printf '%s\n' "$out" | grep -c 'analysed')/$err" "1/" "for people: a sentence"
finish
