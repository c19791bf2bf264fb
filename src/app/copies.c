/* copies.c -- see copies.h.  Prints are read twice: all of them once for the index, then those of each pair that may be the same. */
#include "app/copies.h"
#include "app/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const copy_kind_names[COPY_KINDS] = { "recording", "part", "version" };
const char *const copy_kind_texts[COPY_KINDS] = { N_("the same recording"), N_("the same recording, in part"), N_("another version") };

/* Two recordings are as long but for silence at the ends. */
#define SAME_LENGTH_S 4
#define SAME_LENGTH .02
/* Less than this of a recording is a part of it. */
#define WHOLE .75

struct tempo { track_id track; float bpm; };		/* NaN: none is known */
struct tempi { struct tempo *at; size_t n, cap; };	/* by track */
struct search { struct same_index *index; struct piece_index *pieces; struct tempi tempi; size_t n; };	/* pieces NULL: not wanted */

static enum err add_tempo(void *ctx, const struct sound *sound)
{
	struct tempi *t = ctx;

	ARRAY_GROW(t->at, t->n, t->cap);
	t->at[t->n++] = (struct tempo){ sound->track, sound->tempo_bpm };
	return OK;
}

static int by_track(const void *pa, const void *pb)
{
	const struct tempo *a = pa, *b = pb;

	return (a->track > b->track) - (a->track < b->track);
}

static double tempo_of(const struct tempi *t, track_id track)
{
	const struct tempo *found = t->n ? bsearch(&(struct tempo){ .track = track }, t->at, t->n, sizeof *t->at, by_track) : NULL;

	return found ? (double)found->bpm : NAN;
}

static bool add_print(void *ctx, track_id track, const char *bytes, size_t n)
{
	struct search *s = ctx;
	struct print p;

	/* one that is damaged costs itself only */
	if (print_unpack(bytes, n, &p))
		return true;
	same_index_add(s->index, (uint64_t)track, &p);
	if (s->pieces)
		piece_index_add(s->pieces, (uint64_t)track, &p, tempo_of(&s->tempi, track));
	s->n++;
	print_free(&p);
	return true;
}

static enum err read_print(struct store *store, track_id track, struct print *ret)
{
	char *bytes = NULL;
	size_t n = 0;
	enum err err = store_print(store, track, &bytes, &n);

	if (!err)
		err = print_unpack(bytes, n, ret);
	free(bytes);
	return err;
}

static double read_length_s(struct store *store, track_id track)
{
	struct features f;

	return load_features(store, track, &f) ? 0 : f.duration_s;
}

static void add_copy(struct copies *c, const struct copy *copy)
{
	ARRAY_GROW(c->at, c->n, c->cap);
	c->at[c->n++] = *copy;
}

struct look {
	struct store *store;
	struct copies *copies;
	const struct tempi *tempi;
	struct piece_match *matches;
	size_t n, cap;
};

static void look_for_recording(struct look *l, const struct same_pair *pair, const struct print *a, const struct print *b)
{
	struct copy copy = { .a = (track_id)pair->a, .b = (track_id)pair->b };
	double x, y;

	if (!same_recording(a, b, &copy.music))
		return;
	x = read_length_s(l->store, copy.a);
	y = read_length_s(l->store, copy.b);
	copy.music.to_s = fmin(copy.music.to_s, x);
	copy.kind = fabs(x - y) <= fmax(SAME_LENGTH_S, SAME_LENGTH * fmax(x, y)) && (double)copy.music.match >= WHOLE ? COPY_RECORDING : COPY_PART;
	add_copy(l->copies, &copy);
}

static void look_for_version(struct look *l, const struct same_pair *pair, const struct print *a, const struct print *b)
{
	struct piece_match m = { .pair = *pair };

	if (!piece_compare(a, tempo_of(l->tempi, (track_id)pair->a), b, tempo_of(l->tempi, (track_id)pair->b), &m))
		return;
	ARRAY_GROW(l->matches, l->n, l->cap);
	l->matches[l->n++] = m;
}

static int by_ids(const void *pa, const void *pb)
{
	const struct copy *a = pa, *b = pb;

	return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

static bool is_known(const struct copies *c, const struct same_pair *pair)
{
	struct copy key = { .a = (track_id)pair->a, .b = (track_id)pair->b };

	return c->n && bsearch(&key, c->at, c->n, sizeof key, by_ids);
}

/* Looks at pairs, one after the other; the prints of a pair's first are read once for all pairs that begin with it. */
static enum err look_at_each(struct store *store, const struct same_pair *pairs, size_t n, void (*look)(struct look *l, const struct same_pair *pair,
	const struct print *a, const struct print *b), struct look *l)
{
	struct print a = { .n_raw = 0 }, b = { .n_raw = 0 };
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		if (!i || pairs[i].a != pairs[i - 1].a) {
			print_free(&a);
			err = read_print(store, (track_id)pairs[i].a, &a);
		}
		if (!err)
			err = read_print(store, (track_id)pairs[i].b, &b);
		if (!err)
			look(l, &pairs[i], &a, &b);
		print_free(&b);
		if (err == ERR_MISSING || err == ERR_PARSE)
			err = OK;
	}
	print_free(&a);
	return err;
}

static enum err find_recordings(struct store *store, struct search *s, struct copies *ret)
{
	struct same_pair *pairs;
	size_t n = same_index_pairs(s->index, &pairs);
	struct look l = { .store = store, .copies = ret };
	enum err err = look_at_each(store, pairs, n, look_for_recording, &l);

	free(pairs);
	if (ret->n)
		qsort(ret->at, ret->n, sizeof *ret->at, by_ids);
	return err;
}

/* Of what is no recording known already. */
static enum err find_versions(struct store *store, struct search *s, struct copies *ret)
{
	struct same_pair *pairs;
	size_t n = piece_index_pairs(s->pieces, &pairs), n_new = 0;
	struct look l = { .store = store, .tempi = &s->tempi };
	enum err err;

	for (size_t i = 0; i < n; i++)
		if (!is_known(ret, &pairs[i]))
			pairs[n_new++] = pairs[i];
	err = look_at_each(store, pairs, n_new, look_for_version, &l);
	n = err ? 0 : piece_choose(l.matches, l.n);
	for (size_t i = 0; i < n; i++) {
		const struct piece_match *m = &l.matches[i];

		add_copy(ret, &(struct copy){ (track_id)m->pair.a, (track_id)m->pair.b, COPY_VERSION, m->music });
	}
	free(pairs);
	free(l.matches);
	return err;
}

enum err copies_find(struct store *store, bool with_versions, struct copies *ret)
{
	struct search s = { .index = same_index_new(), .pieces = with_versions ? piece_index_new() : NULL };
	enum err err = with_versions ? store_sounds_each(store, FEATURES_VERSION, add_tempo, &s.tempi) : OK;

	*ret = (struct copies){ 0 };
	if (!err)
		err = store_prints(store, FEATURES_VERSION, add_print, &s);
	if (!err && !s.n)
		err = fail(ERR_MISSING, _("nothing was analysed yet: 'segue analyze' listens to the library"));
	if (!err)
		err = find_recordings(store, &s, ret);
	if (!err && with_versions)
		err = find_versions(store, &s, ret);
	same_index_free(s.index);
	piece_index_free(s.pieces);
	free(s.tempi.at);
	if (err)
		copies_done(ret);
	return err;
}

bool copy_is_better(const struct track *a, const struct track *b)
{
	if (a->bitrate_kbps != b->bitrate_kbps)
		return a->bitrate_kbps > b->bitrate_kbps;
	return a->added_s != b->added_s ? a->added_s < b->added_s : strcmp(a->path, b->path) < 0;
}

void copies_done(struct copies *c)
{
	free(c->at);
	*c = (struct copies){ 0 };
}
