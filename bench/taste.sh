#!/bin/sh
# taste.sh -- how good the models are, on the data beside the project: many people's listening (every model), and listening logs.
# All figures come from `segue evaluate`; tests/cli/evaluate.sh holds the fixed points among them.
set -u
segue=${SEGUE:-./segue}
data=${SHARED:-../shared}/data
cf=$data/cf/hetrec-lastfm-2k
log=$data/listening/plays.tsv.gz

if [ -f "$cf/train.txt" ]; then
	echo "hetrec-lastfm-2k, 80/20 a person: usual knobs; then auto, chosen on a tenth of the training"
	"$segue" evaluate --quiet --train "$cf/train.txt" --test "$cf/test.txt" --model all || exit 1
else
	echo "no $cf: skipped"
fi
if [ -f "$log" ]; then
	echo "listening logs, the last fifth of each replayed"
	"$segue" evaluate --quiet --plays "$log" || exit 1
else
	echo "no $log: skipped"
fi
