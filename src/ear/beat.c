/*
 * beat.c -- beats by dynamic programming (Ellis, J. New Music Res. 36(1) 2007), and what they say: the metre, the clarity, the finer tempo.
 */
#include "ear/room.h"

#include <float.h>

#define TIGHTNESS 100.0

/* Onset strength in units of its spread, blurred to a 32nd of the period. */
EAR_WIDE static float *local_score(const float *odf, size_t n, double period)
{
	size_t half = (size_t)period;
	float *w = xcalloc(2 * half + 1, sizeof *w), *y = xcalloc(n, sizeof *y);
	double mean = 0, sd = 0;

	for (size_t i = 0; i < n; i++)
		mean += (double)odf[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		sd += ((double)odf[i] - mean) * ((double)odf[i] - mean) / (double)n;
	sd = sd > 0 ? sqrt(sd) : 1;
	size_t reach = 0;
	for (size_t k = 0; k <= half; k++) {
		double z = 32.0 * (double)k / period;

		w[k] = (float)(exp(-.5 * z * z) / sd);
		if ((double)w[k] * sd > 1e-4)
			reach = k;
	}
	for (size_t i = 0; i < n; i++) {
		double sum = (double)(odf[i] * w[0]);

		for (size_t k = 1; k <= reach; k++) {
			sum += i >= k ? (double)(odf[i - k] * w[k]) : 0;
			sum += i + k < n ? (double)(odf[i + k] * w[k]) : 0;
		}
		y[i] = (float)sum;
	}
	free(w);
	return y;
}

typedef double v4 __attribute__((vector_size(32), aligned(8)));		/* the only way to name a vector type */
typedef int64_t v4i __attribute__((vector_size(32)));

/* Where x[i] - cost[i] is highest, the last of equals. */
ALWAYS_INLINE size_t best_of(const double *x, const double *cost, size_t n)
{
	v4 best = { -DBL_MAX, -DBL_MAX, -DBL_MAX, -DBL_MAX };
	v4i at = { 0, 0, 0, 0 }, here = { 0, 1, 2, 3 };
	size_t i = 0, top = 0;
	double most;

	/* each lane keeps its own best */
	for (; i + 4 <= n; i += 4, here += 4) {
		v4 a, b;

		memcpy(&a, x + i, sizeof a);
		memcpy(&b, cost + i, sizeof b);
		v4 s = a - b;
		v4i is = s >= best;
		at = (is & here) | (~is & at);
		best = (v4)((is & (v4i)s) | (~is & (v4i)best));
	}
	for (size_t k = 1; k < 4; k++)
		top = best[k] > best[top] || (best[k] >= best[top] && at[k] > at[top]) ? k : top;
	most = best[top];
	top = (size_t)at[top];
	for (; i < n; i++)
		if (x[i] - cost[i] >= most) {
			most = x[i] - cost[i];
			top = i;
		}
	return top;
}

EAR_WIDE static void best_chain(const float *local, size_t n, double period, double *score, int32_t *link)
{
	size_t near = (size_t)(period / 2 + .5), far = (size_t)(2 * period + .5);
	double *cost = xcalloc(far + 1, sizeof *cost);		/* of what is far first */
	float top = 0;
	bool begun = false;

	near = near ? near : 1;
	for (size_t d = near; d <= far; d++)
		cost[far - d] = TIGHTNESS * log((double)d / period) * log((double)d / period);
	for (size_t i = 0; i < n; i++)
		top = local[i] > top ? local[i] : top;
	for (size_t i = 0; i < n; i++) {
		size_t reach = far < i ? far : i, count = reach >= near ? reach - near + 1 : 0;
		size_t at = count ? best_of(score + i - reach, cost + far - reach, count) : 0;
		double best = count ? score[i - reach + at] - cost[far - reach + at] : 0;

		link[i] = count ? (int32_t)(i - reach + at) : -1;
		if (!begun && local[i] < .01f * top)
			link[i] = -1;
		else
			begun = true;
		if (link[i] < 0)
			best = 0;
		score[i] = (double)local[i] + best;
	}
	free(cost);
}

void beat_track(const float *odf, size_t n, double period, struct curve *ret_beats)
{
	float *local = local_score(odf, n, period);
	double *score = xcalloc(n, sizeof *score);
	int32_t *link = xcalloc(n, sizeof *link);
	size_t from = n > (size_t)(2 * period) ? n - (size_t)(2 * period) : 0, last = from;

	best_chain(local, n, period, score, link);
	for (size_t i = from; i < n; i++)
		if (score[i] > score[last])
			last = i;
	for (int32_t i = n ? (int32_t)last : -1; i >= 0; i = link[i])
		curve_add(ret_beats, (float)i);
	for (size_t i = 0; i < ret_beats->n / 2; i++) {
		float swap = ret_beats->at[i];

		ret_beats->at[i] = ret_beats->at[ret_beats->n - 1 - i];
		ret_beats->at[ret_beats->n - 1 - i] = swap;
	}
	free(local);
	free(score);
	free(link);
}

/* How strong each beat is in one curve: the largest within 35 ms; then without mean, to unit variance. */
static double *strengths(const struct curve *odf, const struct curve *beats)
{
	double *s = xcalloc(beats->n + 1, sizeof *s), mean = 0, sd = 0;

	for (size_t i = 0; i < beats->n; i++) {
		size_t at = (size_t)beats->at[i];

		for (size_t k = at > 6 ? at - 6 : 0; k <= at + 6 && k < odf->n; k++)
			s[i] = (double)odf->at[k] > s[i] ? (double)odf->at[k] : s[i];
		mean += s[i] / (double)beats->n;
	}
	for (size_t i = 0; i < beats->n; i++)
		sd += (s[i] - mean) * (s[i] - mean) / (double)beats->n;
	for (size_t i = 0; i < beats->n; i++)
		s[i] = sd > 0 ? (s[i] - mean) / sqrt(sd) : 0;
	return s;
}

static double likeness(const double *s, size_t n, size_t lag)
{
	double sum = 0;

	for (size_t i = 0; i + lag < n; i++)
		sum += s[i] * s[i + lag];
	return n > lag ? sum / (double)(n - lag) : 0;
}

/* Three or four: which distance makes beats most alike, in any of the bands. */
int metre_estimate(const struct onset *o, const struct curve *beats, double *ret_confidence)
{
	double three = 0, four = 0;

	if (beats->n < 16)
		return 0;
	for (int b = 0; b < ODF_BANDS; b++) {
		double *s = strengths(&o->band[b], beats);

		three += likeness(s, beats->n, 3) + likeness(s, beats->n, 6);
		four += likeness(s, beats->n, 4) + .5 * (likeness(s, beats->n, 8) + likeness(s, beats->n, 2));
		free(s);
	}
	*ret_confidence = 1 / (1 + exp(-fabs(three - four)));
	return three > four ? 3 : 4;
}

double beat_clarity(const struct curve *odf, const struct curve *beats)
{
	double on = 0, all = 0;

	for (size_t i = 0; i < beats->n; i++) {
		size_t at = (size_t)beats->at[i];
		float best = 0;

		for (size_t k = at > 3 ? at - 3 : 0; k <= at + 3 && k < odf->n; k++)
			best = odf->at[k] > best ? odf->at[k] : best;
		on += (double)best / (double)beats->n;
	}
	for (size_t i = 0; i < odf->n; i++)
		all += (double)odf->at[i] / (double)odf->n;
	return on > all ? (on - all) / on : 0;
}

double beat_bpm(const struct curve *beats, double bpm)
{
	double sx = 0, sy = 0, sxx = 0, sxy = 0, n = 0;
	double period = 60 * ODF_HZ / bpm, index = 0;

	for (size_t i = 0; i < beats->n; i++) {
		if (i)
			index += floor(((double)beats->at[i] - (double)beats->at[i - 1]) / period + .5);
		sx += index;
		sy += (double)beats->at[i];
		sxx += index * index;
		sxy += index * (double)beats->at[i];
		n++;
	}
	double under = n * sxx - sx * sx, slope = under > 0 ? (n * sxy - sx * sy) / under : 0;
	double fine = slope > 0 ? 60 * ODF_HZ / slope : 0;
	return fabs(fine - bpm) < .03 * bpm ? fine : bpm;
}
