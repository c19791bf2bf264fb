# analysis.sh -- the library is listened to in the background: the status line tells how far, an option ends it, a killed player goes on
. "$TOP_SRCDIR/tests/screen/lib.sh"
"$bin/mktone" "$music/00.flac" 240 220 120 || exit 99
for i in $(seq 1 30); do
	cp "$music/00.flac" "$music/$(printf %02d "$i").flac"
done
player_args=$music
sounds() { sqlite3 "$db" "select count(*) from sound"; }

scene "the status line tells of it, as much as there is room for" --cols 140 <<'S'
expect-re ♫ 31 · analysed [0-9]*% ▕.*▏
resize 24 80
expect-re ♫ 31 · [0-9]*%
resize 40 140
expect-re analysed [0-9]*% ▕.*▏ [0-9.]*/s · ETA [0-9]*[sm]
resize 40 110
expect-re ♫ 31 · analysed [0-9]*%
resize 40 140
expect-re ETA
send ":set analyze=off\n"
absent analysed
S
some=$(sounds)
[ "$some" -gt 0 ] && [ "$some" -lt 31 ]
ok $? "what was heard until then is kept: $some of 31"

rm "$XDG_CONFIG_HOME/segue/segue.conf"	# it was kept that it is off
printf 'wait scan\nwait analysis\ndump %s/screen\n' "$work" >"$work/script"
COLUMNS=140 "$SEGUE" --ao null --script "$work/script" >"$work/out" 2>&1 </dev/null &
pid=$!
while [ "$(sounds)" -le $((some + 2)) ] && kill -0 $pid 2>/dev/null; do sleep .05; done
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
more=$(sounds)
[ "$more" -gt "$some" ]
ok $? "killed while it listens: $more are kept"
COLUMNS=140 "$SEGUE" --ao null --script "$work/script" >"$work/out" 2>&1 </dev/null
is "$?" 0 "the next run"
is "$(sounds)" 31 "goes on to the end"
is "$(grep -c analysed "$work/screen")" 0 "and then tells no more of it"
is "$(sqlite3 "$db" "select count(*) from sound_features")" 31 "each with its features"
finish
