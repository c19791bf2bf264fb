/*
 * discover_fit.c -- fits `discover_usual` of src/recommend/discover_score.c: how much each term of a candidate counts for what listeners go on to discover, learnt at
 * thirteen moments of each log.  Once on each half of the listeners, judged at the split on the other half, and once on all of them, which is the table to copy.
 *
 *   discover_fit [FILE]
 */
#include "next_log.h"

#include <math.h>

enum { FIRST = 3, LAST = 16, MOMENTS = LAST - FIRST + 1, TOP = 20 };	/* moments: twentieths of a log; the last is the split */

struct fitting {
	struct play_row *rows;
	size_t n, n_listeners, n_tracks, n_artists, *first;	/* first: row of each listener, and the end */
	const struct discover *d;
	struct discover_lessons *lessons;
};

static void fitting_init(struct fitting *f, const struct log *log)
{
	f->rows = xcalloc(log->n + 1, sizeof *f->rows);
	f->first = xcalloc(log->n + 2, sizeof *f->first);
	f->n = log->n;
	for (size_t i = 0; i < log->n; i++) {
		const struct row *r = &log->rows[i];

		if (!i || r->listener != log->rows[i - 1].listener)
			f->first[f->n_listeners++] = i;
		f->rows[i] = (struct play_row){ r->at_ms, r->listened_ms, (uint32_t)f->n_listeners - 1, (uint32_t)r->artist, (uint32_t)r->track };
		f->n_tracks = MAX_OF(f->n_tracks, (size_t)r->track + 1);
		f->n_artists = MAX_OF(f->n_artists, (size_t)r->artist + 1);
	}
	f->first[f->n_listeners] = log->n;
}

static void learn_some(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct fitting *f = ctx;

	(void)thread;
	for (size_t i = from; i < to; i++) {
		size_t who = i / MOMENTS, n = f->first[who + 1] - f->first[who], now = n * (FIRST + i % MOMENTS) / 20;

		discover_lesson(f->lessons, i, f->d, (uint32_t)who, f->rows + f->first[who], now, MIN_OF(now + n / 5, n));
	}
}

static struct discover_weights learn(const struct fitting *f, int half)
{
	static const struct discover_weights nothing;
	uint8_t *left_out = xcalloc(f->n_listeners * MOMENTS + 1, 1);
	struct discover_weights w;

	for (size_t i = 0; half >= 0 && i < f->n_listeners * MOMENTS; i++)
		left_out[i] = (int)(i / MOMENTS % 2) != half;
	w = discover_learn(f->lessons, left_out, &nothing, 1);
	free(left_out);
	return w;
}

/* Precision among the first twenty, of one listener at the split. */
static double precision(const struct fitting *f, size_t who, const struct discover_weights *w)
{
	const struct play_row *own = f->rows + f->first[who];
	size_t n = f->first[who + 1] - f->first[who], past = n * 4 / 5, hits = 0;
	struct candidate *c;
	size_t n_c = discover_candidates(f->d, (uint32_t)who, own, past, &c);
	float *scores = xcalloc(n_c + 1, sizeof *scores);
	struct scored top[TOP];
	uint32_t n_top;

	discover_score(w, c, n_c, scores);
	n_top = learn_best(scores, (uint32_t)n_c, top, TOP);
	for (uint32_t i = 0; i < n_top; i++)
		for (size_t k = past; k < n; k++)
			if (own[k].track == c[top[i].at].track && own[k].listened_ms >= DISCOVER_PLAY_MS) {
				hits++;
				break;
			}
	free(c);
	free(scores);
	return (double)hits / TOP;
}

static void judge(const struct fitting *f, int half)
{
	struct discover_weights w = learn(f, half);
	double sum = 0;
	int n = 0;

	for (size_t who = 0; who < f->n_listeners; who++)
		if ((int)(who % 2) != half) {
			sum += precision(f, who, &w);
			n++;
		}
	printf("fitted on half %d, judged on the %d others: P@20 %.4f\n", half, n, sum / MAX_OF(n, 1));
}

int main(int argc, char **argv)
{
	struct log log = { 0 };
	struct fitting f = { 0 };
	struct discover_weights w;
	struct discover *d;

	if (!log_load(&log, argc > 1 ? argv[1] : NULL)) {
		fprintf(stderr, "discover_fit: cannot read the log\n");
		return 1;
	}
	fitting_init(&f, &log);
	f.d = d = discover_new(f.rows, f.n, f.n_listeners, f.n_tracks, f.n_artists);
	f.lessons = discover_lessons_new(f.n_listeners * MOMENTS);
	parallel(0, f.n_listeners * MOMENTS, 1, learn_some, &f);
	judge(&f, 0);
	judge(&f, 1);
	w = learn(&f, -1);
	for (int k = 0; k < DISCOVER_TERMS; k++)
		printf("%s%.3f%s", k ? " " : "\t", w.of[k], k + 1 < DISCOVER_TERMS ? "," : "\n");
	discover_lessons_free(f.lessons);
	discover_free(d);
	free(f.rows);
	free(f.first);
	free(log.rows);
	return 0;
}
