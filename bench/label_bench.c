/*
 * label_bench.c -- what styles and moods cost at 100,000 and 1,000,000 tracks (SEGUE_BENCH_TRACKS: others): the file of styles read (on an errand's thread), a step of a
 * thousand tracks as the interface's thread takes them, the map's density and its nearest.  A third of the tracks has a genre, the rest a guess.  No step of the
 * interface may take a frame of 16 ms; of the processor's time, because who else runs here is none of ours.
 */
#include "sizes.h"
#include "app/moods.h"
#include "app/stylebook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 1000, KINDS = 24, ROUNDS = 20, MAP_ROWS = 40, MAP_COLS = 120, NEAR = 100 };

static double ms_since(int64_t us)
{
	return (double)(clock_thread_us() - us) / 1000;
}

static void fill(struct stylefile *f, size_t tracks, struct rng *r)
{
	f->head = (struct style_head){ .n_names = KINDS, .n_examples = 8000, .n_heard = tracks };
	f->names = xcalloc(KINDS, sizeof *f->names);
	f->rows = xcalloc(tracks, sizeof *f->rows);
	for (size_t i = 0; i < KINDS; i++)
		snprintf(f->names[i], STYLE_NAME_MAX, "%s", style_known(i * 5));
	for (size_t i = 0; i < tracks; i++)
		if (i % 3)
			f->rows[f->head.n_rows++] = (struct guess_row){ i + 1, { { (uint16_t)rng_below(r, KINDS) }, { 80 }, 1 } };
}

/* Steps as styling.c takes them: the styles of each, and whether it is of one that is followed. */
static void bench_book(struct stylebook *b, size_t tracks)
{
	double worst = 0, all = 0;
	size_t known = 0, followed = 0;
	char genre[32];

	for (size_t first = 0; first < tracks; first += STEP) {
		int64_t at = clock_thread_us();
		double took;

		for (size_t i = first; i < first + STEP && i < tracks; i++) {
			struct style_label label[STYLES_PER_TAG];
			enum style_from from;
			struct track t = { .id = (track_id)i + 1, .genre = genre };

			if (i % 3)
				genre[0] = '\0';
			else
				snprintf(genre, sizeof genre, "Genre %zu", i % 500);
			known += stylebook_of(b, &t, label, &from) > 0;
			followed += stylebook_is(b, &t, "Electronic");
			known += *stylebook_text(b, &t) == '\0';
		}
		took = ms_since(at);
		worst = took > worst ? took : worst;
		all += took;
	}
	printf("          styles of all, and is it of one, and its line: %.0f ms in steps of %d tracks, the longest %.2f ms (%zu known, %zu followed)\n", all, STEP, worst, known,
	       followed);
}

static bool any(void *ctx, track_id id)
{
	(void)ctx;
	return id % 7 != 0;
}

static void bench_moods(size_t tracks, struct rng *r)
{
	static uint32_t cells[MAP_ROWS * MAP_COLS];
	struct moods *m = moods_new();
	double density = 0, near = 0, said;
	track_id ids[NEAR];
	int64_t at;

	for (size_t i = 1; i <= tracks; i++)
		moods_heard(m, (track_id)i, (float)rng_unit(r) - .5F, (float)(rng_unit(r) * 2 - 1));
	at = clock_thread_us();
	for (track_id i = 1; i <= ROUNDS; i++)
		moods_said(m, i * 31, 1 + (int32_t)(i % 4));
	said = ms_since(at) / ROUNDS;
	for (int i = 0; i < ROUNDS; i++) {
		at = clock_thread_us();
		moods_density(m, MAP_ROWS, MAP_COLS, cells);
		density = MAX_OF(density, ms_since(at));
		at = clock_thread_us();
		moods_near(m, (float)i / ROUNDS, -.2F, any, NULL, ids, NEAR);
		near = MAX_OF(near, ms_since(at));
	}
	printf("          moods: a correction %.2f ms, the map %.2f ms, the nearest %d %.2f ms (the longest of %d), %zu KiB\n", said, density, NEAR, near, ROUNDS,
	       tracks * 2 >> 10);
	moods_free(m);
}

static void bench(size_t tracks)
{
	struct stylefile made = { .names = NULL }, *f = NULL;
	struct stylebook *b = stylebook_new();
	struct buf bytes;
	struct rng r;
	int64_t at;

	rng_seed(&r, 1);
	buf_init(&bytes, (size_t)1 << 30);
	fill(&made, tracks, &r);
	if (stylefile_pack(&made, &bytes))
		die("%s", err_text());
	at = clock_thread_us();
	if (stylefile_parse(bytes.data, bytes.len, &f))
		die("%s", err_text());
	printf("%8zu tracks: a file of styles of %zu MiB is read in %.1f ms (aside), ", tracks, bytes.len >> 20, ms_since(at));
	at = clock_thread_us();
	stylebook_use(b, f);
	printf("taken over in %.2f ms\n", ms_since(at));
	bench_book(b, tracks);
	bench_moods(tracks, &r);
	stylebook_free(b);
	free(made.names);
	free(made.rows);
	buf_done(&bytes);
}

int main(void)
{
	const char *at = sizes("100000 1000000");
	size_t tracks;

	while (sizes_next(&at, &tracks))
		bench(tracks);
	return 0;
}
