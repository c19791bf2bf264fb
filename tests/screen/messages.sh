# messages.sh -- what goes wrong is said whole: a long sentence takes two lines, a longer one keeps its end; cmus's own options are answered
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
long=/nowhere/Die_ausfuehrliche_Gesamtausgabe_aller_Lieder/mit_allen_Zugaben
longest=$long/$long/$long/東京の夜の長い名前
export long longest

for size in "24 80" "12 40"; do
	# shellcheck disable=SC2086
	scene "why it did not work is said at $size" --rows ${size% *} --cols ${size#* } <<'S'
expect Anna
send ":add ${long}\n"
expect such file or directory
expect /nowhere/Die
send ":add ${longest}\n"
expect such file or directory
expect …
expect /nowhere/Die
key Esc
S
done

scene "a long sentence is whole in two lines, and the hints come back" <<'S'
expect ♫ 5
send ":add ${long}\n"
expect mit_allen_Zugaben
expect such file or directory
absent Enter play
absent mit_allen_Zugaben
expect Enter play
S

scene "options of cmus: what serves instead" <<'S'
expect ♫ 5
send ":set output_plugin=alsa\n"
expect output_plugin: Segue has ':device' for it
send ":set format_trackwin=%t\n"
expect format_trackwin: Segue has ':set columns' for it
send ":set lib_add_filter=x\n"
expect ':set ignore'
send ":set buffer_seconds=9\n"
expect buffer_seconds: Segue has no such option
S
scene "an empty view says what to do on the smallest screen, too" --rows 12 --cols 40 <<'S'
expect ♫ 5
key 4
expect There are no playlists yet
S
finish
