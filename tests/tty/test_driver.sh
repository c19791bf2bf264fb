#!/bin/sh
# The test terminal itself: right scenarios pass, and every kind of wrong expectation fails.
tty=$TOP_BUILDDIR/tests/tty/tty
if ! test -x "$tty"; then
	echo "1..0 # SKIP built without libvterm"
	exit 0
fi
n=0
failed=0
out=$(mktemp) && tries=$(mktemp) || exit 99
trap 'rm -f "$out" "$tries"' EXIT

# play STATUS WHAT PROGRAM: the scenario on standard input must end with STATUS
play() {
	want=$1 what=$2 program=$3
	n=$((n + 1))
	"$tty" --timeout "${timeout:-20}" --rows 6 --cols 40 - -- sh -c "$program" >"$out" 2>&1
	got=$?
	if test "$got" -eq "$want"; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what (status $got, wanted $want)"
		sed 's/^/# /' "$out"
		failed=1
	fi
}

# a line read back and shown; CSI with a cursor position; then what the program is
echoing='while read -r line; do echo "got <$line>"; done; exit 4'

play 0 "text, rows, cursor, input and exit status" "printf 'one\\n\\033[1mtwo\\033[m 椎'; $echoing" <<'END'
# comments and blank lines are nothing

expect one
expect "one\ntwo 椎"
expect-re ^t.o
row 2 two
row-re 2 ^two 椎$
absent three
cursor 2 7
cursor shown
look 2 1 bold
look 1 1 plain
send "three \\ \"four\"\n"
expect "got <three \\ \"four\">"
key a é Enter
expect got <aé>
key C-d
exit 4
restored
END
play 0 "resize, signals, shell" 'trap "stty size; exit 5" TERM; echo pid $$; while :; do read -r x; done' <<'END'
expect pid
resize 10 50
signal TERM
key Enter
expect 10 50
shell echo hello; echo ${HOME:-x} >/dev/null
output hello
output-re ^hel+o$
exit 5
END
play 0 "a program that dies of a signal" 'kill -SEGV $$' <<'END'
exit SIGSEGV
END
play 0 "kill" 'echo up; exec cat' <<'END'
expect up
kill
exit KILL
END
play 0 "stop and go on" 'echo up; exec cat' <<'END'
expect up
stop-continue
send "on\n"
expect "on\non"
END
play 0 "a hang-up reaches the program" 'trap "exit 7" HUP; echo up; while :; do read -r x; done' <<'END'
expect up
hangup
exit 7
END
play 0 "a program that cannot be run" 'exec /nonexistent/program' <<'END'
exit 127
expect nonexistent
END

timeout=1
play 1 "text that does not come" 'echo one; exec cat' <<'END'
expect two
END
play 1 "text that does not come before the end" 'echo one' <<'END'
expect two
END
play 1 "text that does not go" 'echo one; exec cat' <<'END'
expect one
absent one
END
play 1 "text in another row" 'echo one; exec cat' <<'END'
row 2 one
END
play 1 "the cursor elsewhere" 'exec cat' <<'END'
cursor 3 3
END
play 1 "a look that is another" 'echo one; exec cat' <<'END'
look 1 1 bold
END
play 1 "the wrong exit status" 'exit 3' <<'END'
exit 0
END
play 1 "an end that does not come" 'exec cat' <<'END'
exit 0
END
play 1 "modes not restored" 'stty raw' <<'END'
exit 0
restored
END
play 1 "the alternate screen not left" 'printf "\033[?1049h"' <<'END'
exit 0
restored
END
play 1 "the cursor left hidden" 'printf "\033[?25l"' <<'END'
exit 0
restored
END
play 1 "the mouse left on" 'printf "\033[?1000h"' <<'END'
exit 0
restored
END
play 1 "bracketed paste left on" 'printf "\033[?2004h"' <<'END'
exit 0
restored
END
play 1 "a program that ignores Ctrl-Z" 'trap "" TSTP; echo up; exec cat' <<'END'
expect up
stop-continue
END
play 1 "a shell that fails" 'exec cat' <<'END'
shell exit 1
END
play 1 "a condition that never holds" 'exec cat' <<'END'
timeout 0.2
until false
END
play 0 "a condition that holds the third time" 'exec cat' <<END
until echo . >>"$tries"; [ "\$(grep -c . "$tries")" -ge 3 ]
shell [ "\$(grep -c . "$tries")" = 3 ]
END
play 1 "output that is other" 'exec cat' <<'END'
shell echo a
output b
END
play 1 "a step that does not exist" 'exec cat' <<'END'
dance
END
play 1 "a scenario without steps" 'exec cat' <<'END'
# nothing
END
play 1 "a key that does not exist" 'exec cat' <<'END'
key Hyper-Q
END
echo "1..$n"
exit $failed
