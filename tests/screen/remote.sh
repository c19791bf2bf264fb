# remote.sh -- the command line while the player runs: it asks the player, reads beside it, and a second player is refused
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
export SEGUE work

scene "rate, love, ban, history, export, recommend, scan, remote beside the player" <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
shell "$SEGUE" remote status --json
output "state":"playing"
output "title":"Alpha One"
shell "$SEGUE" rate --json Alpha One 3
output "rating":3
expect ★★★☆☆
shell "$SEGUE" love Alpha One
expect ♥
shell "$SEGUE" history --json -n 1
output "event":"love"
shell "$SEGUE" recommend --json -n 5 >"$work/picks"; test -s "$work/picks"
shell "$SEGUE" export database "$work/copy.db" && "$SEGUE" --db "$work/copy.db" list --json loved
output "title":"Alpha One"
shell "$SEGUE" ban Alpha One
expect ▶ Alpha Two
shell "$SEGUE" remote pause
expect ‖ Alpha Two
shell "$SEGUE" remote "volume 40"
expect volume 40%
shell "$SEGUE" remote no-such-command 2>&1; test $? = 1
output there is no command
shell "$SEGUE" scan --json
output "added":0
shell "$SEGUE" --script /dev/null 2>&1; test $? = 1
output a player is already running on this library
shell "$SEGUE" "$work/music/b1.flac" 2>&1
output handed to the player that is already running
expect ▶ 東京の夜
shell "$SEGUE" stats --json
output "loves":1
shell "$SEGUE" doctor >"$work/doctor"; grep -q . "$work/doctor"
key q y
exit 0
S
run remote status
is "$status" 1 "without a player remote says so"
is "$err" "segue: no player is running on this library" "in one line"

# the list on the command line is the list in the pane
cat >"$work/script" <<S
wait idle
stop
wait stopped
wait idle
view for-you
dump $work/pane
quit
S
run --ao null --script "$work/script"
run recommend --json -n 3
q column title >"$work/titles"
: >"$work/shown"
i=0
while read -r title; do
	i=$((i + 1))
	grep -q "$i $title " "$work/pane" && echo "$title" >>"$work/shown"
done <"$work/titles"
is "$(cat "$work/shown")" "$(cat "$work/titles")" "recommend prints the list of the pane, in its order"
finish
