/*
 * octave_fit -- learns the weights of src/ear/octave.c from labelled music: octave_fit DIR... > src/ear/octave_net.h (DIR: labels.csv with file, style and
 * bpm first, as tools/mkmidi_truth.py writes it) and from the plain rhythms of octave_made.h. bench/octave_fit.sh makes the music that was learned from.
 *
 * A candidate's chance among its rivals is a softmax of a small net (conditional logit with a hidden layer), with an L2 penalty; the prior stays as it is.
 * Tells how often the choice is right in five-fold cross-validation.
 */
#include "octave_made.h"

#include <sndfile.h>
#include <stdio.h>

enum { MADE_EACH = 24, CLIPS = 4096, STEPS = 800, FOLDS = 5, ALL = -1 };
#define STEP .02

struct sample { double cues[CANDIDATES][OCTAVE_CUES], bpm[CANDIDATES], away2[CANDIDATES], truth; size_t n, right; };
static struct sample *samples[CLIPS];
static size_t n_samples, n_lost;
static double mean[OCTAVE_CUES], spread[OCTAVE_CUES];	/* of each cue */

static void add_sample(const struct tempo_evidence *e, double bpm)
{
	struct sample *s = xcalloc(1, sizeof *s);

	s->n = s->right = tempo_candidates(e, s->bpm);
	s->truth = bpm;
	for (size_t i = 0; i < s->n; i++) {
		octave_cues(e, s->bpm[i], s->cues[i]);
		s->away2[i] = s->cues[i][0];
		if (fabs(s->bpm[i] - bpm) <= .04 * bpm && (s->right == s->n || fabs(s->bpm[i] - bpm) < fabs(s->bpm[s->right] - bpm)))
			s->right = i;
	}
	n_lost += s->right == s->n;
	if (n_samples < CLIPS)
		samples[n_samples++] = s;
}

static void listen(const char *path, double bpm)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	struct tempo_evidence evidence;
	struct ear *ear;
	float *buf;
	sf_count_t n;

	if (!f || ear_open(&ear, info.samplerate, info.channels))
		return;
	buf = xcalloc((size_t)(65536 * info.channels), sizeof *buf);
	while ((n = sf_readf_float(f, buf, 65536)) > 0)
		ear_feed(ear, buf, (size_t)n);
	const struct onset *o = ear_onset(ear);
	if (tempo_gather(o, onset_rate_hz(o), &evidence))
		add_sample(&evidence, bpm);
	ear_free(ear);
	free(buf);
	sf_close(f);
}

static void make_rhythms(void)
{
	float *x = xcalloc((size_t)MADE_SECONDS * EAR_HZ, sizeof *x);
	struct rng rng;

	rng_seed(&rng, 1);
	for (size_t i = 0; i < MADE_EACH * COUNT_OF(made_rhythms); i++) {
		const struct made_rhythm *r = &made_rhythms[i % COUNT_OF(made_rhythms)];
		double bpm = made_render(r, &rng, x);
		struct tempo_evidence evidence;
		struct ear *ear;

		if (ear_open(&ear, EAR_HZ, 1))
			return;
		ear_feed(ear, x, (size_t)MADE_SECONDS * EAR_HZ);
		if (tempo_gather(ear_onset(ear), onset_rate_hz(ear_onset(ear)), &evidence))
			add_sample(&evidence, bpm);
		ear_free(ear);
	}
	free(x);
}

/* Every cue to mean 0 and spread 1, or the penalty would weigh on some more than on others. */
static void standardise(void)
{
	for (size_t k = 0; k < OCTAVE_CUES; k++) {
		double sum = 0, sum2 = 0, n = 0;

		for (size_t s = 0; s < n_samples; s++)
			for (size_t i = 0; i < samples[s]->n; i++, n++) {
				sum += samples[s]->cues[i][k];
				sum2 += samples[s]->cues[i][k] * samples[s]->cues[i][k];
			}
		mean[k] = sum / n;
		spread[k] = sqrt(fmax(0, sum2 / n - mean[k] * mean[k])) + 1e-6;
		for (size_t s = 0; s < n_samples; s++)
			for (size_t i = 0; i < samples[s]->n; i++)
				samples[s]->cues[i][k] = (samples[s]->cues[i][k] - mean[k]) / spread[k];
	}
}

/* ---- the net: linear, and beside it HIDDEN units of tanh; by cues of mean 0 and spread 1 ---- */

enum { LINEAR = 0, UNITS = OCTAVE_CUES, BIAS = UNITS + OCTAVE_HIDDEN * OCTAVE_CUES, OUT = BIAS + OCTAVE_HIDDEN, WEIGHTS = OUT + OCTAVE_HIDDEN };

static double unit_of(const double w[WEIGHTS], const double z[OCTAVE_CUES], int h)
{
	double sum = w[BIAS + h];

	for (int k = 0; k < OCTAVE_CUES; k++)
		sum += w[UNITS + h * OCTAVE_CUES + k] * z[k];
	return tanh(sum);
}

/* Of each candidate how likely it is; units: what they said of it. */
static void chances(const struct sample *s, const double w[WEIGHTS], double p[CANDIDATES], double units[CANDIDATES][OCTAVE_HIDDEN])
{
	double best = -INFINITY, sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		p[i] = -s->away2[i];
		for (int k = 0; k < OCTAVE_CUES; k++)
			p[i] += w[LINEAR + k] * s->cues[i][k];
		for (int h = 0; h < OCTAVE_HIDDEN; h++)
			p[i] += w[OUT + h] * (units[i][h] = unit_of(w, s->cues[i], h));
		best = p[i] > best ? p[i] : best;
	}
	for (size_t i = 0; i < s->n; i++)
		sum += p[i] = exp(p[i] - best);
	for (size_t i = 0; i < s->n; i++)
		p[i] /= sum;
}

static void add_slope(const struct sample *s, const double w[WEIGHTS], double slope[WEIGHTS])
{
	double p[CANDIDATES], units[CANDIDATES][OCTAVE_HIDDEN];

	chances(s, w, p, units);
	for (size_t i = 0; i < s->n; i++) {
		double g = (i == s->right) - p[i];

		for (int k = 0; k < OCTAVE_CUES; k++)
			slope[LINEAR + k] += g * s->cues[i][k];
		for (int h = 0; h < OCTAVE_HIDDEN; h++) {
			double back = g * w[OUT + h] * (1 - units[i][h] * units[i][h]);

			slope[OUT + h] += g * units[i][h];
			slope[BIAS + h] += back;
			for (int k = 0; k < OCTAVE_CUES; k++)
				slope[UNITS + h * OCTAVE_CUES + k] += back * s->cues[i][k];
		}
	}
}

static double penalty_of(int k)
{
	return k < UNITS ? .03 : k >= BIAS && k < OUT ? 0 : .01;
}

/* Learns from all but one fold; Adam (Kingma & Ba 2015), all samples a step, from the same beginning every time. */
static void learn(double w[WEIGHTS], int without_fold)
{
	static double fast[WEIGHTS], square[WEIGHTS];
	struct rng rng;

	rng_seed(&rng, 1);
	for (int k = 0; k < WEIGHTS; k++) {
		w[k] = k < UNITS || (k >= BIAS && k < OUT) ? 0 : .4 * (rng_unit(&rng) - .5);
		fast[k] = square[k] = 0;
	}
	for (int step = 1; step <= STEPS; step++) {
		double slope[WEIGHTS] = { 0 }, n = 0, speed = STEP * (1 - .95 * step / STEPS);

		for (size_t s = 0; s < n_samples; s++)
			if (samples[s]->right < samples[s]->n && (int)(s % FOLDS) != without_fold) {
				add_slope(samples[s], w, slope);
				n++;
			}
		for (int k = 0; k < WEIGHTS; k++) {
			double g = slope[k] / n - penalty_of(k) * w[k];

			fast[k] = .9 * fast[k] + .1 * g;
			square[k] = .999 * square[k] + .001 * g * g;
			w[k] += speed * fast[k] / (1 - pow(.9, step)) / (sqrt(square[k] / (1 - pow(.999, step))) + 1e-9);
		}
	}
}

struct score { double exact, octave, n; };

static void judge(const struct sample *s, const double w[WEIGHTS], struct score *score)
{
	static const double times[] = { 1, 2, .5, 3, 1.0 / 3 };
	double p[CANDIDATES], units[CANDIDATES][OCTAVE_HIDDEN];
	size_t best = 0;
	bool octave = false;

	chances(s, w, p, units);
	for (size_t i = 0; i < s->n; i++)
		if (p[i] > p[best])
			best = i;
	for (size_t i = 0; i < COUNT_OF(times); i++)
		octave |= fabs(s->bpm[best] - s->truth * times[i]) <= .04 * s->truth * times[i];
	score->exact += fabs(s->bpm[best] - s->truth) <= .04 * s->truth;
	score->octave += octave;
	score->n++;
}

static void print_score(const char *what, const struct score *s)
{
	fprintf(stderr, "%-32s Acc1 %.1f Acc2 %.1f %% of %.0f\n", what, 100 * s->exact / s->n, 100 * s->octave / s->n, s->n);
}

static void read_set(const char *dir)
{
	char line[4096], *path = xasprintf("%s/labels.csv", dir);
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof line, f)) {
		char *rest = line, *file = strsep(&rest, ","), *style = strsep(&rest, ","), *bpm = strsep(&rest, ",");
		(void)style;
		char *full = xasprintf("%s/%s", dir, file);

		if (bpm && atof(bpm) > 0)
			listen(full, atof(bpm));
		free(full);
	}
	if (f)
		fclose(f);
	free(path);
}

/* By the cues as they are: what standardise() did is put into the weights. */
static void print_unit(const double *w, double bias, double out, const char *end)
{
	for (int k = 0; k < OCTAVE_CUES; k++)
		bias -= w[k] * mean[k] / spread[k];
	printf("\t{ %.4ff, %.4ff, {", out, bias);
	for (int k = 0; k < OCTAVE_CUES; k++)
		printf("%s%.4ff", k % 10 ? ", " : k ? ",\n\t\t" : "\n\t\t", w[k] / spread[k]);
	printf(" } }%s\n", end);
}

int main(int argc, char **argv)
{
	static double w[WEIGHTS];
	struct score folds = { 0 }, seen = { 0 };

	for (int a = 1; a < argc; a++)
		read_set(argv[a]);
	make_rhythms();
	standardise();
	fprintf(stderr, "%zu clips; no candidate fits in %zu\n", n_samples, n_lost);
	for (int fold = 0; fold < FOLDS; fold++) {
		learn(w, fold);
		for (size_t s = (size_t)fold; s < n_samples; s += FOLDS)
			judge(samples[s], w, &folds);
	}
	print_score("five folds", &folds);
	learn(w, ALL);
	for (size_t s = 0; s < n_samples; s++)
		judge(samples[s], w, &seen);
	print_score("of what was learned from", &seen);
	printf("/* octave_net.h -- what octave.c learned; printed by bench/octave_fit, see there. A unit: its weight, its bias, its weights of the cues. */\n");
	printf("static const struct octave_unit octave_linear =\n");
	print_unit(w + LINEAR, 0, 1, ";");
	printf("static const struct octave_unit octave_hidden[OCTAVE_HIDDEN] = {\n");
	for (int h = 0; h < OCTAVE_HIDDEN; h++)
		print_unit(w + UNITS + h * OCTAVE_CUES, w[BIAS + h], w[OUT + h], ",");
	printf("};\n");
	return 0;
}
