# moods.sh -- the map of moods: where the library lies, what is near, a mix from there; corrections that are kept and learnt from; mood: in filters
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
"$SEGUE" scan "$music" >/dev/null 2>&1 && "$SEGUE" analyze >/dev/null 2>&1 || exit 99
place() { # place TITLE VALENCE AROUSAL
	sqlite3 "$db" "update sound set valence = $2, arousal = $3 where track = (select id from track where title = '$1')" || exit 99
}
place "Alpha One" .8 .8
place "Alpha Two" -.7 -.7
place "Alpha Three" .05 -.8
place "東京の夜" -.75 .75
place "Ёлка" .1 0
sqlite3 "$db" "update sound set tempo_bpm = 60 + track"
player_args=

scene "the map and what is near its cursor" --cols 100 <<'S'
expect ♫ 5
key 9
expect-re ^┌ Moods · gladness .0\.00, excitement [-+]0\.0
expect-re tense .*energetic .*joyful
expect-re sad .*calm
expect-re ┌ Near the cursor
expect-re │Ёлка — 春日工房
key g
send ":mood-step 1000\n"
expect-re gladness \+0\.9[0-9], excitement \+0\.9[0-9] joyful
expect-re ││Alpha One — Anna *joyful│
key G
send ":mood-step -1000\n"
expect-re excitement -0\.9[0-9] sad
expect-re ││Alpha Two — Anna *sad│
key Enter
expect-re ▶ (Alpha|東京|Ёлка)
expect-re next: 
resize 40 160
expect-re sad .*calm
expect-re ┌ For you
resize 12 40
expect-re ^┌ Moods
key Tab
expect Near the cursor
expect-re │東京の夜 — 春日工房
S

scene "the mouse" --cols 100 <<'S'
expect ♫ 5
mouse on
key 9
expect tense
click 3 55
expect-re gladness \+0\.[789][0-9], excitement \+0\.[789][0-9] joyful
expect-re ││Alpha One
click 3 4
expect-re gladness -0\.[89][0-9], excitement \+0\.[789][0-9] tense
expect-re ││東京の夜 — 春日工房 *tense│
S

scene "a correction is said, shown, and kept" --cols 100 <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
key 9
expect gladness
key C
expect :mood
send "sad\n"
expect sad: Alpha One
key G
send ":mood-step -1000\n"
expect-re ││Alpha One — Anna *sad ✓│
send ":mood grue\n"
expect there is no mood 'grue'
S
is "$("$SEGUE" list --json mood:sad | wc -l)" 2 "two are sad now"
is "$("$SEGUE" list --json 'mood:joyful' | wc -l)" 0 "none is joyful any more"
is "$("$SEGUE" recommend --json --mood sad | grep -c '"title":"Alpha \(One\|Two\)"')" 2 "recommend --mood finds them"
is "$("$SEGUE" history --json | grep -c '"event":"mood"')" 1 "history tells of the correction"

scene "mood: in the filter, before and after a correction is taken back" --cols 100 <<'S'
expect ♫ 5
send ":set library=flat\n"
send ":filter mood:sad\n"
expect Alpha One
expect Alpha Two
absent Alpha Three
send ":filter mood:tense\n"
expect 1 track by
expect 東京の夜
send ":filter\n"
expect 5 tracks by
key g
send ":mood selected none\n"
expect Its mood is as heard again: Alpha One
send ":filter mood:joyful\n"
expect Alpha One
S
is "$("$SEGUE" list --json 'bpm:50..80' | wc -l)" 5 "what has no tag has the tempo that was heard"
is "$("$SEGUE" list --json 'bpm:62..62' | wc -l)" 1 "each its own"
finish
