/*
 * plays_next.c -- evaluate --plays, task next: the twenty tracks most likely to be next, for each replayed row that was a play.
 *
 * Segue's own is the ranking's bare prediction (src/recommend/predict.c), told everything as the player would tell it. The simple ways keep plain
 * lists, apart from the room they judge. A track never heard before cannot be foreseen and counts as a miss.
 */
#include "cli/plays.h"
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOP = 20 };
#define PAUSE_MS INT64_C(1800000)

enum way { OWN, COUNTS, RECENCY, ACT_R, FOLLOWED, ACT_R_FOLLOWED, OTHERS, WAYS };
static const char *const way_name[WAYS] = {
	"segue", "own play counts", "own recency", "own ACT-R (.5)", "own transitions", "ACT-R + own transitions", "others' transitions",
};

/* What is known of a track: when it was played, what followed it. */
struct known { int64_t *plays; size_t n, cap; uint32_t *after; size_t n_after, cap_after; };
struct tally { double hit[WAYS], reciprocal[WAYS]; size_t rows; };

struct replay {
	const struct plays_run *run;
	const struct known *others;	/* of each track: what followed it in all logs; [i].plays[k] says in whose */
	struct tally *tally;		/* of each listener */
	uint32_t (*top)[TOP];		/* of each row of the log: what was foreseen + 1; only with --predictions */
};

struct listener {			/* one replay under way */
	const struct plays *log;
	struct taste *taste;
	struct known *of;		/* by track */
	uint32_t *heard;		/* tracks with plays, in order of the first */
	size_t n_heard;
	double *value;			/* by track, zero between ways */
	uint32_t last;			/* track + 1 */
	int64_t last_end_ms;
	struct tally tally;
};

/* ---- the simple ways: values of tracks, and the place of the one that came ---- */

static double act_r(const struct known *k, int64_t now_ms)
{
	double sum = 0;

	for (size_t i = 0; i < k->n; i++)
		sum += 1 / sqrt(MAX_OF((double)(now_ms - k->plays[i]), 60000));
	return sum;
}

/* Of equals the lower number comes first. Only tracks in the list have values. */
static void place(struct listener *l, enum way way, const uint32_t *tracks, size_t n, uint32_t right)
{
	double mine = l->value[right];
	size_t rank = 1;

	for (size_t i = 0; i < n && mine > 0; i++)
		rank += l->value[tracks[i]] > mine || (tracks[i] < right && !(l->value[tracks[i]] < mine));
	if (mine > 0 && rank <= TOP) {
		l->tally.hit[way]++;
		l->tally.reciprocal[way] += 1.0 / (double)rank;
	}
}

static void clear(struct listener *l, const uint32_t *tracks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		l->value[tracks[i]] = 0;
}

static void by_own(struct listener *l, const struct play_row *r)
{
	bool goes_on = l->last && r->at_ms - l->last_end_ms <= PAUSE_MS;
	const struct known *last = goes_on ? &l->of[l->last - 1] : NULL;
	double all = 0;

	for (int way = COUNTS; way <= ACT_R; way++) {
		for (size_t i = 0; i < l->n_heard; i++) {
			const struct known *k = &l->of[l->heard[i]];
			double v = way == COUNTS ? (double)k->n : way == RECENCY ? (double)k->plays[k->n - 1] : act_r(k, r->at_ms);

			l->value[l->heard[i]] = v;
			all += way == ACT_R ? v : 0;
		}
		place(l, (enum way)way, l->heard, l->n_heard, r->track);
	}
	/* half of each: what ACT-R leaves is still there */
	for (size_t i = 0; i < l->n_heard; i++)
		l->value[l->heard[i]] *= .5 / MAX_OF(all, 1e-300);
	for (size_t i = 0; last && i < last->n_after; i++)
		l->value[last->after[i]] += .5 / (double)last->n_after;
	place(l, ACT_R_FOLLOWED, l->heard, l->n_heard, r->track);
	clear(l, l->heard, l->n_heard);
	for (size_t i = 0; last && i < last->n_after; i++)
		l->value[last->after[i]] += 1 / (double)last->n_after;
	place(l, FOLLOWED, l->heard, l->n_heard, r->track);
	clear(l, l->heard, l->n_heard);
}

static void by_others(struct listener *l, const struct known *others, const struct play_row *r)
{
	const struct known *k;
	uint32_t *seen;
	size_t n = 0;

	if (!l->last || r->at_ms - l->last_end_ms > PAUSE_MS)
		return;
	k = &others[l->last - 1];
	seen = xcalloc(k->n_after + 1, sizeof *seen);
	for (size_t i = 0; i < k->n_after; i++) {
		if (k->plays[i] == r->listener)
			continue;
		if (!(l->value[k->after[i]] > 0))
			seen[n++] = k->after[i];
		l->value[k->after[i]]++;
	}
	place(l, OTHERS, seen, n, r->track);
	clear(l, seen, n);
	free(seen);
}

static void learn(struct listener *l, const struct play_row *r)
{
	struct known *k = &l->of[r->track];

	if (r->listened_ms < PLAY_MS)
		return;
	if (!k->n)
		l->heard[l->n_heard++] = r->track;
	ARRAY_GROW(k->plays, k->n, k->cap);
	k->plays[k->n++] = r->at_ms;
	if (l->last && r->at_ms - l->last_end_ms <= PAUSE_MS) {
		struct known *was = &l->of[l->last - 1];

		ARRAY_GROW(was->after, was->n_after, was->cap_after);
		was->after[was->n_after++] = r->track;
	}
	l->last = r->track + 1;
	l->last_end_ms = r->at_ms + r->listened_ms;
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
		if (picks[i].track == (track_id)r->track + 1) {
			l->tally.hit[OWN]++;
			l->tally.reciprocal[OWN] += 1.0 / (double)(i + 1);
		}
	}
}

/* ---- the replay ---- */

static void known_free(struct known *k, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(k[i].plays);
		free(k[i].after);
	}
	free(k);
}

static void replay_one(struct replay *w, size_t who)
{
	const struct plays *log = &w->run->log;
	const struct span *span = &w->run->who[who];
	struct listener l = { .log = log, .taste = taste_new() };

	l.of = xcalloc(log->tracks.n + 1, sizeof *l.of);
	l.heard = xcalloc(log->tracks.n + 1, sizeof *l.heard);
	l.value = xcalloc(log->tracks.n + 1, sizeof *l.value);
	for (size_t i = 0; i < span->n; i++) {
		const struct play_row *r = &log->rows[span->first + i];

		if (i >= span->past && r->listened_ms >= PLAY_MS) {
			foresee(&l, r, w->top ? w->top[span->first + i] : NULL);
			by_own(&l, r);
			by_others(&l, w->others, r);
			l.tally.rows++;
		}
		tell(l.taste, log, r);
		learn(&l, r);
	}
	w->tally[who] = l.tally;
	known_free(l.of, log->tracks.n);
	free(l.heard);
	free(l.value);
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

/* What followed each track in anybody's log, and in whose. */
static struct known *all_transitions(const struct plays *log)
{
	struct known *k = xcalloc(log->tracks.n + 1, sizeof *k);
	const struct play_row *last = NULL;

	for (size_t i = 0; i < log->n; i++) {
		const struct play_row *r = &log->rows[i];

		if (r->listened_ms < PLAY_MS)
			continue;
		if (last && last->listener == r->listener && r->at_ms - last->at_ms - last->listened_ms <= PAUSE_MS) {
			struct known *was = &k[last->track];

			ARRAY_GROW(was->plays, was->n, was->cap);
			was->plays[was->n++] = r->listener;
			ARRAY_GROW(was->after, was->n_after, was->cap_after);
			was->after[was->n_after++] = r->track;
		}
		last = r;
	}
	return k;
}

static void show(const struct plays_run *run, const struct tally *tally)
{
	for (int way = 0; way < WAYS; way++) {
		struct plays_figures f = { .model = way_name[way], .n = 4 };
		double hit = 0, reciprocal = 0, mean_hit = 0, mean_reciprocal = 0, listeners = 0;

		for (size_t i = 0; i < run->n_who; i++) {
			double n = (double)MAX_OF(tally[i].rows, 1u);

			hit += tally[i].hit[way];
			reciprocal += tally[i].reciprocal[way];
			mean_hit += tally[i].hit[way] / n;
			mean_reciprocal += tally[i].reciprocal[way] / n;
			listeners += tally[i].rows > 0;
			f.rows += tally[i].rows;
		}
		listeners = MAX_OF(listeners, 1);
		f.at[0].name = "hr@20";
		f.at[0].v = hit / (double)MAX_OF(f.rows, 1u);
		f.at[1].name = "mrr@20";
		f.at[1].v = reciprocal / (double)MAX_OF(f.rows, 1u);
		f.at[2].name = "hr@20_by_listener";
		f.at[2].v = mean_hit / listeners;
		f.at[3].name = "mrr@20_by_listener";
		f.at[3].v = mean_reciprocal / listeners;
		plays_show(run, "next", &f);
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
	struct known *others = all_transitions(&run->log);
	struct replay w = { .run = run, .others = others };

	w.tally = xcalloc(run->n_who + 1, sizeof *w.tally);
	w.top = run->out ? xcalloc(run->log.n + 1, sizeof *w.top) : NULL;
	evaluate_progress(run->call, _("replaying %zu listeners"), run->n_who);
	parallel(0, run->n_who, 1, replay, &w);
	if (run->out)
		write_lists(run, w.top);
	show(run, w.tally);
	known_free(others, run->log.tracks.n);
	free(w.tally);
	free(w.top);
	return OK;
}
