# lib.sh -- TAP in shell, and a library to play with.  Sourced; $SEGUE, $TOP_BUILDDIR come from the makefile.
n=0
failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/segue-cli-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' INT TERM HUP
bin=${TOP_BUILDDIR:-.}/tests/cli
LC_ALL=C.UTF-8 TZ=UTC0
XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_RUNTIME_DIR=$work/run XDG_CACHE_HOME=$work/cache
export LC_ALL TZ XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_RUNTIME_DIR XDG_CACHE_HOME
mkdir -m 700 "$work/run" "$work/music" || exit 99
music=$work/music
db=$work/data/segue/segue.db

# who writes at the same moment is waited for
sqlite3() { command sqlite3 -cmd '.timeout 60000' "$@"; }

ok() { # ok STATUS WHAT
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
is() { # is GOT WANT WHAT
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n - $3"
	else
		echo "not ok $n - $3"
		printf '%s\n' "got:  $1" "want: $2" | sed 's/^/#   /'
		failed=1
	fi
}
run() { # run WORD… : $out, $err (files' text), $status
	"$SEGUE" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}
q() { # q WORD… : jsonq over the last output
	"$bin/jsonq" "$@" <"$work/out"
}
make_file() { "$bin/mkfile" "$@" || exit 99; }
finish() { echo "1..$n"; exit $failed; }
