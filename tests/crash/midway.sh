# midway.sh -- killed between two tracks: the queue and the place in what plays do not part, and nothing that was to come is passed over
. "$TOP_SRCDIR/tests/crash/lib.sh"
command -v sqlite3 >/dev/null 2>&1 || { echo "1..0 # SKIP no sqlite3"; exit 0; }
for i in 1 2 3; do
	make_file "$music/a$i.wav" 300 "title=A$i" artist=Anna album=One "track=$i"
done
run scan "$music"
sql() { sqlite3 "$db" "$1"; }
place() { sql "select value from value where key = 'resume'"; }
rows() { sql "select group_concat(track || ':' || part, ' ') from (select * from queue order by place)"; }
what() { "$SEGUE" remote status --json >"$work/out"; echo "$(basename "$(q get 1 path)") $(basename "$(q get 1 next path)")"; }
die() { kill -9 "$player"; wait "$player" 2>/dev/null; exec 7>&-; }

begin
tell "wait idle" "pane-next" "enter" "wait playing" "wait idle"
is "$(what)" "a1.wav a2.wav" "the first plays"
was=$(rows)
before=$(place)
case $before in [0-9]*" playing "*) ok 0 "its place is kept with the queue" ;; *) ok 1 "its place is kept with the queue: $before" ;; esac
"$SEGUE" remote next >/dev/null
tell "wait playing" "wait idle"
is "$(what)" "a2.wav a3.wav" "the next plays"
[ "$(place)" != "$before" ] && [ "$(rows)" != "$was" ]
ok $? "and both are kept"
die

# as if death had come when the queue had gone on and no sound had
sql "update value set value = '$before' where key = 'resume'"
begin
tell "wait idle" "wait playing" "wait idle"
is "$(what)" "a1.wav a2.wav" "the first again, and the second is still to come"
is "$(rows)" "$was" "the queue is what it was"
die
begin
tell "wait idle" "wait playing" "wait idle"
is "$(what)/$(rows)" "a1.wav a2.wav/$was" "and stays so, death after death"
"$SEGUE" remote next >/dev/null
tell "wait playing" "wait idle"
is "$(what)" "a2.wav a3.wav" "then the second"
# what is not of the queue at all plays beside it
third=$(sql "select id from track where title = 'A3'")
die
sql "update value set value = '$third 1000 1000 playing 1 0 0 0' where key = 'resume'"
begin
tell "wait idle" "wait playing" "wait idle"
is "$(what)" "a3.wav a3.wav" "what the queue knows nothing of is taken up, and the queue goes on where it was"
tell quit
end
finish
