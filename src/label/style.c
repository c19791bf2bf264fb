/*
 * style.c -- learns which styles sound like what, and how far it can be trusted.
 *
 *	examples ─▶ FOLDS parts, no artist in two ─▶ network of the others' ─┐
 *	         └▶ vote of the nearest by other artists ────────────────────┴▶ held-out chances ─▶ the pool's two weights ─▶ threshold, figures
 *
 * Everything that is chosen -- weights, threshold -- and everything that is told of it comes from chances of artists who were not learnt from; the
 * figures moreover use, for each part, weights found on the other parts.  In the end the network learns from all.
 */
#include "label.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS = 5, NETS = 3, VOTERS = 12, NEAREST = 5, NEWTON = 40, BINS = 10, FORM = 1 };
#define FADE .8			/* what a voter weighs less than the one before */
#define VOTE_FLOOR .02		/* a class nobody near has is not impossible */
#define NET_FLOOR 1e-4
#define PULL 2.0		/* what keeps the weights where they are usually best, as so many examples would */
static const double usual[2] = { .5, .7 };
static const float first_threshold = .3F, threshold_step = .025F;

struct styler {
	struct style_classes classes;
	struct network *net[NETS];	/* their chances are averaged: few examples make one of them a matter of luck */
	double weight[2], alone;	/* of the network's and the vote's logarithms; of the network's where there is no vote */
	float threshold;		/* above 1: nothing is ever said */
	size_t n;			/* examples */
	int8_t (*of)[STYLES_PER_TAG];	/* their classes, -1 past the last */
};

struct learning {
	const struct style_example *e;
	size_t n, k;
	uint8_t *fold;
	float *net, *vote;		/* held-out logarithms, n by k */
	float *p;			/* held-out chances */
};

/* ---- parts ---- */

struct group { uint32_t artist; size_t n; };

static int by_artist(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return (x->artist > y->artist) - (x->artist < y->artist);
}

static int by_weight(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n ? 1 : -1) : by_artist(a, b);
}

/* Artists go, those of most examples first, to the part that has least; ret of each example. */
static void cut(const struct learning *l, uint8_t *ret_fold)
{
	struct group *g = xcalloc(l->n, sizeof *g);
	uint8_t *of = xcalloc(l->n, sizeof *of);
	size_t n = 0, load[FOLDS] = { 0 };

	for (size_t i = 0; i < l->n; i++)
		g[i] = (struct group){ l->e[i].artist, 1 };
	qsort(g, l->n, sizeof *g, by_artist);
	for (size_t i = 0; i < l->n; i++)
		if (n && g[n - 1].artist == g[i].artist)
			g[n - 1].n++;
		else
			g[n++] = g[i];
	qsort(g, n, sizeof *g, by_weight);
	struct map64 fold_of = { 0 };
	for (size_t i = 0; i < n; i++) {
		size_t least = 0;

		for (size_t f = 1; f < FOLDS; f++)
			least = load[f] < load[least] ? f : least;
		load[least] += g[i].n;
		of[i] = (uint8_t)least;
		map64_put(&fold_of, (uint64_t)g[i].artist + 1, &of[i]);
	}
	for (size_t i = 0; i < l->n; i++)
		ret_fold[i] = *(uint8_t *)map64_get(&fold_of, (uint64_t)l->e[i].artist + 1);
	map64_done(&fold_of);
	free(of);
	free(g);
}

/* ---- what the two say ---- */

static void truth(const struct style_example *e, size_t k, float *ret)
{
	memset(ret, 0, k * sizeof *ret);
	for (int i = 0; i < e->n_of; i++)
		ret[e->of[i]] += 1 / (float)e->n_of;
}

static bool is_right(const struct style_example *e, size_t class)
{
	for (int i = 0; i < e->n_of; i++)
		if ((size_t)e->of[i] == class)
			return true;
	return false;
}

static enum err learn_from(const struct learning *l, int without, uint64_t seed, struct network *ret_net[NETS])
{
	static const struct network_options usual_options = { .hidden = 24, .rate = .002, .decay = .3, .dropout = .4 };
	struct network_options opt = usual_options;
	float *x = xreallocarray(NULL, l->n * STYLE_VECTOR, sizeof *x), *y = xcalloc(l->n * l->k, sizeof *y);
	size_t n = 0;
	enum err err = OK;

	for (size_t i = 0; i < l->n; i++)
		if (l->fold[i] != without) {
			memcpy(x + n * STYLE_VECTOR, l->e[i].x, sizeof l->e[i].x);
			truth(&l->e[i], l->k, y + n++ * l->k);
		}
	/* some thousand steps, however many examples */
	opt.rounds = n < 256 ? 80 : n < 2048 ? 50 : 25;
	for (int i = 0; i < NETS && !err; i++) {
		opt.seed = seed * NETS + (uint64_t)i;
		err = network_fit(x, y, n, STYLE_VECTOR, (int)l->k, &opt, &ret_net[i]);
	}
	free(x);
	free(y);
	return err;
}

/* Logarithms of the shares of the first voters; `artist` counts as nobody (UINT64_MAX: all do). */
static void vote(const int8_t (*of)[STYLES_PER_TAG], size_t n_examples, const struct style_near *near, int n_near, const struct style_example *e, uint64_t artist,
		 int voters, size_t k, float *ret)
{
	double share[STYLE_CLASSES_MAX] = { 0 }, sum = 0, weight = 1;
	int heard = 0;

	for (int i = 0; i < n_near && heard < voters; i++) {
		size_t at = near[i].at, n_of = 0;

		if (at >= n_examples || (e && (uint64_t)e[at].artist == artist))
			continue;
		while (n_of < STYLES_PER_TAG && of[at][n_of] >= 0)
			n_of++;
		for (size_t c = 0; c < n_of; c++)
			share[of[at][c]] += weight / (double)n_of;
		sum += weight;
		weight *= FADE;
		heard++;
	}
	for (size_t c = 0; c < k; c++)
		ret[c] = (float)log(((sum > 0 ? share[c] / sum : 0) + VOTE_FLOOR) / (1 + VOTE_FLOOR * (double)k));
}

static void network_logs(struct network *const net[NETS], const float *x, size_t k, float *ret)
{
	float one[STYLE_CLASSES_MAX];

	memset(ret, 0, k * sizeof *ret);
	for (int i = 0; i < NETS; i++) {
		network_judge(net[i], x, one);
		for (size_t c = 0; c < k; c++)
			ret[c] += one[c] / NETS;
	}
	for (size_t c = 0; c < k; c++)
		ret[c] = logf(ret[c] + (float)NET_FLOOR);
}

static void networks_free(struct network *net[NETS])
{
	for (int i = 0; i < NETS; i++)
		network_free(net[i]);
}

static void pool(const float *net, const float *votes, const double weight[2], size_t k, float *ret)
{
	double most = -INFINITY, sum = 0, z[STYLE_CLASSES_MAX];

	for (size_t c = 0; c < k; c++) {
		z[c] = weight[0] * (double)net[c] + (votes ? weight[1] * (double)votes[c] : 0);
		most = fmax(most, z[c]);
	}
	for (size_t c = 0; c < k; c++)
		sum += z[c] = exp(z[c] - most);
	for (size_t c = 0; c < k; c++)
		ret[c] = (float)(z[c] / sum);
}

/* ---- the pool's weights: least log loss by Newton's steps; of those not in part `without`. has_vote false: the network's alone ---- */

struct slope { double g[2], h[3]; };

static void add_slope(const struct learning *l, size_t i, const double w[2], bool has_vote, struct slope *s)
{
	const float *u[2] = { l->net + i * l->k, l->vote + i * l->k };
	float p[STYLE_CLASSES_MAX], y[STYLE_CLASSES_MAX];
	double m[2] = { 0 }, mm[3] = { 0 };

	pool(u[0], has_vote ? u[1] : NULL, w, l->k, p);
	truth(&l->e[i], l->k, y);
	for (size_t c = 0; c < l->k; c++) {
		double a = (double)u[0][c], b = has_vote ? (double)u[1][c] : 0, pc = (double)p[c];

		s->g[0] += (pc - (double)y[c]) * a;
		s->g[1] += (pc - (double)y[c]) * b;
		m[0] += pc * a;
		m[1] += pc * b;
		mm[0] += pc * a * a;
		mm[1] += pc * a * b;
		mm[2] += pc * b * b;
	}
	s->h[0] += mm[0] - m[0] * m[0];
	s->h[1] += mm[1] - m[0] * m[1];
	s->h[2] += mm[2] - m[1] * m[1];
}

static void weigh(const struct learning *l, int without, bool has_vote, double ret[2])
{
	ret[0] = usual[0];
	ret[1] = has_vote ? usual[1] : 0;
	for (int step = 0; step < NEWTON; step++) {
		struct slope s = { { PULL * (ret[0] - usual[0]), has_vote ? PULL * (ret[1] - usual[1]) : 0 }, { PULL, 0, PULL } };
		double det, move[2];

		for (size_t i = 0; i < l->n; i++)
			if (l->fold[i] != without)
				add_slope(l, i, ret, has_vote, &s);
		det = s.h[0] * s.h[2] - s.h[1] * s.h[1];
		if (!(det > 1e-12))
			return;
		move[0] = (s.h[2] * s.g[0] - s.h[1] * s.g[1]) / det;
		move[1] = (s.h[0] * s.g[1] - s.h[1] * s.g[0]) / det;
		ret[0] = fmin(5, fmax(.01, ret[0] - fmax(-.5, fmin(.5, move[0]))));
		ret[1] = has_vote ? fmin(5, fmax(.01, ret[1] - fmax(-.5, fmin(.5, move[1])))) : 0;
		if (fabs(move[0]) + fabs(move[1]) < 1e-6)
			return;
	}
}

/* ---- what is said ---- */

static bool is_kind_of(const char *name, const char *broader)
{
	for (; name; name = style_parent(name))
		if (!strcmp(name, broader))
			return true;
	return false;
}

static float chance_of(const struct style_classes *c, const float *p, const char *broader)
{
	float sum = 0;

	for (size_t i = 0; i < c->n; i++)
		if (is_kind_of(c->name[i], broader))
			sum += p[i];
	return sum;
}

static size_t best_of(const float *p, size_t k)
{
	size_t best = 0;

	for (size_t c = 1; c < k; c++)
		best = p[c] > p[best] ? c : best;
	return best;
}

/* The likeliest class; where that is too doubtful, the first broader style of it that is not. */
static bool say_one(const struct style_classes *c, const float *p, float threshold, struct style_said *ret)
{
	if (!strcmp(c->name[best_of(p, c->n)], STYLE_NONE))
		return false;
	for (const char *name = c->name[best_of(p, c->n)]; name; name = style_parent(name)) {
		float chance = chance_of(c, p, name);

		/* of a class that has kinds among the classes it is itself that was meant, first */
		if (name == c->name[best_of(p, c->n)])
			chance = p[best_of(p, c->n)];
		if (!(chance >= threshold))	/* what no number came of, either */
			continue;
		memset(ret, 0, sizeof *ret);
		memcpy(ret->name, name, strlen(name) + 1);
		ret->p = fminf(1, chance);
		return true;
	}
	return false;
}

static bool said_is_right(const struct style_classes *c, const struct style_example *e, const char *said)
{
	for (int i = 0; i < e->n_of; i++)
		if (is_kind_of(c->name[e->of[i]], said))
			return true;
	return false;
}

static void count_said(const struct learning *l, const struct style_classes *c, float threshold, size_t *ret_said, size_t *ret_right)
{
	*ret_said = *ret_right = 0;
	for (size_t i = 0; i < l->n; i++) {
		struct style_said said;

		if (!say_one(c, l->p + i * l->k, threshold, &said))
			continue;
		++*ret_said;
		*ret_right += said_is_right(c, &l->e[i], said.name);
	}
}

/* The lowest at which enough of what is said is right, as far as can be told from so many. */
static float find_threshold(const struct learning *l, const struct style_classes *c)
{
	size_t said, right;

	for (float t = first_threshold; t < 1; t += threshold_step) {

		count_said(l, c, t, &said, &right);
		if (said >= STYLE_LEAST_TRACKS && right * 100 >= (said + 2) * STYLE_PRECISION)
			return t;
	}
	/* where hardly any is that sure, nothing speaks against the chance itself; else it does */
	count_said(l, c, STYLE_PRECISION / 100.0F, &said, &right);
	return said < STYLE_LEAST_TRACKS ? STYLE_PRECISION / 100.0F : 2;
}

/* Without neighbours it is the chance alone that speaks, of sound that may be like none of the examples. */
static float threshold_alone(float found)
{
	return fmaxf(found > 1 ? 0 : found, STYLE_PRECISION / 100.0F);
}

static bool has_near(const struct learning *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->e[i].n_near)
			return true;
	return false;
}

/* ---- figures ---- */

static double calibration_error(const struct learning *l)
{
	double chance[BINS] = { 0 }, right[BINS] = { 0 }, error = 0;

	for (size_t i = 0; i < l->n; i++) {
		const float *p = l->p + i * l->k;
		size_t best = best_of(p, l->k), bin = MIN_OF((size_t)(p[best] * BINS), (size_t)BINS - 1);

		chance[bin] += (double)p[best];
		right[bin] += is_right(&l->e[i], best);
	}
	for (size_t b = 0; b < BINS; b++)
		error += fabs(chance[b] - right[b]);
	return error / (double)l->n;
}

static void figures(const struct learning *l, const struct styler *s, struct style_figures *ret)
{
	size_t said, right;
	float votes[STYLE_CLASSES_MAX];

	*ret = (struct style_figures){ .n = l->n, .error = calibration_error(l) };
	for (size_t i = 0; i < l->n; i++) {
		vote((const int8_t (*)[STYLES_PER_TAG])s->of, l->n, l->e[i].near, l->e[i].n_near, l->e, l->e[i].artist, NEAREST, l->k, votes);
		ret->nearest += is_right(&l->e[i], best_of(votes, l->k)) / (double)l->n;
		ret->network += is_right(&l->e[i], best_of(l->net + i * l->k, l->k)) / (double)l->n;
		ret->both += is_right(&l->e[i], best_of(l->p + i * l->k, l->k)) / (double)l->n;
	}
	count_said(l, &s->classes, s->threshold, &said, &right);
	ret->said = (double)said / (double)l->n;
	ret->right = said ? (double)right / (double)said : 0;
}

/* ---- the door ---- */

static enum err hold_out(struct learning *l, const struct styler *s, uint64_t seed)
{
	enum err err = OK;

	for (int f = 0; f < FOLDS && !err; f++) {
		struct network *net[NETS] = { NULL };

		err = learn_from(l, f, seed + (uint64_t)f, net);
		for (size_t i = 0; i < l->n && !err; i++)
			if (l->fold[i] == f) {
				network_logs(net, l->e[i].x, l->k, l->net + i * l->k);
				vote((const int8_t (*)[STYLES_PER_TAG])s->of, l->n, l->e[i].near, l->e[i].n_near, l->e, l->e[i].artist, VOTERS, l->k,
				     l->vote + i * l->k);
			}
		networks_free(net);
	}
	for (int f = 0; f < FOLDS && !err; f++) {
		double w[2];

		weigh(l, f, true, w);
		for (size_t i = 0; i < l->n; i++)
			if (l->fold[i] == f)
				pool(l->net + i * l->k, l->vote + i * l->k, w, l->k, l->p + i * l->k);
	}
	return err;
}

static struct styler *styler_new(const struct style_classes *classes, size_t n)
{
	struct styler *s = xcalloc(1, sizeof *s);

	s->classes = *classes;
	s->n = n;
	s->of = xcalloc(n + 1, sizeof *s->of);
	return s;
}

/* Is there an example of at least two parts' artists for two classes? Else nothing can be held out. */
static bool can_learn(const struct learning *l)
{
	bool has_fold[FOLDS] = { false };
	int folds = 0;

	for (size_t i = 0; i < l->n; i++)
		has_fold[l->fold[i]] = true;
	for (int f = 0; f < FOLDS; f++)
		folds += has_fold[f];
	return l->k >= 2 && folds >= 2;
}

enum err styler_fit(const struct style_example *examples, size_t n, const struct style_classes *classes, uint64_t seed, struct styler **ret_styler,
		    struct style_figures *ret_figures)
{
	struct learning l = { .e = examples, .n = n, .k = classes->n };
	struct styler *s;
	double alone[2];
	enum err err;

	l.fold = xcalloc(n + 1, sizeof *l.fold);
	if (n)
		cut(&l, l.fold);
	if (!can_learn(&l)) {
		free(l.fold);
		return fail(ERR_MISSING, _("too few tracks by too few artists are tagged with a genre to learn from"));
	}
	s = styler_new(classes, n);
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < STYLES_PER_TAG; k++)
			s->of[i][k] = k < examples[i].n_of ? examples[i].of[k] : -1;
	l.net = xcalloc(n * l.k, sizeof *l.net);
	l.vote = xcalloc(n * l.k, sizeof *l.vote);
	l.p = xcalloc(n * l.k, sizeof *l.p);
	err = hold_out(&l, s, seed);
	if (!err)
		err = learn_from(&l, -1, seed, s->net);
	if (!err) {
		weigh(&l, -1, true, s->weight);
		weigh(&l, -1, false, alone);
		s->alone = alone[0];
		s->threshold = find_threshold(&l, classes);
		if (!has_near(&l))
			s->threshold = threshold_alone(s->threshold);
		if (ret_figures)
			figures(&l, s, ret_figures);
		*ret_styler = s;
	} else {
		styler_free(s);
	}
	free(l.fold);
	free(l.net);
	free(l.vote);
	free(l.p);
	return err;
}

void styler_free(struct styler *s)
{
	if (!s)
		return;
	networks_free(s->net);
	free(s->of);
	free(s);
}

const struct style_classes *styler_classes(const struct styler *s)
{
	return &s->classes;
}

void styler_judge(const struct styler *s, const float x[STYLE_VECTOR], const struct style_near *near, int n_near, float *ret_p)
{
	float net[STYLE_CLASSES_MAX], votes[STYLE_CLASSES_MAX];
	const double alone[2] = { s->alone, 0 };

	network_logs(s->net, x, s->classes.n, net);
	if (n_near > 0)
		vote((const int8_t (*)[STYLES_PER_TAG])s->of, s->n, near, n_near, NULL, 0, VOTERS, s->classes.n, votes);
	pool(net, n_near > 0 ? votes : NULL, n_near > 0 ? s->weight : alone, s->classes.n, ret_p);
}

size_t styler_say(const struct styler *s, const float *p, struct style_said ret[STYLE_SAID_MAX])
{
	struct style_said first;
	float rest[STYLE_CLASSES_MAX];
	size_t n = 0;

	if (!say_one(&s->classes, p, s->threshold, &first))
		return 0;
	ret[n++] = first;
	memcpy(rest, p, s->classes.n * sizeof *rest);
	/* what else it may be: no kind of the first, and at least half as likely as what may be said alone */
	while (n < STYLE_SAID_MAX) {
		size_t best;

		for (size_t c = 0; c < s->classes.n; c++)
			for (size_t i = 0; i < n; i++)
				if (is_kind_of(s->classes.name[c], ret[i].name))
					rest[c] = 0;
		best = best_of(rest, s->classes.n);
		if (!(rest[best] >= s->threshold / 2) || !strcmp(s->classes.name[best], STYLE_NONE))
			break;
		memcpy(ret[n].name, s->classes.name[best], STYLE_NAME_MAX);
		ret[n++].p = rest[best];
	}
	return n;
}

/* ---- as bytes ---- */

struct head { char magic[8]; int32_t form; uint32_t n_classes; uint64_t n; double weight[2], alone; float threshold; uint32_t spare; };

static enum err pack(const struct styler *s, size_t n, float threshold, struct buf *out)
{
	struct head h = { "SGSTYLE", FORM, (uint32_t)s->classes.n, n, { s->weight[0], s->weight[1] }, s->alone, threshold, 0 };
	enum err err = buf_add(out, &h, sizeof h);

	err = err ? err : buf_add(out, s->classes.name, s->classes.n * sizeof s->classes.name[0]);
	err = err ? err : buf_add(out, s->of, n * sizeof *s->of);
	for (int i = 0; i < NETS && !err; i++)
		err = network_pack(s->net[i], out);
	return err;
}

enum err styler_pack(const struct styler *s, struct buf *out)
{
	return pack(s, s->n, s->threshold, out);
}

enum err styler_pack_alone(const struct styler *s, struct buf *out)
{
	return pack(s, 0, threshold_alone(s->threshold), out);
}

static bool is_sound(const struct styler *s)
{
	bool ok = isfinite(s->weight[0]) && isfinite(s->weight[1]) && isfinite(s->alone) && s->threshold >= first_threshold;

	for (int i = 0; i < NETS && ok; i++)
		ok = s->net[i] && network_inputs(s->net[i]) == STYLE_VECTOR && (size_t)network_kinds(s->net[i]) == s->classes.n;
	for (size_t i = 0; i < s->n && ok; i++)
		for (int k = 0; k < STYLES_PER_TAG; k++)
			ok = ok && s->of[i][k] >= -1 && s->of[i][k] < (int)s->classes.n;
	for (size_t c = 0; c < s->classes.n && ok; c++)
		ok = memchr(s->classes.name[c], '\0', STYLE_NAME_MAX) && utf8_valid(s->classes.name[c], strlen(s->classes.name[c]));
	return ok;
}

enum err styler_unpack(const char *bytes, size_t n, struct styler **ret_styler)
{
	struct style_classes classes = { .n = 0 };
	struct head h;
	struct styler *s;
	size_t used = sizeof h, last = 0;

	if (n < sizeof h)
		return fail(ERR_PARSE, _("that is no model of styles"));
	memcpy(&h, bytes, sizeof h);
	if (memcmp(h.magic, "SGSTYLE", sizeof h.magic) || h.form != FORM || !h.n_classes || h.n_classes > STYLE_CLASSES_MAX || h.n > n / STYLES_PER_TAG ||
	    n - used < h.n_classes * sizeof classes.name[0] + h.n * STYLES_PER_TAG)
		return fail(ERR_PARSE, _("that is no model of styles"));
	classes.n = h.n_classes;
	memcpy(classes.name, bytes + used, classes.n * sizeof classes.name[0]);
	used += classes.n * sizeof classes.name[0];
	s = styler_new(&classes, h.n);
	memcpy(s->of, bytes + used, h.n * sizeof *s->of);
	used += h.n * sizeof *s->of;
	s->weight[0] = h.weight[0];
	s->weight[1] = h.weight[1];
	s->alone = h.alone;
	s->threshold = h.threshold;
	for (int i = 0; i < NETS && !network_unpack(bytes + used, n - used, &s->net[i], &last); i++)
		used += last;
	if (used != n || !is_sound(s)) {
		styler_free(s);
		return fail(ERR_PARSE, _("that is no model of styles"));
	}
	*ret_styler = s;
	return OK;
}
