# cmus.sh -- what somebody who comes from cmus types, binds and sources
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data" "$work/config"; scene "$@"; }	# nothing of the scene before goes on

fresh "views by the numbers of the map in force; tabs in their order" <<'S'
expect ♫ 5
expect Scanned
send ":view 4\n"
expect There are no playlists yet
expect-re Library +Queue +For you +Playlists
send ":set keymap=cmus\n"
expect-re Library +Playlists +Queue +Files +Filters +For you +History
send ":view 4\n"
expect Queue · 0 tracks
send ":view 7\n"
expect Settings
send ":view 2\n"
expect 5 tracks by
send ":view 1\n"
expect Artists
send ":view 9\n"
expect Nothing has been played yet
send ":view 8\n"
expect ┌ For you
send ":bind common F6 view 4\n"
key F6
expect Queue · 0 tracks
send ":right-view\n"
expect broken.flac
send ":view 10\n"
expect there is no view '10'
send ":set keymap=segue\n"
send ":view 9\n"
expect Near the cursor
S

outside=$work/outside
mkdir -p "$outside/deep"
make_file "$outside/o1.flac" 300 "title=Outside One" "artist=Otto" "album=Out" "track=1"
make_file "$outside/deep/o2.flac" 300 "title=Outside Two" "artist=Otto" "album=Out" "track=2"

fresh "files of the disk: played, queued, put into a playlist, by name" <<S
expect ♫ 5
expect Scanned
send ":player-play $outside/o1.flac\n"
expect ▶ Outside One
send ":add -q $outside/deep\n"
expect Queued: Outside Two
send ":add -Q $music/a1.flac\n"
expect Next: Alpha One
send ":add -p $music/a2.flac\n"
expect There are no playlists yet
send ":pl-create Mine\n"
send ":add -p $music/a1.flac\n"
expect Mine: added Alpha One
send ":add -q /nowhere\n"
expect /nowhere: No such file
send ":view queue\n"
expect Queue · 2 tracks
send ":cd $outside/deep\n"
expect o2.flac
send ":pwd\n"
expect $outside/deep
send ":browser-up\n"
expect o1.flac
send ":prev-view\n"
expect Queue · 2 tracks
S

fresh "chance: tracks, albums, any order, another order" <<S
expect ♫ 5
expect Scanned
send ":tqueue 3\n"
expect Queued 3 tracks
send ":view queue\n"
expect Queue · 3 tracks
send ":clear -q\n"
expect Queue · 0 tracks
send ":lqueue 9\n"
expect Queued 5 tracks
send ":tqueue 0\n"
expect '0' is not a number from 1 to 1000
send ":rand\n"
expect Queue · 5 tracks
send ":undo\n"
expect Undone: the queue in any order
send ":view history\n"
send ":rand\n"
expect The queue or a playlist can be put in any order
send ":reshuffle\n"
expect The list is not shuffled
send ":set shuffle=tracks\n"
send ":reshuffle\n"
expect Shuffled anew
send ":save -q $work/queue.m3u\n"
expect Written:
send ":save -l $work/library.m3u\n"
until [ "\$(grep -c '^[^#]' '$work/library.m3u')" = 5 ]
shell [ "\$(grep -c '^[^#]' '$work/queue.m3u')" = 5 ]
S

fresh "mark and live-filter take words; what keys do; which version" <<'S'
expect ♫ 5
expect Scanned
send ":set library=flat\n"
expect 5 tracks by
send ":mark genre=Folk\n"
expect Marked 2 tracks
expect · 2 marked
send ":mark genre=(\n"
expect needs a value
send ":live-filter alpha t\n"
expect 3 tracks by
send ":live-filter\n"
expect live filter: alpha t
key Esc
absent live filter:
send ":showbind common b\n"
expect bind common b next
send ":showbind common F12\n"
expect nothing is bound to 'F12' in common
send ":version\n"
expect segue 0
send ":pl\n"
expect 'pl' could be play, play-file, playlist-add
send ":queue-r 2\n"
expect 'queue-r' could be queue-random-albums, queue-random-tracks
send ":nosuch\n"
expect there is no command 'nosuch'
send ":vol -999%\n"
expect volume 0%
send ":vol +999%\n"
expect volume 100%
send ":vol 999\n"
expect '999' is not a volume
S

# a program that writes down its words, each in a line
cat >"$work/words" <<S
#!/bin/sh
for w; do printf '%s\n' "\$w"; done >>"$work/said.new"
echo . >>"$work/said.new"
S
chmod +x "$work/words"
said() { echo "until grep -qx -- '$1' '$work/said.new'"; }

make_file "$music/z.flac" 300 'title=$(touch /tmp/segue-was-here); "x"' "artist=Zed" "album=Last" "track=1"
mv "$music/z.flac" "$music/a \$(touch injected); 'q'.flac"
fresh "programs on tracks: paths are arguments, whatever is in them; a shell for a line" <<S
expect ♫ 6
expect Scanned
send ":set library=flat\n"
expect 6 tracks by
send ":mark artist=Zed\n"
expect Marked 1 track
send ":run $work/words first {} last\n"
$(said last)
expect words is done
shell [ "\$(sed -n 2p '$work/said.new')" = "$music/a \\\$(touch injected); 'q'.flac" ] && [ ! -e injected ]
send ":run $work/nosuch\n"
expect cannot start $work/nosuch
send ":run false\n"
expect false ended with status 1
send ":shell echo one two | tr a-z A-Z >$work/upper\n"
until grep -qx 'ONE TWO' '$work/upper'
send ":shell sleep 600\n"
key j k
send ":push vol 3\n"
expect :vol 3
key Esc
S
rm -f "$music"/a\ *

rm -f "$work/said.new"
fresh "a program is told of every change of what plays, and of its end" <<S
expect ♫ 5
expect Scanned
send ":set status_display_program=$work/words\n"
key Tab
key Enter
expect ▶ Alpha One
$(said 'Alpha One')
key c
$(said paused)
key b
expect ▶ Alpha Two
$(said 'Alpha Two')
send ":set status-program=$work/nosuch\n"
key v
expect cannot start $work/nosuch
send ":set status-program=$work/words\n"
shell mv $work/said.new $work/said.first
key Enter
$(said playing)
send ":quit\n"
exit 0
$(said stopped)
S
printf '%s\n' status playing file "$music/a1.flac" artist Anna album First tracknumber 1 title 'Alpha One' duration 300 . >"$work/want"
head -n "$(wc -l <"$work/want")" "$work/said.first" | cmp -s - "$work/want"
ok $? "in the words of cmus"

fresh "aaa: the album, the artist, all; with the keys of cmus the library goes on" <<S
expect ♫ 5
expect Scanned
send ":set keymap=cmus\n"
send ":set continue?\n"
expect continue=auto
key Tab
key Enter
expect ▶ Alpha One
expect next: Alpha Two
key m
expect only the artist
expect next: Alpha Two
key m
expect only the album
expect next: Alpha Two
key b
expect ▶ Alpha Two
absent next: Alpha Three
key b
expect Nothing follows
send ":set aaa_mode=artist\n"
expect next: Alpha Three
key b
expect ▶ Alpha Three
absent next:
send ":add -q $music/b2.flac\n"
expect next: Ёлка
send ":clear -q\n"
send ":set aaa=all\n"
expect-re next: 东京|next: 東京
S

# what an rc of cmus 2.10 and its autosave have, in other words
cat >"$work/rc" <<'S'
bind common B player-next-album
bind common c player-pause
bind common ] vol +0 +1%
bind common { vol -1% -0
bind common mlb_click_bar player-pause
bind common mouse_scroll_up_title left-view
bind common m toggle aaa_mode
bind common C toggle continue
bind common M toggle play_library
bind common o toggle play_sorted
bind common ^R toggle repeat_current
bind common t toggle show_remaining_time
bind common I echo {}
bind common ! push shell 
bind common page_down win-page-down
bind common i win-sel-cur
bind common delete win-remove
bind common E win-add-Q
bind common a win-add-l
bind common F push filter 
fset 80s=date>=1980&date<1990
fset new=play_count=0
fset bare=!stream&(artist=""|album=""|title=""|tracknumber=-1|date=-1)
fset flacs=filename="*.flac"
fset flacs-or-new=flacs|new
bind browser backspace browser-up
bind browser space win-activate
bind browser i toggle show_hidden
bind browser u win-update
set aaa_mode=all
set buffer_seconds=10
set color_win_bg=default
set continue=true
set continue_album=true
set dsp.alsa.device=default
set format_current= %a - %l
set lib_sort=albumartist date album discnumber tracknumber title filename play_count
set mouse=false
set play_library=true
set play_sorted=false
set repeat_current=false
set replaygain_preamp=0.000000
set show_hidden=false
set softvol_state=0 0
set start_view=tree
set status_display_program=
set wrap_search=true
factivate
S
fresh "an rc and an autosave of cmus, without a complaint" <<S
expect ♫ 5
expect Scanned
send ":source $work/rc\n"
expect 37 lines taken over, 11 have no like here
expect volume 100%
send ":view filters\n"
expect flacs-or-new
key F
expect :filter
send "genre=Folk\n"
expect Artists · genre=Folk
key !
expect :shell
send "true\n"
expect sh is done
send ":view browser\n"
key Backspace
expect ../
send ":showbind browser u\n"
expect bind browser u browse
S
finish
