/* The index of what sounds alike: families of made-up tracks whose members must find each other; rows that come, change and go; the quick look against the exact one. */
#include "ear.h"
#include "../tap.h"

enum { FAMILIES = 40, MANY = 6000, NEAREST = 20 };

static double gauss(struct rng *r)
{
	return sqrt(-2 * log(1 - rng_unit(r))) * cos(2 * M_PI * rng_unit(r));
}

/* Member i of a family: all that is common to it comes from the family's number. */
static void make(struct features *f, uint32_t family, uint32_t i)
{
	struct rng common, own;
	size_t k = 0;

	rng_seed(&common, family + 1);
	rng_seed(&own, family * 100003u + i + 7);
	*f = (struct features){ .version = FEATURES_VERSION, .duration_s = 200, .mfcc_frames = 1000, .has_pattern = true };
	for (int d = 0; d < MFCC_DIMS; d++)
		f->mfcc_mean[d] = (float)(10 * gauss(&common) + 2 * gauss(&own));
	for (int a = 0; a < MFCC_DIMS; a++)
		for (int b = a; b < MFCC_DIMS; b++, k++)
			f->mfcc_cov[k] = (float)(a == b ? exp(3 + .5 * gauss(&common) + .2 * gauss(&own)) : .3 * gauss(&common) + .1 * gauss(&own));
	for (int p = 0; p < PATTERN_DIMS; p++) {
		double x = 120 + 25 * gauss(&common) + 12 * gauss(&own);

		f->pattern[p] = (uint8_t)(x < 0 ? 0 : x > 255 ? 255 : x);
	}
}

static uint64_t id_of(uint32_t family, uint32_t i)
{
	return 1 + (uint64_t)i * FAMILIES + family;
}

static uint32_t family_of(uint64_t id)
{
	return (uint32_t)((id - 1) % FAMILIES);
}

static struct kin *filled(size_t n)
{
	struct kin *k = kin_new();
	struct features f;

	for (size_t i = 0; i < n; i++) {
		make(&f, (uint32_t)(i % FAMILIES), (uint32_t)(i / FAMILIES));
		kin_add(k, i + 1, &f);
	}
	return k;
}

static size_t relatives(const struct kinship *near, size_t n, uint32_t family)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += family_of(near[i].id) == family;
	return count;
}

static void few(void)
{
	struct kin *k = kin_new();
	struct kinship near[NEAREST];
	struct features f, silence = { .version = FEATURES_VERSION };

	make(&f, 0, 0);
	ok(!kin_nearest(k, 0, &f, near, NEAREST), "of nothing, nothing");
	ok(!kin_add(k, 1, &silence) && !kin_count(k), "silence is like nothing");
	ok(kin_add(k, 1, &f) && kin_count(k) == 1 && kin_has(k, 1), "one");
	ok(!kin_nearest(k, 1, NULL, near, NEAREST), "... has nothing near but itself");
	is_int((long long)kin_nearest(k, 0, &f, near, NEAREST), 1, "... but is near what is not there");
	make(&f, 0, 1);
	kin_add(k, 2, &f);
	is_int((long long)kin_nearest(k, 1, NULL, near, NEAREST), 1, "two");
	ok(near[0].id == 2 && isfinite((double)near[0].score), "... are near each other");
	kin_add(k, 2, &silence);
	ok(!kin_has(k, 2) && kin_count(k) == 1, "what became silent goes");
	kin_remove(k, 77);
	kin_remove(k, 1);
	ok(!kin_count(k) && !kin_nearest(k, 0, &f, near, NEAREST), "none again");
	kin_free(k);
	kin_free(NULL);
}

static void families(void)
{
	struct kin *k = filled(400);
	struct kinship near[NEAREST];
	size_t right = 0, n;
	bool rising = true, itself = false;

	for (uint32_t i = 0; i < FAMILIES; i++) {
		n = kin_nearest(k, id_of(i, 3), NULL, near, 9);
		right += relatives(near, n, i);
		for (size_t j = 0; j < n; j++) {
			rising = rising && (!j || near[j].score <= near[j - 1].score) && near[j].score >= 0 && near[j].score <= 1;
			itself = itself || near[j].id == id_of(i, 3);
		}
	}
	ok(right >= 9 * FAMILIES * 95 / 100, "members of a family find each other (%zu of %d)", right, 9 * FAMILIES);
	ok(rising, "the nearest first, scores within 0..1");
	ok(!itself, "nobody is its own neighbour");
	kin_free(k);
}

static bool is_odd(void *ctx, uint64_t id)
{
	(void)ctx;
	return id % 2;
}

/* Points against the exact look, on as many tracks as have points. */
static void many(void)
{
	struct kin *k = filled(MANY);
	struct kinship near[NEAREST], exact[NEAREST], odd[NEAREST], once[NEAREST];
	struct features f;
	float *scores = calloc(MANY, sizeof *scores);
	size_t same = 0, all = 0, n_odd = 0, below = 0;
	double own = 0, other = 0;
	bool is_same_score = true;

	/* before anything is settled */
	make(&f, 7, 3);
	size_t n_once = kin_ask(k, &(struct kin_question){ .id = id_of(7, 3), .features = &f, .is_once = true }, once, NEAREST);
	size_t n_settled = kin_nearest(k, id_of(7, 3), &f, near, NEAREST), in_both = 0;
	for (size_t a = 0; a < n_once; a++)
		for (size_t b = 0; b < n_settled; b++)
			in_both += once[a].id == near[b].id && fabsf(once[a].score - near[b].score) < 1e-6f;
	ok(in_both >= NEAREST - 1, "asked once, the same answer (%zu of %d)", in_both, NEAREST);
	for (uint32_t i = 0; i < FAMILIES; i++) {
		uint64_t id = id_of(i, i);
		size_t n = kin_nearest(k, id, NULL, near, NEAREST), m = kin_ask(k, &(struct kin_question){ .id = id, .is_exact = true }, exact, NEAREST);

		for (size_t a = 0; a < n; a++)
			for (size_t b = 0; b < m; b++)
				if (near[a].id == exact[b].id) {
					same++;
					is_same_score = is_same_score && near[a].score == exact[b].score;
				}
		all += m;
	}
	is_int((long long)all, FAMILIES * NEAREST, "all that was asked for");
	ok(same >= all * 99 / 100, "the quick look misses less than one of a hundred (%zu of %zu)", all - same, all);
	ok(is_same_score, "... and what it finds has the exact score");
	n_odd = kin_ask(k, &(struct kin_question){ .id = id_of(5, 5), .may = is_odd }, odd, NEAREST);
	for (size_t i = 0; i < n_odd; i++)
		n_odd -= odd[i].id % 2 == 0;
	is_int((long long)n_odd, NEAREST, "of some only");
	ok(kin_scores(k, &(struct kin_question){ .id = id_of(5, 5) }, scores), "scores of all");
	for (size_t i = 0; i < MANY; i++) {
		bool is_family = family_of(kin_id(k, i)) == 5;

		(is_family ? &own : &other)[0] += (double)scores[i] / (is_family ? MANY / FAMILIES : MANY - MANY / FAMILIES);
		below += is_family && scores[i] < .9f;
	}
	ok(!below && own > other + .3, "... high for the family (mean %.3f, of the others %.3f)", own, other);
	ok(!kin_scores(k, &(struct kin_question){ .id = 999999 }, scores), "... not for who is not there");
	free(scores);
	kin_free(k);
}

static void coming_and_going(void)
{
	struct kin *k = filled(3000);
	struct kinship near[NEAREST];
	struct features f;
	size_t n, right = 0;

	kin_settle(k);
	for (uint32_t i = 0; i < 9; i++) {
		make(&f, 1000, i);
		kin_add(k, 100001 + i, &f);
	}
	n = kin_nearest(k, 100001, NULL, near, 8);
	for (size_t i = 0; i < n; i++)
		right += near[i].id > 100000;
	is_int((long long)right, 8, "a family that came later is found");
	make(&f, 3, 77);
	kin_add(k, 100002, &f);
	is_int((long long)kin_count(k), 3009, "what changes stays one");
	n = kin_nearest(k, 100002, NULL, near, NEAREST);
	ok(relatives(near, n, 3) >= NEAREST * 8 / 10, "... and is near others then (%zu of %zu)", relatives(near, n, 3), n);
	for (uint64_t id = 1; id <= 2900; id++)
		kin_remove(k, id);
	is_int((long long)kin_count(k), 109, "most go");
	n = kin_nearest(k, 100001, NULL, near, NEAREST);
	right = 0;
	for (size_t i = 0; i < n; i++)
		right += near[i].id > 2900;
	is_int((long long)right, NEAREST, "what has gone is no answer");
	ok(near[0].id > 100000, "... and the family is still nearest");
	for (size_t i = 0; i < kin_count(k); i++)
		right += kin_has(k, kin_id(k, i));
	is_int((long long)right, NEAREST + 109, "ids and rows agree");
	kin_free(k);
}

/* The same in timbre and patterns: what moves alike is nearer; what is not known of the movement breaks nothing. */
static void movement(void)
{
	struct kin *k = kin_new();
	struct kinship near[2];
	struct features f;
	struct rng r;

	rng_seed(&r, 5);
	for (uint32_t i = 0; i < 400; i++) {
		make(&f, i % FAMILIES, i / FAMILIES);
		f.value[FEATURE_ONSET_RATE] = (float)(6 + 2 * gauss(&r));
		f.value[FEATURE_PULSE_CLARITY] = (float)(.7 + .1 * gauss(&r));
		kin_add(k, i + 1, &f);
	}
	make(&f, 3, 200);
	for (uint64_t i = 0; i < 3; i++) {
		/* slow and fast; the second is fast, as the one that is asked of */
		f.value[FEATURE_ONSET_RATE] = i ? 10 : 3;
		f.value[FEATURE_PULSE_CLARITY] = i ? .9f : .5f;
		kin_add(k, 6000 + i, &f);
	}
	is_int((long long)kin_nearest(k, 6002, NULL, near, 2), 2, "twins of one sound");
	ok(near[0].id == 6001 && near[1].id == 6000, "... the one that moves alike is nearer (%llu, %llu)", (unsigned long long)near[0].id,
	   (unsigned long long)near[1].id);
	for (int i = 0; i < FEATURE_COUNT; i++)
		f.value[i] = NAN;
	ok(kin_add(k, 6003, &f) && kin_nearest(k, 6003, NULL, near, 2) == 2 && isfinite((double)near[0].score), "nothing known of the movement: as usual");
	kin_free(k);
}

static void odd_ones(void)
{
	struct kin *k = filled(300);
	struct kinship near[NEAREST];
	struct features f;
	size_t n, finite = 0;

	make(&f, 3, 200);
	f.has_pattern = false;
	kin_add(k, 5001, &f);
	n = kin_nearest(k, 5001, NULL, near, NEAREST);
	for (size_t i = 0; i < n; i++)
		finite += isfinite((double)near[i].score) ? 1 : 0;
	is_int((long long)finite, NEAREST, "too short for patterns: by timbre alone");
	ok(relatives(near, 5, 3) >= 3, "... which is enough here");
	/* a covariance that is none: all coefficients the same */
	size_t at = 0;
	for (int a = 0; a < MFCC_DIMS; a++)
		for (int b = a; b < MFCC_DIMS; b++)
			f.mfcc_cov[at++] = 5;
	ok(kin_add(k, 5002, &f), "a sound of one colour");
	n = kin_nearest(k, 5002, NULL, near, NEAREST);
	finite = 0;
	for (size_t i = 0; i < n; i++)
		finite += isfinite((double)near[i].score) ? 1 : 0;
	is_int((long long)finite, NEAREST, "... has neighbours, too");
	kin_free(k);
	/* all the same: no extent, no scale */
	k = kin_new();
	make(&f, 1, 1);
	for (uint64_t id = 1; id <= 2500; id++)
		kin_add(k, id, &f);
	n = kin_nearest(k, 7, NULL, near, NEAREST);
	finite = 0;
	for (size_t i = 0; i < n; i++)
		finite += isfinite((double)near[i].score) && near[i].id != 7 ? 1 : 0;
	is_int((long long)finite, NEAREST, "one track 2,500 times");
	kin_free(k);
}

int main(void)
{
	few();
	families();
	many();
	coming_and_going();
	movement();
	odd_ones();
	return done();
}
