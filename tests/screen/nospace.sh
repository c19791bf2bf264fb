# nospace.sh -- a disk that is full while the library is listened to: it is told once, nothing heard is thought to be kept, and it goes on by itself
if [ -z "$SEGUE_NOSPACE_INSIDE" ] && unshare -m true 2>/dev/null; then
	# mounts of our own, gone with us
	SEGUE_NOSPACE_INSIDE=1 exec unshare -m "${SHELL:-/bin/sh}" "$0"
fi
. "$TOP_SRCDIR/tests/screen/lib.sh"
small=$XDG_DATA_HOME/segue
mkdir -p "$small"
if ! mount -t tmpfs -o size=2500k tmpfs "$small" 2>/dev/null; then
	echo "1..0 # SKIP no file system can be mounted here"
	exit 0
fi
export small
"$bin/mktone" "$music/00.flac" 20 220 120 || exit 99
for i in $(seq 1 30); do
	cp "$music/00.flac" "$music/$(printf %02d "$i").flac"
done
run scan --quiet "$music"
head -c 4000000 /dev/zero >"$small/filler" 2>/dev/null
truncate -s -60K "$small/filler"
player_args=
scene "a full disk is told of; with room again the rest is heard" --cols 140 <<'S'
expect What was heard cannot be kept
shell rm "$small/filler"
S
printf 'wait analysis\n' >"$work/script"
"$SEGUE" --ao null --script "$work/script" >"$work/out" 2>&1 </dev/null
is "$?" 0 "the next run hears the rest"
is "$(sqlite3 "$db" 'select count(*) from sound')" 31 "all of it is kept"
is "$(sqlite3 "$db" 'pragma integrity_check')" ok "the database is sound"
umount -l "$small"
finish
