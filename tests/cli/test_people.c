/*
 * test_people.c -- no listener's rows reach another's list but as an aggregate of at least LISTENERS_LEAST people: random listeners of one library, each count
 * held against the log, and what fewer than that heard leaves no trace at all.
 */
#include "cli/others.h"
#include "recommend/model.h"
#include "../store/help.h"

enum { TRACKS = 60, PEOPLE = 9, ROUNDS = 8, PLAYS = 120 };

struct world { int people, finishes[PEOPLE][TRACKS + 1]; };

/* Each has a circle of tracks of his own, and some that others have, too; a few only he hears. */
static void hear(struct store *s, struct world *w, int person, struct rng *rng)
{
	for (int i = 0; i < PLAYS; i++) {
		track_id track = 1 + (track_id)(rng_below(rng, 2) ? rng_below(rng, TRACKS) : (rng_below(rng, 12) + (uint32_t)person % 3 * 15) % TRACKS);
		struct event ev = { .at_ms = INT64_C(1700000000000) + i * 300000, .track = track, .kind = rng_below(rng, 4) ? EVENT_FINISH : EVENT_SKIP, .source = SOURCE_LIBRARY,
			.position_ms = 0, .listened_ms = 60000, .duration_ms = 60000 };

		if (store_event_add(s, &ev))
			printf("# %s\n", err_text());
		w->finishes[person][track] += ev.kind == EVENT_FINISH;
	}
}

static char *made(struct world *w, int people, uint64_t seed, const char *name)
{
	char *path = test_path(name);
	struct store *s;
	struct rng rng;

	*w = (struct world){ .people = people };
	for (int p = 0; p < people; p++) {
		char who[16];

		rng_seed(&rng, seed * 100 + (uint64_t)p);
		snprintf(who, sizeof who, "p%d", p);
		if (store_open(&s, path, STORE_WRITE, who)) {
			printf("Bail out! %s\n", err_text());
			exit(1);
		}
		for (int i = 0; i < TRACKS && !p; i++) {
			char file[32];

			snprintf(file, sizeof file, "/m/%d", i);
			put_plain(s, file, "T", "A");
		}
		hear(s, w, p, &rng);
		store_close(s);
	}
	return path;
}

static int heard_by_others(const struct world *w, int but, track_id track)
{
	int n = 0;

	for (int p = 0; p < w->people; p++)
		n += p != but && w->finishes[p][track];
	return n;
}

static struct learnt *learn(const char *path, int person)
{
	struct learnt *l = learnt_new();
	struct store *s;
	uint32_t others;
	char who[16];

	snprintf(who, sizeof who, "p%d", person);
	if (store_open(&s, path, STORE_READ, who) || others_learn(s, store_listener(s), &(struct learn_options){ .seed = 1, .threads = 1 }, l, &others))
		printf("# %s\n", err_text());
	store_close(s);
	return l;
}

static void test_counts(void)
{
	int few = 0, wrong = 0, told = 0;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		int people = 2 + (int)(seed % (PEOPLE - 1));
		struct world w;
		char *path = made(&w, people, seed, "counts.db"), *side;

		for (int p = 0; p < people; p++) {
			struct learnt *l = learn(path, p);
			const struct of_listeners *rows;
			uint32_t *seats;
			size_t n = learnt_listeners_of(l, &rows, &seats);

			for (size_t i = 0; i < n; i++) {
				int others = heard_by_others(&w, p, rows[i].track);

				told++;
				few += others < LISTENERS_LEAST;
				wrong += others != (int)rows[i].people;
			}
			learnt_free(l);
		}
		unlink(path);
		for (int i = 0; i < 2; i++) {
			side = xasprintf("%s%s", path, i ? "-shm" : "-wal");
			unlink(side);
			free(side);
		}
		free(path);
	}
	ok(told > 100, "%d tracks are told of", told);
	is_int(few, 0, "none that fewer than three others heard out");
	is_int(wrong, 0, "and of each it is said truly how many did");
}

/* Of two others nothing at all may be seen: the same bytes as with nobody. */
static void test_two(void)
{
	struct world w;
	char *path = made(&w, 3, 77, "two.db");
	struct learnt *l = learn(path, 0), *none = learnt_new();
	struct buf a, b;

	buf_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	is_int(learnt_pack(l, &a), OK, "learnt beside two others");
	is_int(learnt_pack(none, &b), OK, "and alone");
	ok(a.len == b.len && !memcmp(a.data, b.data, a.len), "is the same, byte for byte");
	buf_done(&a);
	buf_done(&b);
	learnt_free(l);
	learnt_free(none);
	free(path);
}

int main(void)
{
	test_dir_make();
	test_counts();
	test_two();
	test_dir_remove();
	return done();
}
