# lib.sh -- the real player on a real terminal.  Sourced after tests/cli/lib.sh's own rules: TAP comes from tests/tty/tty.
. "$TOP_SRCDIR/tests/cli/lib.sh"
tty=$TOP_BUILDDIR/tests/tty/tty
if [ ! -x "$tty" ]; then
	echo "1..0 # SKIP libvterm is not here: no test terminal"
	exit 0
fi
demo=$TOP_BUILDDIR/tests/demo-music

# A small library of short pieces whose order is known: two artists, one of them CJK, and a file that cannot be read.
short_library() {
	make_file "$music/a1.flac" 300 "title=Alpha One" "artist=Anna" "album=First" "track=1" "genre=Folk"
	make_file "$music/a2.flac" 300 "title=Alpha Two" "artist=Anna" "album=First" "track=2" "genre=Folk"
	make_file "$music/a3.ogg" 300 "title=Alpha Three" "artist=Anna" "album=Second" "track=1" "genre=Jazz"
	make_file "$music/b1.flac" 300 "title=東京の夜" "artist=春日工房" "album=八ビット日和" "track=1" "genre=Chiptune"
	make_file "$music/b2.flac" 300 "title=Ёлка" "artist=春日工房" "album=八ビット日和" "track=2" "genre=Chiptune"
	printf 'not music at all' >"$music/broken.flac"
}

# two_crowds N ARTISTS: N low tones, Ambient of 1994 by L0 to L5, and N high ones, Techno of 2012 by H0 to so many; scanned and listened to.
two_crowds() {
	i=0
	while [ $i -lt "$1" ]; do
		"$bin/mktone" "$music/low$i.flac" 7 $((80 + i)) $((60 + i)) || exit 99
		"$bin/mktone" "$music/high$i.flac" 7 $((2000 + i * 20)) $((140 + i)) || exit 99
		"$SEGUE" tag "title=Low $i" "genre=Ambient" "artist=L$((i % 6))" "date=1994" "$music/low$i.flac" >>"$work/log" 2>&1 || exit 99
		"$SEGUE" tag "title=High $i" "genre=Techno" "artist=H$((i % $2))" "date=2012" "$music/high$i.flac" >>"$work/log" 2>&1 || exit 99
		i=$((i + 1))
	done
	"$SEGUE" scan --quiet "$music" && "$SEGUE" analyze --quiet || exit 99
}

# Steps of a scene: a playlist Mine of the first two of short_library, looked at.
two_in_mine='expect ♫ 5
expect Scanned
key Tab
send ":playlist-new Mine\n"
expect New playlist: Mine
key y
expect added Alpha One
key y
expect added Alpha Two
key 4
expect Mine · 2'

# play SCENARIO-FROM-STDIN [tty options] -- [player words]; status and TAP are those of the terminal.
scene() { # scene NAME [tty options…] < scenario ; the player gets $player_args
	name=$1
	shift
	"$tty" "$@" - -- "$SEGUE" --ao null $player_args >"$work/tap" 2>&1
	status=$?
	[ $status -eq 0 ] || sed 's/^/#   /' "$work/tap"
	ok $status "$name"
}
