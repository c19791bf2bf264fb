# esc.sh -- Esc and the key right behind it come as Alt and that key when the line, or the program, was slow: none of the two is lost
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "where Alt does nothing it was two keys" <<'S'
expect ♫ 5
key Tab
send "Fbeta\ej"
absent Fbeta
expect ♫ 5
key e
expect Queued: Alpha Two
send ":vol\ej"
absent :vol
key e
expect Queued: Alpha Three
send "g\ej"
key e
expect Queued: Alpha One
S

scene "where it does, it is one" <<'S'
expect ♫ 5
send ":echo one two"
send "\eb"
send "\ed"
send "three"
expect :echo one three
key Esc
send ":bind common M-j next\n"
send ":view library\n"
key Enter
expect ▶ Alpha One
send "\ej"
expect ▶ Alpha Two
S

finish
