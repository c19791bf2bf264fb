/*
 * effort.c -- how steady the rhythm is, how much it asks of the ear (complexity) and of the hands (difficulty).
 *
 * Difficulty is a judgement on a stated scale, 1 (a scale in quarters) to 10 (a virtuoso piece); it weighs what teachers' syllabi and published work on piano
 * scores (Chiu & Chen, ISM 2012; Sebastien et al., ISMIR 2012: playing speed, note density, harmony, rhythm, hand span) found to matter and what can be
 * heard.  What cannot be heard -- fingerings, which of the notes one player plays -- is not in it.
 */
#include "ear/room.h"

enum { PHASES = 12 };	/* of a beat: halves, thirds, quarters */

static int by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static float median(float *x, size_t n)
{
	qsort(x, n, sizeof *x, by_size);
	return n % 2 ? x[n / 2] : .5f * (x[n / 2 - 1] + x[n / 2]);
}

/*
 * Each beat against where its two neighbours on either side would have it: drift of the tempo over bars is no unsteadiness. In per cent of the interval,
 * the median.
 */
static void steadiness(const float *beats, size_t n, struct features *ret)
{
	float *interval, *off, usual;

	if (n < 8)
		return;
	interval = xcalloc(n, sizeof *interval);
	off = xcalloc(n, sizeof *off);
	for (size_t i = 1; i < n; i++)
		interval[i - 1] = beats[i] - beats[i - 1];
	for (size_t i = 2; i + 2 < n; i++)
		off[i - 2] = fabsf(beats[i] - (4 * (beats[i - 1] + beats[i + 1]) - (beats[i - 2] + beats[i + 2])) / 6);
	usual = median(interval, n - 1);
	if (usual > 0) {
		float deviation = 100 * median(off, n - 4) / usual;

		ret->value[FEATURE_BEAT_DEVIATION] = deviation < 50 ? deviation : 50;
	}
	free(interval);
	free(off);
}

/* Over 50 ms: what a note's beginning takes; the noise between them comes down. */
static struct curve smoothed(const struct curve *o)
{
	enum { TAPS = 9 };
	static const float tap[TAPS] = { .02f, .07f, .13f, .18f, .2f, .18f, .13f, .07f, .02f };
	struct curve ret = { 0 };

	for (size_t i = 0; i < o->n; i++) {
		float sum = 0;

		for (size_t k = 0; k < TAPS; k++)
			sum += i + k >= TAPS / 2 && i + k - TAPS / 2 < o->n ? tap[k] * o->at[i + k - TAPS / 2] : 0;
		curve_add(&ret, sum);
	}
	return ret;
}

/*
 * Notes that clearly begin: the largest of the smoothed onset strength within 30 ms either way that reach a seventh of what the strongest twentieth does and
 * stand out of the .2 s on both sides. The onset rate of onset.c counts every stir.
 */
static size_t find_notes(const struct curve *odf, float **ret_at)
{
	struct curve smooth = smoothed(odf), *o = &smooth;
	size_t near = (size_t)(.03 * ODF_HZ), past = (size_t)(.2 * ODF_HZ), n = 0;
	float *at = xcalloc(o->n + 1, sizeof *at), *height = xcalloc(o->n + 1, sizeof *height), least = 0;

	for (size_t i = near; i + near < o->n; i++) {
		bool is_top = o->at[i] > 0;

		for (size_t k = i - near; is_top && k <= i + near; k++)
			is_top = o->at[k] < o->at[i] || (o->at[k] <= o->at[i] && k >= i);
		if (is_top) {
			at[n] = (float)i;
			height[n++] = o->at[i];
		}
	}
	if (n) {
		qsort(height, n, sizeof *height, by_size);
		least = .15f * height[n - 1 - n / 20];
	}
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		size_t here = (size_t)at[i];
		size_t from = here > past ? here - past : 0, to = here + past < o->n ? here + past : o->n;
		float around = 0;

		for (size_t k = from; k < to; k++)
			around += o->at[k] / (float)(to - from);
		if (o->at[here] > least && o->at[here] > 1.15f * around)
			at[kept++] = at[i];
	}
	free(height);
	curve_done(&smooth);
	*ret_at = at;
	return kept;
}

/* How evenly notes spread over the beat: the entropy of where they begin by twelfths of it. All at one place 0, anywhere 1. */
static void spread(const float *notes, size_t n_notes, const float *beats, size_t n, struct features *ret)
{
	double at[PHASES] = { 0 }, sum = 0, entropy = 0;
	size_t b = 0;

	for (size_t i = 0; n >= 8 && i < n_notes; i++) {
		double here = ((double)notes[i] * ODF_HOP + 256) / EAR_HZ;

		while (b + 1 < n && (double)beats[b + 1] <= here)
			b++;
		if (b + 1 == n)
			break;
		double phase = (here - (double)beats[b]) / (double)(beats[b + 1] - beats[b]);
		if (phase < 0)
			continue;
		at[(int)(phase * PHASES + .5) % PHASES]++;
		sum++;
	}
	for (int i = 0; sum >= 8 && i < PHASES; i++)
		entropy -= at[i] > 0 ? at[i] / sum * log(at[i] / sum) : 0;
	if (sum >= 8)
		ret->value[FEATURE_RHYTHM_SPREAD] = (float)(entropy / log(PHASES));
}

/* From nothing to all of it: low .. high as 0 .. 1; what is not known counts as the middle. */
static double part(const struct features *f, enum feature_id id, double low, double high)
{
	double x = (double)f->value[id];

	if (isnan(x))
		return .5;
	x = (x - low) / (high - low);
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

static void judge(struct features *ret)
{
	double speed = part(ret, FEATURE_NOTE_RATE, .5, 10), classes = part(ret, FEATURE_CHROMA_ENTROPY, .55, .97);
	double chords = part(ret, FEATURE_CHORD_RATE, 0, 1), rhythm = part(ret, FEATURE_RHYTHM_SPREAD, 0, 1);
	double range = part(ret, FEATURE_NOTE_RANGE, 7, 48), tempo = part(ret, FEATURE_TEMPO, 50, 200);

	if (isnan(ret->value[FEATURE_NOTE_RATE]) || isnan(ret->value[FEATURE_CHROMA_ENTROPY]))
		return;
	ret->value[FEATURE_COMPLEXITY] = (float)(.30 * classes + .25 * chords + .25 * rhythm + .20 * speed);
	/* .3 is a scale in quarters, .85 as much of everything as there is in music: of 200 recordings the easiest has .36, the hardest .75 */
	double all = .45 * speed + .10 * tempo + .15 * rhythm + .10 * classes + .10 * chords + .10 * range;
	ret->value[FEATURE_DIFFICULTY] = (float)fmax(1, fmin(10, 1 + 9 * (all - .3) / .55));
}

void effort_notes(const struct onset *o, uint64_t hops_before, struct curve *notes)
{
	float *at;
	size_t n = find_notes(&o->all, &at);

	for (size_t i = 0; i < n; i++)
		curve_add(notes, (float)hops_before + at[i]);
	free(at);
}

void effort_finish(const struct rhythm *r, struct features *ret)
{
	if (r->hops_before)
		ret->value[FEATURE_NOTE_RATE] = (float)((double)r->notes.n * ODF_HZ / (double)r->hops_before);
	steadiness(r->beats.at, r->beats.n, ret);
	spread(r->notes.at, r->notes.n, r->beats.at, r->beats.n, ret);
	judge(ret);
}
