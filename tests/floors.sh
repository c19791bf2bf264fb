#!/bin/sh
# floors.sh -- the house keeps its shape: who may include whom, how long things are, and that nothing stands outside.
#
# The table of floors is below; HOUSE.md's three rules are what it enforces.  Two marks in a source exempt it from a length:
#   a file whose first lines hold "a table:" (data, with a sentence saying of what) may be longer than 700 lines.
set -u
LC_ALL=C
export LC_ALL
top=${TOP_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$top" || exit 99

# room: the doors it may knock at besides base.h, track.h, sound.h and its own.  The roof may go everywhere.
roof='app view cli'
ground='base learn'

# library header | the one room that may include it (by the start of the header's name)
libraries='
curses.h ui
ncurses ui
term.h ui
sqlite3.h store
mpv/ player
taglib music
sndfile.h compose music
libav music
libsw music
fftw3.h music ear
soxr.h ear
chromaprint.h ear
cblas.h learn
libpq hub
zlib.h cli music
jansson.h base link cli app music
'

n=0
tap() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/#   /'
	fi
}

sources() {
	find src include -name '*.c' -o -name '*.cc' -o -name '*.h' | LC_ALL=C sort
}

room_of() {
	case $1 in
	src/*) room=${1#src/}; room=${room%%/*} ;;
	include/base.h | include/track.h | include/sound.h) room=base ;;
	include/*.h) room=${1#include/}; room=${room%.h} ;;
	esac
}

# "file:line: header" of every include, without those of the compiler's and C library's own folders
includes() {
	sources | while read -r f; do
		awk -v f="$f" '/^[ \t]*#[ \t]*include[ \t]*[<"]/ { h = $0; sub(/^[^<"]*[<"]/, "", h); sub(/[>"].*/, "", h); print f ":" FNR ":" h }' "$f"
	done
}

wrong_doors() {
	includes | while IFS=: read -r f line h; do
		room_of "$f"
		case " $roof " in *" $room "*) continue ;; esac
		name=${h##*/}
		# a door, or another room's private header by path
		case $h in
		*/*) owner=${h%%/*}; [ -d "src/$owner" ] || continue ;;
		*) [ -f "include/$name" ] || continue; owner=${name%.h} ;;
		esac
		case $owner in base | track | sound | "$room") continue ;; esac
		case " $ground " in *" $owner "*) continue ;; esac
		echo "$f:$line: $room includes $h"
	done
}

wrong_libraries() {
	includes | while IFS=: read -r f line h; do
		room_of "$f"
		printf '%s' "$libraries" | while read -r start rooms; do
			[ -n "$start" ] || continue
			case $h in "$start"*) ;; *) continue ;; esac
			case " $rooms " in *" $room "*) continue ;; esac
			echo "$f:$line: $h is for $rooms only"
		done
	done
}

# A function starts at a line in the first column that ends its head, with "{" alone on the next; it ends at "}" alone.
long_functions() {
	sources | grep -v '\.h$' | while read -r f; do
		awk -v f="$f" '
			/^{$/ { start = FNR; name = was }
			/^[a-z].*\) *{$/ { start = FNR; name = $0 }
			/^}$/ { if (start && FNR - start - 1 > 80) print f ":" start ": " FNR - start - 1 " lines: " name; start = 0 }
			/^[^ \t]/ { was = $0 }' "$f"
	done
}

long_files() {
	sources | while read -r f; do
		lines=$(wc -l <"$f")
		[ "$lines" -le 700 ] && continue
		sed 10q "$f" | grep -q 'a table:' && continue
		echo "$f: $lines lines"
	done
}

# A source opens with a comment of a few words saying what it is.
unintroduced() {
	{ sources; find tests bench -name '*.c' -o -name '*.cc' -o -name '*.h'; } | while read -r f; do
		sed 3q "$f" | tr '\n' ' ' | grep -qE '^/[*/][ *]*[^ ]+ [^ ]+ [^ ]+ [^ ]+' || echo "$f"
	done
}

outside() {
	{ sources; find tests bench -name '*.c' -o -name '*.cc' -o -name '*.h'; } | while read -r f; do
		cat Makefile.am src/*/room.am tests/room.am bench/room.am | grep -qF "$f" || echo "$f"
	done
}

# A room's list names only what is there, only its own, and each once.
strangers() {
	for am in src/*/room.am; do
		room=${am#src/}
		room=${room%/room.am}
		grep -o 'src/[a-z_]*/[a-z0-9_./]*' "$am" | sort -u | while read -r f; do
			[ -f "$f" ] || echo "$am: $f is not there"
			case $f in "src/$room/"*) ;; *) echo "$am: $f is another room's" ;; esac
		done
		grep -o 'src/[a-z_]*/[a-z0-9_]*\.[ch]c*' "$am" | sort | uniq -d | sed "s|^|$am: twice: |"
	done
}

# Each of these has a sibling that knows how long its target is, or who else is asking.
banned() {
	sources | while read -r f; do
		grep -nE '\<(gets|strtok|vsprintf|alloca|tmpnam|tempnam|mktemp)[ 	]*\(' "$f" | sed "s|^|$f:|"
	done
}

# What a subcommand has to say goes through cli_say(), which lets nothing pass that a terminal would obey.
says_by_itself() {
	grep -nE 'stderr, .*"segue: ' src/*/*.c | grep -v '^src/cli/cli\.c:'
}

# The map of README: a name without a folder stands in the one named last on its line.
lost() {
	sed -n '/^    to change/,/^TESTS AND BENCHES/p' README | awk '
		/^    [^ ]/ { folder = "" }
		{
			gsub(/[(),;:]/, " ")
			for (i = 1; i <= NF; i++) {
				name = $i
				if (name ~ /^(src|bench|tests|completions)\//) { folder = name; sub(/[^\/]*$/, "", folder) }
				else if (name ~ /\.(c|cc|h|py|sh|tsv)$/ && name !~ /\//) name = folder name
				else continue
				print name
			}
		}' | while read -r name; do
		# shellcheck disable=SC2086 # a star stands for many
		ls -d $name >/dev/null 2>&1 || [ -f "$name.c" ] || echo "README: $name is not there"
	done
}

# po/POTFILES.in names every source with text for people, and no other (`make potfiles` writes it).
untranslated() {
	sources | while read -r f; do
		grep -qE '(^|[^A-Za-z0-9_])(_|N_|P_)\("' "$f" && echo "$f"
	done | diff - po/POTFILES.in | sed -n 's/^< /missing: /p; s/^> /not needed: /p'
}

# a rule that finds nothing because it looks nowhere is no rule
count=$(includes | wc -l)
[ "$count" -gt 50 ] && blind='' || blind="only $count includes found"
tap "the house is looked at" "$blind"
tap "a room knows the ground and itself" "$(wrong_doors)"
tap "a library is one room's business" "$(wrong_libraries)"
tap "no function is longer than 80 lines" "$(long_functions)"
tap "no file is longer than 700 lines" "$(long_files)"
tap "every source says what it is" "$(unintroduced)"
tap "every source is in a room's list" "$(outside)"
tap "every list names its own room's files" "$(strangers)"
tap "no functions that cannot be used well" "$(banned)"
tap "there is one way to say something on the command line" "$(says_by_itself)"
tap "README's map names what is there" "$(lost)"
tap "po/POTFILES.in is complete" "$(untranslated)"
echo "1..$n"
