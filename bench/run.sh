#!/bin/sh
# run.sh -- runs the benches named, one after the other, each under its name; scripts are looked for beside the sources.
# Exit status: how many failed.
set -u
failed=0
for bench; do
	[ "$bench" != bench/drive ] || continue	# a tool of peers.sh
	printf '== %s\n' "$bench"
	case $bench in
	*.sh) sh "${TOP_SRCDIR:-.}/$bench" ;;
	*.py) python3 "${TOP_SRCDIR:-.}/$bench" ;;
	*) "${TOP_BUILDDIR:-.}/$bench" ;;
	esac || {
		echo "$bench failed"
		failed=$((failed + 1))
	}
done
[ $# -gt 0 ] || echo 'no benches yet'
exit "$failed"
