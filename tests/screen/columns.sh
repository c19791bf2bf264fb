# columns.sh -- what columns say: counts, stars, love, days; and that the order of a shuffle is the same after a restart
. "$TOP_SRCDIR/tests/screen/lib.sh"
make_file "$music/a1.flac" 1 "title=Alpha One" "artist=Anna" "album=First" "track=1"
make_file "$music/a2.flac" 300 "title=Alpha Two" "artist=Anna" "album=First" "track=2"
make_file "$music/a3.flac" 300 "title=Alpha Three" "artist=Anna" "album=First" "track=3"
player_args=$music
today=$(date -u +%Y-%m-%d)

scene "plays, skips, stars, love, added and last played are in their columns, and change as it happens" --cols 200 <<S
expect ♫ 3
send ":set columns=title,plays,skips,stars,love,added,last\\n"
send ":set headers=on\\n"
expect-re Play +Skip
expect Added
expect-re Alpha One +$today
# heard to its end: one play, today; the next one is skipped, rated and loved
key Tab Enter
expect-re Alpha One +1 +$today
expect ▶ Alpha Two
key * 4
expect-re Alpha Two .*★★★★
key * *
expect-re Alpha Two .*★★★★.*♥
key b
expect-re Alpha Two +1 +★★★★
key v
send ":sort -play_count\\n"
expect 3 tracks by -play_count
send ":set flat-columns=title,plays,skips\\n"
expect-re │Alpha One +1
send ":filter plays>0\\n"
expect │Alpha One
absent │Alpha Three
send ":filter skips>0\\n"
expect │Alpha Two
absent │Alpha One
send ":quit\\n"
exit 0
S

rm -r "$work/data"
for i in $(seq 10 40); do make_file "$music/b$i.flac" 300 "title=Beta $i" "artist=Berta" "album=Second" "track=$i"; done
following() { # following FILE: the titles of what follows, as the queue shows them
	grep -oE '(Alpha|Beta) [A-Z0-9][a-z0-9]*' "$1" | head -20
}
for shuffle in tracks albums weighted; do
	"$SEGUE" scan --quiet "$music"
	printf '%s\n' "wait idle" "set shuffle=$shuffle" "set library=flat" "wait idle" "top" "enter" "wait playing" "next" "wait playing" "view queue" "dump $work/before" "quit" >"$work/script"
	LINES=40 COLUMNS=80 run --ao null --script "$work/script"
	printf '%s\n' "wait idle" "wait playing" "view queue" "dump $work/after" "quit" >"$work/script"
	LINES=40 COLUMNS=80 run --ao null --script "$work/script"
	[ "$(following "$work/before" | wc -l)" -ge 12 ]
	ok $? "$shuffle: what follows is shown"
	is "$(following "$work/after")" "$(following "$work/before")" "$shuffle: it is the same after a restart"
	rm -r "$work/data"
done
finish
