# pausing.sh -- listening in the background waits for mains and for a machine that is not busy, says so, and goes on by itself; children that go wrong cost nothing
. "$TOP_SRCDIR/tests/screen/lib.sh"
SEGUE_MACHINE=$work/machine
export SEGUE_MACHINE music work
supply=$SEGUE_MACHINE/sys/class/power_supply
mkdir -p "$supply/BAT0" "$supply/AC" "$SEGUE_MACHINE/proc/pressure"
echo Battery >"$supply/BAT0/type"
echo Discharging >"$supply/BAT0/status"
echo Mains >"$supply/AC/type"
echo 0 >"$supply/AC/online"
"$bin/mktone" "$music/00.flac" 240 220 120 || exit 99
for i in $(seq 1 30); do
	cp "$music/00.flac" "$music/$(printf %02d "$i").flac"
done
player_args=$music
sounds() { sqlite3 "$db" "select count(*) from sound"; }

scene "on battery nothing is listened to, and the status line says why" --rows 40 --cols 140 <<'S'
expect-re ♫ 31 · analysed 0% ▕ *▏ paused on battery
resize 24 100
expect-re ♫ 31 .* paused
resize 40 140
send ":set analyze=on\n"
expect-re analysed [0-9]*% ▕.*▏
absent paused
send ":set analyze=mains\n"
expect paused on battery
shell echo 1 >"$SEGUE_MACHINE/sys/class/power_supply/AC/online"
absent paused
expect-re analysed [0-9]*% ▕.*▏ [0-9.]*/s · ETA
shell echo "some avg10=60.00 avg60=0 avg300=0 total=0" >"$SEGUE_MACHINE/proc/pressure/memory"
expect paused, the machine is busy
send ":set analyze-load=100\n"
absent paused
send ":set analyze-load=90\n"
expect paused, the machine is busy
shell rm "$SEGUE_MACHINE/proc/pressure/memory"
absent paused
send ":set analyze=off\n"
absent analysed
S
some=$(sounds)
[ "$some" -gt 0 ]
ok $? "in between some were heard: $some of 31"

# a few of those that are left will do
sqlite3 "$db" "select cast(path as text) from track where id not in (select track from sound) order by id limit -1 offset 8" | while read -r f; do rm "$f"; done
there=$(find "$music" -name '*.flac' | wc -l)
# ---- a child is killed under the player: it is started anew, and no track is lost ----
rm "$XDG_CONFIG_HOME/segue/segue.conf"
printf 'wait scan\nwait analysis\n' >"$work/script"
"$SEGUE" --ao null --script "$work/script" >"$work/out" 2>&1 </dev/null &
pid=$!
killed=0
while kill -0 $pid 2>/dev/null && [ $killed -lt 3 ]; do
	for p in $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
		if tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null | grep -q -- '--worker hear' && [ "$p" != "${last:-}" ]; then
			kill -9 "$p" && killed=$((killed + 1))
			last=$p
		fi
	done
	# one death a track is forgiven
	heard=$(sounds)
	while [ "$(sounds)" = "$heard" ] && kill -0 $pid 2>/dev/null; do sleep .02; done
done
wait $pid
is "$?" 0 "a player whose child that listens is killed $killed times"
is "$(sqlite3 "$db" "select count(*), sum(why <> '') from sound join track on id = track where state = 0")" "$there|0" "hears all there is"
finish
