# welcome.sh -- the first start: a folder is asked for, styles are chosen while it is read, it is skipped, and comes back only when asked
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
HOME=$work/home
mkdir -p "$HOME/Klänge" "$XDG_CONFIG_HOME"
mv "$music"/* "$HOME/Klänge/"
printf '# a comment\nXDG_DESKTOP_DIR="$HOME/Desk"\nXDG_MUSIC_DIR="$HOME/Klänge"\n' >"$XDG_CONFIG_HOME/user-dirs.dirs"
export HOME
player_args=
empty() { rm -rf "$XDG_DATA_HOME" "$XDG_CONFIG_HOME/segue"; }

for size in "12 40" "24 80" "48 160"; do
	empty
	scene "first start, $size" --rows ${size% *} --cols ${size#* } <<'S'
expect Welcome to Segue
expect Where is your music?
expect Read ~/Klänge
expect Another folder…
expect The demo
expect Not now
key Enter
expect Which styles do you like?
expect [ ] Folk
expect [ ] Chiptune
expect [ ] Jazz
# the cursor is on the first of them; Space and Enter choose
key Space
expect [x] Chiptune
key j Enter
expect [x] Folk
key Space
expect [ ] Folk
key Esc
absent Which styles
expect Anna
expect-re Enter plays · e queues · b
key q y
exit 0
S
	is "$(grep styles "$XDG_CONFIG_HOME/segue/segue.conf")" "set styles=Chiptune" "what was chosen is kept"
done

scene "with a library it does not come back, but can be asked for; styles hold and are taken back" --rows 24 --cols 160 <<'S'
expect ♫ 5
expect Anna
absent Where is your music
expect Chiptune, a style you chose
send ":welcome\n"
expect 5 tracks are here.
expect [x] Chiptune
expect [ ] Folk
send ":search folk\n"
key Enter
expect [x] Folk
expect Folk, a style you chose
send ":top\n"
key Enter
absent Which styles
send ":set styles?\n"
expect Chiptune; Folk
key q y
exit 0
S
run recommend --json
is "$(grep -c "a style you chose" "$work/out")" "4" "the command line ranks by what is kept"
scene "none again" --rows 48 --cols 160 <<'S'
expect Chiptune, a style you chose
send ":set styles=\n"
absent a style you chose
key q y
exit 0
S
run recommend --json
is "$(grep -c "a style you chose" "$work/out")" "0" "and so is that there is none"

empty
scene "a folder named by hand, with Tab; one that is not there; nothing in it" --rows 24 --cols 80 <<'S'
expect Read ~/Klänge
key a
expect :add ~/Klänge/
key C-u
send "add ~/nothing"
key Enter
expect nothing: No such file
expect Where is your music?
shell mkdir "$HOME/leer"
key a
key C-u
send "add ~/le\t"
expect :add ~/leer/
key Enter
expect No music was found in
expect leer.
key a
key C-u
send "add ~/Kl\t"
expect :add ~/Klänge/
key Enter
expect [ ] Folk
key Esc
expect Anna
S

empty
scene "skipped, and asked for again" --rows 24 --cols 80 <<'S'
expect Where is your music?
key Esc
absent Where is your music?
expect There is no music here yet.
send ":welcome\n"
expect Where is your music?
key ?
expect Keys
key Esc
expect Where is your music?
key q y
exit 0
S

empty
mkdir "$HOME/bare"
make_file "$HOME/bare/1.flac" 5 "title=No Style" "artist=Nobody"
rm "$XDG_CONFIG_HOME/user-dirs.dirs"
scene "music without styles: it says so" --rows 24 --cols 80 <<'S'
expect Name a folder…
absent Read ~
key Enter
expect :add ~/
send "bare\n"
expect Your files name no styles
expect 1 track is here.
key Enter
expect Nobody
S

empty
player_args=$HOME/bare
scene "whoever names a folder at the start is not asked" --rows 24 --cols 80 <<'S'
expect ♫ 1
expect Nobody
absent Where is your music
S
player_args=

empty
scene "keys of another map lead through it, too" --rows 24 --cols 80 <<'S'
expect Where is your music?
send ":set keymap=cmus\n"
key a
expect :add ~/
key Esc
absent :add
key d
expect Which styles do you like?
expect [ ] 
key Space
expect [x] 
S
finish
