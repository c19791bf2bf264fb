# keymaps.sh -- the maps of cmus and vim, an rc of cmus, and keys changed where they are shown
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
conf=$work/config/segue/segue.conf
fresh() { rm -rf "$work/data"; scene "$@"; }	# nothing of the scene before goes on
mkdir -p "$work/config/segue"

# in_conf PATTERN: a step that waits until segue.conf has such a line
in_conf() { echo "until grep -q -- '$1' '$conf'"; }
not_in_conf() { echo "until ! grep -q -- '$1' '$conf'"; }

fresh "the map of cmus, at run time; one's own keys lie over it" <<S
expect ♫ 5
expect Scanned
send ":bind common X mute\n"
expect mute: now X
send ":set keymap=cmus\n"
send ":set keymap?\n"
expect keymap=cmus
key X
expect muted
key X
absent muted
key 2
expect 5 tracks by
key 4
expect Queue · 0 tracks
key 1
expect Artists
key -
expect volume 90%
key r
expect repeat all
key r
expect repeat off
key t
key Enter
expect-re  -[45]:
key t
absent-re  -[45]:
key ?
send "Two"
key Enter
key I
expect a2.flac
key C-c
expect Type :quit
key M
expect does nothing here
send ":set keymap=segue\n"
key ?
expect Keys that work here
key Esc
absent Keys that work here
key X
expect muted
S

fresh "the map of vim: two keys, registers, what a prefix waits for" <<S
expect ♫ 5
expect Scanned
send ":set keymap=vim\n"
key Tab G
send "yy"
expect Yanked 1 track
send "gg"
send "yy"
key g 2
key p
expect Queue · 2 tracks
key p
expect Queue · 4 tracks
send "dd"
expect Queue · 3 tracks
key u
expect Undone
expect Queue · 4 tracks
key z
expect scroll-center
key z
send ":set follow!\n"
send ":set follow?\n"
expect follow=on
send ":set nofollow\n"
send ":set follow?\n"
expect follow=off
send "gt"
expect For you
send "gT"
expect Queue · 4 tracks
send ":wq\n"
exit 0
restored
S

cat >"$work/rc" <<'S'
# as cmus writes it
bind -f common K player-next
bind -f library page_up win-half-page-up
bind common mouse_scroll_up win-up
set repeat=true
set aaa_mode=artist
set replaygain_preamp=6.000000
colorscheme light
nosuch
S
rm -f "$conf"
fresh "an rc of cmus: what is known works, the rest is told with file and line" <<S
expect ♫ 5
expect Scanned
send ":source $work/rc\n"
expect rc:9: there is no command
expect repeat all
shell grep -q 'rc:4: mouse_scroll_up: the mouse cannot be bound' '$work/state/segue/segue.log'
shell grep -q 'rc:9: there is no command .nosuch' '$work/state/segue/segue.log'
send ":set theme?\n"
expect theme=light
send ":set replaygain-preamp?\n"
expect replaygain-preamp=6
key Enter
expect ▶ Alpha One
key K
expect ▶ Alpha Two
send ":vol 50%\n"
expect volume 50%
send ":vol +10%\n"
expect volume 60%
send ":seek 1m\n"
send ":player-stop\n"
expect nothing plays
send ":push vol 3\n"
expect :vol 3
key Esc
absent :vol
send ":add -q /nowhere\n"
expect /nowhere: No such file
send ":save-config\n"
expect Kept in
$(in_conf '^bind common K next')
$(in_conf '^bind tracks PgUp half-up')
$(not_in_conf '^set repeat')
S

printf '# mine\nset keymap=cmus\nbind common x stop\nsource %s\n' "$work/rc" >"$conf"
fresh "segue.conf takes a map, an rc, and keeps its own lines" <<S
expect ♫ 5
expect segue.conf:4:
send ":set keymap?\n"
expect keymap=cmus
key Enter
expect ▶ Alpha One
key K
expect ▶ Alpha Two
key x
expect nothing plays
S
cat >"$conf" <<'S'
# mine
bind common x stop

S
fresh "keys are changed where they are shown, conflicts are told, all is kept and undone" <<S
expect ♫ 5
key ?
expect Keys that work here
send "/Mute"
key Enter
expect Keys with
key c
expect Press the new keys of mute
key x
expect mute: x
key Enter
expect x is stop already
key s
expect mute: now x
$(in_conf '^bind common x mute')
$(in_conf '^bind common M stop')
key u
expect Undone: keys of mute
$(in_conf '^bind common x stop')
$(not_in_conf '^bind common M')
key c
key *
key Enter
expect * begins * 5 (rate 5)
key n
absent begins
key c
key *
key 7
key Enter
expect mute: now * 7
$(in_conf '^bind common "\* 7" mute')
$(in_conf '^unbind common M')
key R
expect * 7 is as the key map has it
$(not_in_conf '^bind common "\* 7"')
key u
expect Undone
key Home
key D
expect does nothing now
send ":keys-reset\n"
expect own are gone
$(not_in_conf '^bind')
$(in_conf '^# mine')
key u
expect Undone
key u
expect Undone
key a
key K
key Enter
expect mute: now K
key Esc
absent Keys with
key K
expect muted
S

fresh "what a key means in other panes is told" <<S
expect ♫ 5
send ":bind queue x clear\n"
expect elsewhere x: 
send ":bind common D mute\n"
expect in artists: remove
send ":bind common E mute\n"
expect which was queue-next
send ":bind common * mute\n"
expect * 5 (rate 5) is out of reach
send ":bind common * 5 mute\n"
key u
S

# The scene before ends while its last key is being kept: what it bound (* mute) may be in segue.conf, or not.
rm -f "$conf"
for size in "12 40" "24 80"; do
	for map in segue cmus vim; do
		case $map in
		segue) steps='key *
expect-re 5…[01] rate' ;;
		cmus) steps='key &
expect-re 5…[01] rate' ;;
		vim) steps='key z
expect scroll-center
key Esc
absent scroll-center
key C-w
expect-re (w|C-w) pane' ;;
		esac
		# shellcheck disable=SC2086
		fresh "hints after a prefix: $map at $size" --rows ${size% *} --cols ${size#* } <<S
expect Anna
send ":set keymap=$map\n"
$steps
S
	done
done
finish
