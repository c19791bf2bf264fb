#!/bin/sh
# write_gain.sh -- segue analyze --write-gain: the loudness of whole libraries into their files, and nothing over what is there.
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null 2>&1 || { echo "1..0 # SKIP no sqlite3"; exit 0; }
gains() { sqlite3 "$db" "select group_concat(printf('%.2f/%.2f', rg_track_gain_db, rg_album_gain_db), ' ') from (select * from track order by path)"; }
count() { sqlite3 "$db" "select count($1) from track"; }
mkdir "$music/album" "$music/loose" || exit 99
for i in 1 2 3; do
	"$bin/mktone" "$music/album/$i.flac" 8 $((220 * i)) $((90 + i)) || exit 99
done
"$bin/mktone" "$music/loose/a.flac" 8 330 100 || exit 99
"$bin/mktone" "$music/loose/b.wav" 8 440 100 || exit 99
"$SEGUE" tag artist=Anna album=First "$music"/album/*.flac >/dev/null || exit 99
"$SEGUE" tag replaygain_track_gain="-1.23 dB" "$music/loose/a.flac" >/dev/null || exit 99
cp "$music/album/1.flac" "$work/was.flac"
run scan --json "$music"
is "$(q get 1 added)" 5 "five files"

run analyze --json --write-gain "$music/album"
is "$status" 0 "an album is heard and written"
is "$(q get 1 analyzed)" 3 "... heard, which is told first"
is "$(q get -1 written)/$(q get -1 tagged)/$(q get -1 unheard)/$(q get -1 failed)" 3/0/0/0 "... then written"
is "$(count rg_album_gain_db)" 3 "... and the library knows it"
is "$(sqlite3 "$db" "select count(distinct rg_album_gain_db) from track where rg_album_gain_db is not null")" 1 "... one gain for the album"
is "$(count rg_track_gain_db)" 4 "... and nothing else was touched"
run features --json "$work/was.flac"
loudness=$(q get 1 loudness_lufs)
sqlite3 "$db" "select rg_track_gain_db from track where cast(path as text) like '%/1.flac'" | awk -v l="$loudness" '{ d = $1 + l + 18; good = d < 0.011 && d > -0.011 } END { exit !good }'
ok $? "... to -18 LUFS"
before=$(gains)
sum=$(cat "$music"/album/*.flac | cksum)
run analyze --json --write-gain "$music/album"
is "$(q get 1 analyzed)/$(q get -1 written)/$(q get -1 tagged)" 0/0/3 "again: they have theirs"
is "$(cat "$music"/album/*.flac | cksum)" "$sum" "... and are what they were"

run analyze --json --write-gain
is "$(q get 1 analyzed)/$(q get -1 written)/$(q get -1 tagged)" 2/1/4 "of all: what has its gain keeps it"
is "$(sqlite3 "$db" "select printf('%.2f', rg_track_gain_db) from track where cast(path as text) like '%/a.flac'")" "-1.23" "... as it was"
is "$(count rg_album_gain_db)" 3 "... what is of no album has no album's"

# one more: the album is another now, its tracks are what they were
"$bin/mktone" "$music/album/4.flac" 8 880 130 || exit 99
"$SEGUE" tag artist=Anna album=First "$music/album/4.flac" >/dev/null || exit 99
"$SEGUE" tag replaygain_track_gain="+2.00 dB" "$music/album/1.flac" >/dev/null || exit 99
"$SEGUE" scan --quiet
album() { sqlite3 "$db" "select printf('%.2f', max(rg_album_gain_db)) || ' ' || count(distinct rg_album_gain_db) || ' ' || count(rg_album_gain_db) from track"; }
was=$(album)
run analyze --json --write-gain
is "$(q get -1 written)" 4 "an album with a new track: all of it"
now=$(album)
[ "${now#* }" = "1 4" ] && [ "${now%% *}" != "${was%% *}" ]
ok $? "... has one gain, and another one: $was, $now"
is "$(sqlite3 "$db" "select printf('%.2f', rg_track_gain_db) from track where cast(path as text) like '%/1.flac'")" "2.00" "... what a file said of its track stays"
run analyze --json --force --write-gain "$music/album/1.flac"
is "$(q get -1 written)" 1 "by force"
is "$(gains | cut -d/ -f1)" "$(echo "$before" | cut -d/ -f1)" "... what was heard"

chmod a-w "$music/loose" "$music/loose/a.flac"
if [ -w "$music/loose" ]; then
	ok 0 "a folder nobody may write to # SKIP root may"
else
	run analyze --json --write-gain --force "$music/loose/a.flac"
	is "$status/$(q get -1 failed)" 0/1 "a folder nobody may write to: told and counted"
fi
chmod u+w "$music/loose" "$music/loose/a.flac"
rm "$music/loose/b.wav"
run analyze --json --force --write-gain "$music/loose/b.wav"
is "$(q get -1 written)" 0 "what is gone is not written"
run analyze --write-gain "$music/album"
case $out in *"gains: 0 files written, 4 had theirs"*) ok 0 "for people, a sentence" ;; *) ok 1 "for people, a sentence: $out" ;; esac

# through the running player
"$SEGUE" --ao null --detach >"$work/out" 2>&1 || { cat "$work/out"; exit 99; }
"$SEGUE" tag replaygain_track_gain= replaygain_track_peak= "$music/album/2.flac" >/dev/null
run scan --quiet
is "$(count rg_track_gain_db)" 5 "the running player sees a gain that was taken out"
run analyze --json --write-gain
is "$status/$(q get -1 written)" 0/1 "through the running player"
is "$(count rg_track_gain_db)" 6 "... which knows it when that is told"
"$SEGUE" remote quit >/dev/null 2>&1
while "$SEGUE" remote status >/dev/null 2>&1; do sleep .02; done
finish
