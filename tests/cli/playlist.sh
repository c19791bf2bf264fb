# import m3u, export m3u: by themselves and handed to a running player
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

for t in 1 2 3; do
	make_file "$music/a$t.flac" 1 "title=Song $t" artist=Anna album=First "track=$t"
done
run scan --quiet "$music"; is "$status" 0 "a library"

printf '#EXTM3U\n#EXTINF:1,x\na2.flac\na1.flac\nmissing.flac\nhttp://radio/\nfile://%s/a2.flac\n' "$music" >"$music/evening.m3u"
run import m3u --json "$music/evening.m3u"
is "$status/$(q count)" "0/1" "import answers one line"
is "$(q keys 1 | tr '\n' ' ')" "bad duplicate matched read unmatched " "with its keys"
is "$(q get 1 read)/$(q get 1 matched)/$(q get 1 unmatched)/$(q get 1 duplicate)/$(q get 1 bad)" "5/3/1/0/1" "and counts"
case $err in *"evening.m3u:6: "*) s=0 ;; *) s=1 ;; esac; ok $s "what is bad is named with its line"
run import m3u --json "$music/evening.m3u"
is "$(q get 1 matched)/$(q get 1 duplicate)" "0/3" "a second import changes nothing"

run export m3u --playlist evening
is "$status $out" "0 #EXTM3U
#PLAYLIST:evening
#EXTINF:1,Anna - Song 2
$music/a2.flac
#EXTINF:1,Anna - Song 1
$music/a1.flac
#EXTINF:1,Anna - Song 2
$music/a2.flac" "export to standard output: whole paths, in order, twice what is in it twice"
for f in m3u m3u8 pls xspf; do
	run export m3u --playlist evening "$music/again-$f.$f"; is "$status" 0 "export as $f"
	run import m3u --json "$music/again-$f.$f"; is "$(q get 1 matched)/$(q get 1 bad)" "3/0" "which is read again"
done
grep -qx a1.flac "$music/again-m3u8.m3u8"; ok $? "a file beside the music says relative paths"
run love 'song 3'
run export m3u "$work/loved.m3u8"
is "$status $(grep -c . "$work/loved.m3u8")" "0 4" "without a name: what is loved"
grep -q "a3.flac" "$work/loved.m3u8"; ok $? "that is Song 3"

# as cmus keeps its lists: a bare name, absolute paths
mkdir "$work/playlists"
printf '%s\n' "$music/a3.flac" "$music/a1.flac" >"$work/playlists/best of vol.2"
run import m3u "$work/playlists/best of vol.2"
is "$status $out" "0 2 read, 2 matched, 0 not found, 0 there already, 0 bad" "a list of cmus is read under its bare name"
run export m3u --playlist "best of vol.2"
is "$(printf '%s\n' "$out" | grep -v '^#' | tr '\n' ' ')" "$music/a3.flac $music/a1.flac " "and keeps that name"
echo "just words" >"$work/playlists/notes"
run import m3u "$work/playlists/notes"; is "$status" 1 "what holds no paths is refused"

run export m3u --playlist nosuch; is "$status $err" "1 segue: there is no playlist 'nosuch'" "a playlist that is not there"
run import m3u "$work/none.m3u"; is "$status" 1 "a file that is not there"
run import m3u "$music/a1.flac"; is "$status" 2 "a file that is no playlist"
run import what "$work/x.m3u"; is "$status" 2 "what cannot be imported"
run export m3u "$work/x.mp3"; is "$status" 2 "or written"
echo '<html/>' >"$work/bad.xspf"
run import m3u "$work/bad.xspf"; is "$status $err" "1 segue: $work/bad.xspf:1: not an XSPF playlist" "a bad file is named with its line"
run import m3u --listener other --json "$music/evening.m3u"; is "$(q get 1 matched)" 3 "another listener has lists of her own"
run export m3u --listener nobody --playlist evening; is "$status" 1 "and whoever has none has none"
run doctor --json; is "$(q where check database status)" ok "the database is sound"

mkfifo "$work/pipe"
"$bin/fake_player" "$db" 1 0 >"$work/pipe" &
player=$!
exec 3<"$work/pipe"
read -r ready <&3
cd "$music" || exit 99
run import m3u --json evening.m3u; is "$out" "answered 1" "import is handed to the running player"
cd /
is "$(cat <&3 | tr '\n' ' ')" "cli import --listener default --json -- m3u $music/evening.m3u . " "with the file's full name"
exec 3<&-
wait $player
finish
