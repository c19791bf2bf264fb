# onelock.sh -- one player a library, also where the runtime folder is another (su, cron, a container)
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
mkdir -m 700 "$work/run2"
player_args=$music
export SEGUE work

scene "found and controlled from another runtime folder" --cols 120 <<'S'
expect ♫ 5
shell XDG_RUNTIME_DIR=$work/run2 "$SEGUE" remote status --json
output "state":"stopped"
shell XDG_RUNTIME_DIR=$work/run2 "$SEGUE" --script /dev/null 2>&1; test $? = 1
output a player is already running on this library; 'segue remote COMMAND' controls it
shell XDG_RUNTIME_DIR=$work/run2 "$SEGUE" "$work/music/b1.flac" 2>&1
output handed to the player that is already running
expect ▶ 東京の夜
# its socket is not to be seen: nothing of the library is opened
shell rm -f "$work"/run/segue/*.sock
shell XDG_RUNTIME_DIR=$work/run2 "$SEGUE" --script /dev/null 2>&1; test $? = 1
output another player uses this library and cannot be reached from here
shell "$SEGUE" --script /dev/null 2>&1; test $? = 1
output another player uses this library and cannot be reached from here
shell XDG_RUNTIME_DIR=$work/run2 "$SEGUE" remote status 2>&1; test $? = 1
output cannot be reached from here
shell test -z "$(ls "$work/run2/segue" 2>/dev/null)"
kill
exit KILL
S
XDG_RUNTIME_DIR=$work/run2
scene "killed: the library is free again" --cols 120 <<'S'
expect ♫ 5
shell XDG_RUNTIME_DIR=$work/run "$SEGUE" remote status --json
output "state":
send ":quit\n"
exit 0
S
XDG_RUNTIME_DIR=$work/run
run remote status
is "$err" "segue: no player is running on this library" "and after it has ended nobody is there"
# where no lock can be made the player plays all the same
mkdir "$work/closed"
ln -s "$work/elsewhere" "$work/closed/x.db.lock"
printf 'wait idle\nquit\n' >"$work/script"
run --ao null --db "$work/closed/x.db" --script "$work/script"
is "$status" 0 "a lock that cannot be made is no reason not to play"
[ ! -e "$work/elsewhere" ]
ok $? "and a link in its place is not followed"
finish
