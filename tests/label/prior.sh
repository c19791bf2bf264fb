#!/bin/sh
# prior.sh -- what bench/style_fit makes is what the program reads: learnt from a few made tones, in the form of the model that ships
. "$TOP_SRCDIR/tests/cli/lib.sh"
fit=${TOP_BUILDDIR:-.}/bench/style_fit

# two styles of four artists each
for i in 1 2 3 4; do
	for k in 1 2 3; do
		mkdir -p "$work/root/high$i/usr/share/music" "$work/root/low$i/usr/share/music" || exit 99
		"$bin/mktone" "$work/root/high$i/usr/share/music/$k.flac" 16 $((700 + i * 40 + k * 9)) $((150 + i)) || exit 99
		"$bin/mktone" "$work/root/low$i/usr/share/music/$k.flac" 16 $((100 + i * 7 + k * 2)) $((60 + i)) || exit 99
	done
	printf 'high%s\tmusic/*.flac\th%s\tElectronic\tCC0\ttones\nlow%s\tmusic/*.flac\tl%s\tOrchestral\tCC0\ttones\n' $i $i $i $i
done >"$work/sources.tsv"
"$fit" "$work/root" <"$work/sources.tsv" >"$work/made.c" 2>"$work/err"
ok $? "it learns from what a list of sources names"
is "$(grep -c ' 3 \(Electronic\|Orchestral\)$' "$work/err")" 8 "and heard all of it"
is "$("$fit" -r <"$work/made.c" | sed 's/^[0-9]* bytes: //' | tr ',' '\n' | tr -d ' ' | sort | tr '\n' ' ')" "Electronic Orchestral " "what it wrote is read as a model"

# listening and learning apart, the listening in two parts
sed -n 1,3p "$work/sources.tsv" | "$fit" -x "$work/root" >"$work/heard" 2>"$work/err"
sed -n '4,$p' "$work/sources.tsv" | "$fit" -x "$work/root" >>"$work/heard" 2>"$work/err"
"$fit" -l <"$work/heard" >"$work/apart.c" 2>"$work/err"
cmp -s "$work/made.c" "$work/apart.c"
ok $? "what was heard in parts teaches the same"

# all but the numbers is as in what ships
form() { sed -e '/^\t[0-9,]*$/d' -e 's/[0-9][0-9.]*/N/g' "$1"; }
form "$work/made.c" >"$work/made.form"
form "$TOP_SRCDIR/src/app/style_prior.c" >"$work/ships.form"
cmp -s "$work/made.form" "$work/ships.form"
ok $? "what ships was made by it"
"$fit" -r <"$TOP_SRCDIR/src/app/style_prior.c" >"$work/out"
ok $? "and is read as well: $(cat "$work/out")"
sed 's/^\t[0-9]*,/\t7,/' "$work/made.c" | "$fit" -r >"$work/out" 2>"$work/err"
is $? 1 "one that was edited by hand is none"
awk -F '\t' '!/^#/ && (NF != 6 || $5 == "" || $6 == "") { bad = 1 } END { exit bad }' "$TOP_SRCDIR/bench/style_sources.tsv"
ok $? "every source has a licence, and somebody who says its style"
finish
