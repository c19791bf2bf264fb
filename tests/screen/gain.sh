# gain.sh -- the loudness that was heard is written into the files when it is asked for, can be taken back, and costs no second listening
. "$TOP_SRCDIR/tests/screen/lib.sh"
command -v sqlite3 >/dev/null 2>&1 || { echo "1..0 # SKIP no sqlite3"; exit 0; }
"$bin/mktone" "$music/a.flac" 8 220 120 && "$bin/mktone" "$music/b.flac" 8 330 100 && "$bin/mktone" "$music/c.flac" 8 440 90 || exit 99
"$SEGUE" tag artist=Anna album=First "$music/a.flac" "$music/b.flac" >/dev/null && "$SEGUE" tag title=Loose artist=Bert "$music/c.flac" >/dev/null || exit 99
"$bin/mktone" "$work/late.flac" 8 550 100 || exit 99
cp "$music/a.flac" "$work/was.flac"
player_args=$music
db=$XDG_DATA_HOME/segue/segue.db
export db music work SEGUE
known='select count(*) from sound q join track t on t.id = q.track where q.size = t.size and q.mtime_ns = t.mtime_ns'
scene "asked for: written, undone; what was heard still holds" --cols 100 --timeout 20 <<S
expect ♫ 3
until [ "\$(sqlite3 "$db" "$known")" = 3 ]
shell sqlite3 "$db" "select track, heard_s from sound order by track" >"$work/heard"
send ":set library=flat\n:set sort=filename\n"
expect 3 tracks by filename
key g V j j
send ":write-gain\n"
expect Tags of 3 files are written
until [ "\$(sqlite3 "$db" "select count(*) from track where rg_track_gain_db is not null")" = 3 ]
until [ "\$(sqlite3 "$db" "$known")" = 3 ]
shell cp "$music/a.flac" "$work/gained.flac"; cp "$music/c.flac" "$work/gained_c.flac"
shell sqlite3 "$db" "select track, heard_s from sound order by track" | cmp - "$work/heard"
key u
expect Undone: tags of 3 files
until [ "\$(sqlite3 "$db" "select count(*) from track where rg_track_gain_db is not null")" = 0 ]
until [ "\$(sqlite3 "$db" "$known")" = 3 ]
send ":set analyze=off\n"
shell cp "$work/late.flac" "$music/late.flac"
expect 4 tracks by
send ":search late\n"
send ":write-gain\n"
expect None of these was listened to yet
send ":quit\n"
exit 0
S
run tag --json replaygain_track_gain=0 "$work/gained.flac"
gain=$(q get 1 old replaygain_track_gain | sed 's/ dB//')
run features --json "$work/was.flac"
loudness=$(q get 1 loudness_lufs)
awk -v g="$gain" -v l="$loudness" 'BEGIN { d = g + l + 18; exit !(g != "" && d < 0.011 && d > -0.011) }'
ok $? "the gain brings what was heard to -18 LUFS: $gain dB, $loudness LUFS"
run tag --json replaygain_album_gain=0 "$work/gained.flac"
q get 1 old replaygain_album_gain | grep -q ' dB$'
ok $? "an album heard whole has its own"
run tag --json replaygain_album_gain=0 "$work/gained_c.flac"
is "$(q get 1 old replaygain_album_gain)" "" "what is of no album has none"
run tag --json replaygain_track_peak= "$music/a.flac"
is "$(q get 1 old replaygain_track_peak)" "" "and undone it is gone from the file"
finish
