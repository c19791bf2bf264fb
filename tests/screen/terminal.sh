# terminal.sh -- resize, Ctrl-Z, hang-up, TERM, a crash: the terminal is always left whole; small screens still play
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "resize from 80x24 to 160x48 to 40x12 and back" <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
resize 48 160
expect For you
expect-re (▲|▼|\+| ) +1 
resize 12 40
expect ▶ Alpha
key b
expect ▶ Alpha Two
resize 24 80
expect ┌ Artists
expect ▶ Alpha Two
S

scene "Ctrl-Z gives the terminal back; fg goes on" <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
stop-continue
expect ▶ Alpha One
key b
expect ▶ Alpha Two
S

scene "TERM ends it cleanly" <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
signal TERM
exit 0
restored
S

# (a sanitizer would catch the signal itself and end with a report)
scene "a crash leaves the terminal whole" --env ASAN_OPTIONS=handle_segv=0:detect_leaks=0 <<'S'
expect ♫ 5
signal SEGV
exit SEGV
restored
S

scene "a hang-up ends it" <<'S'
expect ♫ 5
# not what went on from the last time
send ":stop\n"
expect nothing plays
key Enter
expect ▶ Alpha One
hangup
exit 0
S
run history --json -n 1
is "$(q get 1 event)" "stop" "and the log is closed"

player_args=
rm -rf "$work/data"
scene "without music it says what to do" <<'S'
expect Welcome to Segue
key a
expect :add ~/
key Esc
absent :add
key q y
exit 0
S
finish
