#!/bin/sh
# circles.sh -- the circles a listening lies in, on the page of taste: named, with their share, how sure, by whom; opened, played, a radio of one, one forgotten
. "$TOP_SRCDIR/tests/screen/lib.sh"
two_crowds 9 2
player_args=

# eight of each sort to the end, the low ones three times each: three quarters of what is heard; the last day before the others, so that they weigh alike
now=$(date +%s)
heard() { # heard TITLE TIMES
	sqlite3 -cmd ".timeout 20000" "$db" "with recursive n(i) as (select 1 union all select i + 1 from n where i < $2)
		insert into event(listener, at_ms, track, kind, source, value, position_ms, listened_ms, duration_ms)
		select (select id from listener limit 1), ($now - 86400 + i * 10) * 1000, id, 2, 1, 0, 7000, 7000, 7000 from track, n where title = '$1'" || exit 99
}
scene "who heard nothing lies in none" --cols 100 --rows 40 <<'S'
expect ♫ 18
key F5
expect nowhere else
absent Circles
send ":quit\n"
S
for i in 0 1 2 3 4 5 6 7; do
	heard "Low $i" 3
	heard "High $i" 1
done
scene "two circles: their names, shares, by whom; one opens; a track of it plays; a radio of it" --cols 100 --rows 60 <<'S'
expect ♫ 18
key F5
expect Circles your listening lies in, by sound
expect-re Ambient · .* +▇+ +75% · sure [0-9]+% · 8 tracks
expect-re Techno · 2010s.* +▇+ +25% · sure [0-9]+% · 8 tracks
expect-re │ +L[0-5] · L[0-5] · L[0-5] *│
expect-re │ +H[01] · H[01] *│
absent Low 3 — L3
send "/Ambient ·\n"
key Enter
expect Low 3 — L3
expect Low 7 — L1
absent High 3
key Enter
absent Low 3 — L3
key Enter
expect Low 3 — L3
send "/Low 3\n"
key Enter
expect-re ▶ Low 3
send ":stop\n"
send "/Techno ·\n"
key t
expect-re Radio, .*: [0-9]+ tracks? (is|are) queued
key 2
expect High 8
send ":quit\n"
S
scene "forgotten, it is there no more; the other is all there is, and of that nothing is unsure" --cols 100 --rows 60 <<'S'
expect ♫ 18
key F5
expect-re Techno · 2010s
send "/Techno ·\n"
key & f
expect-re Forgotten: [0-9]+ plays of 8 tracks
absent-re Techno · 2010s.* tracks
expect-re Ambient · .* +▇+ +100% · 8 tracks
key u
expect-re Techno · 2010s.* 8 tracks
send ":quit\n"
S
for size in "12 40" "24 80" "48 160"; do
	scene "at $size" --rows "${size% *}" --cols "${size#* }" <<'S'
expect ♫ 18
key F5
expect Artists you like
send "/Techno ·\n"
expect-re Techno · 2010s
expect 25%
send ":quit\n"
S
done
finish
