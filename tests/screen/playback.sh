# playback.sh -- how it plays: speed, A-B, stop after this track, the sleep timer, devices
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music
# with nothing of the scene before, whose player was killed while it played
fresh() { rm -rf "$work/data"; scene "$@"; }

scene "speed, by keys and by command" --cols 120 <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
key ]
expect · 1.10×
key ] ]
expect · 1.30×
key [
expect · 1.20×
key Backspace
absent ×
send ":speed 0.5\n"
expect · 0.50×
key [
expect · 0.50×
send ":speed 2\n"
expect · 2.00×
send ":speed 3\n"
expect is not a speed
send ":speed 0.2\n"
expect The speed goes from 0.5 to 2.0
send ":speed 1\n"
absent ×
S

fresh "a stretch over and over" --cols 120 <<'S'
expect ♫ 5
send ":ab\n"
expect Nothing plays
key Enter
expect ▶ Alpha One
send ":seek 2:00\n"
expect-re ^ 2:0[0-9]
key A
expect · A–
send ":seek 1:00\n"
expect-re ^ 1:0[0-9]
key A
expect must come after
send ":seek 2:10\n"
expect-re ^ 2:1[0-9]
key A
expect · A–B
# back at its beginning without being asked
expect-re ^ 2:0[0-9]
key A
absent A–
key A
expect · A–
key b
expect ▶ Alpha Two
absent A–
S

fresh "stops after this track, and goes on with the next" --cols 120 <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
expect next: Alpha Two
key S
expect then stop
absent next: Alpha Two
key S
absent then stop
expect next: Alpha Two
key S
expect then stop
send ":seek 4:59\n"
expect ■ nothing plays
absent then stop
key x
expect ▶ Alpha Two
S

fresh "sleeps after a while: softer and softer, then paused" --cols 120 <<'S'
expect ♫ 5
send ":sleep soon\n"
expect is not a time to sleep in
key Enter
expect ▶ Alpha One
send ":sleep 90\n"
expect sleep 90 min
send ":sleep off\n"
absent sleep
send ":sleep 0:02\n"
expect-re sleep [12] s
expect-re volume 1?[0-9]%
expect Good night
expect ‖ Alpha One
absent sleep
expect volume 100%
S

fresh "devices" --cols 120 <<'S'
expect ♫ 5
expect Scanned
send ":device\n"
expect Devices: auto
send ":device nosuch\n"
expect There is no device 'nosuch'
send ":device au"
key Tab
expect device auto
key Enter
expect Sound goes to
S

fresh "shuffle has modes, and s is on and off of the last" --cols 120 <<'S'
expect ♫ 5
key s
expect shuffle on
send ":shuffle albums\n"
expect shuffle albums
key Enter
expect ▶
key s
expect shuffle off
key s
expect shuffle albums
send ":shuffle we"
key Tab
key Enter
expect shuffle weighted
send ":set shuffle=on\n"
expect shuffle on
send ":set shuffle=sometimes\n"
expect takes one of off, tracks, albums, weighted
send ":toggle shuffle\n"
expect shuffle albums
send ":quit\n"
exit 0
S

scene "and is as it was after a restart" --cols 120 <<'S'
expect shuffle albums
send ":shuffle off\n"
expect shuffle off
send ":quit\n"
exit 0
S

fresh "after the list the library goes on, album by album, artist by artist" --cols 120 <<'S'
expect ♫ 5
send ":set continue=library\n"
# the last album of the first artist
send "/alpha three"
key Enter
key Enter
expect ▶ Alpha Three
expect next: 東京の夜
absent (for you)
send ":seek 4:59\n"
expect ▶ 東京の夜
expect next: Ёлка
key b
expect ▶ Ёлка
absent next:
key b
expect Nothing follows
key 2
expect the library goes on
send ":set continue=stop\n"
absent the library goes on
S

fresh "by albums, there and back" --cols 120 <<'S'
expect ♫ 5
send ":set continue=for-you\n"
key Enter
expect ▶ Alpha One
key B
expect ▶ Alpha Three
key Z
expect-re ▶ Alpha (One|Two)
key B
expect ▶ Alpha Three
key B
expect No other album follows
send ":set continue=library\n"
key B
expect ▶ 東京の夜
key B
expect No other album follows
key Z
expect ▶ Alpha Three
S

player_args="--db $work/loud.db $music"
scene "loudness" --cols 120 <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
send ":set replaygain=auto\n"
send ":set replaygain-preamp=-3\n"
send ":set replaygain-fallback=-6\n"
send ":set replaygain-clip=on\n"
send ":set replaygain?\n"
expect replaygain=auto
expect next: Alpha Two
key b
expect ▶ Alpha Two
S
# What cannot be opened must not be waited for: a track whose file has become a pipe nobody writes to, and one that is gone.
# The library must go on believing in both: nobody watches.
echo 'set watch=off' >"$work/blind.conf"
player_args="--db $work/pipe.db --config $work/blind.conf $music"
export music
scene "a file that never opens is left at once" --cols 120 <<'S'
expect ♫ 5
expect Scanned
shell rm "$music/a1.flac" "$music/a3.ogg" && mkfifo "$music/a1.flac"
timeout 5
key Enter
expect … Alpha One
key j
key b
expect ▶ Alpha Two
key z
expect … Alpha One
key h
key c
key c
send ":seek 1:00\n"
send ":view queue\n"
expect Queue · 0 tracks
key b
expect ▶ Alpha Two
key b
expect Alpha Three — Anna cannot be played
key z
key z
expect-re [▶…]
send ":quit\n"
exit 0
restored
S
run history --json --db "$work/pipe.db"
is "$(q where event fail title)" "Alpha Three" "what was gone failed; what never opened was not even begun"
rm -f "$music/a1.flac"
short_library
player_args="--db $work/back.db $music"
scene "a step back that leads nowhere leaves what follows as it was" --cols 120 <<'S'
expect ♫ 5
expect Scanned
key Enter
expect ▶ Alpha One
key b
expect ▶ Alpha Two
expect next: Alpha Three
key Z
expect No other album was played before
key r
expect repeat all
key r
expect repeat one
key r
expect repeat off
expect next: Alpha Three
shell rm "$music/a1.flac"
expect ♫ 4
key z
expect Nothing was played before
key r
expect repeat all
key r
expect repeat one
key r
expect repeat off
expect next: Alpha Three
key b
expect ▶ Alpha Three
S
finish
