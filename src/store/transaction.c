/*
 * transaction.c -- when a write reaches the disk.
 *
 *              write_begin(bulk)                    write_begin(urgent)
 *   no batch   NORMAL, BEGIN … COMMIT at write_end  FULL, BEGIN … COMMIT at write_end: synced
 *   batch      BEGIN at the first write, COMMIT at  COMMIT what the batch has, then as above; the batch goes on
 *              batch_commit or before an urgent one   with its next write
 *
 * In a WAL a NORMAL commit costs no sync, and a FULL one syncs the log and with it all that was committed before.  SQLite does not
 * let synchronous change inside a transaction, so it is set just before BEGIN, and only when it differs.
 *
 * A write that fails inside a batch rolls the whole batch back: what SQLite undoes by itself (a full disk) and what it does not
 * (a constraint) then look the same, and batch_commit reports it.
 */
#include "store_priv.h"

static enum err set_full(struct store *s, bool is_full)
{
	if (s->is_full == is_full)
		return OK;
	if (sqlite3_exec(s->db, is_full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", NULL, NULL, NULL))
		return store_fail(s);
	s->is_full = is_full;
	return OK;
}

static void tx_rollback(struct store *s)
{
	sqlite3_stmt *st;

	s->in_tx = false;
	if (sqlite3_get_autocommit(s->db))
		return;			/* SQLite has done it already */
	st = statement(s, STMT_ROLLBACK);
	if (st) {
		sqlite3_step(st);
		sqlite3_reset(st);
	}
}

static enum err tx_begin(struct store *s, bool is_full)
{
	enum err err = set_full(s, is_full);

	if (!err)
		err = statement_run(s, statement(s, STMT_BEGIN));
	if (!err)
		s->in_tx = true;
	return err;
}

static enum err tx_commit(struct store *s)
{
	enum err err = statement_run(s, statement(s, STMT_COMMIT));

	s->in_tx = false;
	if (err)
		tx_rollback(s);
	return err;
}

enum err write_begin(struct store *s, bool is_urgent)
{
	enum err err = OK;

	if (!s->is_writer)
		return fail(ERR_ARG, _("%s was opened for reading only"), s->path);
	if (s->is_batch_lost && !is_urgent)
		return fail(ERR_DB, _("an earlier write of this batch failed, so nothing of it was kept"));
	if (s->in_tx && !is_urgent)
		return OK;
	if (s->in_tx)
		err = tx_commit(s);
	return err ? err : tx_begin(s, is_urgent);
}

enum err write_end(struct store *s, bool is_urgent, enum err err)
{
	if (!err && s->in_batch && !is_urgent)
		return OK;
	if (!err)
		return tx_commit(s);
	if (err == ERR_MISSING || err == ERR_ARG) {
		/* Found out before anything was written: the rest of the batch is sound. */
		if (!s->in_batch || is_urgent)
			tx_rollback(s);
		return err;
	}
	tx_rollback(s);
	s->is_batch_lost = s->in_batch && !is_urgent;
	return err;
}

enum err store_batch_begin(struct store *s)
{
	if (!s->is_writer)
		return fail(ERR_ARG, _("%s was opened for reading only"), s->path);
	if (s->in_batch)
		return fail(ERR_ARG, _("a batch is open already"));
	s->in_batch = true;
	s->is_batch_lost = false;
	return OK;
}

enum err store_batch_commit(struct store *s)
{
	bool is_lost = s->is_batch_lost;

	if (!s->in_batch)
		return fail(ERR_ARG, _("no batch is open"));
	s->in_batch = s->is_batch_lost = false;
	if (is_lost)
		return fail(ERR_DB, _("an earlier write of this batch failed, so nothing of it was kept"));
	return s->in_tx ? tx_commit(s) : OK;
}

void batch_rollback(struct store *s)
{
	if (s->in_tx)
		tx_rollback(s);
	s->in_batch = s->is_batch_lost = false;
}

enum err store_sync(struct store *s)
{
	char pragma[64];
	enum err err = write_begin(s, true);

	if (err)
		return err;
	/* Any page will do: a commit that wrote nothing would sync nothing. */
	sqlite3_snprintf(sizeof pragma, pragma, "PRAGMA user_version = %d", s->version);
	if (sqlite3_exec(s->db, pragma, NULL, NULL, NULL))
		err = store_fail(s);
	return write_end(s, true, err);
}

/* The log is folded in and cut to nothing; false: somebody reads in it, later perhaps. Who waits for the desk does not wait for readers. */
static bool wal_empty(struct store *s)
{
	int rc;

	sqlite3_busy_timeout(s->db, 0);
	rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (rc)
		return false;
	s->has_remnants = false;
	s->wal_pages = s->wal_done = 0;
	return true;
}

enum err store_checkpoint(struct store *s)
{
	int pages = 0, done = 0;

	if (s->has_remnants && wal_empty(s))
		return OK;
	if (sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done))
		return store_fail(s);
	s->wal_done = MAX_OF(done, 0);
	s->wal_pages = MAX_OF(pages - done, s->has_remnants);
	return OK;
}
