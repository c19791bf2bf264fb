# charset.sh -- terminals whose locale is not UTF-8: what they do not have is replaced cell for cell, no column moves
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "ISO 8859-1: frames of ASCII, a question mark a cell" --env LC_ALL=de_DE.ISO-8859-1 --env LANGUAGE=C <<'S'
expect # 5
row 2 "+ Artists ----------------++ Anna "
row 4 "|????????                2|"
row 3 "|Anna                    3|"
key j
expect 1 ????
key Tab
key Enter
expect > ???????? - ????????
absent 東
key q y
exit 0
restored
S
scene "GBK, whether that locale is installed or not" --env LC_ALL=zh_CN.GBK --env LANGUAGE=C <<'S'
expect # 5
row 2 "+ Artists ----------------++ Anna "
key Q
exit 0
restored
S
player_args=
scene "attached from a terminal of UTF-8 all of it is there" <<'S'
expect 春日工房
key q y
exit 0
S
scene "the locale C names no set: UTF-8" --env LC_ALL=C <<'S'
expect 春日工房
expect ┌ Artists
key q y
exit 0
S
run doctor --json
is "$(q where check locale detail)" "UTF-8" "doctor agrees"
LC_ALL=zh_CN.GBK
export LC_ALL
run doctor --json
case $(q where check locale detail) in GBK*) ok 0 "and names what is not UTF-8" ;; *) ok 1 "and names what is not UTF-8: $(q where check locale detail)" ;; esac
finish
