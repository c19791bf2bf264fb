#!/bin/sh
# bootstrap.sh -- the front door: its list agrees with configure.ac, and where it cannot go on it says how.
set -u
top=${TOP_SRCDIR:-.}
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
n=0
tap() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/#   /' "$tmp/out" 2>/dev/null
	fi
}

"$top/bootstrap" deps --list >"$tmp/list"
for module in $(sed -n 's/^PKG_CHECK_MODULES(\[[A-Z0-9_]*\], \[\([^]]*\)\].*/\1/p' "$top/configure.ac" | tr ' ' '~'); do
	module=$(echo "$module" | tr '~' ' ')
	grep -qF "mod $module|" "$tmp/list"
	tap "configure wants $module, and so does bootstrap" $?
done
[ "$n" -ge 8 ]
tap "configure.ac was understood" $?

"$top/bootstrap" >"$tmp/out" 2>&1
[ $? -eq 2 ] && grep -q 'play' "$tmp/out"
tap "without a verb it tells its verbs" $?

# a machine with nothing but the tools of a minimal system
mkdir "$tmp/bin"
for tool in sh sed cut sort cat tail mkdir nproc dirname printf env; do
	path=$(command -v "$tool") && ln -s "$path" "$tmp/bin/$tool"
done
printf '#!/bin/sh\necho 1000\n' >"$tmp/bin/id"
chmod +x "$tmp/bin/id"
SEGUE_BUILD=$tmp/build PATH=$tmp/bin "$top/bootstrap" play </dev/null >"$tmp/out" 2>&1
[ $? -eq 1 ] && grep -q 'no apt-get' "$tmp/out" && grep -q 'pkg-config module *mpv >= 2.0' "$tmp/out" && ! grep -q vterm "$tmp/out"
tap "without apt it lists what is missing, by module" $?

# the same with an apt-get that must not be run
printf '#!/bin/sh\ntouch "%s/ran"\nexit 1\n' "$tmp" >"$tmp/bin/apt-get"
chmod +x "$tmp/bin/apt-get"
SEGUE_BUILD=$tmp/build PATH=$tmp/bin "$top/bootstrap" check </dev/null >"$tmp/out" 2>&1
[ $? -eq 1 ] && grep -q 'apt-get install -y --no-install-recommends .*libmpv-dev' "$tmp/out" && grep -q vterm "$tmp/out" && [ ! -e "$tmp/ran" ]
tap "without leave to install it says what root should run" $?

# as root with a mirror that is away: one sentence and the log, no loop
printf '#!/bin/sh\necho 0\n' >"$tmp/bin/id"
printf '#!/bin/sh\necho "E: mirror is away"\nexit 100\n' >"$tmp/bin/apt-get"
SEGUE_BUILD=$tmp/build PATH=$tmp/bin "$top/bootstrap" play </dev/null >"$tmp/out" 2>&1
[ $? -eq 1 ] && grep -q 'failed' "$tmp/out" && grep -q 'mirror is away' "$tmp/out"
tap "when apt fails its words are shown" $?
echo "1..$n"
