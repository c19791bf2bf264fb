/*
 * style_eval -- how good the labels of styles are, on labelled music.
 *
 *	style_eval [-p] DIR...	each with a labels.csv (columns by name: file, genre, artist)
 *
 * For each DIR, always of artists who were not learnt from: 5-NN, network and both; calibration error, share of unknown, precision of what is said.
 * With -p: what the model that ships says of them.
 */
#include "app/style_prior.h"
#include "ear.h"
#include "label.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 32, ROWS = 4096, FRAMES = 65536 };

struct clip { char *file, *genre, *artist; struct features f; };
static struct clip clips[ROWS];

/* Splits a line of CSV in place; quotes around fields that need them. */
static size_t split(char *line, char **ret)
{
	size_t n = 0;
	char *p = line;

	while (n < COLUMNS) {
		char *to = p;
		bool quoted = *p == '"', more;

		ret[n++] = to;
		p += quoted;
		while (*p && (quoted ? *p != '"' : *p != ',' && *p != '\n' && *p != '\r'))
			*to++ = *p++;
		p += quoted && *p;
		more = *p == ',';
		*to = '\0';
		if (!more)
			break;
		p++;
	}
	return n;
}

static int column(char *const *head, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(head[i], name))
			return (int)i;
	return -1;
}

static size_t read_labels(const char *dir)
{
	char *path = xasprintf("%s/labels.csv", dir), line[8192], *head[COLUMNS], *field[COLUMNS];
	FILE *f = fopen(path, "r");
	size_t n = 0, n_head;
	int file, genre, artist;

	free(path);
	if (!f || !fgets(line, sizeof line, f)) {
		fprintf(stderr, "style_eval: no labels.csv in %s\n", dir);
		exit(1);
	}
	char *first = xstrdup(line);
	n_head = split(first, head);
	file = column(head, n_head, "file");
	genre = column(head, n_head, "genre");
	artist = column(head, n_head, "artist");
	while (n < ROWS && file >= 0 && genre >= 0 && artist >= 0 && fgets(line, sizeof line, f)) {
		size_t n_field = split(line, field);

		if ((size_t)MAX_OF(file, MAX_OF(genre, artist)) < n_field && *field[genre] && *field[artist])
			clips[n++] = (struct clip){ .file = xasprintf("%s/%s", dir, field[file]), .genre = xstrdup(field[genre]), .artist = xstrdup(field[artist]) };
	}
	free(first);
	fclose(f);
	return n;
}

static bool hear(struct clip *c)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(c->file, SFM_READ, &info);
	struct ear *ear;
	sf_count_t n;

	if (!f || ear_open(&ear, info.samplerate, info.channels))
		return false;
	float *buf = xcalloc((size_t)FRAMES * (size_t)info.channels, sizeof *buf);
	while ((n = sf_readf_float(f, buf, FRAMES)) > 0)
		ear_feed(ear, buf, (size_t)n);
	ear_finish(ear, &c->f, NULL, NULL);
	ear_free(ear);
	free(buf);
	sf_close(f);
	return true;
}

static uint32_t artist_number(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(clips[k].artist, clips[i].artist))
			return (uint32_t)k;
	return (uint32_t)i;
}

static void find_near(struct kin *kin, size_t i, struct style_example *e, const uint32_t *place)
{
	struct kinship near[STYLE_NEAR];
	size_t n = kin_nearest(kin, i + 1, &clips[i].f, near, STYLE_NEAR);

	for (size_t k = 0; k < n; k++)
		e->near[e->n_near++] = (struct style_near){ place[near[k].id - 1], near[k].score };
}

static void judge(size_t n)
{
	char (*names)[STYLES_PER_TAG][STYLE_NAME_MAX] = xcalloc(n, sizeof *names);
	struct style_example *e = xcalloc(n, sizeof *e);
	struct style_tags *tags = xcalloc(n, sizeof *tags);
	uint32_t *place = xcalloc(n, sizeof *place);
	struct style_classes classes;
	struct style_figures figures;
	struct styler *s = NULL;
	struct kin *kin = kin_new();
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		tags[i] = (struct style_tags){ names[i], genre_styles(clips[i].genre, names[i]), artist_number(i) };
	classes_choose(tags, n, &classes);
	for (size_t i = 0; i < n; i++) {
		int of = tags[i].n ? classes_of(&classes, names[i][0]) : -1;

		if (of < 0 || !kin_add(kin, i + 1, &clips[i].f))
			continue;
		place[i] = (uint32_t)used;
		e[used].artist = tags[i].artist;
		e[used].of[0] = (int8_t)of;
		e[used].n_of = 1;
		style_vector(&clips[i].f, e[used++].x);
	}
	for (size_t i = 0, at = 0; i < n; i++)
		if (at < used && place[i] == at && (at || !i || tags[i].n)) {
			find_near(kin, i, &e[at], place);
			at++;
		}
	for (uint64_t seed = 1; seed <= 3; seed++) {
		if (styler_fit(e, used, &classes, seed, &s, &figures)) {
			printf("  %s\n", err_text());
			break;
		}
		printf("  %zu tracks, %zu styles: 5-NN %.1f, network %.1f, both %.1f %%; calibration error %.3f; said of %.1f %%, right %.1f %% of those\n",
		       figures.n, classes.n, 100 * figures.nearest, 100 * figures.network, 100 * figures.both, figures.error, 100 * figures.said,
		       100 * figures.right);
		styler_free(s);
	}
	kin_free(kin);
	free(names);
	free(e);
	free(tags);
	free(place);
}

/* A word is right when it is the genre, a kind of it, or what it is a kind of. */
static bool is_kin(const char *said, const char *genre)
{
	for (const char *name = said; name; name = style_parent(name))
		if (!strcmp(name, genre))
			return true;
	for (const char *name = genre; name; name = style_parent(name))
		if (!strcmp(name, said))
			return true;
	return false;
}

static void judge_prior(size_t n)
{
	struct styler *s = NULL;
	size_t bytes, said_of = 0, right = 0;
	const char *model = style_prior(&bytes);

	if (!bytes || styler_unpack(model, bytes, &s)) {
		printf("  no model ships\n");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		float x[STYLE_VECTOR], p[STYLE_CLASSES_MAX];
		char names[STYLES_PER_TAG][STYLE_NAME_MAX];
		struct style_said said[STYLE_SAID_MAX];
		size_t n_names = genre_styles(clips[i].genre, names);

		style_vector(&clips[i].f, x);
		styler_judge(s, x, NULL, 0, p);
		if (!n_names || !styler_say(s, p, said))
			continue;
		said_of++;
		right += is_kin(said[0].name, names[0]);
		if (getenv("VERBOSE"))
			printf("  %s: %s %.2f\n", clips[i].file, said[0].name, (double)said[0].p);
	}
	printf("  what ships: said of %.1f %% of %zu, right %.1f %% of those\n", 100.0 * (double)said_of / (double)n, n, said_of ? 100.0 * (double)right / (double)said_of : 0);
	styler_free(s);
}

int main(int argc, char **argv)
{
	bool prior = argc > 1 && !strcmp(argv[1], "-p");

	for (int a = 1 + prior; a < argc; a++) {
		size_t n = read_labels(argv[a]), heard = 0;

		for (size_t i = 0; i < n; i++)
			if (hear(&clips[i]))
				clips[heard++] = clips[i];
		printf("%s: %zu clips\n", argv[a], heard);
		if (prior)
			judge_prior(heard);
		else
			judge(heard);
	}
	return 0;
}
