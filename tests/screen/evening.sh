# evening.sh -- the first evening: open a folder, listen, rate, skip, love, ban, quit; the log says exactly that
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "play, *4, b, **, *x, quit" <<'S'
expect ♫ 5
expect Anna
# Anna's first track plays
key Enter
expect ▶ Alpha One
expect next: Alpha Two
send "*4"
expect ★★★★☆
key b
expect ▶ Alpha Two
send "**"
expect ♥
send "*x"
expect ▶ Alpha Three
key q
expect Quit? y/n
key y
exit 0
restored
S
run history --json
is "$(q column event | tr '\n' ' ')" "start rate skip start love ban skip start stop " "the log holds exactly that"
is "$(q where event rate title)" "Alpha One" "the stars are the first's"
is "$(q where event rate value)" "4" "four of them"
is "$(q where event ban title)" "Alpha Two" "the ban is the second's"
is "$(q get 1 source)" "library" "and where it came from"
run recommend --json -n 50
case $(q column title) in *"Alpha Two"*) s=1 ;; *) s=0 ;; esac
ok $s "what was banned is no pick"
run list --json unreadable
is "$(q get 1 error)" "is not a FLAC file" "a broken file is listed with why"

scene "the for-you list changes with what happens, with reasons; the banned one is gone" --rows 30 --cols 120 <<'S'
expect For you
expect Alpha One
key 3
expect 1 
key Enter
expect ▶
send "*5"
expect ★★★★★
absent-re [0-9] Alpha Two
expect-re rated ★
key b
expect-re ▶ (Alpha (One|Three)|東京の夜|Ёлка)
send ":quit\n"
exit 0
restored
S

scene "resumes where it was" <<'S'
expect ▶
absent nothing plays
send ":quit\n"
exit 0
S
finish
