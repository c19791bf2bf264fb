# chapters: shown with what plays, and gone through by command
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

"$bin/mkcue" "$music/book.flac" 60 TITLE=Book ARTIST=Writer CHAPTER001=00:00:00.000 CHAPTER001NAME=Opening CHAPTER002=00:00:20.000 \
	CHAPTER002NAME=Middle CHAPTER003=00:00:40.500 CHAPTER003NAME=Ending || exit 99
make_file "$music/song.flac" 30 title=Song artist=Singer
cat >"$work/script" <<END
add $music
wait scan
play
key 1
search Book
key Enter
wait playing
pause
wait paused
wait idle
dump $work/1
chapter-next
dump $work/2
key }
dump $work/3
chapter-next
key {
dump $work/4
chapter-previous
dump $work/5
seek 45
chapter-previous
dump $work/6
END
LINES=24 COLUMNS=120 timeout 240 "$SEGUE" --ao null --script "$work/script" >"$work/out" 2>"$work/err" </dev/null
chapter() { grep -o 'chapter [^ ]*: [A-Za-z]*' "$work/$1" | head -1; }
is "$(chapter 1)" "chapter 1/3: Opening" "the first chapter is shown"
is "$(chapter 2)" "chapter 2/3: Middle" "chapter-next goes to the second"
grep -q '0:20' "$work/2"; ok $? "to its beginning"
is "$(chapter 3)" "chapter 3/3: Ending" "a key does the same"
is "$(grep -c 'the last chapter' "$work/err")" 1 "behind the last there is none, which is said"
is "$(chapter 4)" "chapter 2/3: Middle" "back, at its beginning, is the one before"
is "$(chapter 5)" "chapter 1/3: Opening" "and again"
is "$(chapter 6)" "chapter 3/3: Ending" "well into it, back is its own beginning"
grep -q '0:40' "$work/6"; ok $? "to the second"
cat >"$work/script" <<END
search Song
key Enter
wait playing
wait idle
chapter-next
END
timeout 240 "$SEGUE" --ao null --script "$work/script" >"$work/out" 2>"$work/err" </dev/null
is "$(grep -c 'no chapters' "$work/err")" 1 "a file without chapters says so"
finish
