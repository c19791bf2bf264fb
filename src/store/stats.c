/* stats.c -- totals for the statistics pane and `segue stats`. */
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The statement, for this listener since then (where it asks for them); NULL: err_text() says why. */
static sqlite3_stmt *since(struct store *s, enum stmt which, int64_t since_ms)
{
	sqlite3_stmt *q = statement(s, which);

	if (q && sqlite3_bind_parameter_count(q)) {
		sqlite3_bind_int64(q, 1, s->listener);
		sqlite3_bind_int64(q, 2, since_ms);
	}
	return q;
}

/* Runs a statement of one row and numbers only into fields of the struct. */
static enum err read_numbers(struct store *s, enum stmt which, int64_t since_ms, struct store_stats *st, const size_t *fields, size_t n)
{
	sqlite3_stmt *q = since(s, which, since_ms);
	enum err err;

	if (!q)
		return ERR_DB;
	while (statement_step(s, q, &err))
		for (size_t i = 0; i < n; i++)
			*(int64_t *)(void *)((char *)st + fields[i]) = sqlite3_column_int64(q, (int)i);
	return err;
}

static enum err read_times(struct store *s, int64_t since_ms, struct store_stats *st)
{
	sqlite3_stmt *q = since(s, STMT_STATS_TIMES, since_ms);
	enum err err;

	if (!q)
		return ERR_DB;
	while (statement_step(s, q, &err)) {
		time_t t = (time_t)(sqlite3_column_int64(q, 0) * 900);
		int64_t ms = sqlite3_column_int64(q, 1);
		struct tm tm;

		if (!localtime_r(&t, &tm))
			continue;
		st->listened_by_hour_ms[tm.tm_hour] += ms;
		st->listened_by_day_ms[(tm.tm_wday + 6) % 7] += ms;	/* tm counts from Sunday */
	}
	return err;
}

static enum err read_artists(struct store *s, int64_t since_ms, struct store_stats *st)
{
	sqlite3_stmt *q = since(s, STMT_STATS_ARTISTS, since_ms);
	enum err err;

	if (!q)
		return ERR_DB;
	while (statement_step(s, q, &err)) {
		if (st->n_top_artists >= COUNT_OF(st->top_artists))
			continue;
		st->top_artists[st->n_top_artists].name = xstrdup(column_text(q, 0));
		st->top_artists[st->n_top_artists].plays = sqlite3_column_int64(q, 1);
		st->top_artists[st->n_top_artists++].listened_ms = sqlite3_column_int64(q, 2);
	}
	return err;
}

#define AT(field) offsetof(struct store_stats, field)

enum err store_stats(struct store *s, int64_t since_ms, struct store_stats *ret_stats)
{
	static const size_t of_tracks[] = { AT(tracks), AT(unreadable), AT(missing), AT(artists), AT(albums), AT(duration_ms), AT(bytes) };
	static const size_t of_events[] = { AT(plays), AT(skips), AT(listened_ms) };
	static const size_t of_opinions[] = { AT(loves), AT(bans), AT(ratings) };
	struct store_stats st = { 0 };
	enum err err = read_numbers(s, STMT_STATS_TRACKS, since_ms, &st, of_tracks, COUNT_OF(of_tracks));

	if (!err)
		err = read_numbers(s, STMT_STATS_EVENTS, since_ms, &st, of_events, COUNT_OF(of_events));
	if (!err)
		err = read_numbers(s, STMT_STATS_OPINIONS, since_ms, &st, of_opinions, COUNT_OF(of_opinions));
	if (!err)
		err = read_times(s, since_ms, &st);
	if (!err)
		err = read_artists(s, since_ms, &st);
	if (err)
		store_stats_done(&st);
	else
		*ret_stats = st;
	return err;
}

void store_stats_done(struct store_stats *st)
{
	for (size_t i = 0; i < st->n_top_artists; i++)
		free(st->top_artists[i].name);
	*st = (struct store_stats){ 0 };
}
