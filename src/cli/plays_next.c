/*
 * plays_next.c -- evaluate --plays, task next: the twenty tracks most likely to be next, for each replayed row that was a play.
 *
 * Segue's own is the ranking's bare prediction (src/recommend/predict.c), told everything as the player would tell it. The simple ways (plays_simple.c)
 * are apart from the room they judge. A track never heard before cannot be foreseen and counts as a miss.
 */
#include "cli/plays.h"
#include "cli/plays_simple.h"
#include "recommend.h"

#include <stdlib.h>
#include <string.h>

enum { TOP = 20, OWN = 0, WAYS = 1 + SIMPLE_WAYS };	/* ways: Segue's own, then the simple ones */

struct tally { double hit[WAYS], reciprocal[WAYS]; size_t rows; };

struct replay {
	const struct plays_run *run;
	const struct successions *others;
	struct tally *tally;		/* of each listener */
	uint32_t (*top)[TOP];		/* of each row of the log: what was foreseen + 1; only with --predictions */
};

struct listener {			/* one replay under way */
	struct taste *taste;
	struct simple *simple;
	struct tally tally;
};

static void place(struct tally *t, int way, size_t at)
{
	t->hit[way] += at > 0;
	t->reciprocal[way] += at ? 1.0 / (double)at : 0;
}

/* ---- Segue's own ---- */

static void tell(struct taste *t, const struct plays *log, const struct play_row *r)
{
	struct track track = { .id = (track_id)r->track + 1, .path = "", .title = "", .artist = log->artists.name[r->artist], .album = "",
		.album_artist = "", .genre = "", .composer = "", .date = "", .codec = "", .error = "", .added_s = r->at_ms / 1000 };
	struct event ev = { .at_ms = r->at_ms, .track = track.id, .kind = EVENT_START, .listened_ms = -1, .position_ms = -1 };

	taste_track(t, &track);
	taste_event(t, &ev);
	ev.kind = r->listened_ms >= PLAY_MS ? EVENT_FINISH : EVENT_SKIP;
	ev.at_ms += r->listened_ms;
	ev.listened_ms = ev.position_ms = r->listened_ms;
	taste_event(t, &ev);
}

static void foresee(struct listener *l, const struct play_row *r, uint32_t *ret_top)
{
	struct rank_options opt = { .now_ms = r->at_ms, .seed = 1, .plain = true };
	struct pick picks[TOP];
	size_t n = taste_rank(l->taste, &opt, picks, TOP);

	for (size_t i = 0; i < n; i++) {
		if (ret_top)
			ret_top[i] = (uint32_t)picks[i].track;
		if (picks[i].track == (track_id)r->track + 1)
			place(&l->tally, OWN, i + 1);
	}
}

/* ---- the replay ---- */

static void judge(struct listener *l, const struct play_row *r, uint32_t *ret_top)
{
	size_t places[SIMPLE_WAYS];

	foresee(l, r, ret_top);
	simple_places(l->simple, r, TOP, places);
	for (int way = 0; way < SIMPLE_WAYS; way++)
		place(&l->tally, 1 + way, places[way]);
	l->tally.rows++;
}

static void replay_one(struct replay *w, size_t who)
{
	const struct plays *log = &w->run->log;
	const struct span *span = &w->run->who[who];
	struct listener l = { .taste = taste_new(), .simple = simple_new(log, w->others) };

	for (size_t i = 0; i < span->n; i++) {
		const struct play_row *r = &log->rows[span->first + i];

		if (i >= span->past && r->listened_ms >= PLAY_MS)
			judge(&l, r, w->top ? w->top[span->first + i] : NULL);
		tell(l.taste, log, r);
		simple_learn(l.simple, r);
	}
	w->tally[who] = l.tally;
	simple_free(l.simple);
	taste_free(l.taste);
}

static void replay(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct replay *w = ctx;

	(void)thread;
	for (size_t who = from; who < to; who++)
		if (w->run->who[who].is_asked)
			replay_one(w, who);
}

static struct plays_figures figures_of(const struct tally *tally, int way, size_t n)
{
	struct plays_figures f = { .model = way == OWN ? "segue" : simple_name[way - 1], .n = 4,
		.at = { { "hr@20", 0 }, { "mrr@20", 0 }, { "hr@20_by_listener", 0 }, { "mrr@20_by_listener", 0 } } };
	double listeners = 0;

	for (size_t i = 0; i < n; i++) {
		double rows = (double)MAX_OF(tally[i].rows, 1u);

		f.at[0].v += tally[i].hit[way];
		f.at[1].v += tally[i].reciprocal[way];
		f.at[2].v += tally[i].hit[way] / rows;
		f.at[3].v += tally[i].reciprocal[way] / rows;
		listeners += tally[i].rows > 0;
		f.rows += tally[i].rows;
	}
	for (int k = 0; k < f.n; k++)
		f.at[k].v /= k < 2 ? (double)MAX_OF(f.rows, 1u) : MAX_OF(listeners, 1);
	return f;
}

static void show(const struct plays_run *run, const struct tally *tally)
{
	for (int way = 0; way < WAYS; way++) {
		struct plays_figures f = figures_of(tally, way, run->n_who);

		plays_show(run, "next", &f);
		for (size_t who = 0; who < run->n_who; who++) {
			f = figures_of(tally + who, way, 1);
			f.listener = plays_listener(run, who);
			if (plays_each(run, who) && f.rows)
				plays_show(run, "next", &f);
		}
	}
}

static void write_lists(const struct plays_run *run, uint32_t (*top)[TOP])
{
	const struct plays *log = &run->log;

	for (size_t who = 0; who < run->n_who; who++) {
		const struct span *s = &run->who[who];

		for (size_t i = s->first + s->past; s->is_asked && i < s->first + s->n; i++) {
			if (log->rows[i].listened_ms < PLAY_MS)
				continue;
			fprintf(run->out, "%s\t%zu", log->listeners.name[log->rows[i].listener], i + 1);
			for (int k = 0; k < TOP && top[i][k]; k++)
				fputs(plays_track_named(log, top[i][k] - 1), run->out);
			fputc('\n', run->out);
		}
	}
}

enum err plays_next(struct plays_run *run)
{
	struct successions *others = successions_of(&run->log);
	struct replay w = { .run = run, .others = others };

	w.tally = xcalloc(run->n_who + 1, sizeof *w.tally);
	w.top = run->out ? xcalloc(run->log.n + 1, sizeof *w.top) : NULL;
	evaluate_progress(run->call, _("replaying %zu listeners"), run->n_who);
	parallel(0, run->n_who, 1, replay, &w);
	if (run->out)
		write_lists(run, w.top);
	show(run, w.tally);
	successions_free(others);
	free(w.tally);
	free(w.top);
	return OK;
}
