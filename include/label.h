/*
 * label.h -- it judges a sound: from features, neighbours and the listener's own words to the styles of a track.  Pure: no file, no database, no
 * clock; same examples, same seed: same labels.
 *
 *   genre tags ─▶ genre_styles() ─▶ classes_choose() ─▶ styler_fit(vectors, classes, nearest) ─▶ styler_judge() ─▶ styler_say()
 *
 * The chance of a class is what the vote of the nearest examples and a small network on the features say together, weighed so that held-out artists
 * show it to be true (a logarithmic opinion pool; its two weights make the temperature).  What is less certain than the chance at which STYLE_PRECISION
 * of what was said of held-out artists was right, is not said at all.
 */
#ifndef SEGUE_LABEL_H
#define SEGUE_LABEL_H

#include "base.h"
#include "learn.h"
#include "sound.h"

/* ---- genre tags: names of styles ---- */
enum { STYLES_PER_TAG = 4, STYLE_NAME_MAX = 48 };	/* bytes, with the NUL */
/*
 * The styles a genre tag names, in its order, each once: several values, ID3v1's numbers, other spellings and languages are understood; what no table
 * knows is a style of its own as it is written. Words that say nothing ("Other", "未知") are none.
 */
size_t genre_styles(const char *tag, char ret_names[STYLES_PER_TAG][STYLE_NAME_MAX]);
/* What spellings of a style share: letters and digits, folded. "" for what has none. */
void style_key(const char *name, char *ret_key, size_t size);
/* The broader style it is a kind of; NULL: none, or not known. */
const char *style_parent(const char *name);
/* The styles the table knows, sorted by name; NULL past the last. */
const char *style_known(size_t i);

/* ---- what is learnt from ---- */
enum { STYLE_VECTOR = 172, STYLE_CLASSES_MAX = 64, STYLE_NEAR = 60, STYLE_SAID_MAX = 3 };
/* The features of a track as numbers for the network; NaN where the sound does not tell. */
void style_vector(const struct features *f, float ret[STYLE_VECTOR]);

/*
 * Which styles can be told apart at all: those of enough tracks by enough artists (STYLE_LEAST_*); smaller ones go to the style they are a kind
 * of, and where that is too small as well, are left out. `names`: of track i names[i][0 … n_names[i] - 1]; `artist`: any numbers.
 */
enum { STYLE_LEAST_TRACKS = 8, STYLE_LEAST_ARTISTS = 3 };
struct style_classes { char name[STYLE_CLASSES_MAX][STYLE_NAME_MAX]; size_t n; };
struct style_tags { char (*names)[STYLE_NAME_MAX]; size_t n; uint32_t artist; };
void classes_choose(const struct style_tags *tags, size_t n, struct style_classes *ret);
/* Where a style of a tag goes, -1: nowhere. */
int classes_of(const struct style_classes *c, const char *name);

struct style_example {
	float x[STYLE_VECTOR];
	uint32_t artist;		/* is never judged by his own other tracks */
	int8_t of[STYLES_PER_TAG];	/* its classes, the first n_of */
	int n_of;			/* at least 1 */
	/* The examples that sound nearest, best first. */
	struct style_near { uint32_t at; float score; } near[STYLE_NEAR];
	int n_near;
};

/* How good it is, of artists it was not learnt from. */
struct style_figures {
	size_t n;			/* examples judged */
	double nearest;			/* share right: by the vote of 5 neighbours, by the network, by both */
	double network, both;
	double error;			/* expected calibration error: mean distance of chance and share right, over ten bins of chance */
	double said, right;		/* share of which a style is said at all, and of those right (a broader style counts when it is one of its own) */
};

enum { STYLE_PRECISION = 75 };		/* percent */
struct styler;
/*
 * ERR_MISSING: fewer than 2 classes, or no example (or no OpenBLAS). ret_figures may be NULL. Where no example has neighbours it is made for
 * styler_pack_alone(), and the figures are of what that says.
 */
enum err styler_fit(const struct style_example *examples, size_t n, const struct style_classes *classes, uint64_t seed, struct styler **ret_styler,
		    struct style_figures *ret_figures);
void styler_free(struct styler *s);
const struct style_classes *styler_classes(const struct styler *s);
/* Chances of all classes. near: examples by place as they were fitted, without the track itself; none: the network alone. */
void styler_judge(const struct styler *s, const float x[STYLE_VECTOR], const struct style_near *near, int n_near, float *ret_p);
/* A class of this name is learnt so that it is not taken for another, and never said. */
#define STYLE_NONE "Other"
/* What can be said of them: best first, the name of a class or of a broader style. 0: unknown. */
struct style_said { char name[STYLE_NAME_MAX]; float p; };
size_t styler_say(const struct styler *s, const float *p, struct style_said ret[STYLE_SAID_MAX]);
/* As bytes, and back (ERR_PARSE). The classes of each example are in it, for the vote. */
enum err styler_pack(const struct styler *s, struct buf *out);
/*
 * Without the examples: it judges without neighbours from then on, what they were not: so by the chance alone, which is to be STYLE_PRECISION at least,
 * whatever could be counted.
 */
enum err styler_pack_alone(const struct styler *s, struct buf *out);
enum err styler_unpack(const char *bytes, size_t n, struct styler **ret_styler);

#endif
