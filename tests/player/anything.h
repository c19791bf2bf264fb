/* anything.h -- a player that is asked for anything in any order, and what has to hold all the same; for tests with a watch (watch.h). */
#ifndef SEGUE_TEST_ANYTHING_H
#define SEGUE_TEST_ANYTHING_H

#include "watch.h"

struct anything {
	const char *const *names;	/* files in the folder; the first can be played */
	size_t n;
	const struct player_option *options;
	size_t n_options;
	bool fades;			/* tracks fade into each other, now and then */
};

static void random_call(const struct anything *a, struct watch *w, struct rng *r, const char *path, uint64_t *cookie, bool *is_played)
{
	struct player_event e;
	uint32_t what = rng_below(r, 14);

	switch (what) {
	case 0:
	case 1:
		is_played[++*cookie] = true;
		player_play(w->p, path, rng_below(r, 3) ? 0 : 100, *cookie);
		break;
	case 2:
	case 3:
	case 4:
		if (a->fades)
			player_fade(w->p, (int)rng_below(r, 4) * 150);
		player_prepare(w->p, path, ++*cookie);
		break;
	case 5:
		if (rng_below(r, 2))
			player_prepare(w->p, NULL, 0);
		else
			player_stop(w->p);
		break;
	case 6:
		player_pause(w->p, rng_below(r, 4) == 0);
		break;
	case 7:
		player_seek(w->p, (int64_t)rng_below(r, 400) - 100, rng_below(r, 2));
		break;
	case 8:
		if (a->fades)
			player_crossfade(w->p, rng_below(r, 4) != 0, (int)rng_below(r, 2) * 100);
		break;
	case 9:
	case 10:
		hear_one(w);
		break;
	default:
		while (player_next_event(w->p, &e))
			note(w, &e);
		break;
	}
}

static void test_anything(const struct anything *a, uint64_t seed, int steps)
{
	bool *is_played = xcalloc(COOKIES, sizeof *is_played), once = true, wanted = true, whole = true;
	char **paths = xcalloc(a->n, sizeof *paths);
	struct watch *w = xmalloc(sizeof *w);
	uint64_t cookie = 0;
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < a->n; i++)
		paths[i] = in_folder(a->names[i]);
	open_player(w, "null", a->options, a->n_options);
	if (a->fades)
		player_crossfade(w->p, true, 100);
	for (int i = 0; i < steps && cookie < COOKIES - 2; i++) {
		player_volume(w->p, i % 100);	/* so that hear_one has something to hear */
		random_call(a, w, &r, paths[rng_below(&r, (uint32_t)a->n)], &cookie, is_played);
	}
	player_stop(w->p);
	player_play(w->p, paths[0], 0, ++cookie);
	is_played[cookie] = true;
	wait_for(w, PLAYER_ENDED, cookie);
	for (uint64_t i = 1; i <= cookie; i++) {
		once &= w->n_ended[i] <= 1 && w->n_started[i] <= 1;
		wanted &= !is_played[i] || w->n_ended[i] == 1;
		whole &= w->n_started[i] <= w->n_ended[i];
	}
	ok(once, "seed %d: nothing starts or ends twice", (int)seed);
	ok(wanted, "seed %d: what was played ended", (int)seed);
	ok(whole, "seed %d: what started ended", (int)seed);
	ok(w->order_is_good, "seed %d: starts come before ends", (int)seed);
	is_int(w->how[cookie], END_EOF, "and it still plays");
	close_player(w);
	for (size_t i = 0; i < a->n; i++)
		free(paths[i]);
	free(paths);
	free(is_played);
	free(w);
}

#endif
