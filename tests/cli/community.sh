# what imported people play: in the for-you list, with its reason, and never but by three of them; by title and by artist
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }

i=0
while [ $i -lt 24 ]; do
	i=$((i + 1))
	make_file "$music/$i.flac" $i title="T$i" artist="A$i"
done
run scan --quiet "$music"; is "$status" 0 "a library"
# six evenings of one's own, T1 to T5, as Last.fm has them
awk 'BEGIN { for (d = 1; d <= 6; d++) for (t = 1; t <= 5; t++) printf "A%d,,T%d,%d\n", t, t, 1700000000 - d * 86400 + t * 60 }' >"$work/own.csv"
run import lastfm --json "$work/own.csv"; is "$(q get 1 matched)" 30 "one's own"
# others: three play T1 to T10, all three something by A20; two play T11 and something by A21; one alone T12 and A22
for p in ann bob cid; do
	awk -v p=$p 'BEGIN { for (t = 1; t <= 10; t++) printf "%s\tA%d - T%d\t2\n", p, t, t
		printf "%s\tA20 - Something Else\t5\n", p
		if (p != "ann") printf "%s\tA11 - T11\t9\n%s\tA21\t9\n", p, p
		if (p == "cid") printf "%s\tA12 - T12\t99\n%s\tA22\t99\n", p, p }'
done >"$work/others.tsv"
run import interactions --json "$work/others.tsv"
is "$status $(q get 1 matched) $(q get 1 unmatched)" "0 39 0" "other people's"

run train --json
is "$status $(q get "$(q count)" others)" "0 3" "train: three others"
run recommend --json -n 100
line() { q column title | grep -n "^$1\$" | cut -d: -f1; }
signal() { q get "$(line "$1")" signals "$2"; }
awk -v p="$(signal T10 listeners)" 'BEGIN { exit !(p > 0) }'; ok $? "what three of them play is lifted ($(signal T10 listeners))"
awk -v p="$(signal T20 listeners)" -v t="$(signal T10 listeners)" 'BEGIN { exit !(p > 0 && p < t) }'; ok $? "what is by an artist three of them play, less ($(signal T20 listeners))"
grep -q '3 other listeners play it' "$work/out"; ok $? "with the reason"
is "$(grep '"T20"' "$work/out" | grep -c '3 other listeners play the artist')" 1 "which says what they play: the artist"
is "$(signal T11 listeners)$(signal T12 listeners)$(signal T21 listeners)$(signal T22 listeners)" "" "what two play, or one, is not: neither title nor artist"
run stats --json
is "$(q get 1 plays)" 30 "their plays are not the listener's"
run list --json t12; is "$(q get 1 play_count)" 0 "nor seen on a track"

# one person's history in many files is one person's
for i in 1 2 3 4; do
	printf '[{"ts":"2024-01-0%dT10:01:40Z","ms_played":13000,"master_metadata_track_name":"T13","master_metadata_album_artist_name":"A13","reason_end":"trackdone"}]' $i >"$work/Streaming_$i.json"
done
run import spotify --community --json "$work"/Streaming_?.json; is "$(q get 1 matched)" 4 "Spotify's, in four files"
run train --quiet; run recommend --json -n 100
is "$(signal T13 listeners)" "" "is no aggregate"
finish
