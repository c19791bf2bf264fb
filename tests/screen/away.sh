# away.sh -- a disk that is taken away: its tracks stay where they are, greyed, nothing plays them by itself, and they come back alone
if [ -z "$SEGUE_AWAY_INSIDE" ] && unshare -m true 2>/dev/null; then
	# mounts of our own, gone with us
	SEGUE_AWAY_INSIDE=1 exec unshare -m "${SHELL:-/bin/sh}" "$0"
fi
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
mkdir "$work/disk"
mv "$music" "$work/disk/usb"
music=$work/disk/usb
export music work
player_args=$music
# who listens to a file keeps its disk from being unmounted for that moment
mkdir -p "$XDG_CONFIG_HOME/segue"
echo 'set analyze=off' >"$XDG_CONFIG_HOME/segue/segue.conf"

scene "a folder that goes is greyed, what was lined up waits, and it comes back by itself" --rows 24 --cols 100 <<'S'
expect ♫ 5
key Tab
send "&4"
expect ★★★★☆
key j
key e
shell mv "$work/disk/usb" "$work/disk/pulled"
expect No such file
expect ♫ 5
expect Alpha One
expect ★★★★☆
look 7 40 fg=241
key Enter
expect Anna cannot be reached now
expect nothing plays
send ":filter unreachable\n"
expect · unreachable
expect Anna
expect 春日工房
send ":filter\n"
key 3
expect Nothing to choose from yet.
key 2
expect Alpha Two
key 1
shell mv "$work/disk/pulled" "$work/disk/usb"
send ":filter !unreachable\n"
expect · !unreachable
expect Anna
expect 春日工房
expect ★★★★☆
send ":filter\n"
key Enter
expect ▶ Alpha
S
run list --json missing
is "$(q count)" 0 "nothing was taken for deleted"

player_args=
mv "$work/disk/usb" "$work/disk/pulled"
scene "a disk that is not there at the start: the library is, greyed, until it is plugged in" --rows 24 --cols 100 <<'S'
expect ♫ 5
expect No such file
send ":filter unreachable\n"
expect · unreachable
expect Anna
send ":filter\n"
shell mv "$work/disk/pulled" "$work/disk/usb"
send ":filter !unreachable\n"
expect · !unreachable
expect Anna
S

chmod 0 "$music" 2>/dev/null
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$music"
else
	scene "a folder closed to us is greyed, too" --rows 24 --cols 100 <<'S'
expect ♫ 5
send ":filter unreachable\n"
expect · unreachable
expect Anna
S
	chmod 755 "$music"
fi

mkdir "$work/stick"
if [ -n "$SEGUE_AWAY_INSIDE" ] && mount -t tmpfs tmpfs "$work/stick" 2>/dev/null; then
	rm -rf "$XDG_DATA_HOME"
	mv "$music" "$work/files"
	music=$work/stick
	mkdir "$work/new"
	cp "$work"/files/*.flac "$work"/files/*.ogg "$music"
	player_args=$music
	scene "unmounting empties the folder, and deletes nothing" --rows 24 --cols 100 <<'S'
expect ♫ 5
key Tab
key j
send "&4"
expect ★★★★☆
shell umount "$music"
expect tracks cannot be reached
expect ♫ 5
look 7 40 fg=241
shell mount -t tmpfs tmpfs "$work/new" && cp -p "$work"/files/* "$work/new" && mount --move "$work/new" "$music"
send ":filter !unreachable\n"
expect · !unreachable
expect Alpha One
expect ★★★★☆
key q y
exit 0
S
	run list --json missing
	is "$(q count)" 0 "not one"
else
	echo "ok $((n = n + 1)) - unmounting # SKIP no mount namespace here"
fi
finish
