# allkeys.sh -- every default key of every map is pressed, every command without one typed, and each must show what it did
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
export SEGUE
fresh() { rm -rf "$work/data" "$work/config"; scene "$@"; }
here=$TOP_SRCDIR/tests/screen
"$SEGUE" --manual bindings >"$work/bindings" 2>&1
"$SEGUE" --manual commands | sed 's/\\-/-/g; s/\\f[IR]//g' | awk '$1 == ".B" { print $2 }' >"$work/commands"

make_scene() { # make_scene MAP LAST: the scenario; $work/missing says for what there is no recipe
	awk -v map="$1" -v last="$2" -v music="$music" -v count="$work/count" -f "$here/allkeys.awk" "$here/recipes.txt" "$work/bindings" \
		"$work/commands" >"$work/scene" 2>"$work/missing"
}
for map in segue cmus vim; do
	make_scene $map 0
	is "$(cat "$work/missing")" "" "$map: every key and every command has a recipe"
	if [ $map = segue ]; then first="set theme=dark"; else first="set keymap=$map"; fi
	sed "2a send \":$first\\\\n\"" "$work/scene" | sed 's/^\(send ".*\)$/\1/' >"$work/full"
	fresh "$map: every key does what it says" <"$work/full"
	last=1
	count=$(cat "$work/count")
	while [ $last -le "$count" ]; do
		make_scene $map $last
		sed "2a send \":$first\\\\n\"" "$work/scene" >"$work/full"
		fresh "$map: what ends an evening, $last" <"$work/full"
		last=$((last + 1))
	done
done
finish
