#!/bin/sh
# A terminal that goes away ends the loop, it does not spin.
tty=$TOP_BUILDDIR/tests/tty/tty
if ! test -x "$tty"; then
	echo "1..0 # SKIP built without libvterm"
	exit 0
fi
exec "$tty" - -- "$TOP_BUILDDIR/tests/tty/probe" <<'END'
expect size 24x80
hangup
exit any
END
