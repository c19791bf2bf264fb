# behind.sh -- what was typed right behind the key that ends the player, or that leaves the terminal, is for the shell: it is still there
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
# a shell that, when the player has left, takes so many bytes of what waits in the terminal, and shows them
cat >"$work/shell" <<'S'
"$SEGUE" --ao null "$1"
stty -icanon -echo
printf 'behind: <%s>\n' "$(dd bs=1 count="$2" 2>/dev/null)"
S
export SEGUE
behind() { # behind NAME COUNT < scenario
	"$tty" - -- sh "$work/shell" "$music" "$2" >"$work/tap" 2>&1
	status=$?
	[ $status -eq 0 ] || sed 's/^/#   /' "$work/tap"
	ok $status "$1"
}

behind "q y and a command in one go: the command reaches the shell" 7 <<'S'
expect ♫ 5
expect Scanned
send "qyls -la\n"
expect behind: <ls -la
exit 0
S

behind "keys of many bytes in front of it, and letters of many" 6 <<'S'
expect ♫ 5
send "\e[B\e[A\eOA\e[1;5Cqyé東x"
expect behind: <é東x>
exit 0
S

behind "what stands behind :quit" 3 <<'S'
expect ♫ 5
send ":quit\nabc"
expect behind: <abc>
exit 0
S

behind "Q leaves the terminal: what follows is the shell's; the player plays on" 3 <<'S'
expect ♫ 5
send "Qpwd"
expect behind: <pwd>
S
run remote quit
is "$status" 0 "(it is ended from outside)"
finish
