/* copy.c -- is the file sound, and a copy of it. */
#include "store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- checking ---- */

enum { REPORT_MAX = 64 * 1024 };

static enum err check_pages(struct store *s, struct buf *report)
{
	sqlite3_stmt *st = statement(s, STMT_CHECK_PAGES);
	enum err err;

	if (!st)
		return ERR_DB;
	while (statement_step(s, st, &err))
		if (strcmp(column_text(st, 0), "ok"))
			buf_addf(report, "%s\n", column_text(st, 0));
	return err;
}

static enum err check_keys(struct store *s, struct buf *report)
{
	sqlite3_stmt *st = statement(s, STMT_CHECK_KEYS);
	enum err err;

	if (!st)
		return ERR_DB;
	while (statement_step(s, st, &err))
		buf_addf(report, _("row %s of %s refers to a %s that is not there\n"),
			column_text(st, 1), column_text(st, 0), column_text(st, 2));
	return err;
}

static enum err check_opinions(struct store *s, struct buf *report)
{
	sqlite3_stmt *st = statement(s, STMT_CHECK_OPINIONS);
	int64_t differing = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	while (statement_step(s, st, &err))
		differing = sqlite3_column_int64(st, 0);
	if (!err && differing)
		buf_addf(report, _("ratings and counts disagree with the log (%lld rows)\n"), (long long)differing);
	return err;
}

enum err store_check(struct store *s, char **ret_report)
{
	struct buf report;
	enum err err;

	buf_init(&report, REPORT_MAX);
	err = check_pages(s, &report);
	/* On broken pages the other answers would be guesses. */
	if (!err && !report.len)
		err = check_keys(s, &report);
	if (!err && !report.len)
		err = check_opinions(s, &report);
	if (!err)
		*ret_report = report.len ? buf_steal(&report) : NULL;
	buf_done(&report);
	return err;
}

/* ---- copying ---- */

/* Into a database file of one piece: the copy may be carried anywhere, so it does not stay in WAL mode. */
static enum err copy_into(struct store *s, sqlite3 *to, const char *path)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", s->db, "main");
	int rc;

	if (!backup)
		return sqlite_fail(to, sqlite3_extended_errcode(to), path);
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (rc != SQLITE_DONE)
		return sqlite_fail(to, rc, path);
	if (sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL))
		return sqlite_fail(to, sqlite3_extended_errcode(to), path);
	return OK;
}

enum err store_export(struct store *s, const char *path)
{
	sqlite3 *to = NULL;
	char *full = path_absolute(path);
	enum err err = OK;
	int rc, fd;

	if (s->in_tx) {
		err = store_sync(s);
		if (err)
			goto out;
	}
	fd = open(full, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		err = errno == EEXIST ? fail(ERR_ARG, _("%s is there already"), full) : fail_errno(ERR_IO, _("cannot make %s"), full);
		goto out;
	}
	close(fd);
	rc = sqlite3_open_v2(full, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	err = rc ? sqlite_fail(to, rc, full) : copy_into(s, to, full);
	sqlite3_close(to);
	if (err)
		unlink(full);
out:
	free(full);
	return err;
}
