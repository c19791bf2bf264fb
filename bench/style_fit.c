/*
 * style_fit -- learns the model of styles that ships (src/app/style_prior.c) from the music bench/style_sources.tsv names.
 *
 *	style_fit ROOT < bench/style_sources.tsv > src/app/style_prior.c
 *	style_fit -r < src/app/style_prior.c		says what is in such a file
 *
 * ROOT/PACKAGE/usr/share/… is where the packages are unpacked (bench/style_sources.sh does it); what is not there is looked for below /usr/share.
 * Listening takes minutes, learning seconds; they can be had apart, and several can listen at once to parts of the list:
 *
 *	style_fit -x ROOT < PART > HEARD	listens only
 *	style_fit -l < HEARD > src/app/style_prior.c	learns of that
 *
 * What it reaches, on artists and games it did not learn from, goes to standard error.  style_eval -p DIR tells how it does on other music.
 */
#include "ear.h"
#include "label.h"

#include <glob.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A style shows in some minutes; what is longer weighs no more and costs no more. */
enum { ROWS = 1000, FIELDS = 6, FRAMES = 65536, SHORTEST_S = 15, LONGEST_S = 150, PER_LINE = 32 };

/*
 * Of style_vector() what a few artists decide rather than their style is not learnt of: level, dynamics and tempo; key; chroma and the means of the
 * cepstrum, which tell how a game or a composer has everything sound.
 */
static const struct { int from, n; } unlearnt[] = { { 0, 6 }, { 9, 2 }, { 20, CHROMA_DIMS + MFCC_DIMS } };

static struct style_example examples[ROWS];
static struct style_tags tags[ROWS];
static char names[ROWS][1][STYLE_NAME_MAX];
static char *artists[ROWS];
static size_t n_rows, n_artists;

static uint32_t artist_number(const char *name)
{
	for (size_t i = 0; i < n_artists; i++)
		if (!strcmp(artists[i], name))
			return (uint32_t)i;
	artists[n_artists] = xstrdup(name);
	return (uint32_t)n_artists++;
}

static void add_row(const char *who, const char *style)
{
	examples[n_rows].artist = artist_number(who);
	snprintf(names[n_rows][0], STYLE_NAME_MAX, "%s", style);
	tags[n_rows] = (struct style_tags){ names[n_rows], 1, examples[n_rows].artist };
	n_rows++;
}

static void hear(const char *path, const char *by, const char *style)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	struct features heard;
	struct ear *ear;
	sf_count_t n, left = (sf_count_t)LONGEST_S;

	if (!f || n_rows == ROWS || info.frames < (sf_count_t)SHORTEST_S * info.samplerate || ear_open(&ear, info.samplerate, info.channels)) {
		if (f)
			sf_close(f);
		return;
	}
	const char *artist = sf_get_string(f, SF_STR_ARTIST);
	char *who = xasprintf("%s/%s", by, artist ? artist : "");
	float *buf = xcalloc((size_t)FRAMES * (size_t)info.channels, sizeof *buf);

	left *= info.samplerate;
	ear_expect(ear, MIN_OF(info.frames, left));
	for (; left > 0 && (n = sf_readf_float(f, buf, MIN_OF((sf_count_t)FRAMES, left))) > 0; left -= n)
		ear_feed(ear, buf, (size_t)n);
	ear_finish(ear, &heard, NULL, NULL);
	ear_free(ear);
	style_vector(&heard, examples[n_rows].x);
	add_row(who, style);
	free(who);
	free(buf);
	sf_close(f);
}

static void hear_all(const char *root, char *const field[FIELDS])
{
	char *pattern = xasprintf("%s/%s/usr/share/%s", root, field[0], field[1]);
	size_t before = n_rows;
	glob_t g = { 0 };

	if (glob(pattern, 0, NULL, &g)) {
		free(pattern);
		pattern = xasprintf("/usr/share/%s", field[1]);
		globfree(&g);
		if (glob(pattern, 0, NULL, &g))
			fprintf(stderr, "style_fit: %s is not here\n", field[0]);
	}
	for (size_t i = 0; i < g.gl_pathc; i++)
		hear(g.gl_pathv[i], field[2], field[3]);
	fprintf(stderr, "%-28s %3zu %s\n", field[0], n_rows - before, field[3]);
	globfree(&g);
	free(pattern);
}

static void write_model(const struct buf *b, const struct style_figures *f)
{
	printf("/*\n * style_prior.c -- a table: the model of styles that ships, for libraries whose tags teach nothing.\n *\n"
	       " * Made by bench/style_fit of the music bench/style_sources.tsv names; not to be edited. Learnt from %zu tracks; of artists and games it did not\n"
	       " * learn from it told %.0f %% right, with chances off by %.1f %%. It says a style only where its chance is %d %% or more: of %.0f %% of them, %.0f %% rightly.\n */\n"
	       "#include \"app/style_prior.h\"\n\n", f->n, f->both * 100, f->error * 100, STYLE_PRECISION, f->said * 100, f->right * 100);
	printf("static const unsigned char model[%zu] = {", b->len);
	for (size_t i = 0; i < b->len; i++)
		printf("%s%u,", i % PER_LINE ? "" : "\n\t", (unsigned)(unsigned char)b->data[i]);
	printf("\n};\n\nconst uint32_t style_prior_features = %d;\n\nconst char *style_prior(size_t *ret_n)\n{\n\t*ret_n = sizeof model;\n\treturn (const char *)model;\n}\n", (int)FEATURES_VERSION);
}

/* The numbers between the braces, back to bytes; what the program makes of them. */
static int read_back(void)
{
	struct styler *s = NULL;
	struct buf b;
	unsigned number;
	int c;

	buf_init(&b, 1 << 22);
	while ((c = getchar()) != EOF && c != '{')
		;
	while (scanf(" %u ,", &number) == 1)
		if (number > UINT8_MAX || buf_add(&b, &(char){ (char)number }, 1)) {
			buf_done(&b);
			fprintf(stderr, "style_fit: %u is no byte\n", number);
			return 1;
		}
	if (styler_unpack(b.data, b.len, &s)) {
		buf_done(&b);
		fprintf(stderr, "style_fit: %s\n", err_text());
		return 1;
	}
	printf("%zu bytes:", b.len);
	for (size_t i = 0; i < styler_classes(s)->n; i++)
		printf("%s %s", i ? "," : "", styler_classes(s)->name[i]);
	printf("\n");
	styler_free(s);
	buf_done(&b);
	return 0;
}

static void hear_list(const char *root)
{
	char line[4096];

	while (fgets(line, sizeof line, stdin)) {
		char *field[FIELDS], *at = line;
		size_t n = 0;

		line[strcspn(line, "\n")] = '\0';
		for (; *line != '#' && n < FIELDS && at; n++) {
			field[n] = at;
			at = strchr(at, '\t');
			if (at)
				*at++ = '\0';
		}
		if (n == FIELDS)
			hear_all(root, field);
	}
}

/* What was heard: a line each, artist, style and numbers. */
static void write_heard(void)
{
	for (size_t i = 0; i < n_rows; i++) {
		printf("%s\t%s\t", artists[examples[i].artist], names[i][0]);
		for (size_t k = 0; k < STYLE_VECTOR; k++)
			printf("%a%c", (double)examples[i].x[k], k + 1 < STYLE_VECTOR ? ' ' : '\n');
	}
}

static void read_heard(void)
{
	char *line = NULL;
	size_t size = 0;

	while (n_rows < ROWS && getline(&line, &size, stdin) > 0) {
		char *style = strchr(line, '\t'), *numbers = style ? strchr(style + 1, '\t') : NULL;

		if (!numbers)
			continue;
		*style++ = '\0';
		*numbers++ = '\0';
		for (size_t k = 0; k < STYLE_VECTOR; k++)
			examples[n_rows].x[k] = strtof(numbers, &numbers);
		add_row(line, style);
	}
	free(line);
}

/* The examples of styles there are enough of, to the front; how many. */
static size_t choose(struct style_classes *ret_classes)
{
	size_t used = 0;

	classes_choose(tags, n_rows, ret_classes);
	for (size_t i = 0; i < n_rows; i++) {
		int of = classes_of(ret_classes, names[i][0]);

		if (of < 0)
			continue;
		examples[used] = examples[i];
		for (size_t u = 0; u < COUNT_OF(unlearnt); u++)
			for (int k = 0; k < unlearnt[u].n; k++)
				examples[used].x[unlearnt[u].from + k] = NAN;
		examples[used].of[0] = (int8_t)of;
		examples[used++].n_of = 1;
	}
	return used;
}

static int learn(void)
{
	struct style_classes classes = { .n = 0 };
	struct style_figures figures;
	struct styler *s = NULL;
	size_t used = choose(&classes);
	struct buf b;

	buf_init(&b, 1 << 22);
	if (styler_fit(examples, used, &classes, 1, &s, &figures) || styler_pack_alone(s, &b)) {
		fprintf(stderr, "style_fit: %s\n", err_text());
		return 1;
	}
	fprintf(stderr, "%zu tracks, %zu styles: %.1f %% right, calibration error %.3f, said of %.1f %%, right %.1f %% of those\n", figures.n, classes.n,
		100 * figures.both, figures.error, 100 * figures.said, 100 * figures.right);
	write_model(&b, &figures);
	styler_free(s);
	buf_done(&b);
	return 0;
}

int main(int argc, char **argv)
{
	bool only_hears = argc == 3 && !strcmp(argv[1], "-x");

	if (argc != 2 && !only_hears)
		return 2;
	if (!strcmp(argv[1], "-r"))
		return read_back();
	if (!strcmp(argv[1], "-l"))
		read_heard();
	else
		hear_list(argv[argc - 1]);
	if (!only_hears)
		return learn();
	write_heard();
	return 0;
}
