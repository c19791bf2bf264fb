# wrong usage exits 2, failures 1 in one line, help everywhere
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

wrong() { # wrong WORD… : exits 2 with one line on standard error and nothing on standard output
	run "$@"
	is "$status/$out/$(echo "$err" | wc -l)/${err%%:*}" "2//1/segue" "wrong: segue $*"
}
wrong list --nonsense
wrong list 'rating>>'
wrong list '(bowie'
wrong list 东京 '((('
is "$err" "segue: list: column 9: something is missing after '(' (see segue list --help)" "and points at its column"
wrong history -n
wrong history -n ten
wrong history --since whenever
wrong history extra
wrong rate
wrong rate 5
wrong rate xtal 6
wrong rate xtal -- -1
wrong rate xtal loud
wrong love
wrong recommend -n 0
wrong recommend --seed x
wrong recommend --at never
wrong recommend --mood grue
wrong export
wrong export nonsense x
wrong export database
wrong stats now
wrong remote
wrong scan --db
wrong scan ''
is "$err" "segue: scan: a word is empty: [PATH…] (see segue scan --help)" "and says what is"
wrong scan "$music" ''
wrong features ''
wrong import m3u ''
wrong stats ''
wrong list --json=yes
wrong --db= list

for c in ban doctor export history list love rate recommend remote scan stats; do
	run $c --help
	is "$status/$err" "0/" "$c --help"
	echo "$out" | grep -q "^Usage: segue $c" && echo "$out" | grep -q -- "--listener NAME"
	ok $? "$c --help tells usage and options"
done
run list -h; is "$status" 0 "-h"
run recommend --help; echo "$out" | grep -q -- "-n, --number N"; ok $? "help lists the subcommand's own options"

failing() { # failing WANT WORD… : exits 1, one line, containing WANT
	want=$1; shift
	run "$@"
	case $err in *"$want"*) seen=yes ;; *) seen="$err" ;; esac
	is "$status/$(printf %s "$err" | grep -c '')/$seen" "1/1/yes" "fails: segue $*"
}
for c in list history stats recommend; do
	failing "there is no library yet at $db" $c
done
failing "there is no library yet" rate xtal 3
failing "there is no library yet" export database "$work/copy.db"
failing "no player is running" remote status
[ ! -e "$db" ]; ok $? "none of that made a database"

# a file that is no database is refused and left as it was
mkdir -p "$work/bad"
head -c 8192 /dev/zero | tr '\0' 'x' >"$work/bad/text.db"
printf 'SQLite format 3\000 but then nonsense' >"$work/bad/cut.db"
: >"$work/bad/empty.db"
make_file "$music/1.flac" 1 title=One
for f in text cut; do
	sum=$(cksum <"$work/bad/$f.db")
	failing "$work/bad/$f.db" --db "$work/bad/$f.db" list
	failing "$work/bad/$f.db" list --db "$work/bad/$f.db" --json
	failing "$work/bad/$f.db" scan --db="$work/bad/$f.db" "$music"
	is "$(cksum <"$work/bad/$f.db")" "$sum" "$f.db is left as it was"
	is "$(ls "$work/bad" | grep -c "^$f")" 1 "with nothing beside it"
done
failing "" list --db "$work/bad/empty.db"
failing "" list --db "$work"

# options stand before or after, long ones with = or a blank, -- ends them
run --db "$work/o.db" scan "$music" --json; is "$status $(q get -1 added)" "0 1" "--db before the subcommand"
run list --db="$work/o.db" --json one; is "$(q count)" 1 "and after it"
run --json list --db "$work/o.db"; is "$(q get 1 title)" One "--json before"
run list --db "$work/o.db" --json -- -one; is "$(q count)" 0 "after -- all are words"
run list --db "$work/o.db" --json -one; is "$(q count)" 0 "list: a word with a minus is the filter's not"
run list --db "$work/o.db" --json not nothing; is "$(q count)" 1 "list: several words are one query"
run history --db "$work/o.db" -n5; is "$status" 0 "-n5"
run history --db "$work/o.db" --number=5; is "$status" 0 "--number=5"
run rate --db "$work/o.db" one 2; run history --db "$work/o.db" --json --listener somebody; is "$(q count)" 0 "another listener has another history"
if [ -w /dev/full ]; then
	"$SEGUE" list --db "$work/o.db" --json >/dev/full 2>"$work/err"; is "$?" 1 "a full disk behind the output is a failure"
fi
finish
