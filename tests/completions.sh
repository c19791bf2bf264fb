#!/bin/sh
# completions.sh -- bash, zsh and fish complete what the program knows
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
file=$TOP_SRCDIR/completions/segue

sh "$TOP_SRCDIR/completions/bash.sh" "$SEGUE" >"$work/segue" && cmp -s "$work/segue" "$file"
is "$?" 0 "the file is what the rows make (else: make completions)"
for shell in zsh:_segue fish:segue.fish; do
	sh "$TOP_SRCDIR/completions/${shell%:*}.sh" "$SEGUE" >"$work/made" 2>&1 && cmp -s "$work/made" "$TOP_SRCDIR/completions/${shell#*:}"
	is "$?" 0 "so is that of ${shell%:*}"
	if command -v "${shell%:*}" >/dev/null 2>&1; then
		"${shell%:*}" -n "$TOP_SRCDIR/completions/${shell#*:}" >"$work/said" 2>&1
		is "$?:$(cat "$work/said")" "0:" "${shell%:*} can read it"
	fi
done
if command -v fish >/dev/null 2>&1; then
	offered() { # offered LINE: the words fish offers at its end
		# shellcheck disable=SC2016
		HOME=$work fish -c 'source $argv[1]; complete -C $argv[2]' "$TOP_SRCDIR/completions/segue.fish" "$1" | cut -f 1 | tr '\n' ' ' | sed 's/ $//'
	}
	cd "$work" || exit 1
	is "$(offered 'segue rem')" "remote" "fish: subcommands"
	is "$(offered 'segue remote st')" "stats status stop stop-after style styles-learn style-follow style-mix style-prompt" "fish: commands of the player, and its status"
	is "$(offered 'segue recommend --see')" "--seed --seed-track" "fish: a subcommand's options"
fi
if command -v zsh >/dev/null 2>&1; then
	# what _arguments and _describe are given: their own work is zsh's
	given() { # given SUBCOMMAND WORD…
		# shellcheck disable=SC2016
		zsh -fc '
			_arguments() { [[ $argv[-1] == "*:: :->rest" ]] || { print -l -- $argv; return 0 } ; state=rest; line=($words[2,-1]); words=($words[2,-1]); ((CURRENT--)); return 1 }
			_describe() { print -l -- ${(P)argv[-1]} }
			compadd() { print -l -- $argv }
			file=$1; shift; words=(segue "$@"); CURRENT=$#words; source $file' zsh "$TOP_SRCDIR/completions/_segue" "$@"
	}
	is "$(given remote '' | sed -n 's/^\(stop[^:]*\):.*/\1/p' | tr '\n' ' ')" "stop stop-after " "zsh: commands of the player"
	is "$(given export '' | tr '\n' ' ')" "database features-csv listenbrainz m3u " "zsh: what can be exported"
	is "$(given recommend '' | sed -n 's/^\(--seed[^=[]*\).*/\1/p' | sort | tr '\n' ' ')" "--seed --seed-track " "zsh: a subcommand's options"
fi
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
is "$(after segue --json remote st)" "status stats stop stop-after style style-follow style-mix style-prompt styles-learn" "commands of the player, and its status"
is "$(after segue export '')" "database features-csv listenbrainz m3u" "what can be exported"
is "$(after segue import '')" "cmus interactions lastfm listenbrainz m3u recommendations spotify" "what can be imported"
is "$(after segue scan /us)$(after segue --db re)" "" "files are left to bash"
finish
