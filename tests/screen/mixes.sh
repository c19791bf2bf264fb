#!/bin/sh
# mixes.sh -- radio, which goes on and is taken back; a path from one track to another
. "$TOP_SRCDIR/tests/screen/lib.sh"
i=0
while [ $i -lt 40 ]; do
	"$bin/mktone" "$music/t$i.flac" 7 $((80 + i * i)) $((60 + i * 3)) || exit 99
	"$SEGUE" tag "title=Step $((i + 10))" "artist=A$((i % 5))" "album=Slide" "$music/t$i.flac" >>"$work/log" 2>&1 || exit 99
	i=$((i + 1))
done
"$SEGUE" scan --quiet "$music" && "$SEGUE" analyze --quiet || exit 99
player_args=

scene "radio from a track: at once, more as it is played, taken back" --cols 110 --rows 44 <<'S'
expect ♫ 40
send ":set library=flat\n:sort title\n"
expect 40 tracks by title
key t
expect Radio, like Step 10 — A0: 25 tracks are queued, more will follow
expect ▶ Step 10
key c
key 2
expect Queue · 24 tracks
absent Queue · 25
# six are left: ten more come
send ":next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n:next\n"
expect-re Queue · 1[0-9] tracks
key u
expect Undone: radio: like Step 10
expect Queue · 0 tracks
send ":radio off\n"
expect No radio is on
S
is "$(sqlite3 "$db" "select count(distinct track) = count(*) from event where kind = 1 and source = 8")" 1 "no track of the radio played twice"

scene "of what is marked, of what plays; a ban is never in it" --cols 110 --rows 44 <<'S'
expect ♫ 40
expect-re (▶|‖) Step
send ":stop\n:clear\n:set library=flat\n:sort title\n"
expect 40 tracks by title
send ":top 2\n:ban selected\n"
expect ✗
send ":top\n"
key Space
send "jj"
key Space
key t
expect Radio, like Step 10 — A0 and 1 other: 25 tracks
expect ▶ Step
key c
key 2
expect Queue · 24 tracks
absent Step 11
send ":clear\n"
expect Queue · 0 tracks
key t
expect-re Radio, like Step [0-9]+ — A[0-4]: 25 tracks
expect Queue · 25 tracks
absent Step 11
S

scene "a path: from what plays to the cursor, from mark to mark" --cols 110 --rows 44 <<'S'
expect ♫ 40
expect-re (▶|‖) Step
send ":set library=flat\n:sort title\n:stop\n:clear\n"
expect 40 tracks by title
send "go"
expect Nothing plays: mark the track it is to begin with, too
key Enter
expect ▶ Step 10
key o
expect It begins where it is to end
key G
key o
expect 8 steps from Step 10 — A0 to Step 49 — A4; the largest: 
key 2
expect Queue · 9 tracks
row 10 Step 49 — A4
key u
expect Undone: queued 9 tracks
expect Queue · 0 tracks
send ":stop\n1g"
key Space
send "jj"
key Space
send ":path 3\n"
expect 3 steps from Step 10 — A0 to Step 13 — A3
expect ▶ Step 10
key 2
expect Queue · 4 tracks
send ":path 0\n"
expect '0' is not a number from 1 to 100
S
scene "a mix to run to; none for what nothing fits; the mood of the session" --cols 110 --rows 44 <<'S'
expect ♫ 40
expect-re (▶|‖) Step
send ":stop\n:clear\n"
key m
send "ru\t\n"
expect to run at 165 steps a minute
send ":mix run 500\n"
expect '500' is no tempo from 60 to 240
send ":mix sleep 90\n"
expect a mix to fall asleep has no tempo of its own
send ":mix dig\n"
expect there is no mix 'dig'
send ":view for-you\n:set follow-mood=on\n"
expect-re For you · 
send ":set follow-mood=off\n"
absent-re For you · 
S
finish
