#!/bin/sh
# bash.sh PROGRAM -- bash's completion for segue on standard output, from the rows PROGRAM --manual prints.
set -u
LC_ALL=C
export LC_ALL
unset LANGUAGE
program=$1

# the terms of a table, one a line, without roff: "\-n, \-\-number \fIN\fR" is "-n, --number N"
terms() {
	"$program" --manual "$1" </dev/null | sed -n 's/\\f[IR]//g; s/\\-/-/g; s/\\&//g; s/^\.B //p; /^\.R[SE]$/p'
}
flags() {
	grep -o -- '--[a-z][a-z-]*' | tr '\n' ' ' | sed 's/ $//'
}
subcommands=$(terms subcommands | awk '$1 == ".RS" { inside = 1 } $1 == ".RE" { inside = 0; next } !inside { print $1 }' | tr '\n' ' ')
[ -n "$subcommands" ] || exit 1

cat <<EOF
# bash completion for segue(1): made by \`make completions\` from the program's own rows
_segue()
{
	local cur=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} sub='' words='' options='' i
	local subcommands='${subcommands% }'
	local commands='$(terms commands | awk '{ print $1 }' | tr '\n' ' ' | sed 's/ $//')'
	local common='$(terms program-options | sed '/--ao/,$d' | flags)'
	local player='$(terms program-options | sed -n '/--ao/,$p' | flags)'

	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ " \$subcommands " == *" \${COMP_WORDS[i]} "* ]]; then
			sub=\${COMP_WORDS[i]}
			break
		fi
	done
	case \$previous in
	$(terms program-options | awk '/ FILE$/ { print $1 }' | tr '\n' '|' | sed 's/|$//')) return ;;
	esac
	case \$sub in
	'') words=\$subcommands options=\$player ;;
EOF
terms subcommands | awk '
	$1 == ".RS" { inside = 1; next }
	$1 == ".RE" { inside = 0; next }
	!inside { name = $1; next }
	{
		for (i = 1; i <= NF; i++)
			if ($i ~ /^--/)
				options[name] = options[name] " " $i
		if (!(name in seen))
			order[++n] = name
		seen[name] = 1
	}
	END {
		for (i = 1; i <= n; i++)
			printf "\t%s) options=\"%s\" ;;\n", order[i], substr(options[order[i]], 2)
	}'
cat <<'EOF'
	esac
	case $sub in
	remote) [[ ${COMP_WORDS[COMP_CWORD-1]} == remote ]] && words="status $commands" ;;
	export) [[ ${COMP_WORDS[COMP_CWORD-1]} == export ]] && words="database features-csv listenbrainz m3u" ;;
	import) [[ ${COMP_WORDS[COMP_CWORD-1]} == import ]] && words="cmus interactions lastfm listenbrainz m3u recommendations spotify" ;;
	esac
	[[ $cur == -* ]] && words="$options $common"
	[[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
# what is no word of ours is a file's name
complete -o bashdefault -o default -F _segue segue
EOF
