# detach.sh -- the music goes on without the terminal: detach, attach elsewhere, take over, deaths on both sides, a terminal that hangs
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
export SEGUE work tty music

# What is left running at the end must not outlive the test.
quit_player() { "$SEGUE" remote quit >/dev/null 2>&1; wait_gone; }
wait_gone() { while "$SEGUE" remote status >/dev/null 2>&1; do sleep .02; done; }
trap 'quit_player; rm -rf "$work"' EXIT
status_is() { # status_is WHAT JSON-PART…
	what=$1
	shift
	run remote status --json
	for part in "$@"; do
		case $out in *"$part"*) ;; *) ok 1 "$what"; echo "#   no $part in $out"; return ;; esac
	done
	ok 0 "$what"
}
# The player's process: the one that holds the lock of the socket.
cat >"$work/pid.sh" <<'S'
for f in /proc/[0-9]*/fd/*; do
	case $(readlink "$f" 2>/dev/null) in "$work/run/segue/"*.lock) f=${f#/proc/}; echo "${f%%/*}"; exit ;; esac
done
exit 1
S

# ---- detach, and come back at another size ----
scene "detach gives the terminal back whole" <<'S'
expect ♫ 5
key Tab
key j
key Space
key Enter
expect ▶ Alpha Three
key 2
expect Queue
key Q
exit 0
restored
expect the music plays on
S
status_is "and the music plays on" '"state":"playing"' '"title":"Alpha Three"' '"attached":false'
run remote next
status_is "other doors work as before" '"attached":false'
run remote view library
player_args=
scene "attach at another size, with another TERM and without colours: all is where it was" --rows 40 --cols 120 \
	--env TERM=screen-256color --env NO_COLOR=1 <<'S'
expect ♫ 5
expect Artists
expect 1 marked
expect For you
look 1 2 plain
shell "$SEGUE" remote status --json
output "attached":true
resize 20 70
expect ♫ 5
absent For you │
shell "$SEGUE" remote detach
exit 0
restored
S
run remote detach
is "$status" 1 "detach without a terminal is refused"

# ---- Ctrl-Z, Ctrl-C, TERM go through the keeper ----
run remote play
scene "Ctrl-Z pauses and gives the terminal back, fg goes on" <<'S'
expect ▶
stop
shell "$SEGUE" remote status --json
output "state":"paused"
continue
expect ▶
send "\003"
expect Quit?
key n
absent Quit?
key Q
exit 0
restored
S

# ---- two terminals ----
cat >"$work/second" <<'S'
expect ♫ 5
key Q
exit 0
restored
S
cat >"$work/refused" <<'S'
expect on another terminal
exit 1
restored
S
scene "a second one is refused, takes over with --attach, and the first is whole" <<'S'
expect ♫ 5
shell "$SEGUE" </dev/null 2>&1; test $? = 1
output a player is already running on this library
shell "$tty" "$work/refused" -- "$SEGUE" >"$work/tap2" 2>&1 || { cat "$work/tap2"; false; }
shell "$tty" --rows 30 --cols 90 "$work/second" -- "$SEGUE" --attach >"$work/tap2" 2>&1 || { cat "$work/tap2"; false; }
exit 0
restored
expect on another terminal now
S
status_is "the player has lived through it" '"attached":false' '"tracks":5'
scene "a terminal nobody knows is refused in a line, and nothing is lost" --env TERM=no-such-terminal <<'S'
expect the terminal type "no-such-terminal" (TERM) is not known here
exit 1
restored
S
status_is "the player has lived through that too" '"attached":false'

# ---- deaths ----
scene "the keeper killed: the player puts the terminal back and plays on" <<'S'
expect ♫ 5
kill-front
exit KILL
restored
S
until "$SEGUE" remote status --json | grep -q '"attached":false'; do sleep .02; done
status_is "and is detached" '"attached":false' '"state":"playing"'
scene "the player killed: its keeper puts the terminal back and says so" <<'S'
expect ▶
key *
shell kill -KILL $(sh "$work/pid.sh")
exit 1
restored
expect the player was killed
S
player_args=$music
scene "the player killed in the terminal it was started in" <<'S'
expect ♫ 5
expect ▶
shell kill -KILL $(sh "$work/pid.sh")
exit 137
restored
expect the player was killed
S
run history --json
is "$(q column event | tr '\n' ' ')" "start skip start stop start " "the log is whole: each start has its end, but the last"
# ---- a hang-up ----
mkdir -p "$work/config/segue"
echo 'set on-hangup=detach' >"$work/config/segue/segue.conf"
scene "on-hangup=detach: the terminal goes, the music stays" <<'S'
expect ♫ 5
expect ▶
hangup
exit 0
S
status_is "without a terminal" '"attached":false' '"state":"playing"'
quit_player
echo 'set on-hangup=quit' >"$work/config/segue/segue.conf"
"$SEGUE" --ao null --detach 2>"$work/err"
is "$? $(cat "$work/err")" "0 segue: plays without a terminal; 'segue' opens it, 'segue remote COMMAND' controls it" "--detach returns when it is up"
run remote status
is "$status" 0 "and answers at once"
run --detach
is "$status" 0 "a second --detach is content"
player_args=
scene "on-hangup=quit: it ends with the terminal, an attached one too" <<'S'
expect ♫ 5
hangup
exit 0
S
wait_gone
ok 0 "and is gone"

# ---- a terminal that takes nothing ----
run --ao null --detach "$music/b1.flac"
mkfifo "$work/go"
# the driver is stopped: nobody reads the terminal's output any more, and the kernel holds only a few thousand bytes of it
"$tty" --rows 100 --cols 300 --timeout 600 - -- "$SEGUE" >"$work/hung.tap" 2>&1 <"$work/go" &
hung=$!
exec 8>"$work/go"
until "$SEGUE" remote status --json | grep -q '"attached":true'; do sleep .02; done
kill -STOP $hung
for i in 1 2 3 4 5 6 7 8; do
	for view in queue library history for-you; do "$SEGUE" remote view $view >/dev/null || break 2; "$SEGUE" remote redraw >/dev/null; done
done
status_is "a terminal that takes nothing holds up nobody" '"attached":true' '"state":"playing"'
run remote next
until "$SEGUE" remote status --json | grep -q '"state":"playing"'; do sleep .02; done
status_is "the next track plays" '"state":"playing"'
"$tty" "$work/second" -- "$SEGUE" --attach >"$work/tap" 2>&1
ok $? "another terminal takes over from the hung one"
kill -CONT $hung
exec 8>&-
wait $hung
quit_player

# ---- starts that fail, and starts in bad surroundings ----
echo "this is text, and long enough that nobody could take it for an empty file; a database it is not" >"$work/bad.db"
run --ao null --db "$work/bad.db" --detach
is "$status $(printf '%s\n' "$err" | wc -l)" "1 1" "--detach on a broken database: one line, status 1"
case $err in *bad.db*) ok 0 "which names it" ;; *) ok 1 "which names it: $err" ;; esac
DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus run --detach
ok $status "no D-Bus, no sound card: it starts"
quit_player
finish
