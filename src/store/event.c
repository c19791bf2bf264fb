/*
 * event.c -- the log and what follows from it.
 *
 * An event is one row that is never changed, and one change of the listener's opinion of that track, in the same transaction.
 * The opinion is a function of the log alone, whatever order it was written in: counts are sums, and of ratings, loves and bans
 * the one with the latest time holds (of equal times, the later row).  STMT_OPINION_REBUILD is that function in SQL, and
 * store_check() compares.
 */
#include "store_priv.h"

#include <stdlib.h>

/* ---- writing ---- */

static enum err check_event(struct store *s, const struct event *ev)
{
	sqlite3_stmt *st;
	bool is_there = false;
	enum err err;

	if (ev->kind < EVENT_START || ev->kind >= EVENT_KINDS || (int)ev->source < 0 || ev->source >= SOURCE_COUNT)
		return fail(ERR_ARG, _("no such kind of event"));
	if (ev->kind == EVENT_RATE && (ev->value < 0 || ev->value > 5))
		return fail(ERR_ARG, _("a rating is 0 to 5, not %d"), (int)ev->value);
	if (ev->kind == EVENT_MOOD && (ev->value < 0 || ev->value > 1000))
		return fail(ERR_ARG, _("there is no mood %d"), (int)ev->value);
	if (ev->at_ms < 0)
		return fail(ERR_ARG, _("an event before 1970"));
	st = statement(s, STMT_TRACK_EXISTS);
	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, ev->track);
	while (statement_step(s, st, &err))
		is_there = true;
	if (!err && !is_there)
		err = fail(ERR_MISSING, _("no track %lld in the library"), (long long)ev->track);
	return err;
}

enum err event_row(struct store *s, const struct event *ev, int64_t *ret_id)
{
	sqlite3_stmt *st = statement(s, STMT_EVENT_ADD);
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, ev->track);
	sqlite3_bind_int64(st, 3, ev->at_ms);
	sqlite3_bind_int(st, 4, (int)ev->kind);
	sqlite3_bind_int(st, 5, (int)ev->source);
	sqlite3_bind_int(st, 6, ev->value);
	sqlite3_bind_int64(st, 7, ev->position_ms);
	sqlite3_bind_int64(st, 8, ev->listened_ms);
	sqlite3_bind_int64(st, 9, ev->duration_ms);
	err = statement_run(s, st);
	if (!err)
		*ret_id = sqlite3_last_insert_rowid(s->db);
	return err;
}

enum err opinion_put(struct store *s, const struct opinion *o)
{
	sqlite3_stmt *st = statement(s, STMT_OPINION_PUT);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, o->track);
	sqlite3_bind_int(st, 3, o->rating);
	sqlite3_bind_int64(st, 4, o->rated_ms);
	sqlite3_bind_int(st, 5, o->is_loved);
	sqlite3_bind_int64(st, 6, o->loved_ms);
	sqlite3_bind_int(st, 7, o->is_banned);
	sqlite3_bind_int64(st, 8, o->banned_ms);
	sqlite3_bind_int64(st, 9, o->finishes);
	sqlite3_bind_int64(st, 10, o->skips);
	sqlite3_bind_int64(st, 11, o->last_played_s);
	return statement_run(s, st);
}

static enum err put_opinion(struct store *s, const struct event *ev)
{
	bool is_love = ev->kind == EVENT_LOVE || ev->kind == EVENT_UNLOVE;
	bool is_ban = ev->kind == EVENT_BAN || ev->kind == EVENT_UNBAN;

	if (ev->kind == EVENT_STOP || ev->kind == EVENT_FAIL)
		return OK;
	return opinion_put(s, &(struct opinion){
		.track = ev->track, .rating = ev->kind == EVENT_RATE ? ev->value : 0, .rated_ms = ev->kind == EVENT_RATE ? ev->at_ms : -1,
		.is_loved = ev->kind == EVENT_LOVE, .loved_ms = is_love ? ev->at_ms : -1, .is_banned = ev->kind == EVENT_BAN, .banned_ms = is_ban ? ev->at_ms : -1,
		.finishes = ev->kind == EVENT_FINISH, .skips = ev->kind == EVENT_SKIP, .last_played_s = ev->kind == EVENT_START ? ev->at_ms / 1000 : 0,
	});
}

enum err event_put(struct store *s, const struct event *ev, int64_t *ret_id)
{
	enum err err = check_event(s, ev);

	if (!err)
		err = event_row(s, ev, ret_id);
	return err ? err : put_opinion(s, ev);
}

enum err events_add(struct store *s, struct event *const evs[], size_t n)
{
	enum err err = write_begin(s, true);

	if (err)
		return err;
	for (size_t i = 0; i < n && !err; i++) {
		int64_t id = 0;

		err = event_put(s, evs[i], &id);
		if (!err)
			evs[i]->id = id;
	}
	return write_end(s, true, err);
}

enum err store_event_add(struct store *s, struct event *ev)
{
	struct event kept = *ev, *const one[] = { &kept };
	enum err err = events_add(s, one, 1);

	if (!err)
		ev->id = kept.id;
	return err;
}

enum err opinions_rebuild(struct store *s)
{
	enum err err = write_begin(s, true);

	if (err)
		return err;
	err = statement_run(s, statement(s, STMT_OPINION_CLEAR));
	if (!err)
		err = statement_run(s, statement(s, STMT_OPINION_REBUILD));
	return write_end(s, true, err);
}

/* ---- reading ---- */

struct store_events {
	struct store *store;
	sqlite3_stmt *st;
};

/* The shapes of a read: by time over all tracks, or of one track; each both ways. */
#define EVENTS_OF(where, way) \
	"SELECT id, at_ms, track, kind, source, value, position_ms, listened_ms, duration_ms FROM event" \
	" WHERE listener = ?1 AND at_ms >= ?2" where " ORDER BY at_ms " way ", id " way " LIMIT ?4"
static const char *const events_sql[2][2] = {
	{ EVENTS_OF("", "ASC"), EVENTS_OF("", "DESC") },
	{ EVENTS_OF(" AND track = ?3", "ASC"), EVENTS_OF(" AND track = ?3", "DESC") },
};

enum err store_events_open(struct store *s, int64_t since_ms, size_t limit, track_id track, bool newest_first, struct store_events **ret_cursor)
{
	struct store_events *c;
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(s->db, events_sql[track != 0][newest_first], -1, &st, NULL))
		return store_fail(s);
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, since_ms);
	if (track)
		sqlite3_bind_int64(st, 3, track);
	sqlite3_bind_int64(st, 4, limit && limit <= INT64_MAX ? (int64_t)limit : -1);
	c = xcalloc(1, sizeof *c);
	c->store = s;
	c->st = st;
	*ret_cursor = c;
	return OK;
}

bool store_events_next(struct store_events *c, struct event *ret_event, enum err *ret_err)
{
	enum err err = OK;

	if (c->st && statement_step(c->store, c->st, &err)) {
		row_event(c->st, ret_event);
		return true;
	}
	sqlite3_finalize(c->st);
	c->st = NULL;
	*ret_err = err;
	return false;
}

void store_events_close(struct store_events *c)
{
	if (!c)
		return;
	sqlite3_finalize(c->st);
	free(c);
}

enum err last_id(struct store *s, enum stmt which, int64_t *ret_id)
{
	sqlite3_stmt *st = statement(s, which);
	enum err err;

	if (!st)
		return ERR_DB;
	while (statement_step(s, st, &err))
		*ret_id = sqlite3_column_int64(st, 0);
	return err;
}

enum err events_page(struct store *s, struct event_place *place, size_t max, struct event *ret_events, size_t *ret_n)
{
	sqlite3_stmt *st = statement(s, STMT_EVENT_PAGE);
	size_t n = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, place->at_ms);
	sqlite3_bind_int64(st, 3, place->id);
	sqlite3_bind_int64(st, 4, place->last);
	sqlite3_bind_int64(st, 5, (int64_t)max);
	while (statement_step(s, st, &err))
		row_event(st, &ret_events[n++]);
	if (!err && n && (ret_events[n - 1].at_ms < place->at_ms || (ret_events[n - 1].at_ms == place->at_ms && ret_events[n - 1].id <= place->id)))
		err = store_damaged(s);
	if (err)
		return err;
	if (n) {
		place->at_ms = ret_events[n - 1].at_ms;
		place->id = ret_events[n - 1].id;
	}
	*ret_n = n;
	return OK;
}
