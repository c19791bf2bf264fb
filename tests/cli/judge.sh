# rate, love, ban; history, stats, recommend, export; handing over to a running player
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"

i=0
for artist in Alpha Beta Gamma Delta; do
	for t in 1 2 3; do
		i=$((i + 1))
		make_file "$music/$artist-$t.flac" $i title="$artist $t" artist=$artist album="$artist's" genre="$([ $artist = Beta ] && echo Ambient || echo Rock)" track=$t
	done
done
run scan --quiet "$music"; is "$status" 0 "a library"

run rate alpha 1 5
is "$out" "Alpha 1 — Alpha  ★★★★★" "rate answers the track"
run rate --json "$music/Beta-2.flac" 3
is "$(q get 1 title) $(q get 1 rating)" "Beta 2 3" "by path, as JSON"
run love --json beta 1; is "$(q get 1 loved)" true "love"
run ban --json gamma 2; is "$(q get 1 banned)" true "ban"
id=$(q get 1 id)
run ban --json --undo "id:$id"; is "$(q get 1 title) $(q get 1 banned)" "Gamma 2 false" "ban --undo, by id"
run ban gamma 3
run love --undo --json beta 1; is "$(q get 1 loved)" false "love --undo"
run rate --json alpha 1 0; is "$(q get 1 rating)" 0 "0 takes the stars away"
run rate alpha 1 4
run love no such track; is "$status $err" "1 segue: no track in the library matches 'no such track'" "what is not there"
run list --json 'rating>=3'; is "$(q count)" 2 "the ratings are in the library"
run list --json banned; is "$(q column title)" "Gamma 3" "so is the ban"

run history --json
is "$(q column event | tr '\n' ' ')" "rate rate love ban unban ban unlove rate rate " "history: all, oldest first"
is "$(q keys 1 | tr '\n' ' ')" "artist at duration_s event listened_s path position_s source title value " "with its keys"
is "$(q get 1 value) $(q get 1 artist) $(q get 1 source) $(q get 1 listened_s) $(q get 1 duration_s)" "5 Alpha remote null 1.0" "and values"
run history --json -n 2; is "$(q column value | tr '\n' ' ')" "0 4 " "-n 2: the last two, newest last"
run history --json -n 0; is "$(q count)" 0 "-n 0: none"
run history --json --since 2099-01-01; is "$(q count)" 0 "--since a day to come"
run history --json --since 1d; is "$(q count)" 9 "--since 1d"
run history; echo "$out" | head -1 | grep -q "rate ★★★★★ .*Alpha  *Alpha 1"; ok $? "people get columns"

run stats --json
is "$(q count)/$(q get 1 tracks)/$(q get 1 artists)/$(q get 1 bans)/$(q get 1 ratings)" "1/12/4/1/2" "stats: one object"
is "$(q get 1 styles 0 style) $(q get 1 styles 0 tracks) $(q get 1 styles 1 share)" "Rock 9 0.25" "shares of styles"
is "$(q get 1 listened_by_hour_s | tr ',' '\n' | wc -l)/$(q get 1 listened_by_day_s | tr ',' '\n' | wc -l)" "24/7" "hours and days"
run stats; echo "$out" | grep -q "12 tracks"; ok $? "and a page for people"

run recommend --json -n 5
is "$(q count)/$(q column rank | tr '\n' ' ')" "5/1 2 3 4 5 " "recommend: as many as asked, ranked"
is "$(q keys 1 | tr '\n' ' ')" "album artist path rank reasons score signals sources title " "with its keys"
q get 1 reasons 0 | grep -q .; ok $? "and a reason in words"
is "$(q column score | sort -rg)" "$(q column score)" "scores fall"
run recommend --json -n 5 --at 2001-01-01; is "$status/$(q count)" 0/0 "--at before anything was added: nothing"
run recommend --json -n 100; is "$(q column title | grep -c 'Gamma 3')/$(q count)" "0/11" "never a banned one, otherwise everything"
run recommend --json -n 100 --style ambient; is "$(q column artist | sort -u)/$(q count)" "Beta/3" "--style keeps to a genre tag"
run recommend --json -n 100 --seed-track 'alpha 2'; is "$(q column title | grep -c 'Alpha 2')" 0 "the seed itself is not offered"
t=$(date -u +%s)
run recommend --json --at "@$t" --seed 3; one=$out
run recommend --json --at "@$t" --seed 3; is "$out" "$one" "same time, same seed: same list"
run recommend -n 3; is "$(echo "$out" | wc -l)" 3 "and columns for people"
run recommend --seed-track nothing-like-it; is "$status" 1 "a seed that is not there"

run export database "$work/copy.db"
is "$status $(stat -c %a "$work/copy.db")" "0 600" "export database"
run list --json --db "$work/copy.db" 'rating>=3'; is "$(q count)" 2 "the copy is a library"
run export database "$work/copy.db"; is "$status" 1 "an existing file is not overwritten"
run doctor --json
is "$(q where check database status) $(q where check library status)" "ok ok" "doctor: database and library are fine"
is "$(q column status | grep -cv -e '^ok$' -e '^warning$' -e '^failed$')" 0 "every check has a status"

# a running player is asked, not passed by
serve() { # serve N STATUS: a player that takes N requests
	mkfifo "$work/pipe" 2>/dev/null
	"$bin/fake_player" "$db" "$1" "$2" >"$work/pipe" &
	player=$!
	exec 3<"$work/pipe"
	read -r ready <&3
}
heard() { cat <&3 | tr '\n' ' '; exec 3<&-; wait $player; }

run history --json; before=$(q count)
serve 5 0
run rate --json alpha 1 2
is "$status $out" "0 answered 1" "rate is handed to the running player"
cd "$music" || exit 99
run love --undo --listener me Beta-1.flac; is "$out" "answered 2" "love too"
run scan . Alpha-1.flac; is "$out" "answered 3" "and scan"
cd /
run remote seek -5 --json --later; is "$out" "answered 4" "remote says any command"
run doctor --json; is "$(q where check player detail)" "one is running on this library" "doctor sees it"
run list --json alpha; is "$(q count)" 3 "reading goes on beside it"
run remote status; is "$status" 0 "remote status"
is "$(heard)" "cli rate --listener default --json -- alpha 1 2 . cli love --listener me --undo -- $music/Beta-1.flac . cli scan -- $music $music/Alpha-1.flac . seek -5 --later --json . status . " "with their words, files by full name"
serve 1 1
run ban alpha 1; is "$status $err" "1 segue: the player says no" "its refusal is ours"
heard >/dev/null
run history --json; is "$(q count)" "$before" "nothing was written past it"
run rate --json alpha 1 1; is "$(q get 1 rating)" 1 "without a player it is done here again"
finish
