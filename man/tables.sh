#!/bin/sh
# tables.sh PROGRAM PAGE -- the page on standard output, its tables as PROGRAM --manual prints them now.
#
# A table stands between  .\" BEGIN name  and  .\" END name ; everything else of the page goes through as it is.
set -u
LC_ALL=C
export LC_ALL
unset LANGUAGE
program=$1
inside=
while IFS= read -r line || [ -n "$line" ]; do
	case $line in
	'.\" BEGIN '*)
		inside=${line#'.\" BEGIN '}
		printf '%s\n' "$line"
		"$program" --manual "$inside" </dev/null || exit 1
		;;
	'.\" END '*)
		if [ "${line#'.\" END '}" != "$inside" ]; then
			echo "$2: the table '$inside' ends as '${line#'.\" END '}'" >&2
			exit 1
		fi
		inside=
		printf '%s\n' "$line"
		;;
	*)
		[ -n "$inside" ] || printf '%s\n' "$line"
		;;
	esac
done <"$2"
if [ -n "$inside" ]; then
	echo "$2: the table '$inside' does not end" >&2
	exit 1
fi
