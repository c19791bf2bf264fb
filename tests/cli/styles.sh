#!/bin/sh
# styles.sh -- styles on the command line: from tags, learnt from them for what has none; shares, filters, recommendations
. "$TOP_SRCDIR/tests/cli/lib.sh"

# two sorts of music by six artists each, and three of each without a genre: one high and fast, the other low and slow
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$bin/mktone" "$music/high$i.flac" 9 $((700 + i * 15)) $((150 + i)) || exit 99
	"$bin/mktone" "$music/low$i.flac" 9 $((100 + i * 3)) $((60 + i)) || exit 99
done
for i in 1 2 3; do
	"$bin/mktone" "$music/x-high$i.flac" 9 $((706 + i * 21)) $((152 + i * 2)) || exit 99
	"$bin/mktone" "$music/x-low$i.flac" 9 $((101 + i * 4)) $((61 + i * 2)) || exit 99
done
"$SEGUE" scan "$music" >"$work/out" 2>&1 || exit 99
run stats --json
is "$(q get 1 styles_unknown)" 30 "before there are tags nothing is known"
run train --model styles
is "$status" 1 "nothing to learn from before it was listened to"
is "$(grep -c analyze "$work/err")" 1 "and it says what to do"
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$SEGUE" tag "genre=hip hop" "artist=H$((i % 6))" "$music/high$i.flac" >>"$work/log" 2>&1
	"$SEGUE" tag "genre=(26)" "artist=L$((i % 6))" "$music/low$i.flac" >>"$work/log" 2>&1
done
"$SEGUE" scan >>"$work/log" 2>&1
"$SEGUE" analyze --quiet >"$work/out" 2>&1 || exit 99

run train --model styles --json
is "$status" 0 "it learns from two dozen tagged tracks"
is "$(q get -1 examples)" 24 "all of them"
is "$(q get -1 judged)" 6 "and judges those without a genre"
is "$(q get -1 validation both | cut -c1-3)" 1.0 "artists it was not learnt from are told apart"
[ -f "$db-styles" ]
ok $? "it is kept beside the library"

run list --json style=hip-hop title:x-high
is "$(wc -l <"$work/out")" 3 "what sounds high and fast is found by its style"
is "$(q column styles_from | sort -u)" sound "and says that it was heard so"
run list --json style=ambient title:x-low
is "$(wc -l <"$work/out")" 3 "so is what sounds low"
run list --json style:electronic
is "$(wc -l <"$work/out")" 15 "a broader style finds its kinds"
run list --json title:high1 style=hip-hop
is "$(q get 1 styles_from)" tag "a tag says so itself"

run stats --json
is "$(q get 1 styles_unknown)" 0 "all is known"
run stats
is "$(grep -c 'Hip-hop.*50%' "$work/out")" 1 "half of it each"
run recommend -n 50 --json --style ambient
is "$(wc -l <"$work/out")" 15 "recommendations of one style"
run features --json "$music/x-high1.flac"
is "$(grep -c '"styles":\[{"name":"Hip-hop"' "$work/out")" 1 "a file alone is judged, too"

# a model that is damaged is no model
printf junk >"$db-styles"
run list --json style=hip-hop
is "$(wc -l <"$work/out")" 12 "a damaged file of styles leaves the tags"
run train --model styles --json
is "$(q get -1 judged)" 6 "and is made anew"
run train --model nosuch
is "$status" 2 "a model there is none of"
finish
