# lib.sh -- a player without a terminal, from a script or fed line by line.  Sourced.
. "$TOP_SRCDIR/tests/cli/lib.sh"
script() { # script LINE… : plays them headless; $out is what was said, $status, the last dump in $work/screen
	printf '%s\n' "$@" >"$work/script"
	timeout 60 "$SEGUE" --ao null $player_args --script "$work/script" >"$work/out" 2>&1 </dev/null
	status=$?
	out=$(cat "$work/out")
	screen=$(cat "$work/screen" 2>/dev/null)
	rm -f "$work/screen"
}
player_args=
COLUMNS=160
export COLUMNS
says() { # says TEXT WHAT : among what was said or shown
	case $out$screen in *"$1"*) ok 0 "$2" ;; *) ok 1 "$2"; printf '%s\n' "$out" "$screen" | sed 's/^/#   /' ;; esac
}
silent_about() { case $out$screen in *"$1"*) ok 1 "$2"; printf '%s\n' "$out" | sed 's/^/#   /' ;; *) ok 0 "$2" ;; esac; }
lives() { # no signal, no time run out, no sanitizer's complaint
	case $out in *Sanitizer* | *"runtime error"*) status=134 ;; esac
	[ "$status" -lt 124 ]
	ok $? "$1 (status $status)"
}
home_again() { rm -rf "$work/data" "$work/config"; cp -r "$work/whole" "$work/data"; }
# a player fed line by line
begin() {
	rm -f "$work/fifo"
	mkfifo "$work/fifo"
	"$SEGUE" --ao null --script "$work/fifo" >"$work/said" 2>&1 </dev/null &
	player=$!
	exec 7<>"$work/fifo"	# not blocked when nobody reads
}
tell() { # tell LINE… : and waits until they are done
	printf '%s\n' "$@" "dump $work/done" >&7
	while [ ! -e "$work/done" ] && kill -0 "$player" 2>/dev/null; do sleep .02; done
	screen=$(cat "$work/done" 2>/dev/null)
	out=$(cat "$work/said")
	rm -f "$work/done"
}
end() {
	exec 7>&-
	wait "$player"
	status=$?
	out=$(cat "$work/said")
}

lives_on() { # the player that is fed
	kill -0 "$player" 2>/dev/null
	ok $? "$1 lives"
}
