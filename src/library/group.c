/* group.c -- see group.h. */
#include "group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char stray_key[] = "\xff";		/* of no group; no text in UTF-8 begins like that, no absolute path either */

/* ---- what a track stands under ---- */

static void add_name(struct group_names *ret, struct library *lib, const char *key, const char *name)
{
	for (size_t i = 0; i < ret->n; i++)
		if (!strcmp(ret->keys[i], key))
			return;
	if (ret->n == GROUP_NAMES_MAX)
		return;
	ret->keys[ret->n] = pool_intern(&lib->strings, key);
	ret->names[ret->n++] = pool_intern(&lib->strings, name);
}

/* "Rock; Jazz", "Rock/Jazz": one each, as the ranking parts them. */
static void add_genres(struct group_names *ret, struct library *lib, const char *genre)
{
	while (*genre) {
		size_t n = strcspn(genre, ";,/|"), from = MIN_OF(strspn(genre, " "), n), end = n;
		char *name, *key;

		while (end > from && genre[end - 1] == ' ')
			end--;
		if (end > from) {
			name = xstrndup(genre + from, end - from);
			key = utf8_fold(name);
			add_name(ret, lib, *key ? key : name, name);
			free(key);
			free(name);
		}
		genre += n + (genre[n] != '\0');
	}
}

/* Two albums of one name by two artists are two. */
static void add_album(struct group_names *ret, struct library *lib, const struct track *t)
{
	const struct artist *a = tree_artist(lib, t);
	char *album, *key, *name;

	if (!t->album[0])
		return;
	album = utf8_fold(t->album);
	key = xasprintf("%s\n%s", album, a->key);
	name = a->node.name && *a->node.name ? xasprintf("%s — %s", t->album, a->node.name) : xstrdup(t->album);
	add_name(ret, lib, key, name);
	free(name);
	free(key);
	free(album);
}

static void add_folder(struct group_names *ret, struct library *lib, const struct track *t)
{
	const char *path = track_file(t);
	size_t n = (size_t)(path_base(path) - path);
	char *dir = xstrndup(path, n > 1 ? n - 1 : n), *name = utf8_clean(dir, strlen(dir));

	add_name(ret, lib, dir, name);
	free(name);
	free(dir);
}

void group_names(struct library *lib, enum library_root root, const struct track *t, struct group_names *ret)
{
	char key[16], name[16];

	ret->n = 0;
	switch (root) {
	case LIBRARY_BY_GENRE:
		add_genres(ret, lib, t->genre);
		break;
	case LIBRARY_BY_ALBUM:
		add_album(ret, lib, t);
		break;
	case LIBRARY_BY_FOLDER:
		add_folder(ret, lib, t);
		break;
	case LIBRARY_BY_YEAR:
	case LIBRARY_BY_DECADE:
		if (t->year <= 0)
			break;
		snprintf(key, sizeof key, "%05d", root == LIBRARY_BY_YEAR ? t->year : t->year / 10 * 10);
		snprintf(name, sizeof name, root == LIBRARY_BY_YEAR ? "%d" : _("%ds"), root == LIBRARY_BY_YEAR ? t->year : t->year / 10 * 10);
		add_name(ret, lib, key, name);
		break;
	case LIBRARY_BY_ARTIST:
	case LIBRARY_ROOTS:
		break;
	}
	if (!ret->n)
		add_name(ret, lib, "", "");
}

/* Surely under the same names? Cheap: the strings of a library are one per text. */
static bool stands_with(enum library_root root, const struct track *a, const struct track *b)
{
	size_t n;

	switch (root) {
	case LIBRARY_BY_GENRE:
		return a->genre == b->genre;
	case LIBRARY_BY_ALBUM:
		return a->album == b->album && a->artist == b->artist && a->album_artist == b->album_artist && a->is_compilation == b->is_compilation;
	case LIBRARY_BY_FOLDER:
		n = (size_t)(path_base(track_file(a)) - track_file(a));
		return n == (size_t)(path_base(track_file(b)) - track_file(b)) && !memcmp(track_file(a), track_file(b), n);
	default:
		return a->year == b->year;
	}
}

/* What is in a folder follows it, before what has a longer name. */
static int cmp_paths(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == '/' || *b == '/')
		return !*a || !*b ? (*a != '\0') - (*b != '\0') : (*b == '/') - (*a == '/');
	return (unsigned char)*a - (unsigned char)*b;
}

int group_cmp(enum library_root root, const char *a, const char *b)
{
	int c = (*a == *stray_key) - (*b == *stray_key);

	if (!c)
		c = !*a - !*b;		/* what has no name follows what has one */
	if (c)
		return c;
	return root == LIBRARY_BY_FOLDER ? cmp_paths(a, b) : strcmp(a, b);
}

/* ---- the heap: numbers of groups, the first of them on top ---- */

static bool is_before(const struct grouping *g, uint32_t a, uint32_t b)
{
	return group_cmp(g->root, g->met[a].key, g->met[b].key) < 0;
}

static void swap(uint32_t *heap, size_t a, size_t b)
{
	uint32_t x = heap[a];

	heap[a] = heap[b];
	heap[b] = x;
}

static void heap_push(struct grouping *g, uint32_t number)
{
	size_t i;

	ARRAY_GROW(g->heap, g->n_heap, g->heap_cap);
	i = g->n_heap++;
	g->heap[i] = number;
	for (; i && is_before(g, g->heap[i], g->heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(g->heap, i, (i - 1) / 2);
}

static uint32_t heap_pop(struct grouping *g)
{
	uint32_t top = g->heap[0];

	g->heap[0] = g->heap[--g->n_heap];
	for (size_t i = 0, child; (child = 2 * i + 1) < g->n_heap; i = child) {
		child += child + 1 < g->n_heap && is_before(g, g->heap[child + 1], g->heap[child]);
		if (!is_before(g, g->heap[child], g->heap[i]))
			break;
		swap(g->heap, i, child);
	}
	return top;
}

/* ---- gathering ---- */

void grouping_begin(struct grouping *g, struct library *lib, enum library_root root)
{
	*g = (struct grouping){ .lib = lib, .root = root };
}

static uint32_t number_of(struct grouping *g, const char *key, const char *name)
{
	uint32_t number = (uint32_t)(uintptr_t)mapstr_get(&g->by_key, key);

	if (number)
		return number - 1;
	ARRAY_GROW(g->met, g->n_met, g->met_cap);
	number = (uint32_t)g->n_met++;
	g->met[number] = (struct group){ .node.name = name, .key = key };
	mapstr_put(&g->by_key, key, (void *)(uintptr_t)(number + 1));
	heap_push(g, number);
	return number;
}

static void put(struct grouping *g, struct track *t, uint32_t number)
{
	struct artist_node *node = &g->met[number].node;

	ARRAY_GROW(g->of, g->n, g->of_cap);
	ARRAY_GROW(g->tracks, g->n, g->cap);
	g->of[g->n] = number;
	g->tracks[g->n++] = t;
	node->n_tracks++;
	node->duration_ms += t->duration_ms;
}

void grouping_add(struct grouping *g, struct track *t)
{
	struct group_names names;

	if (!g->last || !stands_with(g->root, g->last, t)) {
		group_names(g->lib, g->root, t, &names);
		for (size_t i = 0; i < names.n; i++)
			g->last_of[i] = number_of(g, names.keys[i], names.names[i]);
		g->n_last = names.n;
		g->last = t;
	}
	for (size_t i = 0; i < g->n_last; i++)
		put(g, t, g->last_of[i]);
}

void grouping_stray(struct grouping *g, struct track *t)
{
	put(g, t, number_of(g, stray_key, pool_intern(&g->lib->strings, _("(not in the library)"))));
}

static void rank_one(struct grouping *g)
{
	uint32_t number = heap_pop(g);
	struct group *to = &g->groups[g->n_groups];

	*to = g->met[number];
	to->from = g->n_groups ? to[-1].from + to[-1].node.n_tracks : 0;
	g->met[number].from = to->from;
	g->n_groups++;
}

bool grouping_step(struct grouping *g)
{
	if (!g->is_ranking) {
		g->groups = xcalloc(g->n_met + 1, sizeof *g->groups);
		g->placed = xcalloc(g->n + 1, sizeof(struct track *));
		g->is_ranking = true;
	}
	if (g->n_heap) {
		rank_one(g);
		return true;
	}
	if (g->n_placed == g->n)
		return false;
	g->placed[g->met[g->of[g->n_placed]].from++] = g->tracks[g->n_placed];
	g->n_placed++;
	return true;
}

/* ---- what folders are called: what they have in common above them is not said ---- */

static size_t parent_length(const char *path)
{
	return (size_t)(path_base(path) - path);
}

static void shorten_paths(struct group *groups, size_t n)
{
	size_t common = 0;
	const char *first = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *name = groups[i].node.name;
		size_t k = 0, end = 0, most;

		if (*groups[i].key != '/')
			continue;
		if (!first) {
			first = name;
			common = parent_length(name);
		}
		most = MIN_OF(common, parent_length(name));
		for (; k < most && name[k] == first[k]; k++)
			end = name[k] == '/' ? k + 1 : end;
		common = end;
	}
	for (size_t i = 0; i < n; i++)
		if (*groups[i].key == '/')
			groups[i].node.name += common;
}

void grouping_take(struct grouping *g, struct group **ret_groups, size_t *ret_n_groups, struct track ***ret_tracks, size_t *ret_n)
{
	if (g->root == LIBRARY_BY_FOLDER)
		shorten_paths(g->groups, g->n_groups);
	*ret_groups = g->groups;
	*ret_n_groups = g->n_groups;
	*ret_tracks = g->placed;
	*ret_n = g->n;
	g->groups = NULL;
	g->placed = NULL;
	grouping_done(g);
}

void grouping_done(struct grouping *g)
{
	mapstr_done(&g->by_key);
	free(g->met);
	free(g->heap);
	free(g->tracks);
	free(g->of);
	free(g->groups);
	free(g->placed);
	*g = (struct grouping){ 0 };
}
