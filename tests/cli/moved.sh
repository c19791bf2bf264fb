# moved files: history and rating go with the music where it is certain, and never to another file
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

counts() { for k in files added updated moved removed unreadable; do q get -1 $k; done | tr '\n' ' ' | sed 's/ $//'; }
scan() { run scan --json "$@"; }
facts() { # facts TITLE : "ID RATING PATH" of each that can be played
	run list --json "title=\"$1\""
	for i in 1 2; do echo "$(q get $i id 2>/dev/null) $(q get $i rating 2>/dev/null) $(q get $i path 2>/dev/null)"; done | grep / | sort -k3
}
one() { make_file "$@"; }

mkdir "$music/a" "$music/b" "$work/other"
one "$music/a/one.flac" 2 title=One artist=A
one "$music/a/two.flac" 3 title=Two artist=A
one "$work/other/three.flac" 4 title=Three artist=A
scan "$music" "$work/other"
run rate One 5; run rate Two 4; run rate Three 3
id1=$(facts One | cut -d' ' -f1) id2=$(facts Two | cut -d' ' -f1) id3=$(facts Three | cut -d' ' -f1)

mv "$music/a/one.flac" "$music/b/uno.flac"
scan
is "$(facts One)" "$id1 5 $music/b/uno.flac" "renamed into another folder"
mv "$music/b/uno.flac" "$work/other/uno.flac"
scan
is "$(facts One)" "$id1 5 $work/other/uno.flac" "into another root"
is "$(q get -1 path)" "$work/other/uno.flac" "and nothing stays behind"
mv "$work/other/uno.flac" "$work/other/Uno.flac"
scan
is "$(facts One)" "$id1 5 $work/other/Uno.flac" "only the case of a letter"
scan "$work/other"
is "$(counts)" "2 0 0 0 0 0" "one root by itself"

# a copy, then the original goes
cp -p "$music/a/two.flac" "$music/b/two.flac"
scan
is "$(facts Two | wc -l)" 2 "a copy is another track while both are there"
is "$(facts Two | head -1)" "$id2 4 $music/a/two.flac" "the first keeps what was said of it"
rm "$music/a/two.flac"
scan
is "$(facts Two | cut -d' ' -f2-)" "0 $music/b/two.flac" "the copy is known already: it stays who it is"
run list --json missing
is "$(q get 1 id) $(q get 1 rating)" "$id2 4" "and the history of the other is kept with it"
cp -p "$work/other/three.flac" "$music/b/drei.flac"
rm "$work/other/three.flac"
scan
is "$(facts Three)" "$id3 3 $music/b/drei.flac" "copied and deleted between two scans: the same music"

# two files that are alike to the byte
one "$music/a/x.flac" 2 title=Twin artist=T
cp -p "$music/a/x.flac" "$music/a/y.flac"
scan
run list --json 'title:twin'
run rate "$music/a/x.flac" 5; run rate "$music/a/y.flac" 1
mkdir "$music/n"
mv "$music/a/x.flac" "$music/n/x.flac"
mv "$music/a/y.flac" "$music/n/y.flac"
scan
is "$(facts Twin | cut -d' ' -f2- | tr '\n' ' ')" "5 $music/n/x.flac 1 $music/n/y.flac " "both moved: each keeps its own rating, by its inode"

# files that change places, in a ring; and a stranger under an old name
for i in 1 2 3; do one "$music/n/ring$i.flac" $((i + 1)) title="Ring $i" artist=R; done
scan
for i in 1 2 3; do run rate "$music/n/ring$i.flac" $i; done
mv "$music/n/ring1.flac" "$work/t.flac"; mv "$music/n/ring2.flac" "$music/n/ring1.flac"
mv "$music/n/ring3.flac" "$music/n/ring2.flac"; mv "$work/t.flac" "$music/n/ring3.flac"
scan
is "$(q get -1 moved) $(q get -1 updated) $(q get -1 added) $(q get -1 removed)" "3 0 0 0" "three that changed places moved"
is "$(facts 'Ring 1' | cut -d' ' -f2-) $(facts 'Ring 2' | cut -d' ' -f2-) $(facts 'Ring 3' | cut -d' ' -f2-)" \
	"1 $music/n/ring3.flac 2 $music/n/ring1.flac 3 $music/n/ring2.flac" "each with its rating"
mv "$music/n/ring1.flac" "$music/n/ring9.flac"
one "$music/n/ring1.flac" 5 title=Stranger artist=S
scan
is "$(facts 'Ring 2' | cut -d' ' -f2-)" "2 $music/n/ring9.flac" "a file whose name another took goes with its rating"
is "$(facts Stranger | cut -d' ' -f2-)" "0 $music/n/ring1.flac" "and the other has none"
one "$work/new.flac" 6 title='Ring 3' artist=R
mv "$work/new.flac" "$music/n/ring2.flac"
scan
is "$(facts 'Ring 3' | cut -d' ' -f2-)" "3 $music/n/ring2.flac" "a file written anew by a tagger is still the same track"
run list --json missing
is "$(q column path | grep -c moved-)" 0 "no made-up path is left"

# a new file that only has the size and the time of one that went
one "$music/a/p.flac" 2 title=Gone1 artist=P
scan
run rate Gone1 4
one "$work/q.flac" 2 title=Here22 artist=P
touch -r "$music/a/p.flac" "$work/q.flac"
rm "$music/a/p.flac"
mv "$work/q.flac" "$music/a/q.flac"
scan
is "$(facts Here22 | cut -d' ' -f2-)" "0 $music/a/q.flac" "another title is another track, though size and time agree"

# away, a scan, and back
mkdir "$music/away"
mv "$music/n/x.flac" "$work/z.flac"
scan
mv "$work/z.flac" "$music/away/z.flac"
scan
is "$(facts Twin | grep -c away)" 1 "gone for a scan and back at another place"

# a folder of a thousand
mkdir "$music/big"
one "$work/tone.wav" 1
i=0
while [ $i -lt 1000 ]; do i=$((i + 1)); cp "$work/tone.wav" "$music/big/$i.wav"; done
scan
is "$(q get -1 added)" 1000 "a thousand files"
run rate "$music/big/500.wav" 5
run list --json "path:big/500.wav"
id=$(q get 1 id)
mv "$music/big" "$music/Large"
scan
is "$(q get -1 moved) $(q get -1 added) $(q get -1 removed)" "1000 0 0" "in a folder with another name all moved"
run list --json 'rating=5 path:large'
is "$(q get 1 id) $(q get 1 path)" "$id $music/Large/500.wav" "each to its own, though they are alike"
finish
