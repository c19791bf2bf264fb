# world.sh -- more of what the world does: a disk that is taken away and comes back, children that hang, no sound, logs that
# cannot be written, databases with a flipped bit, names nobody would choose, lists nobody would write
. "$TOP_SRCDIR/tests/crash/lib.sh"
for i in 1 2 3 4; do
	make_file "$music/a$i.wav" 30 "title=A$i" artist=Anna album=One "track=$i"
done
run scan "$music"
run rate A2 4
cp -r "$work/data" "$work/whole"
until_states() { # until_states STATES WHAT : asks until the library says so, for a minute
	end=$(($(date +%s) + 60))
	while tell "wait idle"; do
		run list --json
		states=$(q column state | sort | uniq -c | tr -s ' \n' ' ')
		[ "$states" != " $1 " ] && [ "$(date +%s)" -lt "$end" ] && kill -0 "$player" 2>/dev/null || break
	done
	is "$states" " $1 " "$2"
}

# ---- a folder that is taken away while it is played from, and comes back: a disk that was unplugged does not empty the library ----
begin
tell "wait idle" pane-next enter "wait playing"
mv "$music" "$work/away"
tell next "wait idle" scan "wait scan" "wait idle"
says "cannot be played" "taken away: what cannot be played is said"
says "$music" "and so is the folder that is not there"
lives_on "a player whose disk is gone"
tell "search A4" "rate 5 selected" "wait idle"
mv "$work/away" "$music"
tell scan "wait scan" "wait idle" stop "search A2" enter "wait playing"
says "▶ A2" "back again, they play"
says "★★★★★" "what was said meanwhile stands"
rm "$music/a3.wav"
until_states "3 ok" "a file that is gone is missing, without being asked"
make_file "$music/a3.wav" 30 title=A3 artist=Anna album=One track=3
until_states "4 ok" "and back without being asked"
end
is "$status" 0 "it ends well"
run list --json
is "$(q column title | sort | tr '\n' ' ')$(q column rating | sort | tr '\n' ' ')" "A1 A2 A3 A4 0 0 4 5 " "nothing is there twice, and no rating is lost"

# ---- no sound ----
home_again
printf '%s\n' "wait idle" pane-next enter "wait playing" next "wait playing" "dump $work/screen" >"$work/script"
timeout 60 "$SEGUE" --ao alsa --mpv audio-device=alsa/nosuchdevice --script "$work/script" >"$work/out" 2>&1 </dev/null
status=$? out=$(cat "$work/out") screen=$(cat "$work/screen")
lives "a device that is not there"
says "▶ A2" "what cannot be heard is played all the same"
says "without sound" "and it is said"
is "$(grep -c . "$work/out")" 1 "in one line, whatever libraries have to say"

# ---- a log that cannot be written ----
mkdir -p "$work/state/segue"
rm -f "$work/state/segue/segue.log"
ln -s /dev/full "$work/state/segue/segue.log"
script "wait idle" pane-next enter "wait playing" "rate 3" "wait idle"
is "$status/$out" "0/" "a log on a full disk: not a word"
rm "$work/state/segue/segue.log"
ln -s /nowhere/at/all "$work/state/segue/segue.log"
script "wait idle" pane-next down "rate 3 selected"
is "$status/$out" "0/" "nor of one that leads nowhere"
rm "$work/state/segue/segue.log"
mkdir "$work/state/segue/segue.log"
script "wait idle"
is "$status/$out" "0/" "nor of a folder"
rmdir "$work/state/segue/segue.log"

# ---- flipped bits: never a crash; what is wrong is said, what can be read is shown ----
home_again
size=$(wc -c <"$db")
cp "$db" "$work/sound.db"
at=0 crashed='' silent=''
while [ $((at * 1237 + 100)) -lt "$size" ] && [ "$at" -lt 40 ]; do
	rm -f "$work/bad.db"*
	cp "$work/sound.db" "$work/bad.db"
	printf '\377' | dd of="$work/bad.db" bs=1 seek=$((at * 1237 + 100)) conv=notrunc 2>/dev/null
	printf '%s\n' "wait idle" "rate 3 selected" "dump $work/screen" >"$work/script"
	timeout 60 "$SEGUE" --ao null --db "$work/bad.db" --script "$work/script" >"$work/out" 2>&1 </dev/null
	status=$?
	[ "$status" -lt 124 ] && ! grep -q Sanitizer "$work/out" || crashed="$crashed $at"
	[ "$status" -eq 0 ] || [ -s "$work/out" ] || silent="$silent $at"
	at=$((at + 1))
done
is "$crashed" "" "$at databases with a wrong byte: no crash"
is "$silent" "" "and no failure without a sentence"
rm -f "$work/bad.db"*

# ---- names nobody would choose ----
home_again
long=$(head -c 240 /dev/zero | tr '\0' x)
deep=$music
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do deep=$deep/$long; done
mkdir -p "$deep"
cp "$music/a1.wav" "$deep/$long.wav"
mkdir "$music/folder.mp3" "$music/	tab" "$music/ "
ln -s . "$music/loop"
ln -s "$music" "$music/folder.mp3/up"
ln -s nowhere.wav "$music/dangling.wav"
mkfifo "$music/pipe.wav"
: >"$music/empty.flac"
for name in "$(printf 'nl\n1.wav')" "$(printf 'caf\351.wav')" '-rf.wav' '|id;$(id).wav' 'שלום.wav' '👨‍👩‍👧‍👦.wav' '%s%n.wav' 'quote\".wav'; do
	make_file "$music/t.wav" 3 "title=T $n"
	mv "$music/t.wav" "$music/$name"
	n_odd=$((n_odd + 1))
done
cp "$music/a1.wav" "$music/ / .wav"
script "wait idle" scan "wait scan" "wait idle" "dump $work/screen"
lives "odd names and loops of links"
run list --json
is "$(q count)" $((4 + n_odd + 2)) "each is there once, however deep"
run list --json --unreadable 2>/dev/null
script "wait idle" bottom pane-next bottom enter "wait idle" next "wait idle" "playlist-new odd" "playlist-export odd $work/odd.m3u8"
lives "and can be walked through"
rm -rf "${music:?}/$long" "$music/folder.mp3" "$music/loop" "$music/pipe.wav"

# ---- a list nobody would write ----
home_again
awk -v m="$music" 'BEGIN { for (i = 0; i < 1000000; i++) print m "/a" i % 9 ".wav" }' >"$work/huge.m3u"
begin
tell "wait idle" "playlist-import $work/huge.m3u" "wait idle"
lives_on "a list of a million lines"
case $out$screen in *"read, "* | *"larger than"* | *"more than"*) ok 0 "what became of it is said" ;; *) ok 1 "what became of it is said"; printf "%s\n" "$out" "$screen" | sed "s/^/#   /" ;; esac
end
lives "and ends"
# ---- where nothing can be put ----
(unset XDG_RUNTIME_DIR; TMPDIR=/nonexistent; export TMPDIR; script "wait idle" pane-next enter "wait playing"; [ "$status" -eq 0 ])
ok $? "without XDG_RUNTIME_DIR and TMPDIR it plays"
script "wait idle" "$(head -c 9000 /dev/zero | tr '\0' a)"
is "$status" 1 "a line that is too long is refused"
finish
