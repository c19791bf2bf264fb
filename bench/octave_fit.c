/*
 * octave_fit -- learns the weights of src/ear/octave.c from labelled music: octave_fit DIR... (labels.csv with file, style and bpm first, as
 * tools/mkmidi_truth.py writes it) and from the plain rhythms of octave_made.h. bench/octave_fit.sh makes the music that was learned from.
 *
 * Conditional logit by Newton's method with an L2 penalty; the prior's weight stays as it is. Prints the weights and how often the choice is right in
 * five-fold cross-validation and, harder and nearer to what other music will do, where a whole style is left out of the learning.
 */
#include "octave_made.h"

#include <sndfile.h>
#include <stdio.h>

enum { MADE_EACH = 24, CLIPS = 4096, STEPS = 20, FOLDS = 5, STYLES = 64, ALL = -1 };
#define PENALTY .1

struct sample { double cues[CANDIDATES][OCTAVE_CUES], bpm[CANDIDATES], truth; size_t n, right, style; };
static struct sample *samples[CLIPS];
static size_t n_samples, n_lost, n_styles;
static char *styles[STYLES];
static double spread[OCTAVE_CUES];	/* of each cue: the penalty is to weigh on all alike */

static size_t style_of(const char *name)
{
	for (size_t i = 0; i < n_styles; i++)
		if (!strcmp(styles[i], name))
			return i;
	styles[n_styles] = xstrdup(name);
	return n_styles++;
}

static void add_sample(const struct tempo_evidence *e, double bpm, const char *style)
{
	struct sample *s = xcalloc(1, sizeof *s);

	s->n = s->right = tempo_candidates(e, s->bpm);
	s->truth = bpm;
	s->style = style_of(style);
	for (size_t i = 0; i < s->n; i++) {
		octave_cues(e, s->bpm[i], s->cues[i]);
		if (fabs(s->bpm[i] - bpm) <= .04 * bpm && (s->right == s->n || fabs(s->bpm[i] - bpm) < fabs(s->bpm[s->right] - bpm)))
			s->right = i;
	}
	n_lost += s->right == s->n;
	if (n_samples < CLIPS)
		samples[n_samples++] = s;
}

static void listen(const char *path, double bpm, const char *style)
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
		add_sample(&evidence, bpm, style);
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
			add_sample(&evidence, bpm, r->name);
		ear_free(ear);
	}
	free(x);
}

static void measure_spread(void)
{
	for (size_t k = 0; k < OCTAVE_CUES; k++) {
		double sum = 0, sum2 = 0, n = 0;

		for (size_t s = 0; s < n_samples; s++)
			for (size_t i = 0; i < samples[s]->n; i++, n++) {
				sum += samples[s]->cues[i][k];
				sum2 += samples[s]->cues[i][k] * samples[s]->cues[i][k];
			}
		spread[k] = sqrt(fmax(0, sum2 / n - sum / n * (sum / n))) + 1e-6;
	}
}

static void chances(const struct sample *s, const double w[OCTAVE_CUES], double p[CANDIDATES])
{
	double best = -INFINITY, sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		p[i] = 0;
		for (size_t k = 0; k < OCTAVE_CUES; k++)
			p[i] += w[k] * s->cues[i][k];
		best = p[i] > best ? p[i] : best;
	}
	for (size_t i = 0; i < s->n; i++)
		sum += p[i] = exp(p[i] - best);
	for (size_t i = 0; i < s->n; i++)
		p[i] /= sum;
}

static bool is_kept(size_t s, int without_fold, int without_style)
{
	return samples[s]->right < samples[s]->n && (int)(s % FOLDS) != without_fold && (int)samples[s]->style != without_style;
}

/* x of a x = b by Cholesky; a is symmetric and positive, and destroyed. */
static void solve(double a[OCTAVE_CUES][OCTAVE_CUES], double b[OCTAVE_CUES])
{
	for (size_t j = 0; j < OCTAVE_CUES; j++)
		for (size_t i = j; i < OCTAVE_CUES; i++) {
			double sum = a[i][j];

			for (size_t k = 0; k < j; k++)
				sum -= a[i][k] * a[j][k];
			a[i][j] = i == j ? sqrt(sum) : sum / a[j][j];
		}
	for (size_t i = 0; i < OCTAVE_CUES; i++) {
		for (size_t k = 0; k < i; k++)
			b[i] -= a[i][k] * b[k];
		b[i] /= a[i][i];
	}
	for (size_t i = OCTAVE_CUES; i-- > 0;) {
		for (size_t k = i + 1; k < OCTAVE_CUES; k++)
			b[i] -= a[k][i] * b[k];
		b[i] /= a[i][i];
	}
}

/* One sample's part of slope and curvature, by scaled weights; the first weight is set, not learned. */
static void add_slope(const struct sample *s, const double w[OCTAVE_CUES], double slope[OCTAVE_CUES], double curve[OCTAVE_CUES][OCTAVE_CUES])
{
	double p[CANDIDATES], mean[OCTAVE_CUES] = { 0 };

	chances(s, w, p);
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 1; k < OCTAVE_CUES; k++)
			mean[k] += p[i] * s->cues[i][k] / spread[k];
	for (size_t k = 1; k < OCTAVE_CUES; k++)
		slope[k] += s->cues[s->right][k] / spread[k] - mean[k];
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 1; k < OCTAVE_CUES; k++) {
			double d = p[i] * (s->cues[i][k] / spread[k] - mean[k]);

			for (size_t l = 1; l <= k; l++)
				curve[k][l] += d * (s->cues[i][l] / spread[l] - mean[l]);
		}
}

/* Learns from all but what is left out. */
static void learn(double w[OCTAVE_CUES], int without_fold, int without_style)
{
	memset(w, 0, OCTAVE_CUES * sizeof *w);
	w[0] = -1;
	for (int step = 0; step < STEPS; step++) {
		static double curve[OCTAVE_CUES][OCTAVE_CUES];
		double slope[OCTAVE_CUES] = { 0 }, n = 0;

		memset(curve, 0, sizeof curve);
		for (size_t s = 0; s < n_samples; s++)
			if (is_kept(s, without_fold, without_style)) {
				add_slope(samples[s], w, slope, curve);
				n++;
			}
		curve[0][0] = n;
		for (size_t k = 1; k < OCTAVE_CUES; k++) {
			slope[k] -= n * PENALTY * w[k] * spread[k];
			curve[k][k] += n * PENALTY;
		}
		solve(curve, slope);
		for (size_t k = 1; k < OCTAVE_CUES; k++)
			w[k] += slope[k] / spread[k];
	}
}

struct score { double exact, octave, n; };

static void judge(const struct sample *s, const double w[OCTAVE_CUES], struct score *score)
{
	static const double times[] = { 1, 2, .5, 3, 1.0 / 3 };
	double p[CANDIDATES];
	size_t best = 0;
	bool octave = false;

	chances(s, w, p);
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
	printf("%-32s Acc1 %.1f Acc2 %.1f %% of %.0f\n", what, 100 * s->exact / s->n, 100 * s->octave / s->n, s->n);
}

static void read_set(const char *dir)
{
	char line[4096], *path = xasprintf("%s/labels.csv", dir);
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof line, f)) {
		char *rest = line, *file = strsep(&rest, ","), *style = strsep(&rest, ","), *bpm = strsep(&rest, ",");
		char *full = xasprintf("%s/%s", dir, file);

		if (bpm && atof(bpm) > 0)
			listen(full, atof(bpm), style);
		free(full);
	}
	if (f)
		fclose(f);
	free(path);
}

int main(int argc, char **argv)
{
	double w[OCTAVE_CUES];
	struct score folds = { 0 }, left_out = { 0 }, seen = { 0 };

	for (int a = 1; a < argc; a++)
		read_set(argv[a]);
	make_rhythms();
	measure_spread();
	printf("%zu clips; no candidate fits in %zu\n", n_samples, n_lost);
	for (int fold = 0; fold < FOLDS; fold++) {
		learn(w, fold, ALL);
		for (size_t s = (size_t)fold; s < n_samples; s += FOLDS)
			judge(samples[s], w, &folds);
	}
	print_score("five folds", &folds);
	for (size_t style = 0; style < n_styles; style++) {
		learn(w, ALL, (int)style);
		struct score one = { 0 };

		for (size_t s = 0; s < n_samples; s++)
			if (samples[s]->style == style) {
				judge(samples[s], w, &left_out);
				judge(samples[s], w, &one);
			}
		print_score(styles[style], &one);
	}
	print_score("of styles not learned from", &left_out);
	learn(w, ALL, ALL);
	for (size_t s = 0; s < n_samples; s++)
		judge(samples[s], w, &seen);
	print_score("of what was learned from", &seen);
	for (size_t k = 0; k < OCTAVE_CUES; k++)
		printf("%.3f%s", w[k], k + 1 == OCTAVE_CUES ? "\n" : k % 10 == 9 ? ",\n" : ", ");
	return 0;
}
