# ends.sh -- what the log says of a track that comes to its end: heard, jumped to, taken up again
. "$TOP_SRCDIR/tests/screen/lib.sh"
make_file "$music/1.flac" 3 "title=Short One" "artist=Anna" "album=First" "track=1"
make_file "$music/2.flac" 100 "title=Long Two" "artist=Anna" "album=First" "track=2"
make_file "$music/3.flac" 200 "title=Long Three" "artist=Anna" "album=First" "track=3"
db=$work/ends.db
player_args="--db $db $music"
log() {
	run history --json --db "$db" -n 1000
	q column event >"$work/events"
	q column title >"$work/titles"
	paste -d ' ' "$work/events" "$work/titles" | tr '\n' ',' >"$work/log"
}

scene "heard, jumped to, jumped back and heard" --cols 120 <<'S'
expect ♫ 3
send ":set continue=stop\n"
key Enter
expect ▶ Short One
# heard to its end
expect ▶ Long Two
# the end by one jump
send ":seek 99:99:99\n"
expect ▶ Long Three
# by jumps, each shorter than what it would take
send ":seek 1:00\n"
expect-re ^ 1:0[0-9]
send ":seek 1:55\n"
expect-re ^ 1:5[5-9]
# back again: only what lies between here and the end is passed over
send ":seek 0:40\n"
expect-re ^ 0:4[0-9]
send ":seek 1:40\n"
expect-re ^ 1:4[0-9]
send ":seek 3:19\n"
expect ■ nothing plays
key k k
send "/long two"
key Enter
key Enter
expect ▶ Long Two
send ":seek 0:40\n"
expect-re ^ 0:4[0-9]
send ":seek 0:10\n"
expect-re ^ 0:1[0-9]
send ":seek +45\n"
expect-re ^ 0:5[5-9]
send ":seek 0:10\n"
expect-re ^ 0:1[0-9]
send ":seek 1:38\n"
expect ▶ Long Three
send ":stop\n"
expect ■ nothing plays
send ":quit\n"
exit 0
S
log
is "$(cat "$work/log")" \
	"start Short One,finish Short One,start Long Two,skip Long Two,start Long Three,skip Long Three,start Long Two,skip Long Two,start Long Three,stop Long Three," \
	"an end jumped to is a skip, one that was heard is a finish"

scene "a jump over less than half, and on from where it was left" --cols 120 <<'S'
expect ♫ 3
send ":set continue=stop\n"
send "/long two"
key Enter
key Enter
expect ▶ Long Two
send ":seek 0:30\n"
expect-re ^ 0:3[0-9]
send ":seek +1\n"
send ":seek 0:00\n"
expect-re ^ 0:0[0-9]
send ":seek 0:49\n"
expect-re ^ 0:49
send ":seek 0:00\n"
expect-re ^ 0:0[0-9]
# at rest before it is near the end, which would else be there before a slow machine has paused
send ":pause\n"
expect ‖ Long Two
send ":seek 1:37\n"
expect-re ^ 1:37
send ":quit\n"
exit 0
S
scene "and on from where it was left: the rest was heard" --cols 120 <<'S'
expect ‖ Long Two
send ":set continue=stop\n"
send ":pause\n"
expect ▶ Long Three
send ":quit\n"
exit 0
S
log
is "$(sed 's/.*start Long Two,stop Long Two,//' "$work/log")" "start Long Two,finish Long Two,start Long Three,stop Long Three," \
	"what goes on where it was left and comes to its end is a finish"
finish
