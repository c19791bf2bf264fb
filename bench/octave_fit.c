/*
 * octave_fit -- learns the weights of src/ear/octave.c from labelled music: octave_fit DIR... (labels.csv with file and bpm, as tools/mkmidi_truth.py writes it).
 *
 * Conditional logit by gradient ascent with an L2 penalty; the prior's weight stays as it is. Prints the weights and how often the choice is right
 * in five-fold cross-validation. What ships was learned from: mkmidi_truth.py --per-style 14 --seed 77 --covers 4 (made music, no rights of others).
 */
#include "ear/room.h"

#include <sndfile.h>
#include <stdio.h>

enum { CLIPS = 4096, STEPS = 3000, FOLDS = 5 };
#define PENALTY .02

struct sample { double cues[OCTAVES][OCTAVE_CUES]; bool may[OCTAVES]; size_t right; };
static struct sample samples[CLIPS];
static size_t n_samples, n_lost;

static void listen(const char *path, double bpm)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	struct tempo_class class;
	struct ear *ear;
	float *buf;
	sf_count_t n;

	if (!f || ear_open(&ear, info.samplerate, info.channels))
		return;
	buf = xcalloc((size_t)(65536 * info.channels), sizeof *buf);
	while ((n = sf_readf_float(f, buf, 65536)) > 0)
		ear_feed(ear, buf, (size_t)n);
	const struct onset *o = ear_onset(ear);
	if (n_samples < CLIPS && tempo_classify(o, onset_rate_hz(o), &class)) {
		struct sample *s = &samples[n_samples];

		s->right = OCTAVES;
		for (size_t i = 0; i < OCTAVES; i++) {
			s->may[i] = octave_cues(o, &class, i, s->cues[i]);
			if (s->may[i] && fabs(class.bpm * octave_factor[i] - bpm) < .04 * bpm)
				s->right = i;
		}
		if (s->right < OCTAVES)
			n_samples++;
		else
			n_lost++;
	}
	ear_free(ear);
	free(buf);
	sf_close(f);
}

static void chances(const struct sample *s, const double w[OCTAVE_CUES], double p[OCTAVES])
{
	double score[OCTAVES], best = -INFINITY, sum = 0;

	for (size_t i = 0; i < OCTAVES; i++) {
		score[i] = s->may[i] ? 0 : -INFINITY;
		for (size_t k = 0; s->may[i] && k < OCTAVE_CUES; k++)
			score[i] += w[k] * s->cues[i][k];
		best = score[i] > best ? score[i] : best;
	}
	for (size_t i = 0; i < OCTAVES; i++)
		sum += p[i] = exp(score[i] - best);
	for (size_t i = 0; i < OCTAVES; i++)
		p[i] /= sum;
}

/* Learns from all but one fold (FOLDS: from all). */
static void learn(double w[OCTAVE_CUES], size_t without)
{
	memset(w, 0, OCTAVE_CUES * sizeof *w);
	w[0] = -1;
	for (int step = 0; step < STEPS; step++) {
		double slope[OCTAVE_CUES] = { 0 }, n = 0;

		for (size_t s = 0; s < n_samples; s++) {
			double p[OCTAVES];

			if (s % FOLDS == without)
				continue;
			chances(&samples[s], w, p);
			n++;
			for (size_t i = 0; i < OCTAVES; i++)
				for (size_t k = 1; samples[s].may[i] && k < OCTAVE_CUES; k++)
					slope[k] += ((i == samples[s].right) - p[i]) * samples[s].cues[i][k];
		}
		for (size_t k = 1; k < OCTAVE_CUES; k++)
			w[k] += .3 * (slope[k] / n - PENALTY * w[k]);
	}
}

static bool is_right(const struct sample *s, const double w[OCTAVE_CUES])
{
	double p[OCTAVES];
	size_t best = 0;

	chances(s, w, p);
	for (size_t i = 0; i < OCTAVES; i++)
		if (p[i] > p[best])
			best = i;
	return best == s->right;
}

int main(int argc, char **argv)
{
	double w[OCTAVE_CUES];
	size_t right = 0;

	for (int a = 1; a < argc; a++) {
		char line[4096], *path = xasprintf("%s/labels.csv", argv[a]), *file, *style, *bpm;
		FILE *f = fopen(path, "r");

		while (f && fgets(line, sizeof line, f)) {
			char *rest = line;

			file = strsep(&rest, ",");
			style = strsep(&rest, ",");
			bpm = strsep(&rest, ",");
			(void)style;
			char *full = xasprintf("%s/%s", argv[a], file);
			if (bpm && atof(bpm) > 0)
				listen(full, atof(bpm));
			free(full);
		}
		if (f)
			fclose(f);
		free(path);
	}
	for (size_t fold = 0; fold < FOLDS; fold++) {
		learn(w, fold);
		for (size_t s = fold; s < n_samples; s += FOLDS)
			right += is_right(&samples[s], w);
	}
	printf("%zu clips, %zu more where no multiple fits; cross-validated choice right in %.1f %%\n", n_samples, n_lost, 100.0 * (double)right / (double)n_samples);
	learn(w, FOLDS);
	for (size_t k = 0; k < OCTAVE_CUES; k++)
		printf("%.3f%s", w[k], k + 1 < OCTAVE_CUES ? ", " : "\n");
	return 0;
}
