# evaluate --plays: of candidates with equal values chance decides, not who stands first in the file
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

# 1 plays forty tracks, then ten of the four hundred that 2 alone has played: item CF cannot tell the four hundred apart
awk 'BEGIN { OFS = "\t"; print "listener", "started_at", "listened_ms", "artist", "track"
	for (l = 1; l <= 2; l++) for (i = 0; i < (l == 1 ? 50 : 440); i++) {
		at = i * 4; track = l == 1 && i >= 40 ? 50 + i * 7 : i < 40 ? i : i - 40 + 41
		print l, sprintf("2022-01-%02dT%02d:%02d:00", 1 + int(at / 1440), int(at / 60) % 24, at % 60), 180000, "A" track, "T" track } }' >"$work/log"
run evaluate --json --plays "$work/log" --task discovery --listeners 1
is "$status $err" "0 " "discovery"
row=$(q column model | grep -n '^item CF$' | cut -d: -f1)
p=$(q get "$row" 'p@20')
awk -v p="$p" 'BEGIN { exit !(p < .2) }'; ok $? "what 1 plays later is not found by its place in the file ($p)"
run evaluate --plays "$work/log" --task discovery --each
is "$(printf '%s\n' "$out" | awk '$2 == "segue" && / [12]: / { n++; p += $5 } $2 == "segue" && !/:/ { mean = $4 } END { print (n && p / n - mean < .0001 && mean - p / n < .0001) }')" 1 "--each: discovery, whose mean is that of all"
finish
