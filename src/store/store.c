/*
 * store.c -- opening and closing.
 *
 * Nothing is written before the file has been accepted: it is a database, of ours (application_id) or still empty, not newer than
 * this program, and the first page of every table can be read.  Until then even SQLite's own tidying at close is switched off,
 * so a file that is refused stays as it was, its write-ahead log included.
 *
 * No descriptor of ours is ever opened on an existing database: POSIX drops all of a process's locks on a file when any
 * descriptor of it is closed, those of another connection in this process too.
 */
#include "store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err store_damaged(const struct store *s)
{
	return fail(ERR_DB, "%s: %s", s->path, _("the database is damaged (segue doctor tells more)"));
}

static enum err exec_number(struct store *s, const char *sql, int64_t *ret_number)
{
	sqlite3_stmt *st = NULL;
	int64_t number = 0;
	enum err err;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	while (statement_step(s, st, &err))
		number = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (!err)
		*ret_number = number;
	return err;
}

/* ---- the file ---- */

static enum err sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err err = OK;

	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot open %s"), folder);
	if (fsync(fd) && errno != EINVAL)	/* some file systems cannot */
		err = fail_errno(ERR_IO, _("cannot write %s"), folder);
	close(fd);
	return err;
}

/* Made by us rather than by SQLite, so that it is never readable to others; -wal and -shm take its mode. */
static enum err make_file(const char *path)
{
	char *folder = xstrndup(path, (size_t)(path_base(path) - path));
	enum err err = make_dirs(folder, 0700);
	int fd;

	if (err)
		goto out;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		err = errno == EEXIST ? OK : fail_errno(ERR_IO, _("cannot make %s"), path);
		goto out;
	}
	close(fd);
	err = sync_folder(folder);
out:
	free(folder);
	return err;
}

/* The log beside the database is made anew at each opening. */
static enum err folder_takes_files(const char *path)
{
	char *folder = xstrndup(path, (size_t)(path_base(path) - path));
	enum err err = access(folder, W_OK | X_OK) ? fail_errno(ERR_IO, _("cannot write %s"), folder) : OK;

	free(folder);
	return err;
}

static enum err find_file(const char *path, enum store_mode mode)
{
	struct stat sb;

	if (!stat(path, &sb)) {
		if (!S_ISREG(sb.st_mode))
			return fail(ERR_DB, _("%s is not a file"), path);
		if (mode == STORE_READ && !sb.st_size)
			return fail(ERR_MISSING, _("%s is empty: no library was made yet"), path);
		if (mode == STORE_WRITE && access(path, W_OK))
			return fail_errno(ERR_IO, _("cannot write %s"), path);
		return mode == STORE_WRITE ? folder_takes_files(path) : OK;
	}
	if (errno != ENOENT)
		return fail_errno(mode == STORE_WRITE ? ERR_IO : ERR_DB, _("cannot open %s"), path);
	if (mode == STORE_READ)
		return fail(ERR_MISSING, _("there is no library yet (%s)"), path);
	return make_file(path);
}

/* ---- the connection ---- */

static int on_commit(void *user, sqlite3 *db, const char *name, int pages)
{
	struct store *s = user;

	(void)db;
	(void)name;
	if (pages < s->wal_done)
		s->wal_done = 0;	/* the log was begun anew */
	s->wal_pages = pages - s->wal_done;
	return SQLITE_OK;
}

static enum err connect(struct store *s, const char *name, int flags)
{
	int rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc)
		return sqlite_fail(s->db, rc, s->path);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return run_sql(s, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY");
}

static void disconnect(struct store *s)
{
	sqlite3_close(s->db);
	s->db = NULL;
}

/* "file:/a%3Fb?immutable=1": SQLite then neither locks nor makes a file beside it. */
static char *immutable_name(const char *path)
{
	char *name = xmalloc(strlen(path) * 3 + sizeof "file:?immutable=1"), *to = name;

	to += sprintf(to, "file:");
	for (; *path; path++)
		if (strchr("%?# ", *path) || (unsigned char)*path < 0x20)
			to += sprintf(to, "%%%02X", (unsigned)(unsigned char)*path);
		else
			*to++ = *path;
	strcpy(to, "?immutable=1");
	return name;
}

/*
 * A library on a read-only file system.  Only where nobody can write, and only when no log is waiting beside it: the file
 * alone would then be half the truth.
 */
static enum err connect_immutable(struct store *s)
{
	char *folder = xstrndup(s->path, (size_t)(path_base(s->path) - s->path));
	char *log = xasprintf("%s-wal", s->path), *name = immutable_name(s->path);
	struct stat sb;
	enum err err = ERR_DB;

	if (!access(folder, W_OK) || !access(s->path, W_OK))
		goto out;
	if (!stat(log, &sb) && sb.st_size) {
		err = fail(ERR_DB, _("%s cannot be read here: the log %s beside it has to be folded in first, where it can be written"), s->path, log);
		goto out;
	}
	disconnect(s);
	err = connect(s, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
out:
	free(folder);
	free(log);
	free(name);
	return err;
}

/* ---- is it ours? ---- */

static enum err accept_version(struct store *s)
{
	int64_t application = 0, version = 0, objects = 0;
	enum err err = exec_number(s, "SELECT count(*) FROM sqlite_schema", &objects);

	if (!err)
		err = exec_number(s, "PRAGMA application_id", &application);
	if (!err)
		err = exec_number(s, "PRAGMA user_version", &version);
	if (err)
		return err;
	if (application != STORE_APPLICATION_ID && (application || version || objects))
		return fail(ERR_DB, _("%s is a database of another program, not of Segue"), s->path);
	if (version > schema_newest())
		return fail(ERR_DB, _("%s was made by a newer Segue (its version is %d, this program knows %d)"),
			s->path, (int)version, schema_newest());
	if (version < 0 || (application && !version))
		return store_damaged(s);
	s->version = (int)version;
	return OK;
}

/* Reads the root page of every table. */
static enum err accept_tables(struct store *s)
{
	sqlite3_stmt *names = NULL;
	enum err err, in_table = OK;

	if (sqlite3_prepare_v2(s->db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &names, NULL))
		return store_fail(s);
	while (statement_step(s, names, &err)) {
		char *sql = sqlite3_mprintf("SELECT 1 FROM \"%w\" LIMIT 1", column_text(names, 0));

		if (!sql)
			die(_("out of memory"));
		in_table = run_sql(s, sql);
		sqlite3_free(sql);
		if (in_table)
			break;
	}
	sqlite3_finalize(names);
	return in_table ? in_table : err;
}

static enum err accept(struct store *s)
{
	enum err err = accept_version(s);

	return err ? err : accept_tables(s);
}

/* ---- opening ---- */

static enum err find_listener(struct store *s, const char *name)
{
	sqlite3_stmt *st;
	enum err err = OK;

	if (s->is_writer) {
		err = write_begin(s, false);
		if (err)
			return err;
		st = statement(s, STMT_LISTENER_ADD);
		if (st)
			bind_text(st, 1, name);
		err = write_end(s, false, statement_run(s, st));
	}
	st = err ? NULL : statement(s, STMT_LISTENER_FIND);
	if (!st)
		return err ? err : ERR_DB;
	bind_text(st, 1, name);
	while (statement_step(s, st, &err))
		s->listener = sqlite3_column_int64(st, 0);
	return err;
}

static enum err open_writer(struct store *s)
{
	enum err err = connect(s, s->path, SQLITE_OPEN_READWRITE);

	if (!err)
		err = accept(s);
	if (!err && sqlite3_db_readonly(s->db, "main"))
		err = fail(ERR_DB, "%s: %s", s->path, _("the database cannot be written"));
	if (err)
		return err;
	err = run_sql(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
	s->is_full = true;
	if (!err && s->version < schema_newest())
		err = schema_migrate(s->db, s->path, schema_newest());
	if (err)
		return err;
	s->version = schema_newest();
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	sqlite3_exec(s->db, "PRAGMA journal_size_limit = 16777216", NULL, NULL, NULL);
	return OK;
}

/*
 * Read and write to SQLite, so that the last one out folds in a log a crash left and takes -wal and -shm away; query_only
 * keeps every statement from changing anything.
 */
static enum err open_reader(struct store *s)
{
	enum err err = connect(s, s->path, SQLITE_OPEN_READWRITE);

	if (!err)
		err = accept(s);
	if (err && s->db) {
		int rc = sqlite3_errcode(s->db) & 0xff;

		if (rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY || rc == SQLITE_IOERR) {
			err = connect_immutable(s);
			if (!err)
				err = accept(s);
		}
	}
	if (err)
		return err;
	if (s->version < schema_newest())
		return fail(ERR_DB, _("%s was made by an older Segue: open it once in the player"), s->path);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	return run_sql(s, "PRAGMA query_only = ON");
}

/* The last of opening: who listens. Or, where anything went wrong, it is closed again. */
static enum err opened(struct store *s, enum err err, const char *listener, struct store **ret_store)
{
	if (!err)
		err = find_listener(s, listener);
	if (err)
		store_close(s);
	else
		*ret_store = s;
	return err;
}

enum err store_open(struct store **ret_store, const char *path, enum store_mode mode, const char *listener)
{
	struct store *s = xcalloc(1, sizeof *s);
	enum err err;

	s->path = path_absolute(path);
	s->is_writer = mode == STORE_WRITE;
	err = find_file(s->path, mode);
	if (!err)
		err = s->is_writer ? open_writer(s) : open_reader(s);
	return opened(s, err, listener, ret_store);
}

/* What can be read of the library, into the memory's; only a file that is none, or nobody's we know, is an error. */
static enum err fill_scratch(struct store *s)
{
	struct store file = { .path = s->path };
	sqlite3_backup *backup;
	enum err err;

	if (access(s->path, R_OK))
		return OK;
	err = connect(&file, s->path, SQLITE_OPEN_READONLY);
	if (!err)
		err = accept(&file);
	if (err && file.db && (sqlite3_errcode(file.db) & 0xff) != SQLITE_NOTADB) {
		err = connect_immutable(&file);
		if (!err)
			err = accept(&file);
	}
	backup = err ? NULL : sqlite3_backup_init(s->db, "main", file.db, "main");
	if (backup) {
		sqlite3_backup_step(backup, -1);
		if (sqlite3_backup_finish(backup))
			err = store_fail(s);
	}
	disconnect(&file);
	return err;
}

enum err store_open_scratch(struct store **ret_store, const char *path, const char *listener)
{
	struct store *s = xcalloc(1, sizeof *s);
	enum err err;

	s->path = path_absolute(path);
	s->is_writer = true;
	err = connect(s, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY);
	if (!err)
		err = fill_scratch(s);
	if (!err)
		err = schema_migrate(s->db, s->path, schema_newest());
	s->version = schema_newest();
	return opened(s, err, listener, ret_store);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	/* What a batch holds is whole in itself, row by row: better kept than read again. */
	if (s->in_tx)
		write_end(s, true, OK);
	for (size_t i = 0; i < STMT_COUNT; i++)
		sqlite3_finalize(s->stmts[i]);
	disconnect(s);
	arena_done(&s->tags_arena);
	free(s->path);
	free(s);
}

int store_schema_version(const struct store *s)
{
	return s->version;
}

int64_t store_listener(const struct store *s)
{
	return s->listener;
}

void store_own_checkpoints(struct store *s)
{
	sqlite3_wal_autocheckpoint(s->db, 0);
	sqlite3_wal_hook(s->db, on_commit, s);
}
