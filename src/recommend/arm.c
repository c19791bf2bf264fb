/*
 * arm.c -- which source of exploration has its turn: Thompson sampling.  Each arm's chance to be heard out is believed to be Beta(1 + finishes, 1 + skips) of
 * its own picks, the old ones fading; one chance is drawn for each, the highest is asked.  So each is tried as often as it may still be the best.
 */
#include "recommend/model.h"

#include <math.h>

#define HALF_MS (30 * DAY_MS)

const char *const arm_name[ARMS] = {
	[ARM_NONE] = "none", [ARM_CHANCE] = "chance", [ARM_SOUND] = "sound", [ARM_TOGETHER] = "together", [ARM_LISTENERS] = "listeners",
	[ARM_REDISCOVER] = "rediscover",
};

/* Only what was played from the for-you list counts; from elsewhere `value` means nothing. */
void arm_begin(struct taste *t, const struct event *ev)
{
	bool is_pick = ev->source == SOURCE_FOR_YOU || ev->source == SOURCE_CONTINUE;

	t->open_arm = is_pick && ev->value > ARM_NONE && ev->value < ARMS ? (enum arm)ev->value : ARM_NONE;
}

void arm_end(struct taste *t, uint32_t row, int64_t at_ms, bool is_finish)
{
	if (t->open == row && t->open_arm != ARM_NONE)
		fading_add(is_finish ? &t->arm_yes[t->open_arm] : &t->arm_no[t->open_arm], 1, at_ms, HALF_MS);
	t->open_arm = ARM_NONE;
}

double taste_arm(struct taste *t, enum arm arm, int64_t now_ms, double *ret_tries)
{
	double yes, no;

	taste_refresh(t);
	yes = fading_now(&t->arm_yes[arm], now_ms, HALF_MS);
	no = fading_now(&t->arm_no[arm], now_ms, HALF_MS);
	*ret_tries = yes + no;
	return (1 + yes) / (2 + yes + no);
}

static double normal(struct rng *r)
{
	double u = 1 - rng_unit(r);

	return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * rng_unit(r));
}

/* Gamma(shape, 1), shape at least 1 (Marsaglia & Tsang 2000). */
static double gamma_of(double shape, struct rng *r)
{
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);

	for (;;) {
		double x = normal(r), v = 1 + c * x;

		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(1 - rng_unit(r)) < .5 * x * x + d - d * v + d * log(v))
			return d * v;
	}
}

enum arm arm_draw(const struct taste *t, int64_t now_ms, struct rng *r, const bool may[ARMS])
{
	enum arm best = ARM_NONE;
	double most = -1;

	for (int a = ARM_NONE + 1; a < ARMS; a++) {
		double yes = gamma_of(1 + fading_now(&t->arm_yes[a], now_ms, HALF_MS), r);
		double no = gamma_of(1 + fading_now(&t->arm_no[a], now_ms, HALF_MS), r);

		/* drawn for all, asked or not: what one list holds does not change the chances of another */
		if (may[a] && yes / (yes + no) > most) {
			most = yes / (yes + no);
			best = (enum arm)a;
		}
	}
	return best;
}
