/*
 * walk.c -- every track nobody ever touched, weighed at each ranking: a block of columns at a time, each step a loop over the block that a compiler makes wide.
 *
 *   added, hash ─▶ newness + luck ─▶ + artist + genre (looked up by number) ─▶ + album, where any is in the mood of now ─▶ the few that may be among the best
 *
 * An index would have to follow every weight that fades; there is none to keep, and it takes two nanoseconds a track.
 */
#include "recommend/model.h"

enum { BLOCK = 1024, LANE = 64 };	/* rows; BLOCK is a multiple of LANE */

struct block {
	uint32_t first, n;
	float score[BLOCK], luck[BLOCK];
	uint32_t is_loud[BLOCK];
};

/* Numbers of groups are far below 2^31: as signed ones they can be looked up eight at a time. */
WIDE_LOOPS static void weigh_rows(const struct weigh *w, uint32_t first, uint32_t n, float *restrict score, float *restrict luck)
{
	const struct tracks *x = &w->t->tracks;
	const uint32_t *restrict hash = x->hash + first, *restrict artist = x->group[GROUP_ARTIST] + first, *restrict genre = x->group[GROUP_GENRE] + first;
	const float *restrict of_artist = w->group[GROUP_ARTIST].sum, *restrict of_genre = w->group[GROUP_GENRE].sum, *restrict day = x->added_day + first;
	const struct weigh it = { .now_day = w->now_day, .usual_newness = w->usual_newness };
	const float jitter = w->jitter * (1 / LUCK_MAX);
	const uint32_t salt = w->salt;

	for (uint32_t i = 0; i < n; i++)
		luck[i] = luck_of(hash[i] * salt);
	for (uint32_t i = 0; i < n; i++)
		score[i] = newness_of(&it, day[i]) + jitter * luck[i];
	for (uint32_t i = 0; i < n; i++)
		score[i] += of_artist[(int32_t)artist[i]] + of_genre[(int32_t)genre[i]];
}

/* Is the bit of each set; bit k of what is returned: is any of lane k? */
WIDE_LOOPS static uint32_t find_loud(const uint32_t *restrict album, const uint32_t *restrict bits, uint32_t n, uint32_t *restrict ret)
{
	uint32_t lanes = 0;

	for (uint32_t i = 0; i < n; i++)
		ret[i] = bits[(int32_t)(album[i] >> 5)] >> (album[i] & 31) & 1;
	for (uint32_t lane = 0; lane * LANE < n; lane++) {
		uint32_t end = MIN_OF((lane + 1) * (uint32_t)LANE, n), any = 0;

		for (uint32_t i = lane * LANE; i < end; i++)
			any |= ret[i];
		lanes |= any << lane;
	}
	return lanes;
}

/* Bit k: of lane k some x is `least` or more, and its row is one nobody touched. */
WIDE_LOOPS static uint32_t find_lanes(const float *restrict x, const uint8_t *restrict flags, float least, uint32_t n)
{
	uint32_t lanes = 0;

	for (uint32_t lane = 0; lane * LANE < n; lane++) {
		uint32_t end = MIN_OF((lane + 1) * (uint32_t)LANE, n), any = 0;

		for (uint32_t i = lane * LANE; i < end; i++)
			any |= (x[i] >= least) & (flags[i] == 0);
		lanes |= any << lane;
	}
	return lanes;
}

static uint32_t end_of(const struct block *b, uint32_t lane)
{
	return MIN_OF((lane + 1) * (uint32_t)LANE, b->n);
}

static void add_albums(const struct weigh *w, struct block *b)
{
	const uint32_t *album = w->t->tracks.group[GROUP_ALBUM] + b->first;
	const struct columns *c = &w->group[GROUP_ALBUM];
	uint32_t lanes = c->has_loud ? find_loud(album, c->is_loud, b->n, b->is_loud) : 0;

	for (uint32_t lane = 0; lanes >> lane; lane++)
		for (uint32_t i = lane * LANE; lanes >> lane & 1 && i < end_of(b, lane); i++)
			if (b->is_loud[i])
				b->score[i] += c->sum[album[i]];
}

static void add_fresh(const struct weigh *w, const struct block *b, struct pool_of *fresh)
{
	const struct tracks *x = &w->t->tracks;
	uint32_t lanes = fresh->of_artist ? UINT32_MAX : find_lanes(b->score, x->flags + b->first, fresh->least, b->n);

	for (uint32_t lane = 0; lane * LANE < b->n && lanes >> lane; lane++)
		for (uint32_t i = lane * LANE; lanes >> lane & 1 && i < end_of(b, lane); i++) {
			uint32_t row = b->first + i;

			if ((b->score[i] >= fresh->least || fresh->of_artist) && !x->flags[row])
				pool_of_add(fresh, (struct cand){ b->score[i], row, weigh_hash(w, row), x->group[GROUP_ARTIST][row] });
		}
}

/* Chance alone decides here, among artists of whom nothing was heard. */
static void add_luck(const struct weigh *w, const struct block *b, struct pool_of *explore)
{
	const struct tracks *x = &w->t->tracks;
	uint32_t lanes = find_lanes(b->luck, x->flags + b->first, explore->least, b->n);

	for (uint32_t lane = 0; lane * LANE < b->n && lanes >> lane; lane++)
		for (uint32_t i = lane * LANE; lanes >> lane & 1 && i < end_of(b, lane); i++) {
			uint32_t row = b->first + i, artist = x->group[GROUP_ARTIST][row];

			if (b->luck[i] >= explore->least && !x->flags[row] && !bit_of(w->group[GROUP_ARTIST].is_known, artist))
				pool_of_add(explore, (struct cand){ b->luck[i], row, weigh_hash(w, row), artist });
		}
}

void walk_untouched(const struct weigh *w, struct pool_of *fresh, struct pool_of *explore)
{
	const uint32_t n = w->t->tracks.n;
	struct block b;

	for (b.first = 0; b.first < n; b.first += BLOCK) {
		b.n = MIN_OF(n - b.first, (uint32_t)BLOCK);
		weigh_rows(w, b.first, b.n, b.score, b.luck);
		add_albums(w, &b);
		add_fresh(w, &b, fresh);
		add_luck(w, &b, explore);
	}
}
