/*
 * style.c -- styles the listener says he likes, before there is a log to tell: a prior on genres.  Its weight is that of STYLE_PLAYS
 * imagined plays among the real ones (the shrinkage of an empirical Bayes estimate, B = k / (k + n)), so the log outweighs it by and
 * by.  It depends on how many plays ended, not on how: no skip raises a track by it, and no finish another one.
 */
#include "recommend/model.h"

#include <stdlib.h>
#include <string.h>

#define STYLE_PLAYS 40.0	/* half is left after as many plays: two evenings */
#define W_STYLE 1.0		/* about what as many finishes of one genre have made of its affinity by then */

void taste_styles(struct taste *t, const char *styles)
{
	t->n_styles = 0;
	while (*styles && t->n_styles < STYLES_MAX) {
		size_t n = strcspn(styles, ";"), blanks = strspn(styles, " ");
		char *name = xstrndup(styles + MIN_OF(blanks, n), n - MIN_OF(blanks, n));
		uint32_t number = intern_genre(t, name);

		free(name);
		styles += n + (styles[n] == ';');
		if (!number || style_is_chosen(t, number))
			continue;
		/* it has a liking from now on: what it lends is written anew at each ranking, also when it is no longer chosen */
		liking_of(t, GROUP_GENRE, number);
		t->styles[t->n_styles++] = number;
	}
}

bool style_is_chosen(const struct taste *t, uint32_t genre)
{
	for (size_t i = 0; i < t->n_styles; i++)
		if (t->styles[i] == genre)
			return true;
	return false;
}

double style_now(const struct taste *t)
{
	return W_STYLE * STYLE_PLAYS / (STYLE_PLAYS + (double)t->n_plays);
}

static int by_count(const void *a, const void *b)
{
	const struct taste_genre *x = a, *y = b;

	if (x->n_tracks != y->n_tracks)
		return x->n_tracks < y->n_tracks ? 1 : -1;
	return strcmp(x->name, y->name);
}

size_t taste_genres(const struct taste *t, struct taste_genre *ret_genres, size_t max)
{
	const struct tracks *x = &t->tracks;
	size_t n_groups = t->n_group[GROUP_GENRE], n = 0;
	struct taste_genre *all = xcalloc(n_groups, sizeof *all);

	for (uint32_t row = 0; row < x->n; row++)
		if (!(x->flags[row] & (FLAG_UNKNOWN | FLAG_GONE)))
			all[x->group[GROUP_GENRE][row]].n_tracks++;
	for (size_t i = 1; i < n_groups; i++)
		if (all[i].n_tracks)
			all[n++] = (struct taste_genre){ t->genre_names[i], all[i].n_tracks, style_is_chosen(t, (uint32_t)i) };
	if (n)
		qsort(all, n, sizeof *all, by_count);
	n = MIN_OF(n, max);
	if (n)
		memcpy(ret_genres, all, n * sizeof *all);
	free(all);
	return n;
}
