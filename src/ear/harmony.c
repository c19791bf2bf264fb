/*
 * harmony.c -- how much happens in the notes: how evenly they spread over the twelve classes, how often the chord changes, how far they reach.
 *
 * From the same long spectra as the key.  Chord changes: the distance between the tonal centroids of neighbouring stretches (Harte, Sandler & Gasser, AMCMM
 * 2006: circles of fifths, minor and major thirds), counted where it peaks.  Reach: of spectral peaks that are no partials of a lower one.
 */
#include "ear/room.h"

enum { LOW_NOTE = 21, HIGH_NOTE = 108 };
#define HOP_S (4096.0 / EAR_HZ)
#define CHANGE .20		/* of the largest possible distance 2: a new triad of the same key is .4 .. .9 away, what comes and goes below .15 */

void harmony_init(struct harmony *h, int n)
{
	int bins = n / 2 + 1;

	*h = (struct harmony){ .class = xcalloc((size_t)bins, sizeof *h->class), .low = (int)(65.0 * n / EAR_HZ), .high = (int)(2100.0 * n / EAR_HZ) };
	for (int i = 1; i < bins; i++) {
		double note = 69 + 12 * log2(i * (double)EAR_HZ / n / 440), class = note - 12 * floor(note / 12);

		h->class[i] = (uint8_t)((int)(class + .5) % 12);
	}
}

static void centroid_of(const double chroma[12], double ret[HARMONY_AXES])
{
	static const double step[3] = { 7 * M_PI / 6, 3 * M_PI / 2, 2 * M_PI / 3 }, radius[3] = { 1, 1, .5 };

	for (int a = 0; a < 3; a++) {
		ret[2 * a] = ret[2 * a + 1] = 0;
		for (int i = 0; i < 12; i++) {
			ret[2 * a] += radius[a] * sin(i * step[a]) * chroma[i];
			ret[2 * a + 1] += radius[a] * cos(i * step[a]) * chroma[i];
		}
	}
}

/* The mean of these four frames, .74 s, against that of the four before: a melody's notes mostly cancel out, a new chord stays. */
static void add_change(struct harmony *h, const double chroma[12])
{
	double now[HARMONY_AXES], distance = 0;

	memmove(h->past[0], h->past[1], sizeof h->past[0] * (HARMONY_PAST - 1));
	centroid_of(chroma, now);
	memcpy(h->past[HARMONY_PAST - 1], now, sizeof now);
	if (h->n_past < HARMONY_PAST)
		h->n_past++;
	for (int a = 0; a < HARMONY_AXES; a++) {
		double d = 0;

		for (int i = 0; i < HARMONY_PAST / 2; i++)
			d += (h->past[HARMONY_PAST / 2 + i][a] - h->past[i][a]) / (HARMONY_PAST / 2);
		distance += d * d;
	}
	distance = h->n_past == HARMONY_PAST ? sqrt(distance) : 0;
	/* the one before was a peak? */
	if (h->before > h->before2 && h->before >= distance && h->before > CHANGE)
		h->changes++;
	h->before2 = h->before;
	h->before = distance;
}

/* Is it a partial of something lower that is there? */
ALWAYS_INLINE bool is_partial(const float *p, int i, int low, float least)
{
	for (int k = 2; k <= 4; k++) {
		int at = (i + k / 2) / k;
		float under = 0;

		if (at <= low)
			break;
		for (int j = at - 1; j <= at + 1; j++)
			under = p[j] > under ? p[j] : under;
		if (under > least && under > .05f * p[i])
			return true;
	}
	return false;
}

ALWAYS_INLINE void add_note(struct harmony *h, const struct stft *s, int bin, float top)
{
	double note;

	if (s->power[bin] < .01f * top || is_partial(s->power, bin, h->low, .001f * top))
		return;
	note = 69 + 12 * log2(bin * (double)EAR_HZ / s->n / 440) + .5;
	if (note >= LOW_NOTE && note < HIGH_NOTE)
		h->note[(int)note]++;
}

EAR_WIDE void harmony_frame(void *harmony, const struct stft *s)
{
	struct harmony *h = harmony;
	double chroma[12] = { 0 }, sum = 0;
	float top = top_of(s->power + h->low, (size_t)(h->high - h->low + 1));
	int peak[PEAKS_MAX + 1];

	if (top < 1e-3f)	/* -100 dBFS */
		return;
	size_t n = find_peaks(s->power, h->low, h->high, 4e-4f * top, peak);
	for (size_t i = 0; i < n; i++) {
		chroma[h->class[peak[i]]] += (double)sqrtf(s->power[peak[i]] / top);
		add_note(h, s, peak[i], top);
	}
	for (int i = 0; i < 12; i++)
		sum += chroma[i];
	for (int i = 0; sum > 0 && i < 12; i++) {
		chroma[i] /= sum;
		h->chroma[i] += chroma[i];
	}
	add_change(h, chroma);
	h->n++;
}

void harmony_forget(struct harmony *h)
{
	h->n_past = 0;
	h->before = h->before2 = 0;
}

/* The note that a share of all of them lies below. */
static int note_at(const struct harmony *h, double share)
{
	double n = 0, seen = 0;

	for (int i = LOW_NOTE; i < HIGH_NOTE; i++)
		n += h->note[i];
	for (int i = LOW_NOTE; i < HIGH_NOTE; i++) {
		seen += h->note[i];
		if (seen > 0 && seen >= share * n)
			return i;
	}
	return LOW_NOTE;
}

void harmony_finish(const struct harmony *h, struct features *ret)
{
	double entropy = 0;

	if (h->n < HARMONY_PAST)
		return;
	for (int i = 0; i < 12; i++) {
		double p = h->chroma[i] / h->n;

		entropy -= p > 0 ? p * log2(p) : 0;
	}
	ret->value[FEATURE_CHROMA_ENTROPY] = (float)(entropy / log2(12));
	ret->value[FEATURE_CHORD_RATE] = (float)(h->changes / (h->n * HOP_S));
	ret->value[FEATURE_NOTE_RANGE] = (float)(note_at(h, .95) - note_at(h, .05));
}

void harmony_done(struct harmony *h)
{
	free(h->class);
}
