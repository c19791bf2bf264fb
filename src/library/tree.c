/*
 * tree.c -- the artists: which one a track belongs to, their order, their tracks.
 *
 * Nothing is sorted when a track comes or goes. New artists wait in `pending` and are merged into `order` when somebody
 * looks; an artist's tracks are sorted when somebody looks at them. Names are folded once a spelling, not once a track.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

/* What people write for "many artists", compared folded. */
static const char *const various_names[] = {
	"Various Artists", "Various Artist", "Various", "VA", "V.A.", "V. A.", "V/A", "VVAA", "AA.VV.", "AA. VV.", "AAVV",
	"Varios Artistas", "Varios", "Vários Artistas", "Vários Intérpretes", "Artisti Vari", "Artistes Variés", "Artistes Divers",
	"Verschiedene Interpreten", "Verschiedene Künstler", "Diverse Interpreten", "Diverse Artiesten", "Diverse Artister",
	"Różni wykonawcy", "Разные исполнители", "Різні виконавці", "群星", "合辑", "合輯", "オムニバス", "ヴァリアス・アーティスト",
	"ヴァリアス", "여러 아티스트",
};

const char *library_various(void)
{
	return _("Various Artists");
}

/* ---- what names sort by ---- */

size_t article_length(const struct library *lib, const char *folded, size_t n)
{
	for (size_t i = 0; i < lib->n_articles; i++) {
		size_t length = strlen(lib->articles[i]);

		/* "the the" is one word after its article, "the" none */
		if (n > length + 1 && folded[length] == ' ' && !memcmp(folded, lib->articles[i], length))
			return length + 1;
	}
	return 0;
}

static void set_sort(struct library *lib, struct artist *a)
{
	const char *sort = a->tagged_sort ? a->tagged_sort : a->key + article_length(lib, a->key, strlen(a->key));

	if (!strcmp(sort, a->sort))
		return;
	a->sort = sort;
	lib->is_order_wrong |= a->is_listed;
	lib->is_order_stale = true;
}

/* The first of its tracks to say so is believed. Those gathered as various artists speak of somebody else. */
static void take_tagged_sort(struct library *lib, struct artist *a, const struct track *t)
{
	char *folded;

	if (!t->sort_artist[0] || a == lib->various->artist || (a->tagged_sort && a->node.n_tracks))
		return;
	folded = utf8_fold(t->sort_artist);
	if (*folded)
		a->tagged_sort = pool_intern(&lib->strings, folded);
	free(folded);
	set_sort(lib, a);
}

void library_set_articles(struct library *lib, const char *articles)
{
	char *folded = utf8_fold(articles), *rest = folded, *word;

	lib->n_articles = 0;
	while ((word = strtok_r(rest, " ,", &rest))) {
		ARRAY_GROW(lib->articles, lib->n_articles, lib->articles_cap);
		lib->articles[lib->n_articles++] = pool_intern(&lib->strings, word);
	}
	free(folded);
	for (size_t i = 0; i < lib->n_order; i++)
		set_sort(lib, lib->order[i]);
	for (size_t i = 0; i < lib->n_pending; i++)
		set_sort(lib, lib->pending[i]);
	lib->version++;
}

static struct artist *artist_for(struct library *lib, const char *key)
{
	struct artist *a = mapstr_get(&lib->artists, key);

	if (!a) {
		a = arena_alloc(&lib->arena, sizeof *a);
		a->key = pool_intern(&lib->strings, key);
		a->sort = a->key + article_length(lib, a->key, strlen(a->key));
		mapstr_put(&lib->artists, a->key, a);
	}
	return a;
}

static struct spelling *new_spelling(struct library *lib, const char *name, const char *key)
{
	struct spelling *s = arena_alloc(&lib->arena, sizeof *s);

	s->name = name;
	s->artist = artist_for(lib, key);
	s->next = s->artist->spellings;
	s->artist->spellings = s;
	if (!s->artist->node.name)
		s->artist->node.name = name;
	return s;
}

/* A name that folds to nothing (only marks, say) is still not the unknown artist. */
static char *name_key(const char *name)
{
	char *key = utf8_fold(name);

	if (!*key && *name) {
		free(key);
		key = xstrdup(name);
	}
	return key;
}

static struct spelling *spelling_of(struct library *lib, const struct track *t)
{
	const char *name = t->album_artist[0] ? t->album_artist : t->artist;
	uint64_t at = (uint64_t)(uintptr_t)name;
	struct spelling *s;

	if (t->is_compilation)
		return lib->various;
	/* tracks of an artist come one after the other */
	if (lib->last_spelling && lib->last_name == name)
		return lib->last_spelling;
	s = map64_get(&lib->spellings, at);
	if (!s) {
		char *key = name_key(name);

		s = mapstr_get(&lib->various_names, key) ? lib->various : new_spelling(lib, name, key);
		free(key);
		map64_put(&lib->spellings, at, s);
	}
	lib->last_name = name;
	lib->last_spelling = s;
	return s;
}

struct artist *tree_artist(struct library *lib, const struct track *t)
{
	return spelling_of(lib, t)->artist;
}

void tree_init(struct library *lib)
{
	const char *name = pool_intern(&lib->strings, library_various());
	char *key = name_key(name);

	library_set_articles(lib, "The A An");
	lib->various = new_spelling(lib, name, key);
	mapstr_put(&lib->various_names, lib->various->artist->key, lib->various);
	free(key);
	for (size_t i = 0; i < COUNT_OF(various_names); i++) {
		key = utf8_fold(various_names[i]);
		mapstr_put(&lib->various_names, pool_intern(&lib->strings, key), lib->various);
		free(key);
	}
}

static void free_tracks(struct artist **artists, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(artists[i]->tracks);
		artists[i]->tracks = NULL;
	}
}

void tree_done(struct library *lib)
{
	/* whoever has tracks is in one of the two lists (in both never) */
	free_tracks(lib->order, lib->n_order);
	free_tracks(lib->pending, lib->n_pending);
	free(lib->order);
	free(lib->articles);
	free(lib->pending);
	map64_done(&lib->spellings);
	map64_done(&lib->album_keys);
	mapstr_done(&lib->artists);
	mapstr_done(&lib->various_names);
}

/* ---- a track comes, a track goes ---- */

void tree_add(struct library *lib, struct entry *e)
{
	struct spelling *s = spelling_of(lib, &e->track);
	struct artist *a = s->artist;

	if (a->node.n_tracks == a->cap) {
		a->cap += a->cap / 2 + 4;
		a->tracks = xreallocarray(a->tracks, a->cap, sizeof(struct track *));
	}
	take_tagged_sort(lib, a, &e->track);
	e->spelling = s;
	e->pos = (uint32_t)a->node.n_tracks;
	a->tracks[a->node.n_tracks++] = &e->track;
	s->n++;
	a->is_sorted = a->is_summed = false;
	lib->n_in_tree++;
	if (!a->is_listed && !a->is_pending) {
		ARRAY_GROW(lib->pending, lib->n_pending, lib->pending_cap);
		lib->pending[lib->n_pending++] = a;
		a->is_pending = true;
	}
	lib->is_order_stale |= a->node.n_tracks == 1;
}

void tree_remove(struct library *lib, struct entry *e)
{
	struct artist *a;
	struct track *last;

	if (!e->spelling)
		return;
	a = e->spelling->artist;
	last = a->tracks[--a->node.n_tracks];
	a->is_sorted &= last == &e->track;
	a->tracks[e->pos] = last;
	((struct entry *)last)->pos = e->pos;
	e->spelling->n--;
	e->spelling = NULL;
	e->pos = 0;
	a->is_summed = false;
	lib->n_in_tree--;
	lib->is_order_stale |= !a->node.n_tracks;
}

void tree_disturb(struct entry *e)
{
	if (e->spelling)
		e->spelling->artist->is_sorted = e->spelling->artist->is_summed = false;
}

/* ---- the order of artists ---- */

int artist_cmp(const struct artist *a, const struct artist *b)
{
	int c = !a->key[0] - !b->key[0];	/* the unknown one last */

	if (!c)
		c = strcmp(a->sort, b->sort);
	return c ? c : strcmp(a->key, b->key);
}

static int cmp_artists(const void *a, const void *b)
{
	return artist_cmp(*(struct artist *const *)a, *(struct artist *const *)b);
}

/* Lets go of artists without tracks. Returns how many stay. */
static size_t drop_empty(struct artist **list, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct artist *a = list[i];

		a->is_listed = a->is_pending = false;
		if (a->node.n_tracks) {
			list[kept++] = a;
		} else {
			free(a->tracks);
			a->tracks = NULL;
			a->cap = 0;
		}
	}
	return kept;
}

/* Both lists are sorted; `order` has room for both: merged from the back. */
static void merge_pending(struct library *lib)
{
	size_t i = lib->n_order, k = lib->n_pending, to = i + k;

	lib->n_order = to;
	while (k)
		lib->order[--to] = i && artist_cmp(lib->order[i - 1], lib->pending[k - 1]) > 0 ?
			lib->order[--i] : lib->pending[--k];
	lib->n_pending = 0;
}

static void refresh(struct library *lib)
{
	if (!lib->is_order_stale)
		return;
	lib->is_order_stale = false;
	lib->n_order = drop_empty(lib->order, lib->n_order);
	lib->n_pending = drop_empty(lib->pending, lib->n_pending);
	if (lib->n_order + lib->n_pending > lib->order_cap) {
		lib->order_cap = (lib->n_order + lib->n_pending) * 3 / 2;
		lib->order = xreallocarray(lib->order, lib->order_cap, sizeof(struct artist *));
	}
	if (lib->is_order_wrong && lib->n_order)
		qsort(lib->order, lib->n_order, sizeof(struct artist *), cmp_artists);
	lib->is_order_wrong = false;
	if (lib->n_pending) {
		qsort(lib->pending, lib->n_pending, sizeof(struct artist *), cmp_artists);
		merge_pending(lib);
	}
	for (size_t i = 0; i < lib->n_order; i++) {
		lib->order[i]->rank = i;
		lib->order[i]->is_listed = true;
	}
}

size_t library_artist_count(struct library *lib)
{
	refresh(lib);
	return lib->n_order;
}

/* What a row shows of an artist, made when asked for: the name most tracks give, how long all of them are. */
static void sum_up(struct artist *a)
{
	const struct spelling *best = NULL;

	for (const struct spelling *s = a->spellings; s; s = s->next)
		if (!best || s->n > best->n || (s->n == best->n && s->name == a->node.name))
			best = s;
	a->node.name = best->name;
	a->node.duration_ms = 0;
	for (size_t k = 0; k < a->node.n_tracks; k++)
		a->node.duration_ms += a->tracks[k]->duration_ms;
	a->is_summed = true;
}

const struct artist_node *library_artist_at(struct library *lib, size_t i)
{
	struct artist *a;

	refresh(lib);
	if (i >= lib->n_order)
		return NULL;
	a = lib->order[i];
	if (!a->is_summed)
		sum_up(a);
	return &a->node;
}

static size_t rank_of(struct library *lib, const struct artist *a)
{
	refresh(lib);
	return a && a->is_listed ? a->rank : SIZE_MAX;
}

size_t library_artist_find(struct library *lib, const char *name)
{
	char *key = name_key(name);
	const struct spelling *various = mapstr_get(&lib->various_names, key);
	const struct artist *a = various ? various->artist : mapstr_get(&lib->artists, key);

	free(key);
	return rank_of(lib, a);
}

size_t library_artist_of(struct library *lib, const struct track *t)
{
	const struct entry *e = (const struct entry *)library_get(lib, t->id);

	return e && e->spelling ? rank_of(lib, e->spelling->artist) : SIZE_MAX;
}

struct track *const *library_artist_tracks(struct library *lib, size_t i, size_t *ret_n)
{
	struct artist *a;

	refresh(lib);
	if (i >= lib->n_order) {
		*ret_n = 0;
		return NULL;
	}
	a = lib->order[i];
	if (!a->is_sorted) {
		order_tracks(lib, a->tracks, a->node.n_tracks);
		for (size_t k = 0; k < a->node.n_tracks; k++)
			((struct entry *)a->tracks[k])->pos = (uint32_t)k;
		a->is_sorted = true;
	}
	*ret_n = a->node.n_tracks;
	return a->tracks;
}
