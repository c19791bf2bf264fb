# keys.sh -- transport, queue, search, help, prompt, prefix hints: every default key that needs something to show
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "transport" <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
key c
expect ‖ Alpha One
key c
expect ▶ Alpha One
key l
expect-re ^ 0:0[5-9]
key .
key h
key v
expect ■ nothing plays
key x
expect ▶ Alpha One
key >
expect ▶ Alpha Two
key <
expect ▶ Alpha One
key B
expect ▶ Alpha Three
key Z
expect-re ▶ Alpha (One|Two)
key -
expect volume 95%
key +
expect volume 100%
key M
expect muted
key M
absent muted
key s
expect shuffle on
key s
expect shuffle off
key r
expect repeat all
key r
expect repeat one
key C-r
expect repeat off
S

scene "lists, queue, panes" <<'S'
expect ♫ 5
key Tab j
key e
expect Queued: Alpha Two
key E
expect Next: Alpha Three
key 2
expect Queue · 2 tracks
expect-re 1 Alpha Three
key j
key P
expect-re 1 Alpha Two
key p
expect-re 1 Alpha Three
key g D
expect Queue · 1 track
key Enter
expect ▶ Alpha Two
expect Queue · 0 tracks
key 5
expect started
key 1
key i
expect ▶ Alpha Two
S

scene "search as one types, in any script" <<'S'
expect ♫ 5
send "/東京"
expect 東京の夜
key Enter
key Enter
expect ▶ 東京の夜
send "/елка"
expect Ёлка
key Enter
key Enter
expect ▶ Ёлка
send "/alpha"
key Enter
key n
key N
send "/zzzz"
expect Nothing matches
key Esc
S

scene "help is searchable and made of the bindings" <<'S'
expect ♫ 5
key ?
expect Keys that work here
send "/ban"
key Enter
expect Never play this again
key Esc
absent Keys that work here
key F1
expect Keys that work here
key q
absent Keys that work here
S

scene "the command line completes" <<'S'
expect ♫ 5
send ":vol"
key Tab
expect :volume
key Esc
absent :vol
send ":set the"
key Tab
expect theme=
send "light\n"
send ":set theme?\n"
expect theme=light
send ":set volume=150\n"
expect volume takes a number from 0 to 100
send ":nonsense\n"
expect there is no command 'nonsense'
send ":bind common K next\n"
send ":view queue\n"
key Enter
key 1
key Enter
expect ▶ Alpha
key K
expect ▶ Alpha T
S

scene "a prefix shows what may follow, and judges the selection" <<'S'
expect ♫ 5
key &
expect 5…0 rate
key Esc
absent 5…0 rate
key Tab
send "&3"
expect ★★★☆☆
send "&&"
expect ♥ Alpha One
send "&x"
expect Never again: Alpha One
send "&u"
expect No longer banned: Alpha One
key X
expect does nothing here
S
finish
