/*
 * sql.c -- all that is said to the database: a call of one of its functions each, which are in settle.c.  Each is one statement, done wholly or not at all.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

static enum err no_answer(const struct hub *h)
{
	return fail(ERR_PARSE, _("the hub %s: the answer is none"), h->shown);
}

static enum err take_numbers(void *ctx, const char *const *texts)
{
	struct hub_id *to = ctx;

	return hub_number(texts[0], &to->id) && hub_number(texts[1], &to->at_ms) ? OK : ERR_PARSE;
}

/* What is answered with one row of two numbers. */
static enum err ask_two(struct hub *h, const char *sql, const char *const *values, int n_values, struct hub_id *ret)
{
	int64_t rows = 0;
	enum err err = hub_ask(h, &(struct ask){ .sql = sql, .n_values = n_values, .values = values, .n_columns = 2, .max_rows = 1,
		.row = take_numbers, .ctx = ret }, &rows);

	return err == ERR_PARSE || (!err && !rows) ? no_answer(h) : err;
}

/* ---- pushing ---- */

/* An array as PostgreSQL reads one: "{1,2}", "{\"a\",\"b\"}". */
static void add_item(struct buf *b, const char *text)
{
	buf_adds(b, b->len ? ",\"" : "{\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_adds(b, "\\");
		buf_add(b, text, 1);
	}
	buf_adds(b, "\"");
}

static void add_number(struct buf *b, int64_t number)
{
	buf_addf(b, "%s%lld", b->len ? "," : "{", (long long)number);
}

enum { ID, AT, KIND, IS_FINISH, LISTENED, DURATION, VALUE, TRACK, ARTIST, TITLE, COLUMNS };

static void add_event(struct buf *column, const struct hub_event *e)
{
	add_number(&column[ID], e->id);
	add_number(&column[AT], e->at_ms);
	add_number(&column[KIND], e->kind);
	add_item(&column[IS_FINISH], e->is_finish ? "true" : "false");
	add_number(&column[LISTENED], e->listened_ms);
	add_number(&column[DURATION], e->duration_ms);
	add_number(&column[VALUE], e->value);
	add_item(&column[TRACK], e->track);
	add_item(&column[ARTIST], e->artist);
	add_item(&column[TITLE], e->title);
}

enum err hub_push(struct hub *h, const struct hub_event *events, size_t n, int64_t *ret_new)
{
	struct buf column[COLUMNS];
	const char *values[1 + COLUMNS] = { h->listener };
	struct hub_id got = { 0 };
	enum err err = n > HUB_BATCH_MAX ? fail(ERR_LIMIT, _("more than %d at once"), (int)HUB_BATCH_MAX) : OK;

	if (err || !n) {
		*ret_new = 0;
		return err;
	}
	for (int c = 0; c < COLUMNS; c++)
		buf_init(&column[c], 1 << 21);
	for (size_t i = 0; i < n; i++)
		add_event(column, &events[i]);
	for (int c = 0; c < COLUMNS; c++) {
		err = err ? err : buf_adds(&column[c], "}");
		values[1 + c] = column[c].data;
	}
	err = err ? err : ask_two(h, "SELECT count(*), 0 FROM segue.push($1::uuid, $2::bigint[], $3::bigint[], $4::smallint[], $5::boolean[], $6::bigint[],"
		" $7::bigint[], $8::integer[], $9::text[], $10::text[], $11::text[])", values, COUNT_OF(values), &got);
	for (int c = 0; c < COLUMNS; c++)
		buf_done(&column[c]);
	if (!err)
		*ret_new = got.id;
	return err;
}

/* ---- what is there of this listener ---- */

enum err hub_sum(struct hub *h, struct hub_sum *ret_sum)
{
	struct hub_id got = { 0 };
	enum err err = ask_two(h, "SELECT events, sum FROM segue.total($1::uuid)", (const char *[]){ h->listener }, 1, &got);

	if (!err)
		*ret_sum = (struct hub_sum){ got.id, got.at_ms };
	return err;
}

struct ids { struct hub_id *ids; size_t n, max; int64_t last; };

static enum err take_id(void *ctx, const char *const *texts)
{
	struct ids *to = ctx;
	struct hub_id id;

	if (to->n >= to->max || take_numbers(&id, texts) || id.id <= to->last)
		return ERR_PARSE;
	to->last = id.id;
	to->ids[to->n++] = id;
	return OK;
}

enum err hub_ids(struct hub *h, int64_t after, struct hub_id *ret_ids, size_t max, size_t *ret_n)
{
	struct ids to = { .ids = ret_ids, .max = max, .last = after };
	char *from = xasprintf("%lld", (long long)after), *most = xasprintf("%zu", max);
	const char *values[] = { h->listener, from, most };
	enum err err = hub_ask(h, &(struct ask){ .sql = "SELECT event, at_ms FROM segue.ids($1::uuid, $2::bigint, $3::bigint)",
		.n_values = COUNT_OF(values), .values = values, .n_columns = 2, .max_rows = max, .row = take_id, .ctx = &to }, NULL);

	free(from);
	free(most);
	if (err == ERR_PARSE)
		return no_answer(h);
	if (!err)
		*ret_n = to.n;
	return err;
}

/* ---- taking back ---- */

static enum err ignore_row(void *ctx, const char *const *texts)
{
	(void)ctx, (void)texts;
	return OK;
}

enum err hub_drop(struct hub *h, const int64_t *ids, size_t n)
{
	struct buf list;
	enum err err;

	if (n > HUB_BATCH_MAX)
		return fail(ERR_LIMIT, _("more than %d at once"), (int)HUB_BATCH_MAX);
	if (!n)
		return OK;
	buf_init(&list, 1 << 16);
	for (size_t i = 0; i < n; i++)
		add_number(&list, ids[i]);
	err = buf_adds(&list, "}");
	err = err ? err : hub_ask(h, &(struct ask){ .sql = "SELECT segue.take_back($1::uuid, $2::bigint[])", .n_values = 2,
		.values = (const char *[]){ h->listener, list.data }, .n_columns = 1, .max_rows = 1, .row = ignore_row }, NULL);
	buf_done(&list);
	return err;
}

enum err hub_erase(struct hub *h, int64_t *ret_rows)
{
	struct hub_id got = { 0 };
	enum err err = ask_two(h, "SELECT count(*), 0 FROM segue.erase($1::uuid)", (const char *[]){ h->listener }, 1, &got);

	if (!err)
		*ret_rows = got.id;
	return err;
}

/* ---- what others play ---- */

struct picking {
	enum err (*each)(void *ctx, const struct hub_pick *pick);
	void *ctx;
	bool is_wrong;
};

static enum err take_pick(void *ctx, const char *const *texts)
{
	struct picking *p = ctx;
	struct hub_pick pick;
	char *clean[3];
	int64_t people;
	enum err err;

	p->is_wrong = !texts[0] || !texts[1] || !texts[2] || !hub_number(texts[3], &people) || !hub_number(texts[4], &pick.score) ||
		people < HUB_LEAST || people > INT32_MAX || pick.score < 0;
	if (p->is_wrong)
		return ERR_PARSE;
	for (int i = 0; i < 3; i++)
		clean[i] = utf8_clean(texts[i], strlen(texts[i]));
	pick.track = clean[0];
	pick.artist = clean[1];
	pick.title = clean[2];
	pick.people = (uint32_t)people;
	err = p->each(p->ctx, &pick);
	for (int i = 0; i < 3; i++)
		free(clean[i]);
	return err;
}

enum err hub_picks(struct hub *h, enum err (*each)(void *ctx, const struct hub_pick *pick), void *ctx)
{
	struct picking p = { each, ctx, false };
	enum err err = hub_ask(h, &(struct ask){ .sql = "SELECT track, artist, title, people, score FROM segue.picks($1::uuid)", .n_values = 1,
		.values = (const char *[]){ h->listener }, .n_columns = 5, .max_rows = HUB_PICKS_MAX, .row = take_pick, .ctx = &p }, NULL);

	return p.is_wrong ? no_answer(h) : err;
}

enum err hub_people(struct hub *h, int64_t *ret_people)
{
	struct hub_id got = { 0 };
	enum err err = ask_two(h, "SELECT segue.people(), 0", NULL, 0, &got);

	if (!err)
		*ret_people = got.id;
	return err;
}
