#!/bin/sh
# A program that crashes leaves the terminal as it was.
tty=$TOP_BUILDDIR/tests/tty/tty
if ! test -x "$tty"; then
	echo "1..0 # SKIP built without libvterm"
	exit 0
fi
exec "$tty" --env COLORTERM=truecolor - -- "$TOP_BUILDDIR/tests/tty/probe" <<'END'
expect size 24x80
cursor hidden
key A
restored
exit SIGSEGV
END
