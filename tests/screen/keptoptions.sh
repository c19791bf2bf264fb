# keptoptions.sh -- options and keys changed at run time are there again at the next start; segue.conf stays the listener's file
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
conf=$work/config/segue/segue.conf
export conf work SEGUE
scene "set, toggle, the settings view, keys: each is kept at once" --cols 120 <<'S'
expect ♫ 5
send ":set seek-step=7\n"
until grep -qx "set seek-step=7" "$conf"
send ":toggle headers\n"
expect Title
key F2
expect it is kept in segue.conf
send "/reasons"
key Enter Enter
key Esc
absent Settings ·
send ":bind common K next\n"
expect next: now K
send ":set nosuch=1\n"
expect there is no option 'nosuch'
# these have a store of their own
send ":volume 40\n"
expect volume 40%
send ":set shuffle=albums\n"
expect shuffle albums
# five in one breath, and out
send ":set rewind=9\n:set seek-far=90\n:set volume-step=2\n:set keymap=cmus\n:quit\n"
exit 0
S
is "$(sort "$conf")" "bind common K next
set headers=on
set keymap=cmus
set reasons=off
set rewind=9
set seek-far=90
set seek-step=7
set volume-step=2" "all of it is in segue.conf, and nothing else"
scene "and there at the next start" --cols 120 <<'S'
expect ♫ 5
expect Title
expect volume 40%
expect shuffle albums
send ":set keymap?\n"
expect keymap=cmus
send ":set seek-step?\n"
expect seek-step=7
send ":quit\n"
exit 0
S

# the file is the listener's: links, permissions, other lines and what it sources stay
printf '# mine\nset seek-step=9\n\nset theme=nosuch-theme\nsource %s\nbind common K next\n' "$work/rc" >"$work/dotfile"
printf 'set rewind=77\nbind common M mute\n' >"$work/rc"
chmod 640 "$work/dotfile"
ln -sf "$work/dotfile" "$conf"
scene "one line is changed where it stands" --cols 120 <<'S'
expect ♫ 5
send ":set seek-step=11\n"
send ":set rewind=5\n"
send ":quit\n"
exit 0
S
is "$(cat "$work/dotfile")" "# mine
set seek-step=11

set theme=nosuch-theme
source $work/rc
bind common K next
set rewind=5" "what the listener wrote stays, and what a sourced file says is overruled, not copied"
[ -L "$conf" ] && [ "$(stat -c %a "$work/dotfile")" = 640 ]
ok $? "a link stays a link, and its permissions what they were"

# a script is for this run
rm -f "$conf"
printf 'wait idle\nset seek-step=33\ntoggle headers\nbind common K next\nwait idle\nquit\n' >"$work/script"
run --ao null --script "$work/script" "$music"
[ "$status" -eq 0 ] && [ ! -e "$conf" ]
ok $? "what a script changes is not kept"

# not to be written: said once
mkdir "$conf"
scene "a file that cannot be written is told once" --cols 140 <<'S'
expect ♫ 5
send ":set seek-step=12\n"
expect Settings last until you quit:
send ":set seek-step?\n"
expect seek-step=12
send ":set seek-step=13\n"
send ":set seek-step?\n"
expect seek-step=13
absent last until you quit
send ":save-config\n"
expect segue.conf
send ":quit\n"
exit 0
S
finish
