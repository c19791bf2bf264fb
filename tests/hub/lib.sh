# lib.sh -- a PostgreSQL of the test's own: in a folder of its own, without TCP, ended with the test.  Sourced after tests/cli/lib.sh.
#
# The server refuses to be root's, so as root it is nobody's (or postgres').  Where it is missing the test is skipped with the reason.
pg_bin=
for f in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
	[ -x "$f/initdb" ] && [ -x "$f/postgres" ] && pg_bin=$f
done
[ -n "$pg_bin" ] || { echo "1..0 # SKIP no PostgreSQL server (Debian: postgresql)"; exit 0; }
echo 'set hub=postgresql://nobody@/none?host=/nowhere' >"$work/probe.conf"
"$SEGUE" hub pull --db "$work/probe" --config "$work/probe.conf" 2>&1 | grep -qE 'without PostgreSQL|cannot be loaded' && { echo "1..0 # SKIP no libpq"; exit 0; }

# a socket's path has to be short, and the server's user has to get there
pg=$(mktemp -d /tmp/segue-pg-XXXXXX) || exit 99
pg_user=
if [ "$(id -u)" -eq 0 ]; then
	pg_user=$(id -un postgres 2>/dev/null || id -un nobody)
	command -v setpriv >/dev/null || { echo "1..0 # SKIP no setpriv to start a server with as another user"; exit 0; }
	chown "$pg_user" "$pg"
fi
chmod 755 "$pg"

pg_do() { # pg_do WORD… : as the server's user
	if [ -n "$pg_user" ]; then
		(cd "$pg" && setpriv --reuid "$pg_user" --regid "$(id -gn "$pg_user")" --clear-groups env HOME="$pg" LC_ALL=C "$@")
	else
		(cd "$pg" && env LC_ALL=C "$@")
	fi
}
pg_start() {
	pg_do "$pg_bin/pg_ctl" -D "$pg/data" -l "$pg/log" -w -t 60 -o "-c listen_addresses='' -k $pg -c fsync=off" start >/dev/null 2>&1
}
pg_stop() { # pg_stop immediate | fast
	pg_do "$pg_bin/pg_ctl" -D "$pg/data" -w -t 60 -m "$1" stop >/dev/null 2>&1
}
pg_end() {
	pg_stop immediate
	rm -rf "$pg"
}
sql_as() { # sql_as ROLE DATABASE TEXT : unaligned rows
	pg_do "$pg_bin/psql" -h "$pg" -U "$1" -d "$2" -v ON_ERROR_STOP=1 -q -A -t -F ' ' -c "$3" 2>&1
}
sql() { # sql TEXT : as who may look at everything
	PGOPTIONS='-c search_path=segue_rows,public' sql_as tester postgres "$1"
}
trap 'pg_end; rm -rf "$work"' EXIT
pg_do "$pg_bin/initdb" -D "$pg/data" -U tester -A trust -E UTF8 --no-locale -N >"$work/initdb" 2>&1 || { sed 's/^/# /' "$work/initdb"; exit 99; }
pg_start || { sed 's/^/# /' "$pg/log"; exit 99; }
hub="postgresql://tester:s3cret-word@/postgres?host=$pg"
