#!/bin/sh
# The ui on a real terminal: keys, mouse, paste, resize, suspend, restored at the end.
tty=$TOP_BUILDDIR/tests/tty/tty
if ! test -x "$tty"; then
	echo "1..0 # SKIP built without libvterm"
	exit 0
fi
exec "$tty" --rows 12 --cols 40 - -- "$TOP_BUILDDIR/tests/tty/probe" <<'END'
expect size 12x40
row 1 ┌ probe 椎名林檎 ─
row -1 └─
expect "escape  [31m ]0;title  stays"
cursor hidden
mouse on
look 1 1 fg=73
look 2 3 bold
key a
expect 1 key a
# a lone Esc, told from a sequence
key Esc
expect 2 key Esc
key Esc Up
expect 4 key Up
expect 3 key Esc
key C-Left
expect key C-Left
key S-Tab F1 F5 F12
expect key F12
expect key F5
expect key F1
expect key S-Tab
key M-x M-é Enter Tab
expect key Tab
expect key Enter
expect key M-é
expect key M-x
key Backspace C-d Del 椎
expect key 椎
expect key Del
expect key C-d
expect key Backspace
key Space C-Space S-Up M-Left
expect key M-Left
expect key S-Up
expect key C-Space
expect key Space
key Home PgUp End Insert
expect key Insert
expect key End
expect key PgUp
expect key Home
key C-s C-q C-v C-o
expect key C-o
expect key C-v
expect key C-q
expect key C-s
click 3 5
expect mouse click 2,4
double-click 4 6
expect mouse double 3,5
wheel-up 4 6
expect mouse wheel-up 3,5
wheel-down 4 6
expect mouse wheel-down 3,5
drag 4 6 5 10
expect mouse drag 4,9
paste "q椎\n"
expect pasted Space
expect pasted 椎
expect pasted q
# the mouse can be switched off, and on again
key m
mouse off
click 3 5
key x
expect key x
absent mouse click 2,4
key m
mouse on
click 3 5
expect mouse click 2,4
key /
cursor shown
cursor 12 2
send "a\t"
row -1 /ambi
send "\t"
row -1 /ambient
send "\t"
row -1 /ambitious
key Enter
expect entered ambitious
cursor hidden
resize 20 60
expect size 20x60
row -1 └─
stop-continue
row 2 size 20x60
# the window may change while the program sleeps
stop
resize 12 40
continue
row 2 size 12x40
row -1 └─
key t
look 3 3 fg=231
key q
exit 0
expect probe ends with 0
restored
END
