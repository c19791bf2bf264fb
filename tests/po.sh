# po.sh -- the Chinese catalogue: every message of the sources is in it, its directives agree, and the player shows it in straight columns
tools=
for tool in xgettext msgmerge msgfmt; do
	"$tool" --version 2>/dev/null | grep -q 'GNU gettext' || tools="$tools $tool"
done
if [ -n "$tools" ]; then
	echo "1..0 # SKIP GNU gettext's$tools is not here"
	exit 0
fi
. "$TOP_SRCDIR/tests/cli/lib.sh"
po=$TOP_SRCDIR/po/zh_CN.po
unset LANGUAGE

# ---- the file ----

# The sources as they are now, not segue.pot, which is as old as the last make dist.
options=$(sed -n 's/^XGETTEXT_OPTIONS *= *//p' "$TOP_SRCDIR/po/Makevars")
xgettext $options --directory="$TOP_SRCDIR" --files-from="$TOP_SRCDIR/po/POTFILES.in" --output="$work/now.pot" 2>"$work/warnings"
ok $? "the sources' messages can be taken out"
is "$(cat "$work/warnings")" "" "xgettext has nothing to say against them"
msgmerge --quiet --no-fuzzy-matching --output-file="$work/now.po" "$po" "$work/now.pot"
ok $? "and go together with zh_CN.po"
is "$(msgfmt --statistics --output-file=/dev/null "$work/now.po" 2>&1 | sed 's/[0-9][0-9]*/N/g')" "N translated messages." \
	"none is untranslated, none is fuzzy"
is "$(sed -n '/^msgid ""$/,$p' "$work/now.po" | awk '/^#~ msgid/ { n++ } END { print n + 0 }')" 0 "and none is left of sources that are gone"
mkdir -p "$work/locale/zh_CN/LC_MESSAGES"
msgfmt --check --output-file="$work/locale/zh_CN/LC_MESSAGES/segue.mo" "$po" 2>"$work/warnings"
ok $? "msgfmt --check: directives and header are right"
sed 's/^/#   /' "$work/warnings"

# ---- the player ----

# LANGUAGE is not heard in the locale C; whether C.UTF-8 is C depends on the C library.  Else a Chinese locale is made.
SEGUE_LOCALEDIR=$work/locale LANGUAGE=zh_CN
export SEGUE_LOCALEDIR LANGUAGE
speaks_chinese() { "$SEGUE" --help 2>/dev/null | grep -q 子命令; }
chinese() {
	speaks_chinese && return
	mkdir -p "$work/lc" && localedef -i zh_CN -f UTF-8 "$work/lc/zh_CN.UTF-8" >/dev/null 2>&1 || return 1
	LOCPATH=$work/lc LC_ALL=zh_CN.UTF-8
	export LOCPATH LC_ALL
	speaks_chinese
}
"$SEGUE" --help >/dev/null 2>&1
ok $? "the player starts with it"
if ! chinese; then
	# built with --disable-nls, or no locale listens to LANGUAGE
	echo "ok $((n + 1)) # SKIP no Chinese locale here, and none can be made"
	n=$((n + 1))
	finish
fi

make_file "$music/a.flac" 300 "title=Alpha One" "artist=Anna" "album=First" "track=1" "genre=Folk"
make_file "$music/b.flac" 300 "title=東京の夜" "artist=春日工房" "album=八ビット日和" "track=1" "genre=Chiptune"
make_file "$music/c.flac" 300 "title=Beta" "artist=Berta" "album=Second" "track=1" "genre=Jazz"
cat >"$work/script" <<S
wait idle
dump $work/welcome
add $music
wait scan
wait idle
dump $work/library
play
wait playing
rate 4
love
next
dump $work/playing
view queue
dump $work/queue
view for-you
dump $work/for-you
view history
dump $work/history
help
dump $work/help
S
run --ao null --script "$work/script"
is "$err" "" "a script runs in Chinese"
is "$status" 0 "to its end"

# Cells of the widest line; of the narrowest line of a frame.  wc -L counts as terminals do.
widest() { wc -L <"$1" | tr -d ' '; }
narrowest() { grep '^[│┌└]' "$1" | while IFS= read -r line; do printf '%s\n' "$line" | wc -L; done | sort -n | sed -n 1p | tr -d ' '; }
has() { # has SCREEN TEXT
	grep -qF "$2" "$work/$1"
	ok $? "$1 shows $2"
}
for screen in welcome library playing queue for-you history help; do
	is "$(sed -n 1p "$work/$screen" | sed 's/♫.*//; s/  */ /g')" " 音乐库 队列 为你推荐 播放列表 历史 文件 筛选 风格 情绪 " "$screen: the tabs are Chinese"
	has $screen 播放
	if [ "$(printf '播\n' | wc -L 2>/dev/null | tr -d ' ')" != 2 ]; then
		echo "ok $((n + 1)) # SKIP wc does not count cells"
		n=$((n + 1))
		continue
	fi
	is "$(widest "$work/$screen") $(narrowest "$work/$screen")" "80 80" "$screen: every frame is straight, nothing is wider"
	[ "$failed" -eq 0 ] || sed 's/^/#   /' "$work/$screen"
done
has welcome 这里还没有音乐
has library 春日工房
has for-you 还没听
has history 已跳过
has help 跳到下一首

# Text that is empty is no message: gettext would answer it with the catalogue's header.
for words in --help "rate --help" "doctor --help" "history --help" stats; do
	run $words
	case $out in *Project-Id*) s=1 ;; *) s=0 ;; esac
	ok $s "segue $words shows no header"
done
finish
