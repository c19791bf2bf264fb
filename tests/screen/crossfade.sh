# crossfade.sh -- tracks that fade into each other: the option and what the screen and the log say of it
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
db=$work/fade.db
player_args="--db $db $music"
# what a track went through, in the order of the log, oldest first
went() { # went TITLE
	run history --json --db "$db" -n 1000
	echo $(q where title "$1" event)
}

scene "how long, by command and by option, in halves" --cols 120 <<'S'
expect ♫ 5
absent crossfade
send ":crossfade 4\n"
expect · crossfade 4 s
send ":crossfade 2.5\n"
expect · crossfade 2.5 s
send ":crossfade 13\n"
expect crossfade takes seconds from 0 to 12, halves too (2.5), not '13'
send ":crossfade 2.3\n"
expect not '2.3'
send ":set crossfade=12\n"
expect · crossfade 12 s
send ":set crossfade?\n"
expect crossfade=12
send ":settings\n"
expect crossfade-albu
expect crossfade-skip
expect 12 s
key Esc
send ":crossfade 0\n"
absent · crossfade
S

scene "what comes in is what plays, while the other goes out" --cols 120 <<'S'
expect ♫ 5
send ":crossfade 12\n"
send "/alpha two"
key Enter
key Enter
expect ▶ Alpha Two
expect next: Alpha Three
send ":seek 4:46\n"
expect ▶ Alpha Three
expect-re ^ 0:0[0-9]
key c
expect ‖ Alpha Three
key c
expect ▶ Alpha Three
# a jump is of what came in, and the other one is over
send ":seek 1:00\n"
expect-re ^ 1:0[0-9]
# an album in order: no fade, and the whole of it is heard
send "/alpha one"
key Enter
key Enter
expect ▶ Alpha One
expect next: Alpha Two
send ":seek 4:59\n"
expect ▶ Alpha Two
send ":quit\n"
exit 0
restored
S
is "$(went "Alpha Three")" "start skip" "in the log what came in is skipped"
run history --json --db "$db" -n 1000
is "$(q count event finish)" 2 "what went out is finished, though the fade was cut"

player_args="--db $db $music"
scene "killed in the middle of a fade" --cols 120 <<'S'
expect ♫ 5
send ":crossfade 12\n"
send "/alpha three"
key Enter
key Enter
expect ▶ Alpha Three
expect next: 東京の夜
send ":seek 4:46\n"
expect ▶ 東京の夜
kill
exit KILL
S
scene "the next start puts the log right" --cols 120 <<'S'
expect ♫ 5
expect ▶ 東京の夜
send ":quit\n"
exit 0
S
run history --json --db "$db" -n 1000
starts=$(q count event start)
ends=$(($(q count event finish) + $(q count event skip) + $(q count event stop)))
is "$starts" "$ends" "each start has its end"
is "$(went "東京の夜")" "start stop start stop" "what had come in was stopped"
is "$(went "Alpha Three" | sed 's/.* \([a-z]* [a-z]*\)$/\1/')" "start finish" "what was going out is finished"
finish
