# thread.sh -- the interface thread opens, looks at and syncs nothing on a disk while the player is used
. "$TOP_SRCDIR/tests/cli/lib.sh"
# the leak checker, like strace, has to trace: one of the two
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
if ! strace -o /dev/null true 2>/dev/null; then
	echo "1..0 # SKIP no strace here"
	exit 0
fi
for i in 1 2 3; do
	make_file "$music/a$i.wav" 30 "title=A$i" artist=Anna album=One "track=$i"
done
run scan "$music"
printf 'fset quiet=rating<2\n' >"$work/rc"
cat >"$work/script" <<S
wait idle
pane-next
enter
wait playing
rate 3
love
queue-last
queue-next
undo
playlist-new Evening
playlist-add Evening
smart Best rating>2
playlist-rename Best Better
playlist-export Evening $work/evening.m3u8
wait idle
playlist-import $work/evening.m3u8
wait idle
set theme=light
set adventure=40
save-config
remove-folder $music
wait idle
add $music
wait scan
filter title:a
sort -title
wait idle
fset loud=rating>1
factivate loud
source $work/rc
factivate
undo
bind common M-z next
unbind common M-z
visual both
visual off
equalizer rock
tag genre=Folk
undo
view browser
wait idle
down 2
enter
wait idle
fuzzy Al
wait idle
settings
view playlists
wait idle
view queue
ban selected
next
stop
dump $work/screen
wait idle
S
# without -f: the first thread, which is the interface
strace -o "$work/trace" -e trace=%file,fsync,fdatasync,sync_file_range,mkdir,rename,unlink \
	"$SEGUE" --ao null --script "$work/script" >"$work/out" 2>&1 </dev/null
is "$?" 0 "all of it is carried out"
sed 's/^/#   /' "$work/out"
# from the script's first line to the end of the socket; /sys and /proc are no disks, and a descriptor's own fstat is none either
sed -n "\\|^openat.*$work/script|,\\|\\.sock\"|p" "$work/trace" | grep -v -e "$work/script" -e '\.sock"' -e '"/sys/' -e '"/proc/' \
	-e '^--- ' -e 'fstat(' -e 'fstatat([0-9]*, "", ' >"$work/touched"
is "$(cat "$work/touched")" "" "and this thread touches no file meanwhile"
grep -q "$work/script" "$work/trace"
ok $? "what was looked at was there"
is "$(grep -c '^set' "$work/config/segue/segue.conf")" 2 "the settings are kept all the same"
[ -s "$work/screen" ] && [ -s "$work/evening.m3u8" ]
ok $? "so are the files"
finish
