# names and contents of files come to the terminal without what it would obey
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
esc=$(printf '\033')
odd="$work/odd${esc}[31mname"
tame() { # tame WHAT NAME : the last run said NAME, and no escape
	said=$out$err
	case $said in *"$esc"*) s=1 ;; *"$2"*) s=0 ;; *) s=1 ;; esac
	ok $s "$1"
	[ $s = 0 ] || printf '%s\n' "$said" | cat -v | sed 's/^/# /'
}

make_file "$odd.flac" 1 title=Old genre=Folk
run tag title=New "$odd.flac"; tame "a tag written" "[31mname.flac: title: Old → New"
run tag title=New "$odd.no.flac"; tame "a file that cannot be tagged" "[31mname.no.flac: "
run scan "$odd.flac"
printf 'http://radio.example/\n%s.flac\n' "$odd" >"$odd.m3u"
run import m3u "$odd.m3u"; tame "a playlist's bad entry" "[31mname.m3u:1: "
printf '{"listened_at":1700000000,"track_metadata":{"artist_name":"x","track_name":"y"}}\nno\n' >"$odd.jsonl"
run import listenbrainz "$odd.jsonl"; tame "a bad listen" "[31mname.jsonl:2: "
run profile export "$work/p"
echo 'no line of it' >>"$work/p" && cp "$work/p" "$odd.profile"
run profile import "$odd.profile"; tame "a bad line of a profile" "[31mname.profile:"
mkdir -p "$work/cmus/playlists"
printf '%s.flac\nhttp://radio.example/\n' "$odd" >"$work/cmus/lib.pl"
printf 'fset a%sb=(\n' "$esc" >"$work/cmus/rc"
run import cmus "$work/cmus"; tame "a filter of cmus" "the filter a b of cmus: "

run recommend --style folk; is "$status" 0 "a style that is here"
run recommend --style "no${esc}such"; is "$status $out" "1 " "a style nothing has is an error"
tame "and is named" "nothing in the library has the style 'no such'"
finish
