/*
 * base_level.c -- recency x frequency of plays.
 *
 * ACT-R's base level (Anderson & Schooler 1991): each past play adds age^-d, d = 1/2.  The last RECENT plays are taken exactly; the
 * older ones by Petrov's approximation (Petrov 2006, "Computationally efficient approximation of the base-level learning equation
 * in ACT-R", eq. 6): as if they were spread evenly between the first play and the oldest exact one, whose sum is an integral.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>

/* Younger than this a play's activation does not grow any more: what sounds right now is not infinitely wanted. */
#define AGE_FLOOR_DAYS (1.0f / 24)

void times_add(struct times *x, int64_t at_ms)
{
	uint32_t i;

	if (x->n >= x->cap) {
		x->cap = x->cap ? x->cap * 2 : 4;
		x->at = xreallocarray(x->at, x->cap, sizeof *x->at);
	}
	for (i = x->n; i && x->at[i - 1] > at_ms; i--)	/* a clock set back: rare */
		x->at[i] = x->at[i - 1];
	x->at[i] = at_ms;
	x->n++;
}

/* Finishes in the last `days` days, now included; 0 = ever. */
uint32_t times_within(const struct times *x, int64_t now_ms, int days)
{
	int64_t since = now_ms - (int64_t)days * DAY_MS;
	uint32_t low = 0, high = x->n;

	if (!days)
		return x->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (x->at[mid] > since)
			high = mid;
		else
			low = mid + 1;
	}
	return x->n - low;
}

void recent_set(struct recent *r, const struct times *x)
{
	uint32_t exact = MIN_OF(x->n, (uint32_t)RECENT);

	r->n = x->n;
	for (uint32_t i = 0; i < exact; i++)
		r->at[i] = x->at[x->n - 1 - i];
	r->first = x->n ? x->at[0] : 0;
	r->oldest = exact ? r->at[exact - 1] : 0;
}

static float age_days(int64_t at_ms, int64_t now_ms)
{
	return fmaxf((float)(now_ms - at_ms) * (1.0f / (float)DAY_MS), AGE_FLOOR_DAYS);
}

/* The sum of age^-1/2 over all plays, ages in days. */
float base_level(const struct recent *r, int64_t now_ms)
{
	uint32_t exact = MIN_OF(r->n, (uint32_t)RECENT);
	float sum = 0;

	for (uint32_t i = 0; i < exact; i++)
		sum += 1 / sqrtf(age_days(r->at[i], now_ms));
	if (r->n == exact)
		return sum;
	/* The mean of age^-1/2 over [last, first] is 2 (sqrt first - sqrt last) / (first - last) = 2 / (sqrt first + sqrt last). */
	return sum + 2.0f * (float)(r->n - exact) / (sqrtf(age_days(r->first, now_ms)) + sqrtf(age_days(r->oldest, now_ms)));
}

static double faded(double weight, int64_t age_ms, int64_t half_ms)
{
	if (weight == 0 || age_ms <= 0)
		return weight;
	if (age_ms > 64 * half_ms)
		return 0;
	return weight * (double)exp2f(-(float)age_ms / (float)half_ms);
}

void fading_add(struct fading *f, double weight, int64_t at_ms, int64_t half_ms)
{
	f->weight = faded(f->weight, at_ms - f->at_ms, half_ms) + weight;
	f->at_ms = MAX_OF(f->at_ms, at_ms);
}

double fading_now(const struct fading *f, int64_t now_ms, int64_t half_ms)
{
	return faded(f->weight, now_ms - f->at_ms, half_ms);
}
