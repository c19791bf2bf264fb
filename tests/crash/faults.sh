# faults.sh -- what the world can do to the player: full and read-only disks, damaged databases, files that go, wrong settings
if [ -z "$SEGUE_FAULTS_INSIDE" ] && unshare -m true 2>/dev/null; then
	# mounts of our own, gone with us
	SEGUE_FAULTS_INSIDE=1 exec unshare -m "${SHELL:-/bin/sh}" "$0"
fi
. "$TOP_SRCDIR/tests/crash/lib.sh"
for i in 1 2 3 4; do
	make_file "$music/a$i.wav" 30 "title=A$i" artist=Anna album=One "track=$i"
done
run scan "$music"
cp -r "$work/data" "$work/whole"

# ---- a full disk ----
mkdir "$work/small"
if [ -n "$SEGUE_FAULTS_INSIDE" ] && mount -t tmpfs -o size=1m tmpfs "$work/small" 2>/dev/null; then
	mv "$work/data/segue" "$work/small/segue"
	XDG_DATA_HOME=$work/small
	begin
	tell "wait idle" enter "wait playing" "rate 1" "wait idle"
	dd if=/dev/zero of="$work/small/fill" bs=4k 2>/dev/null
	tell "rate 5" "wait idle" queue-last "wait idle"
	says "Not kept (rate)" "full disk: what cannot be kept is said"
	case $screen in *"A1 — Anna"*"★☆☆☆☆"*) ok 0 "and not shown as kept" ;; *) ok 1 "and not shown as kept" ;; esac
	run rate A2 3
	is "$status" 1 "the command line is told as well"
	tell "playlist-new Evening" "wait idle"
	says "The playlist was not kept" "nor is a playlist"
	tell "view playlists" "wait idle"
	case $screen in *Evening*"No playlist"* | *" Evening "*) ok 1 "which is not shown either" ;; *) ok 0 "which is not shown either" ;; esac
	run remote playlist-new Night
	is "$status" 1 "a remote control is told too"
	run remote rate 4
	is "$status" 1 "of what it cannot keep"
	tell "view library" enter "wait playing" "wait idle"
	rm "$work/small/fill"
	tell "rate 2" "wait idle"
	case $screen in *"— Anna"*"★★☆☆☆"*) ok 0 "with room again it goes on" ;; *) ok 1 "with room again it goes on" ;; esac
	end
	is "$status" 0 "and ends well"
	run history --json
	is "$(q where event rate value | tr '\n' ' ')" "1 " "the first rating is in the log"
	is "$(q column event | tr '\n' ' ')" "start rate skip start rate stop " "and exactly what was kept; what was played while there was no room came in later"
	script "wait idle" "view queue" "dump $work/screen"
	says "1 A1 — Anna" "the queue that found no room was saved later"
	mount -o remount,ro "$work/small"
	script "wait idle" "dump $work/screen"
	lives "a read-only disk is survived"
	says "Read-only file system" "and named"
	run list --json
	is "$(q column title | wc -l)" 4 "the library can still be read"
	umount "$work/small"
	XDG_DATA_HOME=$work/data
else
	echo "ok $((n = n + 1)) - full and read-only disks # SKIP no mount namespace here"
fi
home_again

# ---- folders that are not to be had ----
: >"$work/file"
for what in DATA STATE CONFIG RUNTIME; do
	var=XDG_${what}_HOME
	[ $what = RUNTIME ] && var=XDG_RUNTIME_DIR
	eval "old=\$$var; $var=$work/file/x"
	script "wait idle" "view queue"
	lives "$var is no folder: no crash"
	is "$(printf '%s' "$out" | grep -c .)" "$([ $what = DATA ] && echo 1 || echo 0)" "$var: a line only if nothing can be kept"
	eval "$var=\$old"
done
(unset XDG_RUNTIME_DIR; script "wait idle" enter "wait playing"; [ "$status" -eq 0 ])
ok $? "without XDG_RUNTIME_DIR it plays"
chmod 777 "$work/run"
script "wait idle" enter "wait playing"
lives "an unsafe XDG_RUNTIME_DIR does no harm"
chmod 700 "$work/run"

# ---- damaged databases ----
home_again
damaged() { # damaged NAME SENTENCE
	cp "$work/bad.db" "$work/bad.copy"
	player_args="--db $work/bad.db"
	script "wait idle" "dump $work/screen"
	player_args=
	is "$status" 1 "$1: status 1"
	says "$work/bad.db" "$1: the file is named"
	says "$2" "$1: $2"
	run list --db "$work/bad.db"
	is "$status" 1 "$1: list refuses"
	run rate --db "$work/bad.db" A1 3
	is "$status" 1 "$1: rate refuses"
	run doctor --db "$work/bad.db"
	is "$status" 1 "$1: doctor finds it"
	cmp -s "$work/bad.db" "$work/bad.copy"
	ok $? "$1: the file is as it was"
}
head -c 5000 "$db" >"$work/bad.db"
damaged truncated "damaged"
echo "this is text, and long enough that nobody could take it for an empty file; a database it is not" >"$work/bad.db"
damaged text "not a Segue database"
cp "$db" "$work/bad.db"
dd if=/dev/zero of="$work/bad.db" bs=4096 seek=2 count=6 conv=notrunc 2>/dev/null
damaged zeroes "damaged"
cp "$db" "$work/bad.db"
# user_version stands at byte 60 of the header, big-endian
printf '\0\0\003\347' | dd of="$work/bad.db" bs=1 seek=60 conv=notrunc 2>/dev/null
damaged newer "newer"

# ---- files that go ----
home_again
begin
tell "wait idle" pane-next enter "wait playing"
rm "$music/a2.wav"
tell next "wait idle"
says "cannot be played" "a file that is gone is passed over with a line"
case $screen in *"▶ A3"*) ok 0 "and the one after it plays" ;; *) ok 1 "and the one after it plays" ;; esac
rm "$music/a3.wav"
tell "seek 5" "wait idle"
mv "$music" "$work/away"
tell scan "wait scan" next "wait idle"
mv "$work/away" "$music"
tell "wait idle"
end
lives "files and a folder that vanish while they play do no harm"
for i in 1 2 3 4 5 6; do
	printf 'RIFF____WAVEfmt junk' >"$music/junk$i.wav"
	make_file "$music/b$i.wav" 5 "title=B$i" artist=Bad album=Gone "track=$i"
done
begin
tell "wait idle" scan "wait scan" "wait idle" "search B1" "wait idle"
rm "$music"/b?.wav
tell enter "wait idle"
end
lives "a row of files that cannot be played"
says "B6 — Bad" "each of them is named"

# ---- settings ----
mkdir -p "$work/config/segue/themes"
printf 'set volume=80\nset nonsense=1\n' >"$work/config/segue/segue.conf"
script "wait idle" "dump $work/screen"
says "segue.conf:2" "a wrong line of segue.conf is named by file and line"
lives "and nothing more happens"
head -c 100 /dev/zero >"$work/config/segue/segue.conf"
script "wait idle" "dump $work/screen"
says "segue.conf is not a text file" "a segue.conf that is none is named"
printf 'set theme=broken\n' >"$work/config/segue/segue.conf"
printf 'nonsense everywhere\n\001\002\377' >"$work/config/segue/themes/broken.theme"
script "wait idle" "dump $work/screen"
says "broken" "a broken theme is named"
says "Library" "and the standard one is used"
rm -r "$work/config"

# ---- surroundings ----
home_again
make_file "$music/a2.wav" 30 title=A2 artist=Anna album=One track=2
for locale in POSIX de_DE.ISO-8859-1 nonsense; do
	LC_ALL=$locale script "wait idle" enter "wait playing" "dump $work/screen"
	is "$status" 0 "LC_ALL=$locale"
done
LC_ALL=C.UTF-8
begin
tell "wait idle"
script "wait idle"
is "$status" 1 "a second player is refused"
says "already running" "in a sentence"
kill -KILL "$player"
end 2>/dev/null
script "wait idle"
is "$status" 0 "but not after the first one was killed"
tricky=$music/$(printf 'new\nline \033]0;title\007\033[2J \377\376.wav')
make_file "$music/t.wav" 5 "title=$(printf 'T\033[31m\ttab\nline')" "artist=$(printf '\302\233A')"
cp "$music/t.wav" "$tricky"
make_file "$music/u.wav" 5
mv "$music/u.wav" "$music/$(printf 'u\033[2J\033c.wav')"
script "wait idle" scan "wait scan" "wait idle" bottom "dump $work/screen" pane-next enter "wait idle" next "wait idle" "dump $work/screen"
lives "names and tags of escape sequences and newlines"
printf '%s' "$out$screen" | LC_ALL=C tr -d '\n' | LC_ALL=C grep -q '[[:cntrl:]]'
[ $? -eq 1 ]
ok $? "nothing of them reaches the screen"
run list
LC_ALL=C tr -d '\n' <"$work/out" | LC_ALL=C grep -q '[[:cntrl:]]'
[ $? -eq 1 ]
ok $? "nor the list of the command line"
big=$(head -c 100000 /dev/zero | tr '\0' x)
make_file "$music/big.flac" 5 "title=$big" "artist=$big"
script "wait idle" scan "wait scan" "wait idle" bottom "dump $work/screen" pane-next enter "wait idle" "dump $work/screen"
lives "tags of a hundred thousand letters"
finish
