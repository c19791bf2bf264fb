# evaluate --plays: what is foreseen on a small made-up log, and that nothing later is looked at
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

# four listeners, albums of five tracks played in order; every third play is a skip; two of them share what they like
awk 'BEGIN { OFS = "\t"; print "listener", "started_at", "listened_ms", "artist", "track"
	for (l = 1; l <= 4; l++) { at = 0; for (i = 0; i < 300; i++) {
		album = l % 2 * 10 + int(i / 5) % 6 + int(l * i / 100) % 4
		heard = i % 3 == l % 3 ? 5000 : 180000
		print l, sprintf("2022-01-%02dT%02d:%02d:00", 1 + int(at / 1440), int(at / 60) % 24, at % 60), heard, "A" album, "T" album "." i % 5
		at += i % 20 == 19 ? 120 : 4 } } }' >"$work/log"
run evaluate --json --plays "$work/log" --task next --predictions "$work/next"
is "$status $err" "0 " "next"
is "$(q get 1 task) $(q get 1 model) $(q column model | wc -l)" "next segue 7" "Segue's own first, the simple ways beside it"
is "$(q keys 1 | tr '\n' ' ')" "hr@20 hr@20_by_listener model mrr@20 mrr@20_by_listener rows seconds task " "with its keys"
rows=$(awk -F '\t' 'NR > 1 { n[$1]++; if (n[$1] > 240 && $3 >= 30000) c++ } END { print c }' "$work/log")
is "$(q get 1 rows)/$(wc -l <"$work/next")" "$rows/$rows" "every replayed play is foreseen, no skip"
is "$(awk -F '\t' 'NR == FNR { track[FNR - 1] = $5; next } { for (i = 3; i <= 22; i++) if ($i == track[$2]) { hits++; break } } END { printf "%.5f", hits / FNR }' "$work/log" "$work/next")" \
	"$(q get 1 hr@20 | awk '{ printf "%.5f", $1 }')" "the lists say what the figure says"

run evaluate --json --plays "$work/log" --task skip --predictions "$work/skip"
is "$(q keys 1 | tr '\n' ' ')" "accuracy auc log_loss model rows seconds task " "skip"
is "$(q get 1 rows)/$(awk -F '\t' '$3 < 0 || $3 > 1 || NF != 3' "$work/skip" | wc -l)/$(wc -l <"$work/skip")" "240/0/240" "a chance for every replayed row"
awk -v a="$(q get 1 auc)" 'BEGIN { exit !(a > .9) }'; ok $? "a rule this plain is learnt (AUC $(q get 1 auc))"

run evaluate --json --plays "$work/log" --task discovery --predictions "$work/new"
is "$(q keys 1 | tr '\n' ' ')" "hit@20 model ndcg@20 p@20 p@20_earlier rows seconds task " "discovery"
is "$(awk -F '\t' 'NR == FNR { if (FNR > 1 && ++n[$1] <= 240) known[$1, $5] = 1; next } { for (i = 2; i <= NF; i++) if (($1, $i) in known) print }' "$work/log" "$work/new")" "" "nothing heard before"
is "$(wc -l <"$work/new")" 4 "a line a listener"

# the last row of a listener turned round: no prediction, its own included, may know
awk -F '\t' 'BEGIN { OFS = "\t" } FNR == 1 { print; next } { if (++n[$1] == 300) $3 = $3 < 30000 ? 180000 : 180001; print }' "$work/log" >"$work/turned"
run evaluate --quiet --plays "$work/turned" --task skip --predictions "$work/skip2"; cmp -s "$work/skip" "$work/skip2"; ok $? "skip: no look ahead"
run evaluate --quiet --plays "$work/turned" --task discovery --predictions "$work/new2"
sort "$work/new" >"$work/a"; sort "$work/new2" >"$work/b"; cmp -s "$work/a" "$work/b"; ok $? "discovery: no look ahead"
run evaluate --quiet --plays "$work/turned" --task next --predictions "$work/next2"
awk -F '\t' 'NR == FNR { was[$2] = $0; next } $2 in was && was[$2] != $0' "$work/next" "$work/next2" >"$work/differ"; is "$(wc -l <"$work/differ")" 0 "next: no look ahead"

gzip -c "$work/log" >"$work/log.gz"
run evaluate --quiet --plays "$work/log.gz" --task next --predictions "$work/next3"; cmp -s "$work/next" "$work/next3"; ok $? "packed or not"
run evaluate --json --plays "$work/log" --task next --listeners 2,3
is "$(q get 1 rows)" "$(awk -F '\t' 'NR > 1 { n[$1]++; if (n[$1] > 240 && $3 >= 30000 && ($1 == 2 || $1 == 3)) c++ } END { print c }' "$work/log")" "--listeners: only those"
for task in next skip; do
	run evaluate --json --plays "$work/log" --task $task --listeners 1,3 --each
	is "$(q get 2 listener) $(q get 3 listener)/$(q get 1 model) $(q get 2 model) $(q get 3 model)" "1 3/segue segue segue" "--each: $task, of both, of each"
	rows="$(q get 1 rows)"; is "$(($(q get 2 rows) + $(q get 3 rows)))" "$rows" "and their rows are all rows"
done
run evaluate --plays "$work/log" --listeners 9; is "$status $err" "1 segue: there is no listener '9' in the log" "one that is not there"
run evaluate --plays "$work/log" --task guess; is "$status" 2 "a task that is not there"
run evaluate --plays "$work/log" --predictions "$work/x"; is "$status" 2 "predictions of all tasks at once"
head -c 200 "$work/log.gz" >"$work/cut.gz"
run evaluate --plays "$work/cut.gz" --task next; is "$status" 1 "a file cut short"
sed '5s/\t[0-9]*\tA/\tmany\tA/' "$work/log" >"$work/bad"
run evaluate --plays "$work/bad"; is "$err" "segue: $work/bad:5: 'many' is not a number of milliseconds" "a bad line is named"
awk -F '\t' 'FNR == 1 || $1 == 1' "$work/log" >"$work/alone"
run evaluate --json --plays "$work/alone"; is "$status/$(q column task | sort -u | tr '\n' ' ')" "0/discovery next skip " "one listener alone, all tasks"
finish
