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

struct search { struct same_index *index; struct piece_index *pieces; size_t n; };	/* pieces NULL: not wanted */

static bool add_print(void *ctx, track_id track, const char *bytes, size_t n)
{
	struct search *s = ctx;
	struct print p;

	/* one that is damaged costs itself only */
	if (print_unpack(bytes, n, &p))
		return true;
	same_index_add(s->index, (uint64_t)track, &p);
	if (s->pieces)
		piece_index_add(s->pieces, (uint64_t)track, &p);
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

static void look_at_pair(struct store *store, const struct same_pair *pair, const struct print *a, const struct print *b, struct copies *ret)
{
	struct copy copy = { .a = (track_id)pair->a, .b = (track_id)pair->b };
	double x, y;

	if (!same_recording(a, b, &copy.music))
		return;
	x = read_length_s(store, copy.a);
	y = read_length_s(store, copy.b);
	copy.music.to_s = fmin(copy.music.to_s, x);
	copy.kind = fabs(x - y) <= fmax(SAME_LENGTH_S, SAME_LENGTH * fmax(x, y)) && (double)copy.music.match >= WHOLE ? COPY_RECORDING : COPY_PART;
	add_copy(ret, &copy);
}

static void look_for_version(const struct same_pair *pair, const struct print *a, const struct print *b, struct copies *ret)
{
	struct copy copy = { .a = (track_id)pair->a, .b = (track_id)pair->b, .kind = COPY_VERSION };

	if (same_piece(a, b, &copy.music))
		add_copy(ret, &copy);
}

static int by_ids(const void *pa, const void *pb)
{
	const struct copy *a = pa, *b = pb;

	return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

/* Looks at pairs, one after the other, but for those in `ret`, which are sorted. */
static enum err look_at_pairs(struct store *store, struct same_pair *pairs, size_t n, bool as_versions, struct copies *ret)
{
	struct print a = { .n_raw = 0 }, b = { .n_raw = 0 };
	size_t n_known = ret->n;
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		struct copy key = { .a = (track_id)pairs[i].a, .b = (track_id)pairs[i].b };

		if (n_known && bsearch(&key, ret->at, n_known, sizeof key, by_ids))
			continue;
		print_free(&a);
		err = read_print(store, key.a, &a);
		if (!err)
			err = read_print(store, key.b, &b);
		if (!err && as_versions)
			look_for_version(&pairs[i], &a, &b, ret);
		else if (!err)
			look_at_pair(store, &pairs[i], &a, &b, ret);
		print_free(&b);
		if (err == ERR_MISSING || err == ERR_PARSE)
			err = OK;
	}
	print_free(&a);
	free(pairs);
	return err;
}

enum err copies_find(struct store *store, bool with_versions, struct copies *ret)
{
	struct search s = { .index = same_index_new(), .pieces = with_versions ? piece_index_new() : NULL };
	enum err err = store_prints(store, FEATURES_VERSION, add_print, &s);
	struct same_pair *pairs = NULL;
	size_t n;

	*ret = (struct copies){ 0 };
	if (!err && !s.n)
		err = fail(ERR_MISSING, _("nothing was analysed yet: 'segue analyze' listens to the library"));
	if (!err) {
		n = same_index_pairs(s.index, &pairs);
		err = look_at_pairs(store, pairs, n, false, ret);
	}
	if (!err && with_versions) {
		if (ret->n)
			qsort(ret->at, ret->n, sizeof *ret->at, by_ids);
		n = piece_index_pairs(s.pieces, &pairs);
		err = look_at_pairs(store, pairs, n, true, ret);
	}
	same_index_free(s.index);
	piece_index_free(s.pieces);
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
