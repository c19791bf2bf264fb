# filters.sh -- saved filters: made, switched, negated, named in queries, kept over a restart, each step undone; "?" searches backwards
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "filters are saved, switched on together, negated, and removed; u takes each back" <<'S'
expect ♫ 5
key 7
expect There are no saved filters yet
key a
expect :fset
send "folk=genre=\"f*\"\n"
expect Filter folk:
expect genre="f*"
send ":fset two=~t two | title:Ёлка\n"
expect Filter two:
send ":fset both=folk&filter:two\n"
expect folk&filter:two
# one that names nothing there, and one that is no name
send ":fset bad=(nosuch&filter:nothere)\n"
expect there is no filter 'nothere'
send ":fset loved=x\n"
expect cannot be a filter's name
send ":fset bad=rating>x\n"
expect column 8:
# Space switches on what the cursor is on, another one too
key g j
key Space
expect ● folk
expect shown: folk
key 1
expect Artists · folk
expect │Anna
absent 春日工房
send ":filter two\n"
expect Artists · folk · two
expect Alpha Two
absent Alpha One
key Esc
expect Alpha One
key 7
key j Space
expect shown: folk two
key 1
expect Alpha Two
absent Alpha One
key 7
send "!"
expect ! two
expect shown: folk !two
key 1
expect Alpha One
absent Alpha Two
# the second Escape takes the saved ones off
key Esc
expect 春日工房
send ":factivate !folk two\n"
expect Artists · !folk two
expect Ёлка
absent │Anna
send ":factivate nosuch\n"
expect there is no filter 'nosuch'
expect Artists · !folk two
send ":factivate\n"
expect │Anna
key 7
key g
key D
expect Removed the filter both
absent folk&filter:two
key u
expect Undone: removed the filter both
expect folk&filter:two
key Space
expect ● both
key u
absent ● both
key e
expect :fset both=folk&filter:two
key C-u
send "fset both=two\n"
expect Filter both: two
key u
expect folk&filter:two
send ":funset two\n"
expect Removed the filter two
# what names it can no longer be switched on
key g Space
expect there is no filter 'two'
key u
key u
expect Undone: removed the filter two
send ":factivate both !two\n"
expect shown: both !two
# the screen shows it before the disk has it: leaving waits for that, being killed would not
send ":quit\n"
exit 0
S

scene "they are there after a restart, and so is what is shown" <<'S'
expect ♫ 5
expect Artists · both !two
expect Nothing matches the filter
key 7
expect ● both
expect ! two
send ":factivate both\n"
key 1
expect Alpha Two
send ":factivate\n"
expect 春日工房
send ":quit\n"
exit 0
S

scene "a smart list and a filter may name a filter" <<'S'
expect ♫ 5
send ":smart folks filter:folk -title:one\n"
expect New smart playlist: folks
key 4 Tab
expect Alpha Two
absent Alpha One
S

scene "? the other way: search-back-prompt goes up, n on up, N down again" <<'S'
expect ♫ 5
send ":bind common ? search-back-prompt\n"
key Tab g
send "?alpha\n"
key Enter
expect ▶ Alpha Three
key n Enter
expect ▶ Alpha Two
key N Enter
expect ▶ Alpha Three
# a search that is left changes neither what is searched for nor which way
send "/one"
expect /one
key Esc
absent /one
key n Enter
expect ▶ Alpha Two
send ":search alpha\n"
key n Enter
expect ▶ Alpha Three
send "?two"
expect ?two
key Esc
absent ?two
key N Enter
expect ▶ Alpha Two
key 7
key G
send "?both\n"
key Space
expect ● both
S

finish
