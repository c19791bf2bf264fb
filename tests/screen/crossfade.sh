# crossfade.sh -- tracks that fade into each other: the option and what the screen and the log say of it
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
db=$work/fade.db
player_args="--db $db $music"
# what happened since the run before, in the order of the log
log() {
	run history --json --db "$db" -n 1000
	q column event >"$work/events"
	q column title >"$work/titles"
	paste -d ' ' "$work/events" "$work/titles" >"$work/log"
}
count() { log; grep -c "^$1" "$work/log"; }

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
expect crossfade-alb
expect crossfade-skip
expect 12 s
key Esc
absent Settings ·
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
log
is "$(tr '\n' ',' <"$work/log")" \
	"start Alpha Two,start Alpha Three,skip Alpha Two,skip Alpha Three,start Alpha One,skip Alpha One,start Alpha Two,stop Alpha Two," \
	"the log: what came in began before the other ended, and what was jumped to its end is a skip"

player_args="--db $db $music"
scene "killed in the middle of a fade" --cols 120 <<'S'
expect ♫ 5
send ":crossfade 12\n"
send ":set continue=library\n"
send "/alpha three"
key Enter
key Enter
expect ▶ Alpha Three
expect next: 東京の夜
send ":seek 4:46\n"
expect ▶ 東京の夜
# told when it is on disk, and with it all that came before
send "**"
expect ♥ 東京の夜
kill
exit KILL
S
scene "the next start puts the log right" --cols 120 <<'S'
expect ♫ 5
expect ▶ 東京の夜
send ":quit\n"
exit 0
S
is "$(count start)" "$(count '\(finish\|skip\|stop\)')" "each start has its end"
is "$(grep -c '^skip Alpha Three' "$work/log")" 2 "what was going out has its end, and most of it was jumped over"
is "$(grep -c '^stop 東京の夜' "$work/log")" 2 "what had come in was stopped, by the kill and by the end"
finish
