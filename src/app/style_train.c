/*
 * style_train.c -- what the listener's own tags teach, spread over what was listened to.
 *
 *	tracks ─▶ tags, corrections ─▶ classes ─▶ at most EXAMPLES of them ─▶ features, neighbours ─▶ styler_fit ─▶ model ─┐
 *	file of the last time: is it still good? ──────────────────────────────────────────────────── its model, its labels ─┴▶ the others ─▶ file
 *
 * A library of which too little is tagged is judged by what ships with the program (style_prior.c), which says less.
 */
#include "app/style_train.h"
#include "app/load.h"
#include "app/style_prior.h"
#include "music.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXAMPLES = 3000, KEEP_EVERY = 20000, TOLD_EVERY = 64 };

struct item {			/* a track that was listened to */
	track_id id;
	uint32_t artist;
	uint32_t names, n_names;	/* its styles, in all->names; by tag or correction */
	bool is_corrected, is_heard;
};

struct all {
	struct item *item;
	size_t n, cap, n_heard, n_examples;
	char (*names)[STYLE_NAME_MAX];
	size_t n_names, names_cap;
	struct map64 by_id, artists;
	uint64_t corrections;
};

struct work {
	struct store *store;
	const struct style_training *opt;
	struct all all;
	struct styler *styler;
	struct kin *kin;		/* of the examples; NULL: the model came with the program */
	struct map64 place;		/* track -> place among the examples + 1 */
	struct stylefile *old, *made;
	size_t rows_cap, names_cap;
	struct mapstr name_numbers;
	struct arena arena;
	char *path;
};

/* ---- tracks ---- */

static void add_names(struct all *a, struct item *it, char (*names)[STYLE_NAME_MAX], size_t n)
{
	it->names = (uint32_t)a->n_names;
	it->n_names = (uint32_t)n;
	for (size_t i = 0; i < n; i++) {
		ARRAY_GROW(a->names, a->n_names, a->names_cap);
		memcpy(a->names[a->n_names++], names[i], STYLE_NAME_MAX);
	}
}

/* A number for who made it; what is not tagged was made by whoever made the rest of its folder. */
static uint32_t artist_of(struct all *a, const struct track *t)
{
	const char *name = t->artist[0] ? t->artist : t->album_artist;
	size_t n = (size_t)(path_base(t->path) - t->path);
	char *folded = utf8_fold(name);
	uint64_t hash = *folded ? hash_bytes(folded, strlen(folded)) : hash_bytes(t->path, n);
	uintptr_t number = (uintptr_t)map64_get(&a->artists, hash | 1);

	free(folded);
	if (!number) {
		number = a->artists.n + 1;
		map64_put(&a->artists, hash | 1, (void *)number);
	}
	return (uint32_t)number;
}

static enum err read_tracks(struct work *w)
{
	struct store_tracks *cursor;
	struct track t;
	enum err err = store_tracks_open(w->store, &cursor), step = OK;

	if (err)
		return err;
	while (store_tracks_next(cursor, &t, &step)) {
		char names[STYLES_PER_TAG][STYLE_NAME_MAX];
		struct item it = { .id = t.id };

		if (t.state != TRACK_OK)
			continue;
		it.artist = artist_of(&w->all, &t);
		if (t.genre[0])
			add_names(&w->all, &it, names, genre_styles(t.genre, names));
		ARRAY_GROW(w->all.item, w->all.n, w->all.cap);
		w->all.item[w->all.n++] = it;
	}
	store_tracks_close(cursor);
	for (size_t i = 0; i < w->all.n; i++)
		map64_put(&w->all.by_id, (uint64_t)w->all.item[i].id, &w->all.item[i]);
	return step;
}

static enum err read_corrections(struct work *w)
{
	struct correction *c = NULL;
	struct arena arena = { 0 };
	size_t n = 0;
	enum err err = store_corrections(w->store, &c, &n, &arena);

	for (size_t i = 0; i < n && !err; i++) {
		struct item *it = map64_get(&w->all.by_id, (uint64_t)c[i].track);
		char name[1][STYLE_NAME_MAX];

		w->all.corrections = w->all.corrections * 31 + hash_bytes(c[i].style, strlen(c[i].style)) + (uint64_t)c[i].track;
		if (!it || strlen(c[i].style) >= STYLE_NAME_MAX)
			continue;
		memset(name, 0, sizeof name);
		memcpy(name[0], c[i].style, strlen(c[i].style));
		add_names(&w->all, it, name, 1);
		it->is_corrected = true;
	}
	free(c);
	arena_done(&arena);
	return err;
}

static enum err note_heard(void *ctx, const struct sound *sound)
{
	struct work *w = ctx;
	struct item *it = map64_get(&w->all.by_id, (uint64_t)sound->track);

	if (it && !*sound->why) {
		it->is_heard = true;
		w->all.n_heard++;
		w->all.n_examples += it->n_names > 0;
	}
	return OK;
}

/* ---- learning ---- */

static uint64_t shuffled(track_id id)
{
	return hash_bytes(&id, sizeof id);
}

/* Corrections first, then by chance, but the same each time. */
static int by_worth(const void *a, const void *b)
{
	const struct item *x = *(const struct item *const *)a, *y = *(const struct item *const *)b;
	uint64_t hx = shuffled(x->id), hy = shuffled(y->id);

	if (x->is_corrected != y->is_corrected)
		return x->is_corrected ? -1 : 1;
	return (hx > hy) - (hx < hy);
}

/* Its classes; how many. */
static int classes_of_item(const struct all *a, const struct style_classes *c, const struct item *it, int8_t ret[STYLES_PER_TAG])
{
	int n = 0;

	for (size_t i = 0; i < it->n_names && n < STYLES_PER_TAG; i++) {
		int of = classes_of(c, a->names[it->names + i]);
		bool is_new = of >= 0;

		for (int k = 0; k < n; k++)
			is_new = is_new && ret[k] != of;
		if (is_new)
			ret[n++] = (int8_t)of;
	}
	return n;
}

static void choose_classes(const struct all *a, struct style_classes *ret)
{
	struct style_tags *tags = xcalloc(a->n_examples + 1, sizeof *tags);
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (a->item[i].is_heard && a->item[i].n_names)
			tags[n++] = (struct style_tags){ a->names + a->item[i].names, a->item[i].n_names, a->item[i].artist };
	classes_choose(tags, n, ret);
	free(tags);
}

/* Candidates in the order of worth; of each class as large a part as it is of all, but no class nearly nothing. */
static size_t choose_examples(struct work *w, const struct style_classes *c, struct item **ret)
{
	struct all *a = &w->all;
	size_t n = 0, kept = 0, of_class[STYLE_CLASSES_MAX] = { 0 }, taken[STYLE_CLASSES_MAX] = { 0 };
	int8_t of[STYLES_PER_TAG];

	for (size_t i = 0; i < a->n; i++)
		if (a->item[i].is_heard && classes_of_item(a, c, &a->item[i], of)) {
			of_class[of[0]]++;
			ret[n++] = &a->item[i];
		}
	if (n)
		qsort(ret, n, sizeof *ret, by_worth);
	for (size_t i = 0; i < n; i++) {
		size_t first = classes_of_item(a, c, ret[i], of) ? (size_t)of[0] : 0;

		if (n > EXAMPLES && !ret[i]->is_corrected && taken[first] >= MAX_OF((size_t)STYLE_LEAST_TRACKS * 3, EXAMPLES * of_class[first] / n))
			continue;
		taken[first]++;
		ret[kept++] = ret[i];
	}
	return kept;
}

static size_t find_near(struct work *w, track_id id, const struct features *f, struct style_near ret[STYLE_NEAR])
{
	struct kinship near[STYLE_NEAR];
	size_t n = kin_nearest(w->kin, (uint64_t)id, f, near, STYLE_NEAR);

	for (size_t i = 0; i < n; i++)
		ret[i] = (struct style_near){ (uint32_t)((uintptr_t)map64_get(&w->place, near[i].id) - 1), near[i].score };
	return n;
}

static bool add_place(struct work *w, track_id id, const struct features *f)
{
	if (!kin_add(w->kin, (uint64_t)id, f))
		return false;
	map64_put(&w->place, (uint64_t)id, (void *)(uintptr_t)(w->place.n + 1));
	return true;
}

/* Features and neighbours of the chosen; those that are silent or damaged are none. */
static size_t make_examples(struct work *w, const struct style_classes *c, struct item **chosen, size_t n, struct style_example *ret)
{
	struct features *f = xcalloc(n + 1, sizeof *f);
	size_t used = 0;

	w->kin = kin_new();
	for (size_t i = 0; i < n; i++) {
		struct style_example *e = &ret[used];

		if (load_features(w->store, chosen[i]->id, &f[used]) || !add_place(w, chosen[i]->id, &f[used]))
			continue;
		*e = (struct style_example){ .artist = chosen[i]->artist };
		e->n_of = classes_of_item(&w->all, c, chosen[i], e->of);
		style_vector(&f[used], e->x);
		chosen[used++] = chosen[i];
	}
	for (size_t i = 0; i < used; i++)
		ret[i].n_near = (int)find_near(w, chosen[i]->id, &f[i], ret[i].near);
	free(f);
	return used;
}

static enum err learn(struct work *w)
{
	struct style_classes classes;
	struct item **chosen = xcalloc(w->all.n + 1, sizeof *chosen);
	struct style_example *e;
	struct stylefile *made = w->made;
	size_t n;
	enum err err;

	choose_classes(&w->all, &classes);
	n = choose_examples(w, &classes, chosen);
	e = xcalloc(n + 1, sizeof *e);
	n = make_examples(w, &classes, chosen, n, e);
	err = styler_fit(e, n, &classes, 1, &w->styler, &made->head.figures);
	if (!err) {
		made->refs = xcalloc(n + 1, sizeof *made->refs);
		made->head.n_refs = n;
		for (size_t i = 0; i < n; i++)
			made->refs[i] = (uint64_t)chosen[i]->id;
	} else {
		kin_free(w->kin);
		w->kin = NULL;
	}
	free(e);
	free(chosen);
	return err;
}

/* What ships with the program stands in where the library teaches nothing; where even that is missing, nothing is said. */
static void use_prior(struct work *w)
{
	size_t n;
	const char *bytes = style_prior(&n);

	if (n && styler_unpack(bytes, n, &w->styler))
		log_line("styles: %s", err_text());
}

/* ---- the last time's ---- */

static bool is_still_good(const struct work *w)
{
	const struct style_head *h = w->old ? &w->old->head : NULL;
	uint32_t now = (uint32_t)w->all.n_examples, change;

	if (!h || w->opt->anew || h->corrections != w->all.corrections)
		return false;
	change = now > h->n_examples ? now - h->n_examples : h->n_examples - now;
	return change <= h->n_examples / 10;
}

/* Its model, examples and labels. False: it is of no use any more. */
static bool take_old(struct work *w)
{
	struct stylefile *old = w->old, *made = w->made;

	if (!is_still_good(w) || (old->head.n_model && styler_unpack(old->model, old->head.n_model, &w->styler)))
		return false;
	if (old->head.n_refs)
		w->kin = kin_new();
	for (size_t i = 0; i < old->head.n_refs; i++) {
		struct features f;

		/* an example that is no longer what it was changes what its neighbours mean */
		if (load_features(w->store, (track_id)old->refs[i], &f) || !add_place(w, (track_id)old->refs[i], &f)) {
			kin_free(w->kin);
			w->kin = NULL;
			map64_done(&w->place);
			styler_free(w->styler);
			w->styler = NULL;
			return false;
		}
	}
	made->refs = old->refs;
	made->head.n_refs = old->head.n_refs;
	made->head.figures = old->head.figures;
	old->refs = NULL;
	return true;
}

/* ---- judging ---- */

static uint16_t number_of(struct work *w, const char *name)
{
	struct stylefile *made = w->made;
	uintptr_t number = (uintptr_t)mapstr_get(&w->name_numbers, name);

	if (!number) {
		size_t n = made->head.n_names;

		ARRAY_GROW(made->names, n, w->names_cap);
		memset(made->names[n], 0, STYLE_NAME_MAX);
		memcpy(made->names[n], name, strlen(name));
		number = ++made->head.n_names;
		mapstr_put(&w->name_numbers, arena_strdup(&w->arena, name), (void *)number);
	}
	return (uint16_t)(number - 1);
}

static void keep_guess(struct work *w, track_id id, const struct guess *g)
{
	struct stylefile *made = w->made;
	size_t n = made->head.n_rows;

	ARRAY_GROW(made->rows, n, w->rows_cap);
	memset(&made->rows[n], 0, sizeof made->rows[n]);
	made->rows[n].track = (uint64_t)id;
	made->rows[n].guess = *g;
	made->head.n_rows++;
}

static struct guess judge(struct work *w, const struct item *it)
{
	struct style_near near[STYLE_NEAR];
	struct style_said said[STYLE_SAID_MAX];
	struct guess g = { .n = 0 };
	struct features f;
	float x[STYLE_VECTOR], p[STYLE_CLASSES_MAX];
	size_t n_near = 0;

	if (!w->styler || load_features(w->store, it->id, &f) || !f.mfcc_frames)
		return g;
	style_vector(&f, x);
	if (w->kin)
		n_near = find_near(w, it->id, &f, near);
	styler_judge(w->styler, x, near, (int)n_near, p);
	g.n = (uint8_t)styler_say(w->styler, p, said);
	for (size_t i = 0; i < g.n; i++) {
		g.name[i] = number_of(w, said[i].name);
		g.percent[i] = (uint8_t)lrintf(said[i].p * 100);
	}
	return g;
}

/* What was said of it by the same model. */
static bool take_guess(struct work *w, const struct item *it, struct guess *ret)
{
	const struct guess *was = stylefile_find(w->old, it->id);

	if (!was)
		return false;
	*ret = *was;
	for (size_t i = 0; i < was->n; i++)
		ret->name[i] = number_of(w, w->old->names[was->name[i]]);
	return true;
}

static enum err keep(struct work *w)
{
	struct buf model;
	enum err err = OK;

	buf_init(&model, (size_t)64 << 20);
	if (w->styler)
		err = styler_pack(w->styler, &model);
	free(w->made->model);
	w->made->head.n_model = model.len;
	w->made->model = buf_steal(&model);
	return err ? err : stylefile_write(w->path, w->made);
}

static int by_id(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static enum err judge_all(struct work *w, bool is_old)
{
	struct all *a = &w->all;
	size_t done = 0, unkept = 0;
	enum err err = OK;

	map64_done(&a->by_id);		/* it points into what is sorted now */
	if (a->n)
		qsort(a->item, a->n, sizeof *a->item, by_id);
	for (size_t i = 0; i < a->n && !err; i++) {
		const struct item *it = &a->item[i];
		struct guess g;

		if (!it->is_heard)
			continue;
		if (w->opt->progress && done++ % TOLD_EVERY == 0)
			w->opt->progress(w->opt->ctx, done, a->n_heard);
		/* what has a word of its own needs no guess */
		if (it->n_names)
			continue;
		if (!is_old || !take_guess(w, it, &g)) {
			g = judge(w, it);
			unkept++;
		}
		keep_guess(w, it->id, &g);
		if (unkept == KEEP_EVERY) {
			err = keep(w);
			unkept = 0;
		}
	}
	w->made->head.n_heard = a->n_heard;
	return err ? err : keep(w);
}

static void work_done(struct work *w)
{
	free(w->all.item);
	free(w->all.names);
	map64_done(&w->all.by_id);
	map64_done(&w->all.artists);
	map64_done(&w->place);
	mapstr_done(&w->name_numbers);
	arena_done(&w->arena);
	kin_free(w->kin);
	styler_free(w->styler);
	stylefile_free(w->old);
	stylefile_free(w->made);
	free(w->path);
}

enum err style_train(struct store *store, const struct style_training *opt, struct style_head *ret_head)
{
	struct work w = { .store = store, .opt = opt, .path = stylefile_path(opt->db) };
	bool is_old = false;
	enum err err;

	w.made = xcalloc(1, sizeof *w.made);
	if (stylefile_read(w.path, &w.old))
		w.old = NULL;
	err = read_tracks(&w);
	err = err ? err : read_corrections(&w);
	err = err ? err : store_sounds_each(w.store, FEATURES_VERSION, note_heard, &w);
	if (!err && !w.all.n_heard)
		err = fail(ERR_MISSING, _("nothing was analysed yet: 'segue analyze' listens to the library"));
	if (!err) {
		is_old = take_old(&w);
		w.made->head.corrections = w.all.corrections;
		w.made->head.n_examples = is_old ? w.old->head.n_examples : (uint32_t)w.all.n_examples;
	}
	if (!err && !is_old && learn(&w)) {
		log_line("styles: %s", err_text());
		use_prior(&w);
	}
	err = err ? err : judge_all(&w, is_old);
	if (!err)
		*ret_head = w.made->head;
	work_done(&w);
	return err;
}

int style_worker(const char *db, const char *listener, bool anew)
{
	struct style_training opt = { .db = db, .anew = anew };
	struct store *store = NULL;
	struct style_head head;
	enum err err;

	/* without its player it has nobody to work for */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	worker_be_modest(19);
	err = store_open(&store, db, STORE_READ, listener);
	err = err ? err : style_train(store, &opt, &head);
	store_close(store);
	if (err && err != ERR_MISSING)
		log_line("styles: %s", err_text());
	return err && err != ERR_MISSING ? 1 : 0;
}
