#!/bin/sh
# zsh.sh PROGRAM -- zsh's completion for segue on standard output, from the rows PROGRAM --manual prints.
program=$1
. "${0%/*}/words.sh"

described() { # described TABLE SUBCOMMAND: 'word:help' lines
	words "$1" | awk -F'\t' -v sub_name="$2" -v q="'" '$1 == sub_name && $2 !~ /^-/ { gsub(q, q "\\" q q, $3); gsub(":", "\\:", $3); printf "\t\t%s%s:%s%s\n", q, $2, $3, q }'
}
options() { # options TABLE SUBCOMMAND: "'--word[help]'" lines, with :value: where one is taken
	words "$1" | awk -F'\t' -v sub_name="$2" -v q="'" '
		$1 == sub_name && $2 ~ /^--/ {
			gsub(q, q "\\" q q, $3)
			gsub(/\[/, "\\[", $3)
			gsub(/\]/, "\\]", $3)
			gsub(":", "\\:", $3)
			name = $2
			takes = sub("=$", "", name)
			printf "\t\t%s%s[%s]%s%s\n", q, takes ? name "=" : name, $3, takes ? ": :_files" : "", q
		}'
}
subcommands=$(described subcommands -)
[ -n "$subcommands" ] || exit 1
cat <<EOF
#compdef segue
# zsh completion for segue(1): made by \`make completions\` from the program's own rows
_segue()
{
	local -a subcommands commands common
	local -A opt_args
	local curcontext=\$curcontext state line sub
	subcommands=(
$subcommands
	)
	commands=(
		'status:What plays'
$(described commands -)
	)
	common=(
$(options program-options - | sed '/--ao/,$d')
	)
	_arguments -C \$common \\
$(options program-options - | sed -n '/--ao/,$p' | sed 's/$/ \\/')
		'1: :->first' '*:: :->rest' && return
	case \$state in
	first)
		_describe -t commands 'subcommand' subcommands
		_files
		return ;;
	esac
	sub=\$line[1]
	case \$sub in
	remote) ((CURRENT == 2)) && _describe -t commands 'command' commands && return ;;
	export) ((CURRENT == 2)) && compadd database features-csv listenbrainz m3u && return ;;
	import) ((CURRENT == 2)) && compadd cmus interactions lastfm listenbrainz m3u recommendations spotify && return ;;
	esac
	case \$sub in
EOF
words subcommands | cut -f 1 | sort -u | grep -v '^-$' | while read -r sub; do
	printf '\t%s) _arguments $common \\\n%s \\\n\t\t%s ;;\n' "$sub" "$(options subcommands "$sub" | sed '$!s/$/ \\/')" "'*: :_files'"
done
cat <<'EOF'
	*) _arguments $common '*: :_files' ;;
	esac
}
_segue "$@"
EOF
