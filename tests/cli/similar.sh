#!/bin/sh
# similar.sh -- segue similar: what sounds nearest, of the library and of a file it does not know
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
i=0
# low and slow, middling, high and fast: each a family
for hz in 65 70 75 80; do
	"$bin/mktone" "$music/low$hz.wav" 12 $hz 60 || exit 99
done
for hz in 330 350 370 390; do
	"$bin/mktone" "$music/mid$hz.wav" 12 $hz 95 || exit 99
done
for hz in 1900 2000 2100 2200; do
	"$bin/mktone" "$music/high$hz.wav" 12 $hz 160 || exit 99
done
"$bin/mktone" "$music/still.wav" 8 0 0
"$bin/mktone" "$work/other.wav" 12 72 62
run similar low65
is "$status" 1 "without a library: a failure"
run scan --quiet "$music"
run similar low65
is "$status" 1 "before anything was analysed: a failure"
case $err in *"segue analyze"*) ok 0 "... that says what to do" ;; *) ok 1 "... that says what to do: $err" ;; esac
run analyze --quiet
family() { q column path | head -n "$1" | sed 's/.*\///; s/[0-9]*\.wav$//' | sort | uniq -c | tr -s ' \n' ' '; }
run similar --json low65
is "$status" 0 "the nearest of a track, by a word"
is "$(family 3)" " 3 low " "... are its family"
is "$(q count)" 11 "... and all but silence and itself are ranked"
is "$(q get 1 rank)" 1 "... from 1"
for key in score path artist title album reasons; do
	grep -q "\"$key\":" "$work/out"
	ok $? "... with $key"
done
is "$(q column score | sort -rg | tr '\n' ' ')" "$(q column score | tr '\n' ' ')" "... by their scores"
run similar --json -n 3 "$music/high2000.wav"
is "$(family 9)" " 3 high " "three, by a path"
run similar --json -n 4 "$work/other.wav"
is "$(family 9)" " 4 low " "of a file the library does not know"
run similar still
is "$status" 1 "of silence: a failure"
run similar "no such track"
is "$status" 1 "of what there is not: a failure"
run similar -n 0 low65
is "$status" 2 "no number: wrong usage"
run similar -n 2 mid330
is "$status" 0 "for people"
is "$(printf '%s\n' "$out" | grep -c 'sounds alike')" 2 "... with reasons"
finish
