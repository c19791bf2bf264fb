# styles.sh -- the styles of the library: shares, tracks of each, the for-you list of one, corrections that are undone, kept and learnt from
. "$TOP_SRCDIR/tests/screen/lib.sh"

# two sorts of music by five artists each, and two tracks of each sort that no tag tells of
for i in 0 1 2 3 4 5 6 7 8 9; do
	"$bin/mktone" "$music/high$i.flac" 8 $((700 + i * 15)) $((150 + i)) || exit 99
	"$bin/mktone" "$music/low$i.flac" 8 $((100 + i * 3)) $((60 + i)) || exit 99
	"$SEGUE" tag "title=High $i" "genre=Hip-Hop/Rap" "artist=H$((i % 5))" "$music/high$i.flac" >>"$work/log" 2>&1 || exit 99
	"$SEGUE" tag "title=Low $i" "genre=(26)" "artist=L$((i % 5))" "$music/low$i.flac" >>"$work/log" 2>&1 || exit 99
done
for i in 1 2; do
	"$bin/mktone" "$music/x-high$i.flac" 8 $((706 + i * 21)) $((152 + i * 2)) || exit 99
	"$bin/mktone" "$music/x-low$i.flac" 8 $((101 + i * 4)) $((61 + i * 2)) || exit 99
done
player_args=$music

scene "what tags say is seen at once, what they do not is learnt" --cols 120 --rows 30 <<'S'
expect ♫ 24
key 8
expect Library
expect Heard
timeout 90
expect 2 styles
absent not known yet
timeout 20
expect-re Ambient +[0-9]* +50%
expect Ambient · 12
expect x-low1
key j
expect Hip-hop · 12
expect x-high2
# the for-you list keeps to a style, until it is said again
key f
expect For you · Hip-hop
expect ▸ Hip-hop
absent-re │ +[0-9]+ Low
key f
absent For you · Hip-hop
# a mix of it
key Enter
expect-re Radio, Hip-hop: 12 tracks are queued
expect-re ▶ (High [0-9]|x-high)
send ":view queue\n"
expect Queue · 11 tracks
absent-re ^│ +[0-9]+ (Low|x-low)
send ":undo\n:stop\n:view styles\n"
expect 2 styles
# a correction: the label changes now, and u takes it back
key Tab
key C
expect its tag says
send "fol\t\n"
expect is Folk now
expect 3 styles
expect-re Folk +[0-9]* +4%
key u
expect Undone: style of
expect 2 styles
key C
send "my own\n"
expect is my own now
expect-re my own +[0-9]* +4%
key u
expect Undone: style of
absent-re my own +[0-9]* +4%
key C
send "Chiptune\n"
expect is Chiptune now
expect-re Chiptune +[0-9]* +4%
send ":quit\n"
exit 0
S

is "$(sqlite3 "$db" "select count(*) from correction")" 5 "everything said is in the log"
is "$(sqlite3 "$db" "select style from correction order by id desc limit 1")" Chiptune "the last word last"
"$SEGUE" scan >>"$work/log" 2>&1
run list --json style=chiptune
is "$(q get 1 styles_from)" you "it survives a rescan"

scene "it fits on small screens, and is there again" --cols 80 --rows 24 <<'S'
expect High 0
send ":view styles\n"
expect Chiptune
expect-re Ambient.*[4-5][0-9]%
expect Ambient · 
resize 12 40
expect Ambient
expect-re Ambient +[0-9 ]*50%
key Tab
expect Ambient · 12
key Enter
expect ▶
resize 40 160
expect For you
expect Heard
S

scene "a filter, a column and an order by style" --cols 100 --rows 24 <<'S'
expect ♫ 24
send ":filter style:ambient\n"
expect L1
absent H1
send ":set flat-columns=title,style\n"
send ":set library=flat\n"
expect ≈Ambient
send ":sort style title\n"
send ":filter\n"
expect-re Ambient
expect 24 tracks by style title
key G
expect-re Hip-hop
S
finish
