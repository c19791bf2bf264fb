#!/bin/sh
# nomusic.sh -- silence and speech are not chosen for the listener, unless he takes to them himself
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
i=0
while [ $i -lt 6 ]; do
	"$bin/mktone" "$music/t$i.flac" 8 $((110 + i * 40)) $((70 + i * 9)) || exit 99
	"$SEGUE" tag "title=Tone $i" "artist=A$i" "genre=Rock" "$music/t$i.flac" >>"$work/log" 2>&1 || exit 99
	i=$((i + 1))
done
"$bin/mktone" "$music/book.flac" 8 150 80 && "$SEGUE" tag "title=Book" "artist=B" "genre=Audiobook" "$music/book.flac" >>"$work/log" 2>&1 || exit 99
"$bin/mktone" "$music/still.wav" 12 0 0
# a note in half a minute of nothing
"$bin/mktone" "$music/gap.wav" 30 0 0
"$bin/mktone" "$work/note.wav" 1 300 60
tail -c +45 "$work/note.wav" | dd of="$music/gap.wav" bs=44 seek=20000 conv=notrunc 2>>"$work/log"
titles() { q column title | sort | tr '\n' ' '; }
tones="Tone 0 Tone 1 Tone 2 Tone 3 Tone 4 Tone 5 "

run scan --quiet "$music"
run recommend --json -n 20
is "$(titles)" "$tones""gap still " "before it was listened to: what a tag says is known"
run analyze --quiet
run recommend --json -n 20
is "$(titles)" "$tones" "then nothing but music is recommended"
run radio --json "Tone 0"
is "$(titles)" "Tone 1 Tone 2 Tone 3 Tone 4 Tone 5 " "... and in a radio"
run path --json "Tone 0" "Tone 5" -n 20
is "$(titles)" "$tones" "... and on a path"
run recommend --json --style Audiobook
is "$(titles)" "Book " "who asks for it gets it"
run love still
run rate gap 5
run recommend --json -n 20
is "$(titles)" "$tones""gap still " "what he loves or rates is recommended again"
run love --undo still
run rate gap 2
run recommend --json -n 20
is "$(titles)" "$tones" "... and no longer"
sqlite3 "$db" "insert into event(listener, at_ms, track, kind, source, value, position_ms, listened_ms, duration_ms)
	select (select id from listener limit 1), ($(date +%s) - 86400) * 1000, id, 2, 1, 0, 8000, 8000, 8000 from track where title = 'Book'"
run recommend --json -n 20
is "$(titles)" "Book $tones" "what he heard out is, too"
finish
