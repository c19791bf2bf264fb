# evaluate: files as others write them, and logs of listening that are small or strange: figures, or a reason that names the line
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

# ---- training and test, each in its own shape ----
printf 'a x 3\na y 2\nb x 1\nb z 5\nc y 1\nc z 1\n' >"$work/counts"
printf 'a z\nb y\nc x w v\n' >"$work/lists"
run evaluate --json --train "$work/counts" --test "$work/lists" --model item -k 5 --recs "$work/recs"
is "$status/$err/$(tr '\n' '|' <"$work/recs")" "0//a z|b y|c x|" "pairs with counts to learn from, lists to find"
is "$(q get 3 users)/$(q get 3 recall)" "3/0.77778" "what is in no training is missed"
printf 'a x y\nb x z\nc y z w\n' >"$work/learn"
printf 'a z w\nb y w\n' >"$work/find"
run evaluate --json --train "$work/learn" --test "$work/find" --model item -k 5
is "$(q get 3 recall)" 1.0 "three words a line, each listener once: lists as the training is"

printf '%s\r\n\r\n%s\r\n%s' '9999999999999999999999 héllo 00 0' '007 1e5 0 00 00' '7 héllo 1e5 18446744073709551616' >"$work/odd"
printf '%s\r\n%s\r\n\r\n' '9999999999999999999999 1e5 never' 'stranger 0 00' >"$work/oddtest"
run evaluate --json --train "$work/odd" --test "$work/oddtest" --model popularity -k 3 --recs "$work/recs"
is "$status/$err/$(q get 2 users)" "0//2" "listeners and items are any words, huge numbers and zeros before one among them"
is "$(tr '\n' '|' <"$work/recs")" "9999999999999999999999 1e5 18446744073709551616|007 héllo 18446744073709551616|7 00 0|stranger héllo 00 0|" \
	"nobody is told what is known, whoever is only in the test what most hear"
run evaluate --train "$work/counts" --test "$work/lists" --model item,popularity --recs "$work/recs" -k 1
run evaluate --train "$work/counts" --test "$work/lists" --model popularity --recs "$work/popular" -k 1
cmp -s "$work/recs" "$work/popular"; ok $? "the lists are of the model named last"

# ---- logs ----
rows() { # rows LISTENERS ROWS ZONE [SKIPPED: of ten] : a log
	awk -v l="$1" -v n="$2" -v zone="$3" -v skipped="${4:-3}" 'BEGIN { OFS = "\t"; print "listener", "started_at", "listened_ms", "artist", "track"
		for (u = 0; u < l; u++) for (i = 0; i < n; i++) { k = (i * i + u * 3) % 23
			print "l" u, sprintf("2022-01-%02dT%02d:%02d:00%s", 1 + int(i / 360), int(i / 15) % 24, i % 15 * 4, zone), (i * 7 % 10 < skipped ? 5000 : 180000), "A" k % 5, "T" k } }'
}
foreseen() { # foreseen WHAT : all tasks on $work/log, each with its predictions: a line a row
	total=$(awk -F '\t' 'NR > 1 && NF == 5 { n[$1]++ } END { for (u in n) s += n[u] - int(n[u] * 4 / 5); print s + 0 }' "$work/log")
	said=
	for task in next skip discovery; do
		run evaluate --json --plays "$work/log" --task $task --predictions "$work/$task"
		said="$said$status$err "
	done
	is "$said$(wc -l <"$work/skip")" "0 0 0 $total" "$1"
}
rows 1 200 "" >"$work/log"; foreseen "one listener"
rows 1 10 "" >"$work/log"; foreseen "ten rows"
rows 3 60 "" 10 >"$work/log"; foreseen "nothing but skips"
is "$(wc -l <"$work/next")" 0 "... nothing was played, nothing is foreseen"
rows 3 60 "" 0 >"$work/log"; foreseen "no skips"
is "$(awk '$3 > .1' "$work/skip" | wc -l)" 0 "... and none is foreseen"
rows 2 60 "+00:00" >"$work/log"; foreseen "times with a zone"
rows 2 60 "" >"$work/log"
cp "$work/skip" "$work/zoned"; foreseen "and without"
cmp -s "$work/skip" "$work/zoned"; ok $? "are the same"
{ printf '\357\273\277'; sed 's/$/\r/' "$work/log"; printf '\r\n\n'; } >"$work/log2"
run evaluate --json --plays "$work/log2" --task skip --predictions "$work/skip2"
is "$status$err" 0 "a mark at the start, CRLF, empty lines at the end"
cmp -s "$work/skip" "$work/skip2"; ok $? "are the same again"
awk -F '\t' 'BEGIN { OFS = "\t" } NR > 1 { $2 = "2022-01-01T00:00:00" } 1' "$work/log" >"$work/log2" && mv "$work/log2" "$work/log"; foreseen "all at one moment"
rows 2 60 "" | awk -F '\t' 'BEGIN { OFS = "\t" } NR > 1 { $4 = "One" } 1' >"$work/log"; foreseen "one artist"
rows 2 60 "" | awk -F '\t' 'BEGIN { OFS = "\t" } NR > 1 { $5 = "Intro" } 1' >"$work/log"; foreseen "one name for the tracks of all artists"
is "$(awk -F '\t' 'NR == 1 { print (NF > 3) }' "$work/next")" 1 "... they are as many tracks as artists"
is "$(awk -F '\t' '{ for (i = 3; i <= NF; i++) if ($i != "Intro") print }' "$work/next" | wc -l)" 0 "... told of by their names"


# skips by chance: what cannot be foreseen is not learnt by heart
awk 'BEGIN { OFS = "\t"; print "listener", "started_at", "listened_ms", "artist", "track"; seed = 7
	for (u = 0; u < 3; u++) for (i = 0; i < 300; i++) {
		for (k = 0; k < 3; k++) { seed = (seed * 16807) % 2147483647; r[k] = seed / 2147483647 }
		print "l" u, sprintf("2022-01-%02dT%02d:%02d:00", 1 + int(i / 360), int(i / 15) % 24, i % 15 * 4), (r[0] < .4 ? 5000 : 180000), "A" int(r[1] * 9), "T" int(r[2] * 90) } }' >"$work/log"
run evaluate --json --plays "$work/log" --task skip
is "$(q get 1 model)/$(q get 2 model)" "segue/never" "chance"
awk -v own="$(q get 1 log_loss)" -v never="$(q get 2 log_loss)" 'BEGIN { exit !(own < never + .03) }'; ok $? "is hardly foreseen worse ($(q get 1 log_loss)) than by the share of skips ($(q get 2 log_loss))"

# so many listeners that a table of all by all artists would take minutes; nobody else limits the seconds of a processor
awk 'BEGIN { OFS = "\t"; print "listener", "started_at", "listened_ms", "artist", "track"
	for (u = 0; u < 20000; u++) for (i = 0; i < 2; i++) print "l" u, "2022-01-01T0" i ":00:00", 180000, "A" u * 2 + i, "T" u * 2 + i }' >"$work/log"
# dash and bash both have ulimit -t
# shellcheck disable=SC3045
(ulimit -t 60; "$SEGUE" evaluate --json --plays "$work/log" --task discovery --listeners l5 >"$work/out" 2>"$work/err")
is "$?/$(q get 1 model)" "0/segue" "a crowd of listeners"

refused() { # refused AWK WANT WHAT : the log spoilt by AWK is refused
	rows 2 20 "" | awk -F '\t' 'BEGIN { OFS = "\t" } '"$1" >"$work/log"
	rm -f "$work/skip"
	run evaluate --plays "$work/log" --task skip --predictions "$work/skip"
	is "$status/$err" "1/segue: $work/log:$2" "$3"
	[ ! -e "$work/skip" ]; ok $? "... nothing is written"
}
refused 'NR == 9 { $3 = -5 } 1' "9: '-5' is not a number of milliseconds" "less than no time"
refused 'NR == 9 { $3 = "99999999999999999" } 1' "9: '99999999999999999' is not a number of milliseconds" "longer than anything"
refused 'NR == 9 { $2 = "2021-01-01T00:00:00" } 1' "9: not sorted by listener and time" "times out of order"
refused 'NR == 9 { $2 = "2022-02-30T00:00:00" } 1' "9: '2022-02-30T00:00:00' is not a time like 2022-01-16T19:00:00" "a day that never was"
refused 'NR == 9 { $1 = "l1" } 1' "10: not sorted by listener and time" "a listener in two places"
refused 'NR == 9 { $4 = "" } 1' "9: a listener, artist or track has no name" "no artist"
refused 'NR == 1 { $4 = "track"; $5 = "artist" } 1' "1: the header 'listener started_at listened_ms artist track' is missing" "columns in another order"
refused 'NR == 9 { print "" } 1' "9: not five fields between tabs" "an empty line between others"
rows 2 20 "" | gzip >"$work/log.gz"
head -c 100 "$work/log.gz" >"$work/cut.gz"
run evaluate --plays "$work/cut.gz" --task skip; is "$status/$err" "1/segue: $work/cut.gz is cut short" "half a packed file"
run evaluate --plays "$work" --task skip; is "$status/$err" "1/segue: $work: Is a directory" "a folder"
finish
