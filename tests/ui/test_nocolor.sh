#!/bin/sh
# NO_COLOR: no colour anywhere, and the cursor still to be seen.
tty=$TOP_BUILDDIR/tests/tty/tty
if ! test -x "$tty"; then
	echo "1..0 # SKIP built without libvterm"
	exit 0
fi
exec "$tty" --env NO_COLOR=1 - -- "$TOP_BUILDDIR/tests/tty/probe" <<'END'
expect size 24x80
look 1 1 plain
look 2 3 bold plain
look 3 3 reverse plain
look 7 3 reverse plain
signal TERM
exit 143
restored
END
