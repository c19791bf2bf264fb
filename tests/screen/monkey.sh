# monkey.sh -- keys at random, by seed (SEGUE_SEED, SEGUE_KEYS): whatever is pressed, it lives, and the terminal is given back
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
HOME=$work
export HOME
seed=${SEGUE_SEED:-1} count=${SEGUE_KEYS:-1500}
for map in segue cmus vim; do
	rm -rf "$work/data" "$work/config"
	# what ends or stops the program is left out; a prompt that is open is left now and then
	"$SEGUE" --manual bindings | awk -F '\t' -v map=$map -v seed="$seed" -v count="$count" '
		$1 == map && $4 !~ /^(quit|detach|suspend|add-prompt|demo)/ { key[n++] = $3 }
		END {
			srand(seed)
			print "expect ♫ 5\nmouse on\nsend \":set keymap=" map "\\n\""
			split("a b 1 * Esc Enter Tab Up Down é 東 Backspace", other, " ")
			for (i = 0; i < count; i++) {
				r = rand()
				if (r < .75) print "key " key[int(rand() * n)]
				else if (r < .9) print "key " other[1 + int(rand() * 12)]
				else if (r < .94) print "click " 1 + int(rand() * 24) " " 1 + int(rand() * 80)
				else if (r < .96) print "drag " 2 + int(rand() * 18) " 5 " 2 + int(rand() * 18) " 9"
				else if (r < .97) print "resize " 5 + int(rand() * 40) " " 20 + int(rand() * 120)
				else print "key Esc"
			}
			print "resize 24 80\nsignal TERM\nexit 0\nrestored"
		}' >"$work/monkey"
	scene "$map: $count keys of seed $seed" <"$work/monkey"
done
finish
