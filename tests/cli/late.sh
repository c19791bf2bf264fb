# what was heard elsewhere is found by the scan that brings its track: new, or with new tags; once, with its own time, whoever's it is
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }
sql() { sqlite3 "$db" "$1"; }
tried() { sql "SELECT value FROM value WHERE key = 'elsewhere.tried.1'"; }
log() { sql "SELECT group_concat(title || ' ' || kind || ' ' || (at_ms / 1000), ', ') FROM (SELECT t.title, e.kind, e.at_ms FROM event e JOIN track t ON t.id = e.track WHERE listener = ${1:-1} ORDER BY e.at_ms, e.id)"; }

make_file "$music/1.flac" 100 title="One" artist="Anna"
run scan --quiet "$music"
printf 'Nobody,,Nothing,2024-01-31 14:50:10\n倔強樂團,,晚安,2024-01-31 15:50:10\n倔強樂團,,晚安,2024-02-01 15:50:10\nAnna,,One,2024-03-01 10:00:00\nMade Up,,Later,2024-04-01 10:00:00\n' >"$work/fm.csv"
run import lastfm --json "$work/fm.csv"
is "$(q get 1 matched) $(q get 1 unmatched) $(tried)" "1 4 1" "four wait, and were looked for among all there is"
run import lastfm --quiet --listener anna "$work/fm.csv"
run scan "$music"
is "$status$err" "0" "nothing came: nothing is said"

make_file "$music/2.flac" 100 title="晚安" artist="倔強樂團"
make_file "$music/3.flac" 50 title="Unheard" artist="Anna"
run scan "$music"
is "$status $err" "0 segue: 2 heard elsewhere before are in the library by now" "the scan that brings a track finds its plays"
is "$(log)" "晚安 1 1706716210, 晚安 2 1706716310, 晚安 1 1706802610, 晚安 2 1706802710, One 1 1709287200, One 2 1709287300" "in the log, when they were"
is "$(sql 'SELECT count(*) FROM elsewhere WHERE listener = 1')" 2 "and nowhere else"
is "$(tried)" 3 "all there is was looked at"
run list --json 晚安; is "$(q get 1 play_count)/$(q get 1 last_played)" "2/2024-02-01T15:50:10Z" "they count"
is "$(log 2)" "One 1 1709287200, One 2 1709287300" "another listener's wait for that one's scan"
run import lastfm --json "$work/fm.csv"; is "$(q get 1 matched) $(q get 1 unmatched) $(q get 1 duplicate)" "0 0 5" "the file brings nothing new"

# an old track gets the name, by its tags or by MusicBrainz' id
make_file "$music/3.flac" 55 title="nothing" artist="Nobody feat. Somebody"
run scan "$music"
is "$status $err" "0 segue: 1 heard elsewhere before is in the library by now" "a track whose tags were mended is found, too"
is "$(log | grep -o 'nothing [^,]*' | tr '\n' ' ')" "nothing 1 1706712610 nothing 2 1706712665 " "in the log"
echo '{"listened_at":1700000000,"track_metadata":{"artist_name":"x","track_name":"y","additional_info":{"recording_mbid":"b1a9c0e9-d987-4042-ae91-78d6a3267d69"}}}' >"$work/lb.jsonl"
run import listenbrainz --json "$work/lb.jsonl"; is "$(q get 1 unmatched)" 1 "a recording nobody here has"
make_file "$music/1.flac" 101 title="One" artist="Anna" musicbrainz_trackid="B1A9C0E9-D987-4042-AE91-78D6A3267D69"
run scan "$music"
is "$status $err" "0 segue: 1 heard elsewhere before is in the library by now" "is found when a track is told to be it"

# a search that did not come to its end, and one for what was put there unlooked for
sql "DELETE FROM value WHERE key = 'elsewhere.tried.1'"
make_file "$music/4.flac" 60 title="Later" artist="made up"
"$SEGUE" scan --quiet --listener other "$music" >/dev/null
is "$(sql 'SELECT count(*) FROM elsewhere WHERE listener = 1')" 1 "another's scan leaves it waiting"
make_file "$music/5.flac" 60 title="Unheard" artist="Anna"
run scan "$music"
is "$status $err" "0 segue: 1 heard elsewhere before is in the library by now" "what came before is found by the next scan"
is "$(sql 'SELECT count(*) FROM elsewhere WHERE listener = 1') $(tried)" "0 5" "and nothing waits"
run scan --quiet --listener anna "$music"; run scan --listener anna "$music"
is "$(sql 'SELECT count(*) FROM elsewhere WHERE listener = 2')" 4 "a scan that brings nothing looks for nothing"
make_file "$music/6.flac" 60 title="Unheard too" artist="Anna"
run scan --listener anna "$music"
is "$err" "segue: 4 heard elsewhere before are in the library by now" "hers are found by hers"
run doctor --json; echo "$out" | grep -i database | grep -q '"ok"'; ok $? "the database is sound"
finish
