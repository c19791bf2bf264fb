# evaluate: models of many listeners on files, and what is said of bad ones
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

# two circles of twenty listeners, ten items each; who heard what by a rule, every fourth of it held back
awk 'BEGIN { for (u = 0; u < 40; u++) for (i = 0; i < 10; i++) if ((u * 7 + i * 3) % 10 < 7)
	print "u" u "\ti" (u < 20 ? i : i + 10) "\t" 1 + (u + i) % 9 > ((u + i) % 4 ? "'"$work/train"'" : "'"$work/test"'") }'

run evaluate --json --train "$work/train" --test "$work/test" --model user,item -k 3 --recs "$work/recs"
is "$status $err" "0 " "evaluate"
is "$(q column model | tr '\n' ' ')" "random popularity user item " "chance and popularity stand beside what is asked for"
is "$(q keys 3 | tr '\n' ' ')" "auc coverage diversity f1 hit_rate k map model mrr ndcg novelty precision recall recipe seconds users " "with its keys"
is "$(q get 3 k)/$(q get 4 users)" "3/40" "and the k asked for"
is "$(wc -l <"$work/recs")/$(awk 'NF != 4' "$work/recs" | wc -l)" "40/0" "--recs: a line a listener, k items each"
is "$(awk 'NR == FNR { known[$1, $2] = 1; next } { for (i = 2; i <= NF; i++) if (($1, $i) in known) print }' "$work/train" "$work/recs")" "" "none of them known already"
is "$(awk '{ for (i = 2; i <= NF; i++) if ((substr($1, 2) + 0 < 20) != (substr($i, 2) + 0 < 10)) print }' "$work/recs" | head -1)" "" "and all from the listener's own circle"
cp "$work/recs" "$work/first"

awk '{ if ($1 in l) l[$1] = l[$1] " " $2; else { l[$1] = $2; o[n++] = $1 } } END { for (i = 0; i < n; i++) print o[i], l[o[i]] }' "$work/train" >"$work/lists"
awk '{ if ($1 in l) l[$1] = l[$1] " " $2; else { l[$1] = $2; o[n++] = $1 } } END { for (i = 0; i < n; i++) print o[i], l[o[i]] }' "$work/test" >"$work/tests"
run evaluate --json --train "$work/lists" --test "$work/tests" --model item -k 3 --recs "$work/recs"
cmp -s "$work/recs" "$work/first"; ok $? "lists of items say the same as pairs"

run evaluate --train "$work/train" --test "$work/test"
is "$status" 0 "without --model: the best on a part of the training"
echo "$out" | grep -q '^auto .*[0-9]'; ok $? "in columns"
run evaluate --json --train "$work/train" --test "$work/test" --model mf --tune
q get 3 validation recall | grep -q '^[01]'; ok $? "--tune says what validation reached"

run evaluate --train "$work/train"; is "$status" 2 "--train alone"
run evaluate --train "$work/train" --test "$work/test" --model best; is "$status" 2 "a model that is not there"
echo "$err" | grep -q "'best'.*ease"; ok $? "is named, and those that are"
run evaluate --train "$work/none" --test "$work/test"; is "$status" 1 "a file that is not there"
printf 'a b 1\na c x\n' >"$work/bad"
run evaluate --train "$work/bad" --test "$work/test"; is "$err" "segue: $work/bad:2: 'x' is not a count above 0" "a bad line is named"
: >"$work/empty"
run evaluate --train "$work/empty" --test "$work/test"; is "$err" "segue: $work/empty: nothing was heard in it" "an empty file"
run evaluate --train "$work/train" --test "$work/test" --model item --recs "$work/no/recs"; is "$status" 1 "lists that cannot be written"
ls "$work" | grep -c 'part$' | grep -q '^0$'; ok $? "nothing half-written stays"

# what does not fit says what it needs, and what allows it
run evaluate --train "$work/train" --test "$work/test" --model item --memory none; is "$status" 2 "--memory wants a number"
awk 'BEGIN { for (i = 0; i < 16600; i++) print "u" i "\ti" i }' >"$work/wide"
run evaluate --quiet --train "$work/wide" --test "$work/train" --model ease --memory 1
is "$status $err" "1 segue: ease of 16600 listeners and 16600 items needs 1.03 GiB of memory and may have 1.00: --memory 2 allows it" "a model that does not fit is refused in one line"

# the fixed points of shared/RECOMMEND.md
data=${SHARED:-$TOP_SRCDIR/../shared}/data/cf/hetrec-lastfm-2k
if [ -f "$data/train.txt" ]; then
	run evaluate --json --train "$data/train.txt" --test "$data/test.txt" --model user,item,hybrid
	near() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a - b < .002 && b - a < .002) }'; }
	near "$(q get 2 recall)" .1058 && near "$(q get 2 ndcg)" .0975; ok $? "popularity is what it is elsewhere"
	near "$(q get 3 recall)" .2429 && near "$(q get 3 ndcg)" .2457; ok $? "so is user CF"
	near "$(q get 4 recall)" .2548 && near "$(q get 4 ndcg)" .2611; ok $? "so is item CF"
	awk -v r="$(q get 5 recall)" -v n="$(q get 5 ndcg)" 'BEGIN { exit !(r >= .290 && n >= .292) }'; ok $? "the mixture reaches $(q get 5 recall) / $(q get 5 ndcg)"
else
	n=$((n + 1)); echo "ok $n - the fixed points # SKIP no $data"
fi
finish
