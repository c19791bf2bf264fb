/*
 * sql.c -- all that is said to the database, and its tables.
 *
 *   segue_event  each play and opinion, by (listener, event): inserted once, however often it is sent
 *   segue_play   of each track who finished it how often, by (track, listener): what of a batch was new is added, in its transaction
 *
 * A distributed PostgreSQL spreads the first by listener, the second by track: what a listener pushes is then one node's, and what is asked of a track
 * and of the tracks two listeners share is joined where it lies.  Everything here is plain SQL that does not need both tables in one join.
 */
#include "room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST "3"			/* HUB_LEAST */
#define NEAREST "100"			/* listeners whose plays count; the figure of shared/RECOMMEND.md §2 */
#define MEASURED "5000"			/* those with most tracks in common, of whom it is measured how alike they are */
_Static_assert(HUB_LEAST == 3 && HUB_PICKS_MAX == 20000, "the queries say so, too");

static const char *const settle_sql[] = {
	("CREATE TABLE IF NOT EXISTS segue_event (listener uuid NOT NULL, event bigint NOT NULL, at_ms bigint NOT NULL, kind smallint NOT NULL,"
	" is_finish boolean NOT NULL, listened_ms bigint NOT NULL, duration_ms bigint NOT NULL, value integer NOT NULL, track text NOT NULL,"
	" PRIMARY KEY (listener, event))"),
	("CREATE TABLE IF NOT EXISTS segue_play (track text NOT NULL, listener uuid NOT NULL, finishes bigint NOT NULL, artist text NOT NULL, title text NOT NULL,"
	" PRIMARY KEY (track, listener))"),
	"CREATE INDEX IF NOT EXISTS segue_play_listener ON segue_play (listener)",
};

/* $1: who asks. Nobody's rows come back: a track needs LEAST of the others who are near. */
static const char picks_sql[] =
	"WITH shared AS ("
	" SELECT t.listener, count(*) AS n FROM segue_play m JOIN segue_play t ON t.track = m.track"
	" WHERE m.listener = $1::uuid AND t.listener <> $1::uuid GROUP BY t.listener ORDER BY count(*) DESC, t.listener LIMIT " MEASURED "),"
	" size AS ("
	" SELECT p.listener, count(*) AS n FROM segue_play p WHERE p.listener IN (SELECT listener FROM shared) GROUP BY p.listener),"
	" near AS ("
	" SELECT s.listener, s.n / sqrt(z.n::double precision) AS alike FROM shared s JOIN size z ON z.listener = s.listener"
	" ORDER BY 2 DESC, 1 LIMIT " NEAREST ")"
	" SELECT p.track, min(p.artist), min(p.title), count(DISTINCT p.listener), (1000 * sum(n.alike))::bigint"
	" FROM near n JOIN segue_play p ON p.listener = n.listener"
	" GROUP BY p.track HAVING count(DISTINCT p.listener) >= " LEAST " ORDER BY 5 DESC, 1 LIMIT 20000";

static enum err no_answer(const struct hub *h)
{
	return fail(ERR_PARSE, _("the hub %s: the answer is none"), h->shown);
}

/* ---- the tables ---- */

static enum err ignore_row(void *ctx, const char *const *texts)
{
	(void)ctx, (void)texts;
	return OK;
}

static enum err do_sql(struct hub *h, const char *sql)
{
	return hub_ask(h, &(struct ask){ .sql = sql }, NULL);
}

static enum err are_there(struct hub *h)
{
	static const struct ask event = { .sql = "SELECT 1 FROM segue_event WHERE false", .n_columns = 1, .max_rows = 0, .row = ignore_row };
	static const struct ask play = { .sql = "SELECT 1 FROM segue_play WHERE false", .n_columns = 1, .max_rows = 0, .row = ignore_row };
	enum err err = hub_ask(h, &event, NULL);

	return err ? err : hub_ask(h, &play, NULL);
}

enum err hub_settle(struct hub *h)
{
	enum err err = are_there(h);

	if (!err || !hub_lacks_table())
		return err;
	err = OK;
	for (size_t i = 0; i < COUNT_OF(settle_sql) && !err; i++)
		err = do_sql(h, settle_sql[i]);
	/* two who make them at once: one is told that they are there already */
	return err && !h->is_lost && !are_there(h) ? OK : err;
}

/* ---- values of a statement ---- */

struct values { const char **text; char **own; int n; };

static void values_init(struct values *v, size_t max)
{
	*v = (struct values){ .text = xcalloc(max, sizeof *v->text), .own = xcalloc(max, sizeof *v->own) };
}

static void values_done(struct values *v)
{
	for (int i = 0; i < v->n; i++)
		free(v->own[i]);
	free(v->own);
	free(v->text);
}

static void add_text(struct values *v, const char *text)
{
	v->text[v->n++] = text;
}

static void add_number(struct values *v, int64_t number)
{
	v->own[v->n] = xasprintf("%lld", (long long)number);
	v->text[v->n] = v->own[v->n];
	v->n++;
}

/* Runs what is between BEGIN and COMMIT. */
static enum err whole(struct hub *h, enum err (*what)(struct hub *h, void *ctx), void *ctx)
{
	enum err err = do_sql(h, "BEGIN");

	if (err)
		return err;
	err = what(h, ctx);
	if (!err)
		return do_sql(h, "COMMIT");
	if (!h->is_lost) {
		/* the sentence is about what went wrong first */
		char *why = xstrdup(err_text());

		do_sql(h, "ROLLBACK");
		fail(err, "%s", why);
		free(why);
	}
	return err;
}

/* ---- pushing ---- */

struct batch { const struct hub_event *events; size_t n; bool *is_new; int64_t added; };

/* The number of an event that was not there yet. */
static enum err take_new(void *ctx, const char *const *texts)
{
	struct batch *b = ctx;
	int64_t id;

	for (size_t i = 0; hub_number(texts[0], &id) && i < b->n; i++)
		if (b->events[i].id == id && !b->is_new[i]) {
			b->is_new[i] = true;
			b->added++;
			return OK;
		}
	return ERR_PARSE;
}

static enum err insert_events(struct hub *h, struct batch *b)
{
	static const char *const types[] = { "bigint", "bigint", "smallint", "boolean", "bigint", "bigint", "integer", "text" };
	struct values v;
	struct buf sql;
	enum err err;

	buf_init(&sql, 1 << 20);
	values_init(&v, 1 + b->n * COUNT_OF(types));
	buf_adds(&sql, "INSERT INTO segue_event (listener, event, at_ms, kind, is_finish, listened_ms, duration_ms, value, track) VALUES ");
	add_text(&v, h->listener);
	for (size_t i = 0; i < b->n; i++) {
		const struct hub_event *e = &b->events[i];

		buf_adds(&sql, i ? ", ($1::uuid" : "($1::uuid");
		for (size_t c = 0; c < COUNT_OF(types); c++)
			buf_addf(&sql, ", $%d::%s", v.n + (int)c + 1, types[c]);
		buf_adds(&sql, ")");
		add_number(&v, e->id);
		add_number(&v, e->at_ms);
		add_number(&v, e->kind);
		add_text(&v, e->is_finish ? "true" : "false");
		add_number(&v, e->listened_ms);
		add_number(&v, e->duration_ms);
		add_number(&v, e->value);
		add_text(&v, e->track);
	}
	err = buf_adds(&sql, " ON CONFLICT (listener, event) DO NOTHING RETURNING event");
	if (!err)
		err = hub_ask(h, &(struct ask){ .sql = sql.data, .n_values = v.n, .values = v.text, .n_columns = 1, .max_rows = b->n, .row = take_new, .ctx = b }, NULL);
	buf_done(&sql);
	values_done(&v);
	return err == ERR_PARSE ? no_answer(h) : err;
}

/* How often each track is finished by what was not there yet. Each track once: a row cannot be changed twice by one statement. */
static size_t sum_plays(const struct batch *b, size_t *first, int64_t *finishes)
{
	struct mapstr seen = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		uintptr_t at = b->is_new[i] && b->events[i].is_finish ? (uintptr_t)mapstr_get(&seen, b->events[i].track) : SIZE_MAX;

		if (!at) {
			first[n] = i;
			finishes[n] = 0;
			at = ++n;
			mapstr_put(&seen, b->events[i].track, (void *)at);
		}
		if (at != SIZE_MAX)
			finishes[at - 1]++;
	}
	mapstr_done(&seen);
	return n;
}

static enum err count_plays(struct hub *h, const struct batch *b)
{
	size_t *first = xcalloc(b->n + 1, sizeof *first), n;
	int64_t *finishes = xcalloc(b->n + 1, sizeof *finishes);
	struct values v;
	struct buf sql;
	enum err err = OK;

	n = sum_plays(b, first, finishes);
	buf_init(&sql, 1 << 20);
	values_init(&v, 1 + n * 4);
	buf_adds(&sql, "INSERT INTO segue_play (listener, track, artist, title, finishes) VALUES ");
	add_text(&v, h->listener);
	for (size_t i = 0; i < n; i++) {
		const struct hub_event *e = &b->events[first[i]];

		buf_addf(&sql, "%s($1::uuid, $%d::text, $%d::text, $%d::text, $%d::bigint)", i ? ", " : "", v.n + 1, v.n + 2, v.n + 3, v.n + 4);
		add_text(&v, e->track);
		add_text(&v, e->artist);
		add_text(&v, e->title);
		add_number(&v, finishes[i]);
	}
	if (n)
		err = buf_adds(&sql, " ON CONFLICT (track, listener) DO UPDATE SET finishes = segue_play.finishes + excluded.finishes, artist = excluded.artist,"
			       " title = excluded.title");
	if (!err && n)
		err = hub_ask(h, &(struct ask){ .sql = sql.data, .n_values = v.n, .values = v.text }, NULL);
	buf_done(&sql);
	values_done(&v);
	free(first);
	free(finishes);
	return err;
}

static enum err push_batch(struct hub *h, void *ctx)
{
	struct batch *b = ctx;
	enum err err = insert_events(h, b);

	return err ? err : count_plays(h, b);
}

enum err hub_push(struct hub *h, const struct hub_event *events, size_t n, int64_t *ret_new)
{
	bool is_new[HUB_BATCH_MAX] = { false };
	struct batch b = { events, n, is_new, 0 };
	enum err err = n > HUB_BATCH_MAX ? fail(ERR_LIMIT, _("more than %d at once"), (int)HUB_BATCH_MAX) : OK;

	if (!err && n)
		err = whole(h, push_batch, &b);
	if (!err)
		*ret_new = b.added;
	return err;
}

/* ---- what is there of this listener ---- */

static enum err take_numbers(void *ctx, const char *const *texts)
{
	struct hub_id *to = ctx;

	return hub_number(texts[0], &to->id) && hub_number(texts[1], &to->at_ms) ? OK : ERR_PARSE;
}

enum err hub_sum(struct hub *h, struct hub_sum *ret_sum)
{
	struct hub_id got;
	int64_t rows = 0;
	const char *values[] = { h->listener };
	enum err err = hub_ask(h, &(struct ask){
		.sql = "SELECT count(*), coalesce(sum(at_ms % 1000003), 0) FROM segue_event WHERE listener = $1::uuid",
		.n_values = 1, .values = values, .n_columns = 2, .max_rows = 1, .row = take_numbers, .ctx = &got }, &rows);

	_Static_assert(HUB_SUM_OF == 1000003, "the query says so, too");
	if (err == ERR_PARSE || (!err && !rows))
		return no_answer(h);
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
	struct values v;
	enum err err;

	values_init(&v, 3);
	add_text(&v, h->listener);
	add_number(&v, after);
	add_number(&v, (int64_t)max);
	err = hub_ask(h, &(struct ask){
		.sql = "SELECT event, at_ms FROM segue_event WHERE listener = $1::uuid AND event > $2::bigint ORDER BY event LIMIT $3::bigint",
		.n_values = v.n, .values = v.text, .n_columns = 2, .max_rows = max, .row = take_id, .ctx = &to }, NULL);
	values_done(&v);
	if (err == ERR_PARSE)
		return no_answer(h);
	if (!err)
		*ret_n = to.n;
	return err;
}

/* ---- taking back ---- */

static const char uncount_sql[] =
	"DELETE FROM segue_play WHERE listener = $1::uuid AND track NOT IN (SELECT track FROM segue_event WHERE listener = $1::uuid AND is_finish)";
/* Of what was finished at least once more: how often. */
static const char recount_sql[] =
	"INSERT INTO segue_play (track, listener, finishes, artist, title) SELECT e.track, e.listener, count(*), '', '' FROM segue_event e"
	" WHERE e.listener = $1::uuid AND e.is_finish GROUP BY e.track, e.listener ON CONFLICT (track, listener) DO UPDATE SET finishes = excluded.finishes";

struct dropped { const int64_t *ids; size_t n; };

static enum err drop_batch(struct hub *h, void *ctx)
{
	const struct dropped *d = ctx;
	const char *who[] = { h->listener };
	struct values v;
	struct buf sql;
	enum err err;

	buf_init(&sql, 1 << 16);
	values_init(&v, 1 + d->n);
	buf_adds(&sql, "DELETE FROM segue_event WHERE listener = $1::uuid AND event IN (");
	add_text(&v, h->listener);
	for (size_t i = 0; i < d->n; i++) {
		buf_addf(&sql, "%s$%d::bigint", i ? ", " : "", v.n + 1);
		add_number(&v, d->ids[i]);
	}
	err = buf_adds(&sql, ")");
	err = err ? err : hub_ask(h, &(struct ask){ .sql = sql.data, .n_values = v.n, .values = v.text }, NULL);
	err = err ? err : hub_ask(h, &(struct ask){ .sql = uncount_sql, .n_values = 1, .values = who }, NULL);
	err = err ? err : hub_ask(h, &(struct ask){ .sql = recount_sql, .n_values = 1, .values = who }, NULL);
	buf_done(&sql);
	values_done(&v);
	return err;
}

enum err hub_drop(struct hub *h, const int64_t *ids, size_t n)
{
	struct dropped d = { ids, n };

	if (n > HUB_BATCH_MAX)
		return fail(ERR_LIMIT, _("more than %d at once"), (int)HUB_BATCH_MAX);
	return n ? whole(h, drop_batch, &d) : OK;
}

static enum err erase_all(struct hub *h, void *ctx)
{
	const char *who[] = { h->listener };
	int64_t *rows = ctx;
	enum err err = hub_ask(h, &(struct ask){ .sql = "DELETE FROM segue_event WHERE listener = $1::uuid", .n_values = 1, .values = who }, rows);

	return err ? err : hub_ask(h, &(struct ask){ .sql = "DELETE FROM segue_play WHERE listener = $1::uuid", .n_values = 1, .values = who }, NULL);
}

enum err hub_erase(struct hub *h, int64_t *ret_rows)
{
	return whole(h, erase_all, ret_rows);
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
	const char *values[] = { h->listener };
	enum err err = hub_ask(h, &(struct ask){ .sql = picks_sql, .n_values = 1, .values = values, .n_columns = 5, .max_rows = HUB_PICKS_MAX,
		.row = take_pick, .ctx = &p }, NULL);

	return p.is_wrong ? no_answer(h) : err;
}

enum err hub_people(struct hub *h, int64_t *ret_people)
{
	struct hub_id got = { 0 };
	int64_t rows = 0;
	enum err err = hub_ask(h, &(struct ask){ .sql = "SELECT count(DISTINCT listener), 0 FROM segue_play", .n_columns = 2, .max_rows = 1,
		.row = take_numbers, .ctx = &got }, &rows);

	if (err == ERR_PARSE || (!err && !rows))
		return no_answer(h);
	if (!err)
		*ret_people = got.id;
	return err;
}
