# words.sh -- sourced by zsh.sh and fish.sh: the rows PROGRAM --manual prints, one a line, parted by tabs.
set -u
LC_ALL=C.UTF-8
export LC_ALL
unset LANGUAGE

# words TABLE: "SUBCOMMAND NAME HELP" (SUBCOMMAND "-" where there is none); NAME is an option's long form, or a word
words() {
	"$program" --manual "$1" </dev/null | sed 's/\\f[IR]//g; s/\\-/-/g; s/\\&//g; s/\\\[u2026\]/…/g' | awk '
		$1 == ".RS" { inside = 1; next }
		$1 == ".RE" { inside = 0; next }
		$1 == ".TP" { next }
		$1 == ".B" {
			name = $2
			takes = ""
			for (i = 2; i <= NF; i++)
				if ($i ~ /^--/) {
					name = $i
					takes = i < NF ? "=" : ""
				}
			if (!inside && name !~ /^-/)
				sub_name = name
			wants = 1
			next
		}
		wants { printf "%s\t%s%s\t%s\n", inside ? sub_name : "-", name, takes, $0; wants = 0 }'
}
