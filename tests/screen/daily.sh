#!/bin/sh
# daily.sh -- the mixes of the day: a circle each of what was heard, and what was not heard for long; the same until midnight, and nobody's to edit
. "$TOP_SRCDIR/tests/screen/lib.sh"
two_crowds 16 6
player_args=

scene "who heard nothing has none" --cols 110 --rows 30 <<'S'
expect ♫ 32
send ":playlist-new Mine\n"
send ":view playlists\n"
expect-re Mine +0
absent ♪
S
# half of each sort was heard to its end these days, two of them again and again, but not since a year
now=$(date +%s)
heard() { # heard TITLE DAYS-AGO
	sqlite3 "$db" "insert into event(listener, at_ms, track, kind, source, value, position_ms, listened_ms, duration_ms)
		select (select id from listener limit 1), ($now - $2 * 86400) * 1000, id, 2, 1, 0, 7000, 7000, 7000 from track where title = '$1'" || exit 99
}
for i in 0 1 2 3 4 5 6 7; do
	heard "Low $i" $((i + 2))
	heard "High $i" $((i + 2))
done
for k in 1 2 3 4; do
	heard "Low 12" $((400 + k))
	heard "High 12" $((400 + k))
done
sqlite3 "$db" "delete from value where key like 'daily %'"

scene "a mix for each circle, named after what it is, and what to find again" --cols 110 --rows 30 <<'S'
expect ♫ 32
send ":view playlists\n"
expect-re ♪ Ambient · [a-z1]
expect-re ♪ Techno · 2.* 1[0-9]│
expect ♪ Rediscover
expect-re Mine +0
send "gj"
expect Rediscover · 2
expect Low 12
expect High 12
send ":clear playlist\n"
expect 'Rediscover' is made anew each day
key D
expect 'Rediscover' is made anew each day
key Enter
expect-re ▶ (Low|High) 12
S
first=$(sqlite3 "$db" "select value from value where key = 'daily default'")
is "$(printf '%s\n' "$first" | wc -l | tr -d ' ')" 4 "they are kept: the day and three lists"
is "$(printf '%s\n' "$first" | sed 1d | cut -f 2 | tr ' ' '\n' | grep . | sort | uniq -d)" "" "no track is in two of them, or twice in one"
scene "the same after a restart and more listening" --cols 110 --rows 30 <<'S'
expect ♫ 32
send ":stop\n"
send ":view playlists\n"
expect ♪ Rediscover
send "gjj"
key Tab
send "&x"
expect Never again
send ":view playlists\n"
expect ♪ Ambient
S
is "$(sqlite3 "$db" "select value from value where key = 'daily default'")" "$first" "until midnight"
finish
