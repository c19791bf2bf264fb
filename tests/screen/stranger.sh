# stranger.sh -- a cat on the keyboard, a window that is dragged, keys faster than any hand: it lives, does what it was told, gives the terminal back
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
seed=${SEGUE_SEED:-1} bytes=${SEGUE_BYTES:-200000}
HOME=$work
export HOME

# noise SEED BYTES WITHOUT : steps that type them; every other line is keys of a keyboard, with the sequences of arrows and the mouse.
# The generator is its own, so that a seed means the same to every awk.
noise() {
	awk -v x="$1" -v left="$2" -v without="$3" '
		function below(n) { x = (x * 16807) % 2147483647; return x % n }
		BEGIN {
			for (i = split(without, no, " "); i; i--) skip[no[i]] = 1
			n = split("\\t \\033[A \\033[B \\033OP \\033[M#!! \\033[<0;9;9M \\033[200~ \\033[201~ \\033[5~ \\033 \\r : /", keys, " ")
			while (left > 0) {
				line = ""
				for (i = 0; i < 200; i++) {
					if (row % 2 && below(4) == 0) { line = line keys[1 + below(n)]; continue }
					b = row % 2 ? 32 + below(95) : below(256)
					line = line (b in skip ? "" : sprintf("\\%03o", b))
				}
				print "send \"" line "\""
				left -= 200
				row++
			}
		}'
}

# Twenty lives, each on what the one before left.  Noise can end, stop or detach it (:qu and Tab, Z Z of the map it chose itself); whatever
# it does, it ends well.  C-c, C-\ and C-z have a life of their own: one that comes just behind the end makes the terminal throw away
# what is on its way to the screen, so that only the end itself can be asked for.
# (What libraries leave lying when they are ended in the middle of opening a file is not asked for either: a leak checker names libmpv, libsrt.)
for at in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	case $at in
	5 | 15) without= ;;
	*) without="3 26 28 81 113" ;;
	esac
	{
		printf 'expect ♫\nfg\n'
		noise $((seed + at)) $((bytes / 20)) "$without"
		printf 'term\nexit 0\n'
		[ -z "$without" ] || echo restored
	} >"$work/noise"
	scene "$((bytes / 20)) bytes of noise (seed $((seed + at)))${without:+, and the terminal is given back}" --env ASAN_OPTIONS=detect_leaks=0 <"$work/noise"
	run remote quit
done
rm -rf "$work/data" "$work/config"

# A window dragged by its corner while everything moves; each size is told and none is waited for.
{
	echo 'expect ♫ 5'
	printf '%s\n' 'send ":set visual=both\n"'
	echo 'key Enter'
	echo 'expect ▶ Alpha One'
	for turn in 1 2 3; do
		awk 'BEGIN {
			for (i = 0; i <= 120; i++) print "resize", int(12 + 88 * i / 120), int(40 + 360 * i / 120)
			for (i = 120; i >= 0; i--) print "resize", int(12 + 88 * i / 120), int(40 + 360 * ((i * 7) % 121) / 120)
		}'
		echo 'key Tab 4 3 1'
	done
	for size in '1 1' '1 400' '100 1' '2 3' '100 400' '3 2' '24 80'; do
		echo "resize $size"
	done
	echo 'expect-re ┌ Artists.*┐$'
	echo 'expect ▶ Alpha One'
	echo 'resize 100 400'
	echo 'expect-re ┌ Artists.{380,}$'
	echo 'resize 24 80'
	echo 'expect-re ┌ Artists.{60,76}$'
	echo 'signal TERM'
	echo 'exit 0'
	echo 'restored'
} >"$work/drag"
scene "a window dragged from 40x12 to 400x100 and back, three times" <"$work/drag"
rm -rf "$work/data"

# Typed as fast as the terminal takes it: none is lost, and each meets what the one before did.
{
	echo 'expect ♫ 5'
	echo 'key Enter'
	echo 'expect ▶ Alpha One'
	for burst in 1 2 3 4 5 6 7 8 9 10; do
		printf 'send "'
		for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			printf 'ekjk*4*3'
		done
		printf '"\n'
	done
	cat <<'END'
key F2
expect Settings ·
shell "$SEGUE" remote status --json
output-re "queue":600[,}]
until test "$("$SEGUE" history --json -n 1000 | grep -c '"event": *"rate"')" -ge 400
shell "$SEGUE" history --json -n 1000 | grep -c '"event": *"rate"'
output-re ^400$
key F2 q y
exit 0
restored
END
} >"$work/burst"
export SEGUE
scene "1600 keys at once: three tracks are queued 200 times, 400 ratings are in the log" <"$work/burst"
finish
