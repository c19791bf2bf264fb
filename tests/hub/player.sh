# player.sh -- the player shares in the background: with nothing named it asks nobody; a hub that is down costs a line, once; a hub that is there is told
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }
. "${TOP_SRCDIR:-.}/tests/hub/lib.sh"
pg_stop fast

for i in 1 2 3; do make_file "$music/$i.flac" $i title="T$i" artist="A$i"; done
run scan --quiet "$music"
run love --quiet T1
mkdir -p "$work/config/segue"
conf=$work/config/segue/segue.conf
echo "set scan-at-start=off" >"$conf"
segue_log=$work/state/segue/segue.log
until_so() { # until_so COMMAND… : a minute at most
	for _ in $(seq 1200); do
		"$@" && return 0
		kill -0 "$pid" 2>/dev/null || return 1
		sleep .05
	done
	return 1
}
answers() { "$SEGUE" remote status >/dev/null 2>&1; }
mkfifo "$work/keys"
"$SEGUE" --ao null --script "$work/keys" >"$work/said" 2>&1 </dev/null &
pid=$!
exec 3>"$work/keys"
echo "wait scan" >&3
until_so answers; ok $? "a player"
is "$(ls "$db"-hub* 2>/dev/null)" "" "nothing is named: nobody is anybody at a hub"

# down
run remote "set hub=$hub"
is "$status" 0 "a hub is named"
is_down() { grep -q 'hub: the hub postgresql://tester@/postgres: ' "$segue_log"; }
until_so is_down; ok $? "it is down: in the log"
run remote status --json
is "$status" 0 "the player goes on"
is "$(q get 1 state)" stopped "and says so"
run love --quiet T2; is "$status" 0 "and takes what is said to it"
run remote "set hub?"
is "$out" "hub=postgresql://tester@/postgres" "which hub, without the password"

# there again
pg_start
run remote "set hub="
run remote "set hub=$hub"
rows() { sql 'SELECT count(*) FROM segue_event'; }
has_two() { [ "$(rows)" = 2 ]; }
until_so has_two; ok $? "there again: it is told what it missed, once ($(rows))"
run remote "set hub="
echo "quit" >&3
exec 3>&-
wait $pid
is "$?" 0 "the end"
[ "$(grep -c 'Not shared for now' "$work/said")" -le 1 ]; ok $? "one line of complaint at most"
! grep -rq s3cret "$work/said" "$segue_log" "$work/state"; ok $? "the password is nowhere but in the settings"
is "$(stat -c %a "$conf")" 600 "which are for nobody else to read"

# the next start tells what was done meanwhile
run love --quiet T3
echo "set hub=$hub" >>"$conf"
"$SEGUE" --ao null --script "$work/keys" >"$work/said" 2>&1 </dev/null &
pid=$!
exec 3>"$work/keys"
has_three() { [ "$(rows)" = 3 ]; }
until_so has_three; ok $? "the next start tells the rest"
# killed: the child goes with it, nothing is lost
kill -9 $pid; wait $pid 2>/dev/null
exec 3>&-
# the child, which dies of its player's death, may hold it for a moment yet
for _ in $(seq 1200); do
	run hub push --json
	case $err in *'another Segue is talking'*) sleep .05 ;; *) break ;; esac
done
is "$status $(q get 1 pushed) $(rows)" "0 0 3" "killed: what is there stays, once"
finish
