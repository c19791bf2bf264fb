# a scan that is stopped keeps what it finished; the next goes on from there
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

mkdir "$music/0"
for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f g h i j; do make_file "$music/0/$i.flac" 1 title="T$i" artist=A; done
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do cp -R "$music/0" "$music/$i"; done
total=$(find "$music" -name '*.flac' | wc -l)

for signal in TERM TERM TERM; do
	"$SEGUE" scan --json "$music" >"$work/out" 2>"$work/err" &
	scan=$!
	# as soon as something of it can be seen; nothing here depends on how far it got
	tries=0
	while [ ! -s "$db-wal" ] && kill -0 $scan 2>/dev/null && [ $tries -lt 100000 ]; do tries=$((tries + 1)); done
	kill -$signal $scan 2>/dev/null
	wait $scan
	status=$?
	if [ $status -eq 0 ]; then
		is "$(q get -1 files)" "$total" "it was faster than the signal"
	else
		is "$status $(cut -d: -f1-2 "$work/err")" "1 segue: stopped" "stopped, it says so"
	fi
	run doctor --json
	is "$(q where check database status)" ok "the database is whole"
	run list --json unreadable
	is "$(q count)" 0 "and no file is blamed for the workers' end"
done
run list --json; kept=$(q count)
run scan --json "$music"
is "$status $(q get -1 files) $(q get -1 added)" "0 $total $((total - kept))" "scanning again adds just what is missing"
run list --json; is "$(q count)" "$total" "and all is there"
run scan --json; is "$(q get -1 added) $(q get -1 updated) $(q get -1 moved)" "0 0 0" "nothing is left to do"
finish
