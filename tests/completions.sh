#!/bin/sh
# completions.sh -- bash completes what the program knows
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
file=$TOP_SRCDIR/completions/segue

sh "$TOP_SRCDIR/completions/bash.sh" "$SEGUE" >"$work/segue" && cmp -s "$work/segue" "$file"
is "$?" 0 "the file is what the rows make (else: make completions)"
if ! command -v bash >/dev/null 2>&1; then
	echo "ok 2 - it completes # SKIP no bash here"
	echo "1..2"
	exit $failed
fi
after() { # after WORD… : what is offered for the last word
	# shellcheck disable=SC2016
	bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _segue; echo "${COMPREPLY[*]}"' bash "$file" "$@"
}
is "$(after segue re)" "recommend remote" "subcommands"
is "$(after segue --ao)" "--ao" "the player's options"
is "$(after segue recommend --se)" "--seed-track --seed" "a subcommand's options"
is "$(after segue list --js)" "--json" "common options"
is "$(after segue --json remote st)" "status stop stop-after" "commands of the player, and its status"
is "$(after segue export '')" "database m3u" "what can be exported"
is "$(after segue import '')" "m3u" "what can be imported"
is "$(after segue scan /us)$(after segue --db re)" "" "files are left to bash"
finish
