# browser.sh -- the disk: folders, playlists as folders, files that the library does not know, names of any bytes, many entries
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
disk=$work/disk
mkdir -p "$disk/zz top/deep" "$disk/.hidden" "$disk/many" "$disk/empty"
make_file "$disk/zz top/2 second.flac" 300 "title=Second" "artist=Elsewhere"
make_file "$disk/zz top/10 tenth.flac" 300 "title=Tenth" "artist=Elsewhere"
make_file "$disk/zz top/deep/3 deep.flac" 300 "title=Deep" "artist=Elsewhere"
cp "$disk/zz top/2 second.flac" "$disk/$(printf 'caf\351').flac"
printf 'not music' >"$disk/fake.mp3"
printf '#EXTM3U\n#EXTINF:300,First of list\n%s\n#EXTINF:300,Second of list\nzz top/2 second.flac\n' "$music/a1.flac" >"$disk/mix.m3u8"
i=0
while [ $i -lt 2000 ]; do
	: >"$disk/many/$i.mp3"
	i=$((i + 1))
done
export disk

scene "folders open and close; the cursor is where one came from; hidden ones; playlists open as folders" <<'S'
expect ♫ 5
key 6
expect a1.flac
expect ../
send ":browse ${disk}\n"
expect many/
expect mix.m3u8
absent .hidden
key i
expect .hidden/
expect hidden ones, too
key i
absent .hidden
absent reading
expect mix.m3u8
send "/zz\n"
key Enter
expect 2 second.flac
row 4 deep/
row 5 2 second
row 6 10 tenth
key Backspace
expect mix.m3u8
absent reading
# the cursor is on the folder one came from
key Enter
expect 10 tenth.flac
key g Enter
expect mix.m3u8
absent reading
send "/mix\n"
key Enter
expect First of list
expect Second of list
key Backspace
expect caf
send ":browse ${disk}/many\n"
expect 0.mp3
absent reading
key G
expect 1999.mp3
send ":browse ${disk}/empty\n"
expect /empty
absent 1999.mp3
key g Enter
expect many/
send ":browse ${disk}/nosuch\n"
expect cannot be read
S

scene "what the library does not know plays, and what is around it; folders and lists are queued whole" <<'S'
expect ♫ 5
send ":browse ${disk}/zz top\n"
expect 2 second.flac
absent reading
send "/second\n"
key Enter
expect ▶ Second — Elsewhere
# its folder did not become one of the library's, but the file is known now
expect ♫ 7
key b
expect ▶ Tenth — Elsewhere
key v
expect nothing plays
key 2
send ":clear\n"
send ":browse ${disk}\n"
expect mix.m3u8
absent reading
send "/zz\n"
key e
expect Queued 3 tracks
expect ♫ 8
key 2
expect Queue · 3 tracks
key u
expect Undone: queued 3 tracks
key 6
expect mix.m3u8
send "/mix\n"
key E
expect Queued 2 tracks
key 2
expect Second
key u
key 6
send "/mix\n"
send ":playlist-add from disk\n"
expect from disk: added 2 tracks
send "/fake\n"
key Enter
expect There is nothing here that can be played
key g
key e
expect There is nothing here
send ":browse ${disk}/zz top/deep\n"
expect 3 deep
absent reading
send "/deep\n"
key a
expect Added to the library
S

finish
