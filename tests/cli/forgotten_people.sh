# segue community: whose listening is here, and out of here again with what was learnt from it; nothing else goes
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }
sql() { sqlite3 "$db" "$1"; }
strange() { strings -a "$db" "$db-wal" 2>/dev/null | grep -c "$1"; }

run community; is "$status" 1 "no library"
make_file "$music/1.flac" 100 title="One" artist="Anna"
run scan --quiet "$music"
run community; is "$status $out" "0 Nothing of other people's listening is here" "nobody yet"
run community --json; is "$status$out" "0" "no line for nobody"
printf 'ann\tAnna - One\t3\t1700000000\nann\tZanzibar Seven - Song\t2\t1700086400\nber tha\tAnna - One\nber tha\tQuixotica - Air\n' >"$work/i.tsv"
run import interactions --quiet "$work/i.tsv"
printf 'Quixotica,,Air,2024-01-31 14:50:10\n' >"$work/fm.csv"
run import lastfm --quiet "$work/fm.csv"
printf '{"recording_mbid": "00000001-1111-4222-8333-444455556666", "score": 3}\n' >"$work/r.json"
run import recommendations --quiet "$work/r.json"
run train --quiet
learnt() { ls "$work/data/segue" | grep -c learnt-; }
run community list --json
is "$status $(q count)" "0 3" "two people, and what is recommended"
is "$(q get 1 kind)/$(q get 1 name)/$(q get 1 names)/$(q get 1 plays)/$(q get 1 first)/$(q get 1 last)" "person/ann/2/5/2023-11-14T22:13:20Z/2023-11-15T22:13:20Z" "who, what, how often, when"
is "$(q get 2 name)/$(q get 2 names)/$(q get 2 plays)/$(q get 2 first)" "ber tha/2/2/null" "no time where none was said"
is "$(q get 3 kind)/$(q get 3 names)" "recommendations/1" "recommendations"
run community
is "$(echo "$out" | wc -l | tr -d ' ') $(echo "$out" | grep -c 'ann  *2  *5  *2023-11-14  *2023-11-15')" "3 1" "for people, in columns"

# what is no request changes nothing
before=$(sql .dump | cksum)
for words in "forget" "forget --all ann" "forget --all --hub" "list ann" "list --all" "remember ann"; do
	run community $words; is "$status" 2 "refused: $words"
done
run community forget nobody; is "$status $err" "1 segue: nobody of the community is called 'nobody'" "nobody is called so"
is "$(sql .dump | cksum)" "$before" "and nothing was changed"

run train --quiet
[ "$(learnt)" -gt 0 ] || : >"$db-learnt-0000000000000000"	# of so little nothing may be learnt
before="$(sql .dump | cksum) $(ls -i "$work/data/segue" | grep -E "learnt-|recommended-" | cksum)"
run community forget ann nobody --recommendations; is "$status $err" "1 segue: nobody of the community is called 'nobody'" "one wrong name"
is "$(sql .dump | cksum) $(ls -i "$work/data/segue" | grep -E "learnt-|recommended-" | cksum)" "$before" "and nobody is forgotten, nothing unlearnt"
run community forget --json ann
is "$status $(q get 1 rows) $(q get 1 files)" "0 2 0" "one is forgotten"
is "$(strange Zanzibar) $(sql "SELECT group_concat(name) FROM person")" "0 ber tha" "what that one alone heard is nowhere in the file"
is "$(learnt)" 0 "what was learnt of it, neither"
run community forget --recommendations --json
is "$status $(q get 1 files)" "0 1" "what is recommended is forgotten"
run community --json; is "$(q count) $(q get 1 name)" "1 ber tha" "the other is still there"
run community forget --all; is "$status" 0 "all"
is "$(sql "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM person_play)") $(sql "SELECT group_concat(artist) FROM named")" "0 Quixotica" "all are gone; what you heard yourself stays"
is "$(sql "SELECT count(*) FROM elsewhere")" 1 "with its play"
run community forget --all; is "$status" 0 "once more is no mistake"
run doctor --json; echo "$out" | grep -i database | grep -q '"ok"'; ok $? "the database is sound"
finish
