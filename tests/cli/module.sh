# tracker modules: found, named by what they say, played
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

zeros() { head -c "$1" /dev/zero; }
# a ProTracker module: title, 31 samples (the first 32 bytes long), one pattern with one note
{
	printf 'a small tune'; zeros 8
	printf 'a tone'; zeros 16; printf '\0\20\0\100\0\0\0\20'
	i=1; while [ $i -lt 31 ]; do i=$((i + 1)); zeros 29; printf '\1'; done
	printf '\1\177'; zeros 128; printf 'M.K.'
	printf '\1\254\14\100'; zeros 1020
	printf '\100\100\100\100\100\100\100\100\300\300\300\300\300\300\300\300\100\100\100\100\100\100\100\100\300\300\300\300\300\300\300\300'
} >"$music/tune.mod"
is "$(stat -c %s "$music/tune.mod")" 2140 "the module has the size it should have"
run scan --json "$music"
is "$(q get -1 added) $(q get -1 unreadable)" "1 0" "a module is read"
run list --json
is "$(q get 1 title) $(q get 1 codec)" "a small tune MOD" "with its title"
cat >"$work/script" <<END
search tune
key Enter
wait playing
wait idle
END
timeout 60 "$SEGUE" --ao null --script "$work/script" >"$work/out" 2>"$work/err" </dev/null
is "$?: $(cat "$work/err")" "0: " "and it plays"
run history --json
is "$(q get 1 event) $(q where event start title)" "start a small tune" "which is written down"
finish
