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

# play SCENARIO-FROM-STDIN [tty options] -- [player words]; status and TAP are those of the terminal.
scene() { # scene NAME [tty options…] < scenario ; the player gets $player_args
	name=$1
	shift
	"$tty" "$@" - -- "$SEGUE" --ao null $player_args >"$work/tap" 2>&1
	status=$?
	[ $status -eq 0 ] || sed 's/^/#   /' "$work/tap"
	ok $status "$name"
}
