/*
 * onset.c -- onset strength: rises of the log spectrum, as one curve and as three by height (kick, snare, hats).
 * Percival & Tzanetakis, IEEE/ACM TASLP 22(12) 2014, at 22.05 kHz: ln(1 + 1000 |X| / N), positive differences summed.
 */
#include "ear/room.h"

enum { LOW_BINS = 6, MIDDLE_BINS = 48 };	/* up to 240 Hz, up to 2 kHz */

void onset_init(struct onset *o, int bins)
{
	*o = (struct onset){ .before = xcalloc((size_t)bins, sizeof *o->before) };
}

EAR_WIDE void onset_frame(void *onset, const struct stft *s)
{
	struct onset *o = onset;
	float band[ODF_BANDS] = { 0 }, scale = 1000.0f / (float)s->n;
	static const int from[ODF_BANDS + 1] = { 0, LOW_BINS, MIDDLE_BINS, 257 };

	for (int b = 0; b < ODF_BANDS; b++) {
		float sum = 0;

		for (int i = from[b]; i < from[b + 1]; i++) {
			float level = fast_log2(1 + scale * sqrtf(s->power[i])), rise = level - o->before[i];

			sum += rise > 0 ? rise : 0;
			o->before[i] = level;
		}
		band[b] = sum * LN_2;
	}
	if (!o->has_before)
		memset(band, 0, sizeof band);
	o->has_before = true;
	for (int b = 0; b < ODF_BANDS; b++)
		curve_add(&o->band[b], band[b]);
	curve_add(&o->all, band[0] + band[1] + band[2]);
}

/* Peaks: the largest within 30 ms either way, above the mean of the 100 ms before by a share of the curve's own spread, 30 ms apart. */
double onset_rate_hz(const struct onset *o)
{
	const float *x = o->all.at;
	size_t n = o->all.n, near = (size_t)(.03 * ODF_HZ), past = (size_t)(.1 * ODF_HZ), last = 0, count = 0;
	double mean = 0, sd = 0;

	if (!n)
		return (double)NAN;
	for (size_t i = 0; i < n; i++)
		mean += (double)x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		sd += ((double)x[i] - mean) * ((double)x[i] - mean) / (double)n;
	sd = sqrt(sd);
	for (size_t i = past; i + near < n; i++) {
		double before = 0;
		bool is_top = sd > 0;

		for (size_t k = i - near; is_top && k <= i + near; k++)
			is_top = x[k] <= x[i];
		if (!is_top || (count && i - last < near))
			continue;
		for (size_t k = i - past; k < i; k++)
			before += (double)x[k] / (double)past;
		if ((double)x[i] > before + .5 * sd) {
			count++;
			last = i;
		}
	}
	return (double)count * ODF_HZ / (double)n;
}

struct onset onset_head(const struct onset *o, size_t hops)
{
	struct onset head = *o;

	head.all.n = hops;
	for (int b = 0; b < ODF_BANDS; b++)
		head.band[b].n = hops;
	return head;
}

void onset_drop(struct onset *o, size_t hops)
{
	curve_drop(&o->all, hops);
	for (int b = 0; b < ODF_BANDS; b++)
		curve_drop(&o->band[b], hops);
}

void onset_done(struct onset *o)
{
	free(o->before);
	curve_done(&o->all);
	for (int b = 0; b < ODF_BANDS; b++)
		curve_done(&o->band[b]);
}
