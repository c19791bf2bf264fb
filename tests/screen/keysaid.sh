# keysaid.sh -- sentences that name a key name the one that is in force
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
fresh() { rm -rf "$work/data" "$work/config"; scene "$@"; }	# nothing of the scene before goes on

fresh "what takes it back, in every map, and where the listener put it" <<'S'
expect ♫ 5
expect Scanned
send ":fset rock=genre:rock\n"
send ":funset rock\n"
expect Removed the filter rock (u takes it back)
send ":set keymap=cmus\n"
send ":fset rock=genre:rock\n"
send ":funset rock\n"
expect Removed the filter rock (C-_ takes it back)
send ":bind common F9 undo\n"
expect undo: now F9
send ":unbind common C-_\n"
send ":playlist-new Mine\n"
expect Mine
send ":playlist-delete Mine\n"
expect Deleted Mine (F9 takes it back)
send ":unbind common F9\n"
send ":fset rock=genre:rock\n"
send ":funset rock\n"
expect Removed the filter rock (:undo takes it back)
S

fresh "the key of help, of paste, and of what an empty view needs" <<'S'
expect ♫ 5
expect Scanned
key 2
expect-re  e  queues what the cursor is on
key 4
expect-re  y  +anywhere adds
key 7
expect-re  a +makes one
send ":set keymap=vim\n"
key J
expect 'J' does nothing here; F1 shows the keys
key g 1
send "yy"
expect p puts them into the queue
key g 4
expect-re  y p +anywhere adds
send ":yank\n"
send ":set keymap=segue\n"
key 1
send ":yank\n"
expect :paste puts them into the queue
key J
expect 'J' does nothing here; ? shows the keys
send ":unbind common ?\n"
send ":unbind common F1\n"
key J
expect 'J' does nothing here; :help shows the keys
S

fresh "titles" <<'S'
expect ♫ 5
expect Scanned
key F2
expect Settings · Enter changes, and it is kept in segue.conf · Esc closes
send ":bind settings K settings\n"
send ":unbind settings Esc\n"
send ":unbind settings q\n"
expect K closes
key K
absent Settings ·
key F3
expect h l move a band · p presets · Space on and off · Esc closes
key Esc
absent 31 Hz
key ?
expect / finds · Enter does it · c changes · D takes away
S
finish
