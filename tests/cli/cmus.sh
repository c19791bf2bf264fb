# segue import cmus: the folders, playlists, cue sheets and settings of a listener of cmus
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
HOME=$work/home
export HOME
unset CMUS_HOME
conf=$work/config/segue/segue.conf
cmus=$work/config/cmus
roots() { sqlite3 "$db" "SELECT group_concat(path, ' ') FROM (SELECT path FROM root ORDER BY path)"; }
paths() { run list --json "$@"; q get "$(q count)" path; }
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }

run import cmus
is "$status $err" "1 segue: $cmus is no folder of cmus; which is it? segue import cmus FOLDER" "no cmus: where it would be"
[ ! -e "$conf" ] && [ ! -e "$db" ]; ok $? "and nothing was made"
mkdir -p "$cmus/playlists"
run import cmus
is "$status $err" "1 segue: $cmus: nothing of cmus is in it: neither music that is there nor a playlist" "a folder with nothing of cmus"
[ ! -e "$conf" ]; ok $? "nothing was written"

# a home with music, things that are none, and a song that lies about; a podcast folder cmus had one of many of
mkdir -p "$HOME/Music/Anna/First" "$HOME/Music/倔強樂團" "$HOME/Music/Empty" "$HOME/src/a" "$HOME/talks/one" "$HOME/talks/two" "$HOME/talks/three" "$HOME/talks/four" "$HOME/talks/five"
make_file "$HOME/Music/Anna/First/1.flac" 1 title=One artist=Anna
make_file "$HOME/Music/Anna/First/2.flac" 2 title=Two artist=Anna
make_file "$HOME/Music/倔強樂團/晚安.flac" 3 title=晚安
make_file "$HOME/loose.flac" 4 title=Loose
make_file "$HOME/unknown.flac" 5 title=Unknown
for t in one two three four five; do make_file "$HOME/talks/$t/t.flac" 6 "title=Talk $t"; done
make_file "$HOME/Music/Anna/disc.flac" 9
printf 'FILE "disc.flac" WAVE\n  TRACK 01 AUDIO\n    TITLE "Part 1"\n    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    TITLE "Part 2"\n    INDEX 01 00:04:00\n' >"$HOME/Music/Anna/disc.cue"
{
	printf '%s\n' "$HOME/Music/Anna/First/1.flac" "$HOME/Music/Anna/First/2.flac" "$HOME/Music/倔強樂團/晚安.flac" "$HOME/loose.flac"
	printf '%s\n' "cue://$HOME/Music/Anna/disc.cue/1" "cue://$HOME/Music/Anna/disc.cue/2"
	printf '%s\n' "$HOME/talks/one/t.flac" "$HOME/Music/Anna/gone.flac" "$work/gone/disk/1.flac" "$work/gone/disk/2.flac" http://radio.example/stream
} >"$cmus/lib.pl"
: >"$cmus/playlists/default"
printf '%s\n' "$HOME/Music/倔強樂團/晚安.flac" "cue://$HOME/Music/Anna/disc.cue/2" "$HOME/Music/Anna/First/1.flac" >"$cmus/playlists/my evening"
printf '%s\n' "$HOME/loose.flac" >"$cmus/queue.pl"
printf '%s\n' 'set shuffle=tracks' 'set color_win_bg=default' 'fset 90s=date>=1990&date<2000' 'fset mp3=filename="*.mp3"' 'fset ogg=filename="*.ogg"' \
	'fset ogg-or-mp3=ogg|mp3' 'fset wrong=(((' 'fset tracks=~a anna' factivate >"$cmus/autosave"
printf '%s\n' 'set repeat=true' 'bind -f common x player-pause' 'fset tracks=filename="*.flac"' >"$cmus/rc"
filters() { sqlite3 "$db" "SELECT group_concat(name || ': ' || query, '; ') FROM (SELECT name, query FROM filter ORDER BY name)"; }

run import cmus --json
is "$status $(q count)" "0 2" "it comes in: a line of the scan, and one of the lists"
is "$(q get 1 added) $(q get 2 read)/$(q get 2 matched)/$(q get 2 bad)" "7 4/4/0" "five files and two parts of a cue sheet, and the entries of two lists; the empty one is passed over"
is "$(roots)" "$HOME/Music $HOME/loose.flac $HOME/talks/one" "the home is not taken whole, nor a folder of which cmus had one of five"
is "$(paths loose) $(run list unknown; echo "$out")" "$HOME/loose.flac " "a file that lies about is known by itself, and no other"
case $err in *"segue: $cmus/lib.pl:11: only files can be played"*"segue: 3 files of cmus's library are not there any more"*"watched from now on: $HOME/Music"*) s=0 ;; *) s=1; echo "# $err" ;; esac
ok $s "a stream is named with its line, what is gone is counted, what is watched is said"
is "$(filters)" '90s: date>=1990&date<2000; mp3: filename="*.mp3"; ogg: filename="*.ogg"; ogg-or-mp3: ogg|mp3; tracks: filename="*.flac"' "filters came in, each as it was set last"
case $err in *"segue: the filter wrong of cmus: "*"segue: 5 filters of cmus are among yours"*) s=0 ;; *) s=1; echo "# $err" ;; esac
ok $s "but for one that means nothing"
run export m3u --playlist "my evening"
is "$(printf '%s\n' "$out" | grep -v '^#' | tr '\n' ' ')" "$HOME/Music/倔強樂團/晚安.flac $HOME/Music/Anna/disc.cue/track0002 $HOME/Music/Anna/First/1.flac " "the list has its name and order"
run export m3u --playlist default; is "$status" 1 "a list with nothing in it is none"
is "$(cat "$conf")" "set keymap=cmus
source $cmus/autosave
source $cmus/rc" "where there were no settings, those of cmus are sourced, in its order"
mkdir "$work/state"
printf 'wait idle\nset shuffle?\ndump %s\nset repeat?\ndump %s\nquit\n' "$work/1" "$work/2" >"$work/script"
run --ao null --script "$work/script"
is "$status $err" "0 " "the player starts with them, and complains of nothing"
grep -q 'shuffle=tracks' "$work/1"; ok $? "what autosave says counts"
grep -q 'repeat=all' "$work/2"; ok $? "and what rc says"
sqlite3 "$db" "UPDATE filter SET query = 'mine' WHERE name = 'mp3'; DELETE FROM filter WHERE name = 'ogg'"

# again: nothing twice; settings of one's own stay
echo 'set volume=40' >"$conf"
run import cmus --json
is "$status $(q get 1 added)/$(q get 2 matched)/$(q get 2 duplicate)" "0 0/0/4" "a second time adds nothing"
case $(filters) in *'mp3: mine; ogg: filename="*.ogg"; '*) s=0 ;; *) s=1; filters ;; esac
ok $s "a filter that is there is left alone, one that is not comes in"
is "$(cat "$conf")" "set volume=40" "settings that are there stay as they are"
case $err in *"put into it: set keymap=cmus, source $cmus/autosave"*) s=0 ;; *) s=1; echo "# $err" ;; esac
ok $s "and the lines to put there are told"
is "$(roots)" "$HOME/Music $HOME/loose.flac $HOME/talks/one" "the folders are the same"

sed '/wrong/d' "$cmus/autosave" >"$work/1" && cp "$work/1" "$cmus/autosave"
run import cmus --quiet "$cmus"; is "$status $err" "0 segue: $cmus/lib.pl:11: only files can be played from here, no other addresses" "the folder by name, quietly"
run import cmus "$work/nowhere"; is "$status $err" "1 segue: $work/nowhere is no folder of cmus; which is it? segue import cmus FOLDER" "a folder that is not there"
run import cmus --community; is "$status" 2 "nobody else's"
run import m3u; is "$status $err" "2 segue: import: something is missing: KIND [FILE…] (see segue import --help)" "other kinds need a file"
CMUS_HOME=$work/none run import cmus; is "$status" 1 "CMUS_HOME counts"
# a folder that can be, and what is in it cannot: the longest name of a file is 4095 bytes
deep=$work/deep
while [ ${#deep} -lt 3900 ]; do deep=$deep/$(printf '%0180d' 0); done
deep=$deep/$(printf "%0$((4092 - ${#deep}))d" 0)
if mkdir -p "$deep"; then
	rm "$conf"
	run import cmus "$deep"
	case $status$err in "1segue: cannot open $work/deep/0"*) s=0 ;; *) s=1; echo "# $err" ;; esac
	ok $s "a folder whose files' names are too long is no empty one"
	[ ! -e "$conf" ]; ok $? "and nothing is set up"
else
	ok 0 "a folder whose files' names are too long is no empty one # SKIP none can be made"
	ok 0 "and nothing is set up # SKIP"
fi

# a line that is no text, and no end
printf '/x\0y/z.flac\n%s' "$HOME/unknown.flac" >"$cmus/lib.pl"
run import cmus; is "$status" 1 "a library that is none is refused"
finish
