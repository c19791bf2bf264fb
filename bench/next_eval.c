/*
 * next_eval.c -- the honesty check: how well the bare prediction guesses the next track of real listeners, beside the simple ways to do
 * it, in the same run.  For each listener the first 80 % of rows are the past, the rest is replayed: predict, then learn.  Counted
 * are rows with listened_ms >= 30000; a track never heard before cannot be guessed and counts as a miss.
 *
 *   next_eval [FILE [EVERY]]	EVERY n-th replayed row only (1 = all)
 */
#include "recommend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TOP 20
#define PLAY_MS 30000

struct row { int64_t at_ms, listened_ms; int listener, artist, track; };
struct score { double hit, reciprocal; };

enum way { OWN, COUNTS, RECENCY, ACT_R, FOLLOWED, ACT_R_FOLLOWED, WAYS };
static const char *const way_name[WAYS] = {
	"segue", "own play counts", "own recency", "own ACT-R (.5)", "own transitions", "ACT-R + transitions",
};

/* The simple ways keep plain lists, apart from the room they judge. */
struct simple { int64_t *plays; size_t n, cap; int *after; size_t n_after, cap_after; };

struct listener {
	struct taste *taste;
	struct simple *of;	/* by track number */
	double *value[WAYS];
	int n, last;
	int64_t last_end_ms;
	struct score score[WAYS];
	int rows, repeats;
};

static struct row *rows;
static size_t n_rows;
static int max_track;

static bool parse(char *line, struct row *ret_row)
{
	struct tm tm = { 0 };
	char *field[5] = { 0 };
	int n = 0;

	for (char *p = strtok(line, "\t\n"); p && n < 5; p = strtok(NULL, "\t\n"))
		field[n++] = p;
	if (n < 5 || !strptime(field[1], "%Y-%m-%dT%H:%M:%S", &tm))
		return false;
	*ret_row = (struct row){ .listener = atoi(field[0]), .at_ms = (int64_t)timegm(&tm) * 1000, .listened_ms = atoll(field[2]),
		.artist = atoi(field[3]), .track = atoi(field[4]) };
	return ret_row->track > 0;
}

static bool load(const char *path)
{
	char *command = xasprintf("gzip -dcf -- '%s'", path), line[256];
	FILE *f = popen(command, "r");
	size_t cap = 0;

	free(command);
	while (f && fgets(line, sizeof line, f)) {
		struct row row;

		if (!parse(line, &row))
			continue;	/* the header */
		ARRAY_GROW(rows, n_rows, cap);
		rows[n_rows++] = row;
		max_track = MAX_OF(max_track, row.track);
	}
	return f && !pclose(f) && n_rows;
}

/* ---- the simple ways ---- */

static double act_r(const struct simple *s, int64_t now_ms)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += 1 / sqrt(fmax((double)(now_ms - s->plays[i]), 60000));
	return sum;
}

static void simple_values(struct listener *l, int64_t now_ms)
{
	double all = 0;
	const struct simple *last = l->last && now_ms - l->last_end_ms <= INT64_C(1800000) ? &l->of[l->last] : NULL;

	for (int t = 1; t <= max_track; t++) {
		const struct simple *s = &l->of[t];

		for (int way = COUNTS; way < WAYS; way++)
			l->value[way][t] = 0;
		if (!s->n)
			continue;
		l->value[COUNTS][t] = (double)s->n;
		l->value[RECENCY][t] = (double)s->plays[s->n - 1];
		all += l->value[ACT_R][t] = act_r(s, now_ms);
	}
	for (size_t i = 0; last && i < last->n_after; i++)
		l->value[FOLLOWED][last->after[i]] += 1 / (double)last->n_after;
	for (int t = 1; t <= max_track && all > 0; t++)
		l->value[ACT_R_FOLLOWED][t] = .5 * l->value[ACT_R][t] / all + .5 * l->value[FOLLOWED][t];
}

static void simple_learn(struct listener *l, const struct row *r)
{
	struct simple *s = &l->of[r->track];

	if (r->listened_ms < PLAY_MS)
		return;
	ARRAY_GROW(s->plays, s->n, s->cap);
	s->plays[s->n++] = r->at_ms;
	if (l->last && r->at_ms - l->last_end_ms <= INT64_C(1800000)) {
		struct simple *p = &l->of[l->last];

		ARRAY_GROW(p->after, p->n_after, p->cap_after);
		p->after[p->n_after++] = r->track;
	}
	l->last = r->track;
	l->last_end_ms = r->at_ms + r->listened_ms;
}

/* ---- judging ---- */

static void count(struct score *s, int rank)
{
	if (rank > TOP)
		return;
	s->hit++;
	s->reciprocal += 1.0 / rank;
}

static int rank_of(const double *value, int track)
{
	int rank = 1;

	if (value[track] <= 0)
		return TOP + 1;
	for (int t = 1; t <= max_track; t++)
		rank += value[t] > value[track] || (t < track && value[t] >= value[track]);
	return rank;
}

static void predict(struct listener *l, const struct row *r)
{
	struct rank_options opt = { .now_ms = r->at_ms, .seed = 1, .plain = true };
	struct pick picks[TOP];
	size_t n = taste_rank(l->taste, &opt, picks, TOP);

	for (size_t i = 0; i < n; i++)
		if (picks[i].track == r->track)
			count(&l->score[OWN], (int)i + 1);
	simple_values(l, r->at_ms);
	for (int way = COUNTS; way < WAYS; way++)
		count(&l->score[way], rank_of(l->value[way], r->track));
	l->rows++;
	l->repeats += l->of[r->track].n > 0;
}

static void learn(struct listener *l, const struct row *r)
{
	char artist[16];
	struct track track = { .id = r->track, .path = "", .title = "", .artist = artist, .album = "", .album_artist = "", .genre = "",
		.composer = "", .date = "", .codec = "", .error = "", .added_s = r->at_ms / 1000 };
	struct event ev = { .at_ms = r->at_ms, .track = r->track, .kind = EVENT_START, .listened_ms = -1, .position_ms = -1 };

	snprintf(artist, sizeof artist, "%d", r->artist);
	if (!l->of[r->track].n)
		taste_track(l->taste, &track);
	taste_event(l->taste, &ev);
	ev.kind = r->listened_ms >= PLAY_MS ? EVENT_FINISH : EVENT_SKIP;
	ev.at_ms += r->listened_ms;
	ev.listened_ms = ev.position_ms = r->listened_ms;
	taste_event(l->taste, &ev);
	simple_learn(l, r);
}

static void print(const char *who, const struct listener *l, const struct score score[WAYS], double by)
{
	printf("%s (%d rows, %.0f %% repeats)\n", who, l->rows, 100.0 * l->repeats / MAX_OF(l->rows, 1));
	for (int way = 0; way < WAYS; way++)
		printf("    %-20s HR@20 %.4f  MRR@20 %.4f\n", way_name[way], score[way].hit / by, score[way].reciprocal / by);
	fflush(stdout);
}

static void replay(const struct row *r, size_t n, size_t every, struct listener *sum, struct score mean[WAYS])
{
	struct listener l = { .taste = taste_new(), .of = xcalloc((size_t)max_track + 1, sizeof *l.of) };
	char who[32];

	for (int way = 0; way < WAYS; way++)
		l.value[way] = xcalloc((size_t)max_track + 1, sizeof(double));
	for (size_t i = 0; i < n; i++) {
		if (i >= n * 4 / 5 && i % every == 0 && r[i].listened_ms >= PLAY_MS)
			predict(&l, &r[i]);
		learn(&l, &r[i]);
	}
	snprintf(who, sizeof who, "listener %d", r->listener);
	print(who, &l, l.score, MAX_OF(l.rows, 1));
	sum->n++;
	sum->rows += l.rows;
	sum->repeats += l.repeats;
	for (int way = 0; way < WAYS; way++) {
		mean[way].hit += l.score[way].hit / MAX_OF(l.rows, 1);
		mean[way].reciprocal += l.score[way].reciprocal / MAX_OF(l.rows, 1);
		sum->score[way].hit += l.score[way].hit;
		sum->score[way].reciprocal += l.score[way].reciprocal;
		free(l.value[way]);
	}
	for (int t = 0; t <= max_track; t++) {
		free(l.of[t].plays);
		free(l.of[t].after);
	}
	free(l.of);
	taste_free(l.taste);
}

int main(int argc, char **argv)
{
	const char *shared = getenv("SHARED");
	char *path = argc > 1 ? xstrdup(argv[1]) : xasprintf("%s/data/listening/plays.tsv.gz", shared ? shared : "../shared");
	size_t every = argc > 2 ? (size_t)MAX_OF(atoi(argv[2]), 1) : 1, from = 0;
	struct score mean[WAYS] = { 0 };
	struct listener sum = { 0 };

	if (!load(path)) {
		fprintf(stderr, "next_eval: cannot read %s\n", path);
		free(path);
		return 1;
	}
	for (size_t i = 1; i <= n_rows; i++)
		if (i == n_rows || rows[i].listener != rows[from].listener) {
			replay(rows + from, i - from, every, &sum, mean);
			from = i;
		}
	print("all rows", &sum, sum.score, sum.rows);
	print("mean of listeners", &sum, mean, sum.n);
	free(rows);
	free(path);
	return 0;
}
