# sizes.sh -- every view on screens from 20x5 to 400x100, in every theme: no line is too long, every frame is closed
. "$TOP_SRCDIR/tests/cli/lib.sh"
for i in 1 2 3 4 5 6; do
	make_file "$music/$i.flac" 2000 "title=A title of some length, number $i" "artist=Artist $((i % 3))" "album=An album" "track=$i" \
		"genre=Folk" "date=199$i"
done
run scan "$music"
for f in "$TOP_SRCDIR"/themes/*.theme; do
	t=${f##*/}
	themes="$themes ${t%.theme}"
done

# what is wrong with a dump of so many rows and columns of characters one cell wide
faults() { # faults FILE ROWS COLS
	[ "$(wc -l <"$1")" -le "$2" ] || echo "more than $2 lines"
	[ "$(wc -L <"$1")" -le "$3" ] || echo "a line is longer than $3 cells"
	grep -nE '^[│•]' "$1" | grep -vE '│$' | sed 's/^/open: /'
	[ "$(grep -o '┌' "$1" | wc -l)" = "$(grep -o '┘' "$1" | wc -l)" ] && [ "$(grep -o '┐' "$1" | wc -l)" = "$(grep -o '└' "$1" | wc -l)" ] ||
		echo "corners do not match"
}

for size in 5x20 6x30 12x40 10x80 24x59 24x60 24x80 16x100 48x109 48x160 60x240 100x400; do
	rows=${size%x*} cols=${size#*x}
	mkdir "$work/d"
	{
		for theme in $themes; do
			echo "set theme=$theme"
			echo "dump $work/d/theme-$theme"
		done
		echo "key Tab Space"
		echo "dump $work/d/marked"
		for headers in on off; do
			echo "set headers=$headers"
			echo "dump $work/d/tree-$headers"
			echo "sort -title"
			echo "wait idle"
			echo "dump $work/d/flat-$headers"
			echo "toggle library"
		done
		echo "set columns=title,added,album,albumartist,artist,bitrate,bpm,codec,composer,date,disc,duration,file,genre,last,love,plays,skips,stars,track,year"
		echo "dump $work/d/columns"
		for v in 2 3 4 5 6 7; do
			echo "view $v"
			echo "dump $work/d/view-$v"
		done
		echo "help"
		echo "dump $work/d/help"
		echo "settings"
		echo "dump $work/d/settings"
		echo "view 1"
		echo "key L"
		echo "key t i t l e > x"
		echo "dump $work/d/filter"
	} >"$work/script"
	LINES=$rows COLUMNS=$cols "$SEGUE" --ao null --script "$work/script" </dev/null >"$work/out" 2>"$work/err"
	found=$(for d in "$work"/d/*; do faults "$d" "$rows" "$cols" | sed "s|^|${d##*/}: |"; done | head -20)
	is "$found" "" "$cols columns, $rows rows: $(ls "$work/d" | wc -l) pictures are whole"
	[ "$(ls "$work/d" | wc -l)" -eq $((18 + $(echo $themes | wc -w) - 3)) ] || { ok 1 "all of them were made"; sed 's/^/#   /' "$work/err"; }
	# the tab of what is shown is among those there is room for
	seen=
	[ "$cols" -lt 30 ] || for v in 2:Queue 3:For 4:Playlists 5:History 6:Files 7:Filters; do
		sed -n 1p "$work/d/view-${v%:*}" | grep -q "${v#*:}" || seen="$seen $v"
	done
	is "$seen" "" "$cols columns: every view's own tab is seen"
	rm -r "$work/d"
done
finish
