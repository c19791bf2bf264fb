#!/bin/sh
# fish.sh PROGRAM -- fish's completion for segue on standard output, from the rows PROGRAM --manual prints.
program=$1
. "${0%/*}/words.sh"

# row CONDITION < words: a line of fish each
row() {
	awk -F'\t' -v condition="$1" -v q="'" '
		{
			name = $2
			help = $3
			gsub(/\\/, "\\\\", help)
			gsub(q, "\\" q, help)
			takes = sub("=$", "", name)
			if (name ~ /^--/)
				printf "complete -c segue%s -l %s%s -d %s%s%s\n", condition, substr(name, 3), takes ? " -r" : "", q, help, q
			else
				printf "complete -c segue%s -a %s%s%s -d %s%s%s\n", condition, q, name, q, q, help, q
		}'
}
subcommands=$(words subcommands | awk -F'\t' '$1 == "-" { printf "%s ", $2 }')
[ -n "$subcommands" ] || exit 1
cat <<EOF
# fish completion for segue(1): made by \`make completions\` from the program's own rows
set -l subcommands ${subcommands% }
EOF
words program-options | sed '/--ao/,$d' | row ''
words program-options | sed -n '/--ao/,$p' | row ' -n "not __fish_seen_subcommand_from $subcommands"'
words subcommands | grep '^-' | row ' -n "not __fish_seen_subcommand_from $subcommands"'
words subcommands | cut -f 1 | sort -u | grep -v '^-$' | while read -r sub; do
	words subcommands | awk -F'\t' -v s="$sub" '$1 == s' | row " -n '__fish_seen_subcommand_from $sub'"
done
words commands | row " -f -n '__fish_seen_subcommand_from remote; and test (count (commandline -opc)) -eq (contains -i -- remote (commandline -opc))'"
cat <<'EOF'
complete -c segue -f -n '__fish_seen_subcommand_from remote; and test (count (commandline -opc)) -eq (contains -i -- remote (commandline -opc))' -a status -d 'What plays'
complete -c segue -n '__fish_seen_subcommand_from export' -a 'database features-csv listenbrainz m3u'
complete -c segue -n '__fish_seen_subcommand_from import' -a 'cmus interactions lastfm listenbrainz m3u recommendations spotify'
EOF
