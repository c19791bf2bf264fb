# errand.sh -- what is done on files beside the interface: who asked for it is answered when it is done, and told when it is not
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
mkdir -p "$work/config/segue"
export work
conf=$work/config/segue/segue.conf
export conf

scene "what cannot be written is told to each who asked, at the keys and over the socket" <<'S'
expect ♫ 5
shell mkfifo "$conf"
send ":save-config\n"
expect segue.conf is not a file
shell "$SEGUE" remote save-config 2>&1 | grep -q 'is not a file'
shell for i in 1 2 3 4; do "$SEGUE" remote save-config 2>"$work/said$i"; echo $? >"$work/status$i" & done; wait
shell cat "$work"/status?
output "1\n1\n1\n1\n"
shell grep -c 'is not a file' "$work"/said? | grep -c ':1$'
output 4
S

rm -f "$conf"
scene "what can be is on the disk when the answer comes" <<'S'
expect ♫ 5
shell "$SEGUE" remote set adventure=41 && "$SEGUE" remote save-config && grep -q 'adventure=41' "$conf"
shell for i in 42 43 44; do "$SEGUE" remote set adventure=$i && "$SEGUE" remote save-config && grep -q "adventure=$i" "$conf" || exit 1; done
shell "$SEGUE" remote dump "$work/picture" && grep -q Artists "$work/picture"
shell printf 'set adventure=45\nset nothing=1\n' >"$work/rc"; ! "$SEGUE" remote source "$work/rc" 2>"$work/said"
shell grep -q 'rc:2' "$work/said" || { cat "$work/said"; false; }
shell ! "$SEGUE" remote add "$work/nowhere" 2>"$work/said" && grep -q nowhere "$work/said"
S

# asked for at the end it is waited for, and what went wrong is said to the shell
printf 'set no-such-option=1\n' >"$conf"
scene "who leaves at once leaves nothing half written" <<'S'
expect ♫ 5
send ":set adventure=46\n:save-config\n:set artist-gap=5\n:save-config\n:quit\n"
exit 0
restored
shell grep -q 'adventure=46' "$conf" && grep -q 'artist-gap=5' "$conf" && grep -q no-such-option "$conf"
S
finish
