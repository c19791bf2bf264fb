/*
 * ear_eval -- how well and how fast the ear hears, on labelled music.
 *
 *	ear_eval DIR...		each with a labels.csv (columns by name; file, and any of bpm, tonic, mode, beats_per_bar, genre, artist, arousal, valence, class)
 *				and, where there is one, beats/NAME.txt (lines "seconds beat-in-bar")
 *
 * For each DIR: tempo Acc1 / Acc2 (4 %), key exact / MIREX-weighted, metre, beat F-measure (70 ms), 5-NN genre with artist filter, hubs, orphans,
 * all but genre again for each class (bench/ear_truth.py makes such a DIR); with SAID=1 a line for each confidence (bench/sure_fit.py reads them);
 * Spearman's rho of arousal is the label room's; speed as audio seconds a CPU second.
 */
#include "ear.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COLUMNS = 32, ROWS = 4096 };

struct clip {
	char *field[COLUMNS];
	char *file;
	struct features f;
	float *beats;
	size_t n_beats;
	bool ok;
};

struct set {
	const char *dir;
	char *column[COLUMNS];
	size_t n_columns, n;
	struct clip clip[ROWS];
};

static double cpu_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* Splits a line of CSV in place; quotes around fields that need them. */
static size_t split(char *line, char **ret)
{
	size_t n = 0;
	char *p = line;

	while (n < COLUMNS) {
		char *to = p;
		bool quoted = *p == '"';

		ret[n++] = to;
		if (quoted)
			p++;
		while (*p && (quoted ? *p != '"' : *p != ',' && *p != '\n' && *p != '\r'))
			*to++ = *p++;
		if (quoted && *p)
			p++;
		bool more = *p == ',';
		*to = 0;
		if (!more)
			break;
		p++;
	}
	return n;
}

static const char *field(const struct set *s, const struct clip *c, const char *name)
{
	for (size_t i = 0; i < s->n_columns; i++)
		if (!strcmp(s->column[i], name))
			return c->field[i] ? c->field[i] : "";
	return "";
}

static bool read_labels(struct set *s)
{
	char *path = xasprintf("%s/labels.csv", s->dir), line[8192];
	FILE *f = fopen(path, "r");

	free(path);
	if (!f || !fgets(line, sizeof line, f))
		return false;
	s->n_columns = split(xstrdup(line), s->column);
	while (s->n < ROWS && fgets(line, sizeof line, f)) {
		struct clip *c = &s->clip[s->n++];

		split(xstrdup(line), c->field);
		c->file = xasprintf("%s/%s", s->dir, field(s, c, "file"));
	}
	fclose(f);
	return true;
}

static double hear(struct clip *c, double *ret_decode_s, double *ret_ear_s)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(c->file, SFM_READ, &info);
	float *buf;
	struct ear *ear;
	sf_count_t n;

	if (!f || ear_open(&ear, info.samplerate, info.channels))
		return 0;
	buf = xcalloc((size_t)(65536 * info.channels), sizeof *buf);
	for (;;) {
		double t0 = cpu_s();

		n = sf_readf_float(f, buf, 65536);
		double t1 = cpu_s();
		*ret_decode_s += t1 - t0;
		if (n <= 0)
			break;
		ear_feed(ear, buf, (size_t)n);
		*ret_ear_s += cpu_s() - t1;
	}
	double t1 = cpu_s();
	ear_finish(ear, &c->f, &c->beats, &c->n_beats);
	*ret_ear_s += cpu_s() - t1;
	ear_free(ear);
	free(buf);
	sf_close(f);
	c->ok = true;
	return c->f.duration_s;
}

static bool near(double a, double b)
{
	return fabs(a - b) <= .04 * b;
}

/* What is said to be so sure, and how often it is right: a line of quarters, the least sure first. */
struct said { double sure; bool right; };

static int by_sureness(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	return (x->sure > y->sure) - (x->sure < y->sure);
}

static void print_sureness(const char *what, struct said *said, size_t n)
{
	enum { PARTS = 4 };

	for (size_t i = 0; i < n && getenv("SAID"); i++)
		printf("said\t%s\t%g\t%d\n", what, said[i].sure, said[i].right);
	if (n < 5 * PARTS)
		return;
	qsort(said, n, sizeof *said, by_sureness);
	printf("  %s, confidence and share that is right:", what);
	for (size_t p = 0; p < PARTS; p++) {
		size_t from = n * p / PARTS, to = n * (p + 1) / PARTS;
		double sure = 0, right = 0;

		for (size_t i = from; i < to; i++) {
			sure += said[i].sure / (double)(to - from);
			right += said[i].right / (double)(to - from);
		}
		printf("  %.2f %.0f %%", sure, 100 * right);
	}
	printf("\n");
}

static void judge_tempo(const struct set *s)
{
	unsigned n = 0, exact = 0, octave = 0, second = 0;
	struct said said[ROWS];

	for (size_t i = 0; i < s->n; i++) {
		const struct clip *c = &s->clip[i];
		double truth = atof(field(s, c, "bpm")), bpm = (double)c->f.value[FEATURE_TEMPO];

		if (!(truth > 0) || !c->ok)
			continue;
		bool one = near(bpm, truth), two = one || near(bpm, truth * 2) || near(bpm, truth / 2) || near(bpm, truth * 3) || near(bpm, truth / 3);
		said[n++] = (struct said){ (double)c->f.value[FEATURE_TEMPO_CONFIDENCE], one };
		exact += one;
		octave += two;
		second += one || near((double)c->f.value[FEATURE_TEMPO_SECOND], truth);
		if (!one && getenv("VERBOSE"))
			printf("  %s tempo %.1f for %.1f%s\n", c->file, bpm, truth, two ? "" : " WRONG");
	}
	if (n)
		printf("  tempo: Acc1 %.1f Acc2 %.1f, first or second %.1f %% of %u\n", 100.0 * exact / n, 100.0 * octave / n, 100.0 * second / n, n);
	print_sureness("tempo", said, n);
}

static double key_score(int key, int mode, int truth, int truth_mode)
{
	int up = (key - truth + 12) % 12;

	if (mode == truth_mode)
		return up == 0 ? 1 : up == 7 || up == 5 ? .5 : 0;
	if (up == 0)
		return .2;
	return (truth_mode == 0 && up == 9) || (truth_mode == 1 && up == 3) ? .3 : 0;
}

static void judge_key(const struct set *s)
{
	unsigned n = 0, exact = 0;
	double weighted = 0;
	struct said said[ROWS];

	for (size_t i = 0; i < s->n; i++) {
		const struct clip *c = &s->clip[i];
		const char *tonic = field(s, c, "tonic"), *mode = field(s, c, "mode");

		if (!*tonic || !*mode || !c->ok || isnan((double)c->f.value[FEATURE_KEY]))
			continue;
		double score = key_score((int)c->f.value[FEATURE_KEY], (int)c->f.value[FEATURE_MODE], atoi(tonic), !strcmp(mode, "minor"));
		said[n++] = (struct said){ (double)c->f.value[FEATURE_KEY_CONFIDENCE], score > .99 };
		exact += score > .99;
		weighted += score;
		if (score < .99 && getenv("VERBOSE"))
			printf("  %s key %d %s for %s %s\n", c->file, (int)c->f.value[FEATURE_KEY], c->f.value[FEATURE_MODE] > 0 ? "minor" : "major", tonic, mode);
	}
	if (n)
		printf("  key: exact %.1f weighted %.1f %% of %u\n", 100.0 * exact / n, 100.0 * weighted / n, n);
	print_sureness("key", said, n);
}

static void judge_metre(const struct set *s)
{
	unsigned n[2] = { 0 }, right[2] = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		int truth = atoi(field(s, &s->clip[i], "beats_per_bar"));

		if (truth != 3 && truth != 4)
			continue;
		n[truth - 3]++;
		right[truth - 3] += s->clip[i].f.value[FEATURE_BEATS_PER_BAR] == (float)truth;
	}
	if (n[0] + n[1])
		printf("  metre: three %u of %u, four %u of %u\n", right[0], n[0], right[1], n[1]);
}

static void judge_beats(const struct set *s)
{
	double sum = 0;
	unsigned n = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct clip *c = &s->clip[i];
		char *name = xstrdup(path_base(c->file)), *dot = strrchr(name, '.'), line[256];

		if (dot)
			*dot = 0;
		char *path = xasprintf("%s/beats/%s.txt", s->dir, name);
		FILE *f = fopen(path, "r");
		size_t truths = 0, hits = 0;

		while (f && fgets(line, sizeof line, f)) {
			double at = strtod(line, NULL);

			truths++;
			for (size_t k = 0; k < c->n_beats; k++)
				if (fabs((double)c->beats[k] - at) <= .07) {
					hits++;
					break;
				}
		}
		if (f) {
			double p = c->n_beats ? (double)hits / (double)c->n_beats : 0, r = truths ? (double)hits / (double)truths : 0;

			sum += p + r > 0 ? 2 * (p < 1 ? p : 1) * r / ((p < 1 ? p : 1) + r) : 0;
			n++;
			fclose(f);
		}
		free(path);
		free(name);
	}
	if (n)
		printf("  beats: F %.3f over %u\n", sum / n, n);
}

/* ---- similarity ---- */

static double phi(double z)
{
	return .5 * erfc(-z / sqrt(2));
}

/* Mean and variance of each track's distances to the others. */
static void moments(const double *d, size_t n, double *m, double *v)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++)
			m[i] += i == j ? 0 : d[i * n + j] / (double)(n - 1);
		for (size_t j = 0; j < n; j++)
			v[i] += i == j ? 0 : (d[i * n + j] - m[i]) * (d[i * n + j] - m[i]) / (double)(n - 1);
	}
}

static void normalise(double *d, size_t n)
{
	double *m = xcalloc(n, sizeof *m), *v = xcalloc(n, sizeof *v);

	moments(d, n, m, v);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			d[i * n + j] = (d[i * n + j] - (m[i] + m[j]) / 2) / sqrt((v[i] + v[j]) / 2);
	free(m);
	free(v);
}

static void proximity(double *d, size_t n)
{
	double *m = xcalloc(n, sizeof *m), *v = xcalloc(n, sizeof *v);

	moments(d, n, m, v);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			d[i * n + j] = 1 - (1 - phi((d[i * n + j] - m[i]) / sqrt(v[i]))) * (1 - phi((d[i * n + j] - m[j]) / sqrt(v[j])));
	free(m);
	free(v);
}

static void knn(const struct set *s, const struct clip *const *c, const double *d, size_t n, const char *name)
{
	size_t right = 0, same = 0, *hub = xcalloc(n, sizeof *hub), biggest = 0, orphans = 0;

	for (size_t i = 0; i < n; i++) {
		size_t used[10], votes = 0;
		unsigned best = 0;
		const char *answer = "";

		while (votes < 10) {
			size_t pick = SIZE_MAX;

			for (size_t j = 0; j < n; j++) {
				bool taken = j == i || !strcmp(field(s, c[i], "artist"), field(s, c[j], "artist"));

				for (size_t k = 0; k < votes && !taken; k++)
					taken = used[k] == j;
				if (!taken && (pick == SIZE_MAX || d[i * n + j] < d[i * n + pick]))
					pick = j;
			}
			if (pick == SIZE_MAX)
				break;
			used[votes++] = pick;
			hub[pick]++;
			same += !strcmp(field(s, c[pick], "genre"), field(s, c[i], "genre"));
		}
		for (size_t a = 0; a < 5 && a < votes; a++) {
			unsigned count = 0;

			for (size_t b = 0; b < 5 && b < votes; b++)
				count += !strcmp(field(s, c[used[a]], "genre"), field(s, c[used[b]], "genre"));
			if (count > best) {
				best = count;
				answer = field(s, c[used[a]], "genre");
			}
		}
		right += !strcmp(answer, field(s, c[i], "genre"));
	}
	for (size_t i = 0; i < n; i++) {
		biggest = hub[i] > biggest ? hub[i] : biggest;
		orphans += !hub[i];
	}
	printf("  %-34s 5-NN genre, artist filter: %.1f %%, of ten nearest %.1f %% its genre, largest hub %zu of %zu, orphans %.1f %%\n", name,
	       100.0 * (double)right / (double)n, 10.0 * (double)same / (double)n, biggest, n, 100.0 * (double)orphans / (double)n);
	free(hub);
}

static void judge_genre(const struct set *s)
{
	const struct clip *c[ROWS];
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->clip[i].ok && *field(s, &s->clip[i], "genre") && *field(s, &s->clip[i], "artist") && s->clip[i].f.has_pattern)
			c[n++] = &s->clip[i];
	if (n < 20)
		return;
	double *js = xcalloc(n * n, sizeof *js), *sum = xcalloc(n * n, sizeof *sum), *one = xcalloc(n * n, sizeof *one), *pat = xcalloc(n * n, sizeof *pat);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			js[i * n + j] = ear_timbre_distance(&c[i]->f, &c[j]->f);
	knn(s, c, js, n, "JS");
	normalise(js, n);
	memcpy(sum, js, n * n * sizeof *sum);
	proximity(js, n);
	knn(s, c, js, n, "MP(JS)");
	for (int w = 0; w < EAR_PATTERNS; w++) {
		static const char *const names[] = { "MP(fluctuation)", "MP(correlation)", "MP(contrast)" };

		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				one[i * n + j] = ear_pattern_distance(&c[i]->f, &c[j]->f, (enum ear_pattern)w);
		normalise(one, n);
		for (size_t i = 0; i < n * n; i++) {
			sum[i] += .5 * one[i];
			pat[i] += one[i];
		}
		proximity(one, n);
		knn(s, c, one, n, names[w]);
	}
	proximity(pat, n);
	knn(s, c, pat, n, "MP(patterns)");
	proximity(sum, n);
	knn(s, c, sum, n, "MP(DSN(JS) + .5 patterns)");
	free(js);
	free(sum);
	free(one);
	free(pat);
}

/* What segue similar answers: neighbours in the order kin.c gives them. */
static void judge_kin(const struct set *s)
{
	const struct clip *c[ROWS];
	struct kinship near[ROWS];
	struct kin *kin = kin_new();
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->clip[i].ok && *field(s, &s->clip[i], "genre") && *field(s, &s->clip[i], "artist") && s->clip[i].f.has_pattern &&
		    kin_add(kin, n + 1, &s->clip[i].f))
			c[n++] = &s->clip[i];
	if (n >= 20) {
		double *d = xcalloc(n * n, sizeof *d), t0 = cpu_s();

		for (size_t i = 0; i < n; i++) {
			size_t found = kin_nearest(kin, i + 1, &c[i]->f, near, n);

			for (size_t k = 0; k < found; k++)
				d[i * n + near[k].id - 1] = (double)k;
		}
		printf("  kin: %.1f ms a question\n", (cpu_s() - t0) * 1000 / (double)n);
		knn(s, c, d, n, "segue similar");
		free(d);
	}
	kin_free(kin);
}

static void judge_rhythm_and_key(const struct set *s)
{
	judge_tempo(s);
	judge_beats(s);
	judge_metre(s);
	judge_key(s);
}

/* The same of the clips of each class, in the order they come. */
static void judge_classes(const struct set *s)
{
	bool *done = xcalloc(s->n + 1, sizeof *done);
	struct set *one = xcalloc(1, sizeof *one);

	for (size_t i = 0; i < s->n; i++) {
		const char *class = field(s, &s->clip[i], "class");

		if (done[i] || !*class)
			continue;
		one->dir = s->dir;
		memcpy(one->column, s->column, sizeof one->column);
		one->n_columns = s->n_columns;
		one->n = 0;
		for (size_t k = i; k < s->n; k++)
			if (!strcmp(field(s, &s->clip[k], "class"), class)) {
				one->clip[one->n++] = s->clip[k];
				done[k] = true;
			}
		printf(" %s\n", class);
		judge_rhythm_and_key(one);
	}
	free(one);
	free(done);
}

int main(int argc, char **argv)
{
	for (int a = 1; a < argc; a++) {
		struct set *s = xcalloc(1, sizeof *s);
		double audio = 0, decode = 0, ear = 0;

		s->dir = argv[a];
		if (!read_labels(s)) {
			fprintf(stderr, "ear_eval: no labels.csv in %s\n", s->dir);
			return 1;
		}
		for (size_t i = 0; i < s->n; i++)
			audio += hear(&s->clip[i], &decode, &ear);
		printf("%s: %zu clips, %.0f s; decode %.0f x, ear %.0f x, both %.0f x (audio s a CPU s)\n", s->dir, s->n, audio, audio / decode, audio / ear,
		       audio / (decode + ear));
		judge_rhythm_and_key(s);
		judge_genre(s);
		judge_kin(s);
		judge_classes(s);
		if (getenv("DUMP"))
			for (size_t i = 0; i < s->n; i++)
				for (size_t k = 0; k < FEATURE_COUNT; k++)
					printf("%s\t%s\t%g\n", s->clip[i].file, feature_rows[k].name, (double)s->clip[i].f.value[k]);
		free(s);
	}
	return 0;
}
