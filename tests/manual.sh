#!/bin/sh
# manual.sh -- the manual says what the program says: its tables, its words, its JSON keys, and its examples run
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
man=$TOP_SRCDIR/man
pages="segue.1 segue.conf.5 segue-keys.7"
LC_ALL=C.UTF-8
unset LANGUAGE

# roff's escapes back to what a reader sees
plain() {
	sed 's/\\(dq/"/g; s/\\(aq/'"'"'/g; s/\\(ti/~/g; s/\\(ha/^/g; s/\\f[BIR]//g; s/\\|//g; s/\\&//g; s/\\-/-/g; s/\\e/\\/g'
}
# the words one may look up: what stands in bold
plain <"$man/segue.1" >"$work/segue.1"
plain <"$man/segue-keys.7" >"$work/segue-keys.7"

for page in $pages; do
	sh "$man/tables.sh" "$SEGUE" "$man/$page" >"$work/page" 2>"$work/err" && cmp -s "$work/page" "$man/$page"
	is "$?" 0 "$page: its tables are the program's (else: make manual-tables)"
	[ -s "$work/err" ] && sed 's/^/#   /' "$work/err"
	diff "$man/$page" "$work/page" | head -20 | sed 's/^/#   /'
	is "$(sed -n 's/^\.TH .*"Segue \([^"]*\)".*/segue \1/p' "$man/$page")" "$("$SEGUE" --version)" "$page: is of this version"
done

for table in $("$SEGUE" --manual tables); do
	is "$(cat "$man"/segue*.[157] | grep -cx "\.\\\\\" BEGIN $table")" 1 "the table of $table is in one page"
done
run --manual nonsense
is "$status/$out" "2/" "there is no other table"

# --help is printed by other code than the tables
"$SEGUE" --help >"$work/help" 2>&1
missing=$(sed -n 's/^  \([a-z][a-z]*\) .*/\1/p; s/.*\(--[a-z][a-z-]*\).*/\1/p' "$work/help" | while read -r word; do
	grep -q -- "^\.B.*$word" "$work/segue.1" || echo "$word"
done)
is "$missing" "" "all that --help names has an entry in segue.1"
for c in $(sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' "$work/help"); do
	missing=$("$SEGUE" "$c" --help | sed -n 's/.* \(--[a-z][a-z-]*\).*/\1/p' | while read -r word; do
		grep -q -- "^\.B.*$word" "$work/segue.1" || echo "$word"
	done)
	is "$missing" "" "the options of $c have entries"
done
for s in $("$SEGUE" --manual signals | tr -d ,); do
	awk -v s=".B $s" '/^\.SS Signals/ { on = 1 } /^\.SH THE LOG/ { on = 0 } on && $0 == s && tp { found = 1 } { tp = $0 == ".TP" } END { exit !found }' \
		"$work/segue-keys.7"
	ok $? "the signal $s is explained"
done

# ---- what it prints ----

known_keys() { # known_keys WORD… : which keys of the JSON are not in segue.1
	run "$@"
	[ $status -le 1 ] && [ -n "$out" ] || echo "nothing came out of $*"
	grep -o '"[a-z0-9_]*":' "$work/out" | tr -d '":' | sort -u | while read -r key; do
		# a signal is a key, too; those are explained elsewhere
		"$SEGUE" --manual signals | tr -d , | tr ' ' '\n' | grep -qx "$key" && continue
		grep -Eq "^\.BR?.*[ \"]$key( |\"|,|\.|\$)" "$work/segue.1" || echo "$key"
	done
}
make_file "$music/a.flac" 2000 "title=One" "artist=Anna" "album=First" "track=1" "genre=Folk" "date=1994-02-03" "composer=C" "bpm=120"
make_file "$music/b.ogg" 2000 "title=Two" "artist=Berta" "album=Second" "albumartist=Both" "comment=Hm"
printf 'no music' >"$music/broken.flac"
is "$(known_keys scan --json "$music")" "" "keys of scan are told"
printf 'key Enter\nwait playing\nrate 4\nlove\nnext\nwait idle\n' >"$work/script"
run --ao null --script "$work/script"
is "$status/$err" "0/" "a short evening"
for c in "rate one 5" "love two" "ban two" "ban two --undo" list "list unreadable" history recommend stats doctor; do
	# shellcheck disable=SC2086
	is "$(known_keys $c --json)" "" "keys of $c are told"
done
for e in $("$SEGUE" history --json | sed 's/.*"event":"\([a-z]*\)".*/\1/' | sort -u); do
	grep -Eq "^\.BR?.* ?\b$e\b" "$work/segue-keys.7"
	ok $? "the event $e is explained"
done

# ---- the examples ----

sed -n '/^\.SS Examples/,/^\.SH/s/^\.B //p' "$work/segue-keys.7" >"$work/examples"
is "$(grep -c . "$work/examples")" 5 "there are queries to try"
while read -r query; do
	run list "$query"
	is "$status/$err" "0/" "query: $query"
done <"$work/examples"

awk '/^\.nf/ { n++ } n == 1 && !/^\./ { print } /^\.fi/ && n == 1 { exit }' "$man/segue.conf.5" | plain >"$work/example.conf"
mkdir -p "$work/config/segue/themes"
awk '/^\.nf/ { n++ } n == 2 && !/^\./ { print }' "$man/segue.conf.5" | plain >"$work/config/segue/themes/night.theme"
printf 'set theme?\nset columns?\n' >"$work/script"
rm -f "$work/state/segue/segue.log"
run --ao null --config "$work/example.conf" --script "$work/script"
is "$status/$err/$(grep -c 'example.conf\|theme' "$work/state/segue/segue.log")" "0//0" "the example of a configuration and of a theme is read without complaint"
printf 'set theme=night\nset artist-gap=2\n' >"$work/script"
run --ao null --script "$work/script"
is "$status/$err" "0/" "the example of a theme can be set"
printf 'set theme=nosuch\n' >"$work/script"
run --ao null --script "$work/script"
is "$status" 1 "... which a theme that is not there cannot"

# ---- the pages ----

lint() { # lint WHAT COMMAND… : silent is well
	what=$1
	shift
	if ! command -v "$1" >/dev/null 2>&1; then
		n=$((n + 1))
		echo "ok $n - $what # SKIP no $1 here"
		return
	fi
	is "$("$@" 2>&1)" "" "$what"
}
for page in $pages; do
	lint "$page: mandoc finds no fault" mandoc -Tlint -W warning "$man/$page"
	lint "$page: groff finds no fault" groff -man -ww -Tutf8 -z "$man/$page"
	is "$(LC_ALL=C grep -c '[^ -~]' "$man/$page")" 0 "$page: is ASCII"
done
finish
