# import of what was heard elsewhere: listenbrainz, lastfm, spotify, interactions; once, whole or not at all; export of it
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "1..0 # SKIP no sqlite3"; exit 0; }
sql() { sqlite3 "$db" "$1"; }
counts() { echo "$(q get 1 read) $(q get 1 matched) $(q get 1 unmatched) $(q get 1 duplicate) $(q get 1 bad)"; }
listen() { printf '{"listened_at":%d,"track_metadata":{"artist_name":"%s","track_name":"%s"}}\n' "$@"; }

run import lastfm "$work/none.csv"; is "$status" 1 "no library"
[ ! -e "$db" ]; ok $? "and none is made"
make_file "$music/1.flac" 100 title="One" artist="Anna" album="First"
make_file "$music/2.flac" 100 title="倔強" artist="五月天"
make_file "$music/3.flac" 100 title="Three - Remastered 2011" artist="The Band"
run scan --quiet "$music"; is "$status" 0 "a library"

# ---- one's own ----
{ listen 1700000000 Anna One; listen 1700000200 五月天 倔強; echo '{"listened_at":'; listen 1700000400 band three; listen 1700000600 Nobody Nothing
  listen 1700000200 五月天 倔強; } >"$work/lb.jsonl"
run import listenbrainz --json "$work/lb.jsonl"
is "$status $(q count) $(q keys 1 | tr '\n' ' ')" "0 1 bad duplicate matched read unmatched " "import answers one line"
is "$(counts)" "6 3 1 1 1" "its counts add up"
is "$err" "segue: $work/lb.jsonl:3: it is not JSON" "what is bad is named with its line"
is "$(sql 'SELECT count(*), sum(kind = 1), sum(kind = 2) FROM event WHERE source = 11')" "6|3|3" "a start and an end for each"
run history --json
is "$(q get 1 title)/$(q get 1 at)/$(q get 1 event)/$(q get 1 source)" "One/2023-11-14T22:13:20Z/start/import" "in the history, when it was, and from where"
is "$(q get 3 title)/$(q get 4 listened_s)" "倔強/100.0" "a name of another script, heard to its end"
run list --json one; is "$(q get 1 play_count)/$(q get 1 last_played)" "1/2023-11-14T22:13:20Z" "it counts as played"
run stats --json; is "$(q get 1 plays)" 3 "in the statistics, too"
run import listenbrainz --json "$work/lb.jsonl"
is "$(counts)" "6 0 0 5 1" "the same again adds nothing"
gzip -c "$work/lb.jsonl" >"$work/lb.gz"
run import listenbrainz --json - <"$work/lb.gz"
is "$(counts)" "0 0 0 0 0" "nothing from an empty input"
"$SEGUE" import listenbrainz --json - <"$work/lb.gz" >"$work/out" 2>/dev/null; is "$(counts)" "6 0 0 5 1" "packed, from standard input: the same"
printf '"The Band","x","Three","14 Nov 2023 22:20"\n"Anna","First","One","15 Nov 2023 08:00"\n' >"$work/fm.csv"
run import lastfm --json "$work/fm.csv"
is "$(counts)" "2 1 0 1 0" "another service knows the same play by the minute: still one"
cat >"$work/sp.json" <<'END'
[ {"ts":"2024-01-01T10:01:40Z","ms_played":100000,"master_metadata_track_name":"One","master_metadata_album_artist_name":"Anna","reason_end":"trackdone"},
  {"ts":"2024-01-01T10:01:50Z","ms_played":10000,"master_metadata_track_name":"Three","master_metadata_album_artist_name":"The Band","reason_end":"fwdbtn"} ]
END
run import spotify --json "$work/sp.json"; is "$(counts)" "2 2 0 0 0" "Spotify's"
run history --json -n 4
is "$(q get 1 at)/$(q get 2 event)/$(q get 4 event)/$(q get 4 listened_s)" "2024-01-01T10:00:00Z/finish/skip/10.0" "say what was skipped"
run doctor --json; echo "$out" | grep -i database | grep -q '"ok"'; ok $? "the database is sound"

# ---- what comes to the library later ----
make_file "$music/4.flac" 100 title="Nothing" artist="nobody"
run scan "$music"
is "$err" "segue: 1 heard elsewhere before is in the library by now" "the scan finds what was not known before"
run import listenbrainz --json "$work/lb.jsonl"
is "$(counts)" "6 0 0 5 1" "nothing is new"
run list --json nothing; is "$(q get 1 play_count)" 1 "and was played"
is "$(sql 'SELECT count(*) FROM elsewhere')" 0 "it is kept once"

# ---- and out again ----
run export listenbrainz "$work/out.jsonl"
is "$status $(stat -c %a "$work/out.jsonl") $(grep -c . "$work/out.jsonl")" "0 600 6" "export: what was heard, without what was skipped at once"
is "$(head -n 1 "$work/out.jsonl" | "$bin/jsonq" get 1 listened_at)/$(head -n 1 "$work/out.jsonl" | "$bin/jsonq" get 1 track_metadata additional_info duration_ms)" "1700000000/100000" \
	"when it began, and how long it is"
run import listenbrainz --json "$work/out.jsonl"; is "$(counts)" "6 0 0 6 0" "taken in again it adds nothing"
listen 1650000000 Nobody Unheard >"$work/else.jsonl"
run import listenbrainz --listener bea --json "$work/else.jsonl" "$work/out.jsonl"; is "$(counts)" "7 6 1 0 0" "another listener takes it in"
run export listenbrainz --listener bea
is "$(echo "$out" | head -n 6)" "$(cat "$work/out.jsonl")" "and gives it out, line by line the same"
is "$(echo "$out" | tail -n 1 | "$bin/jsonq" get 1 track_metadata track_name)" Unheard "what is in no track of the library, too"
make_file "$music/odd, \"quoted\".flac" 10 title="A, B" artist=C
run scan --quiet "$music"
run analyze --quiet "$music/odd, \"quoted\".flac"
run export features-csv "$work/out.csv"
is "$status $(grep -c . "$work/out.csv")" "0 2" "features: a line a track that was heard"
is "$(sqlite3 :memory: '.mode csv' ".import $work/out.csv t" '.mode list' 'SELECT path, title, artist, album, duration_s, loudness_lufs < 0, chroma_A >= 0 FROM t')" \
	"$music/odd, \"quoted\".flac|A, B|C||10|1|1" "which others read"
run export nothing; is "$status" 2 "what cannot be exported"

# ---- nothing by halves ----
all="SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM elsewhere), (SELECT count(*) FROM named)"
before=$(sql "$all")
mkfifo "$work/pipe"
exec 3<>"$work/pipe"
"$SEGUE" import listenbrainz --quiet - <"$work/pipe" >/dev/null 2>&1 3>&- &
pid=$!
# more than the pipe holds: when the last is written most was read
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "{\"listened_at\":%d,\"track_metadata\":{\"artist_name\":\"Anna\",\"track_name\":\"%s\"}}\n", 1600000000 + i * 300, i % 2 ? "One" : "T" i }' >&3
kill -9 $pid
wait $pid 2>/dev/null
exec 3>&-
is "$(sql "$all")" "$before" "killed in the middle: nothing of it is there"
printf 'listened_at\n' >"$work/bad.jsonl"
listen 1500000000 Anna One >"$work/good.jsonl"
run import listenbrainz "$work/good.jsonl" "$work/bad.jsonl"
is "$status $(sql "$all")" "1 $before" "a file that cannot be read: nothing of the others either"
case $err in *"bad.jsonl: nothing in it can be read as listenbrainz"*) s=0 ;; *) s=1 ;; esac; ok $s "and it is named"
i=0; while [ $i -lt 9 ]; do echo '{'; i=$((i + 1)); done >"$work/many.jsonl"
sed -i 's/{/{x/' "$work/many.jsonl"; cat "$work/good.jsonl" >>"$work/many.jsonl"
run import listenbrainz --json "$work/many.jsonl"
is "$status $(counts) $(echo "$err" | wc -l)" "0 10 1 0 0 9 6" "of many bad lines the first are named"
case $err in *"and 4 more bad lines"*) s=0 ;; *) s=1 ;; esac; ok $s "and the others counted"
echo '[]' >"$work/none.json"
run import spotify --json "$work/none.json"
is "$status $(counts) $err" "0 0 0 0 0 0 " "a list of nothing is one"
run import what x; is "$status" 2 "what cannot be imported"
run import lastfm --person anna "$work/fm.csv"; is "$status" 2 "--person is for the community"
run import m3u --community "$work/x.m3u"; is "$status" 2 "and that not for playlists"
run import lastfm "$music"; is "$status" 1 "a folder"

# ---- other people's ----
before=$(sql 'SELECT count(*) FROM event')
printf 'anna\tThe Band - Three\t3\nanna\tNobody Else\t1\nbob\tThe Band\nbob\tThe Band - Other\t0\n' >"$work/in.tsv"
run import interactions --json "$work/in.tsv"
is "$(counts)" "4 2 1 0 1" "who heard what: by title, by artist"
run import interactions --json "$work/in.tsv"; is "$(counts)" "4 0 0 3 1" "once"
run import listenbrainz --community --json "$work/lb.jsonl"
is "$(counts)" "6 4 0 1 1" "another's listens"
run import spotify --community --person carla --json "$work/sp.json"; is "$(counts)" "2 2 0 0 0" "another's, by a name"
is "$(sql 'SELECT group_concat(name) FROM (SELECT name FROM person ORDER BY name)')" "anna,bob,carla,lb" "each is a person"
is "$(sql 'SELECT count(*) FROM event')" "$before" "none of it is in the log"
finish
