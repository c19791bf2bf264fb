# unkept.sh -- a home that cannot be written: the player opens and plays, and says plainly that nothing is kept
if [ -z "$SEGUE_FAULTS_INSIDE" ] && unshare -m true 2>/dev/null; then
	SEGUE_FAULTS_INSIDE=1 exec unshare -m "${SHELL:-/bin/sh}" "$0"
fi
. "$TOP_SRCDIR/tests/cli/lib.sh"
for i in 1 2 3; do
	make_file "$music/a$i.wav" 30 "title=A$i" artist=Anna album=One "track=$i"
done
: >"$work/file"
COLUMNS=160
export COLUMNS
script() { # script LINE… ; $player_args
	printf '%s\n' "$@" >"$work/script"
	timeout 60 "$SEGUE" --ao null --script "$work/script" $player_args >"$work/out" 2>&1 </dev/null
	status=$?
	out=$(cat "$work/out")
	screen=$(cat "$work/screen" 2>/dev/null)
}
says() { case $out$screen in *"$1"*) ok 0 "$2" ;; *) ok 1 "$2"; printf '%s\n' "$out" "$screen" | sed 's/^/#   /' ;; esac; }

# ---- no folder for the database ----
XDG_DATA_HOME=$work/file/x
player_args=$music
script "wait idle" "wait scan" "wait idle" "dump $work/screen" pane-next enter "wait playing" "rate 4" "wait idle" "dump $work/screen"
is "$status" 0 "without a folder for the database the player opens, scans and plays"
says "Nothing will be kept: " "says that nothing will be kept"
says "nothing is kept" "and goes on saying so below"
says "▶ A1" "what was named plays"
says "★★★★☆" "and is rated for as long as it lasts"
is "$(cat "$work/file")" "" "nothing was written"
player_args=
run --ao null --detach
is "$status $(printf '%s\n' "$err" | wc -l)" "0 1" "--detach says it in its line"
case $err in *"Nothing will be kept: "*) ok 0 "plainly" ;; *) ok 1 "plainly: $err" ;; esac
run rate A1 3
is "$status" 1 "a library that is empty has no A1"
run remote quit
while "$SEGUE" remote status >/dev/null 2>&1; do sleep .02; done

# ---- a library on a file system that is read only ----
XDG_DATA_HOME=$work/data
mkdir -p "$work/small"
if [ -n "$SEGUE_FAULTS_INSIDE" ] && mount -t tmpfs -o size=4m tmpfs "$work/small" 2>/dev/null; then
	XDG_DATA_HOME=$work/small
	run scan "$music"
	run rate A2 5
	mount -o remount,ro "$work/small"
	script "wait idle" "dump $work/screen" "search A2" "wait idle" enter "wait playing" "dump $work/screen"
	is "$status" 0 "a library that is read only is shown and played from"
	says "▶ A2" "its tracks"
	says "★★★★★" "its ratings"
	says "Read-only file system" "why nothing will be kept"
	run history --json
	is "$(q column event | tr '\n' ' ')" "rate " "and the log on the disk is as it was"
	umount "$work/small"
else
	echo "ok $((n = n + 1)) - a read-only file system # SKIP no mount namespace here"
fi
# ---- a file that is no library is no reason to play without one ----
XDG_DATA_HOME=$work/data
mkdir -p "$work/data/segue"
echo "this is text, and long enough that nobody could take it for an empty file; a database it is not" >"$db"
script "wait idle"
is "$status" 1 "a damaged database is refused as before"
finish
