# importall.sh -- a playlist that names files the library does not know is complete all the same, in the player and without one
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
mkdir "$work/away"
make_file "$work/away/x1.flac" 60 "title=Away One" "artist=Xenia"
make_file "$work/away/x2.flac" 60 "title=Away Two" "artist=Xenia"
make_file "$work/away/x3.flac" 60 "title=Away Three" "artist=Xenia"
printf '#EXTM3U\n%s/away/x2.flac\n%s/a1.flac\n%s/away/x1.flac\n%s/away/gone.flac\nhttp://radio/\n%s/away/x2.flac\n' "$work" "$music" "$work" "$work" "$work" >"$work/tape.m3u"
printf '%s/away/x3.flac\n%s/away/lost.flac\n' "$work" "$work" >"$work/later.m3u"
player_args=$music
export work SEGUE music

scene "in the player" --cols 140 <<'S'
expect ♫ 5
expect Scanned
send ":playlist-import ${work}/tape.m3u\n"
expect-re 6 read, 4 matched, 1 not found \(.*/away/gone.flac\), 0 there already, 1 bad
key 4
expect-re tape +4
expect tape · 4
key Tab
expect-re │Xenia +Away Two.*│
expect-re ♫ 7( |$)
# what was taken out of the library comes back when a list names it
key 1
send "/away one"
key Enter
key D
expect 1 track is out of the library
expect-re ♫ 6( |$)
send ":playlist-import ${work}/tape.m3u\n"
expect 4 there already
expect-re ♫ 7( |$)
send ":quit\n"
exit 0
S
run import m3u "$work/later.m3u"
is "$status" 0 "and without a player"
is "$out" "2 read, 1 matched, 1 not found ($work/away/lost.flac), 0 there already, 0 bad" "what is not there is counted and named"
run export m3u --playlist later
case $out in *"$work/away/x3.flac"*) s=0 ;; *) s=1 ;; esac
ok $s "the list holds the file"
run export m3u --playlist tape
is "$(echo "$out" | grep -v '^#' | sed 's|.*/||' | tr '\n' ' ')" "x2.flac a1.flac x1.flac x2.flac " "in the list's order"
run list Away
is "$(echo "$out" | wc -l)" 3 "its files are known"
finish
