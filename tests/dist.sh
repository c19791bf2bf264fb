#!/bin/sh
# dist.sh -- everything git holds travels in the release tarball, but for what only a repository needs.
set -u
top=${TOP_SRCDIR:-.}
list=${TOP_BUILDDIR:-.}/tests/dist.list

if ! [ -e "$top/.git" ] || ! git -C "$top" ls-files >/dev/null 2>&1; then
	echo '1..0 # SKIP not in a git clone'
	exit 0
fi
missing=$(git -C "$top" ls-files | awk -v list="$list" '
	BEGIN { while ((getline line < list) > 0) have[line] = 1 }
	# po/ packs itself; .ci and .gitignore are for a repository
	/^po\// || /^\.ci\// || /(^|\/)\.gitignore$/ || /^\.gitattributes$/ { next }
	{
		for (path = $0; ; path = up) {
			if (path in have) next
			up = path
			if (!sub(/\/[^\/]*$/, "", up)) break
		}
		print
	}')
if [ -s "$list" ] && [ -z "$missing" ]; then
	echo 'ok 1 - make dist takes all that git holds'
else
	echo 'not ok 1 - make dist takes all that git holds'
	printf '%s\n' "$missing" | sed 's/^/#   left behind: /'
fi
# a program committed by mistake is built anew by nobody, and runs on one machine
built=$(git -C "$top" ls-files | while read -r f; do
	[ "$(head -c 4 "$top/$f" | tail -c 3 | tr -d "\0")" = ELF ] && echo "$f"
done)
if [ -z "$built" ]; then
	echo 'ok 2 - git holds no built program'
else
	echo 'not ok 2 - git holds no built program'
	printf '%s\n' "$built" | sed 's/^/#   /'
fi
echo '1..2'
