/* select.c -- the tracks that match, in tree order; the one track that somebody's words mean. */
#include "room.h"

#include <stdlib.h>
#include <string.h>

struct list { struct track **tracks; size_t n, cap; };

static void list_add(struct list *l, struct track *t)
{
	ARRAY_GROW(l->tracks, l->n, l->cap);
	l->tracks[l->n++] = t;
}

static void select_tree(struct library *lib, const struct query *q, struct list *l)
{
	for (size_t i = 0, count = library_artist_count(lib); i < count; i++) {
		size_t n;
		struct track *const *tracks = library_artist_tracks(lib, i, &n);

		for (size_t k = 0; k < n; k++)
			if (query_match_entry(q, lib, (struct entry *)tracks[k]))
				list_add(l, tracks[k]);
	}
}

struct stray { struct artist *artist; struct track *track; };

static int cmp_strays(const void *a, const void *b)
{
	return artist_cmp(((const struct stray *)a)->artist, ((const struct stray *)b)->artist);
}

/* Missing and unreadable tracks are in no artist's list: they are ordered here, behind those that can be played. */
static void select_strays(struct library *lib, const struct query *q, struct list *l)
{
	bool asks[] = { [TRACK_PARTS] = false, [TRACK_UNREADABLE] = query_asks(q, TRACK_UNREADABLE), [TRACK_MISSING] = query_asks(q, TRACK_MISSING),
			[TRACK_REMOVED] = query_asks(q, TRACK_REMOVED) };
	struct stray *strays = NULL;
	size_t n = 0, cap = 0;

	if (!asks[TRACK_UNREADABLE] && !asks[TRACK_MISSING] && !asks[TRACK_REMOVED])
		return;
	for (size_t i = 0; i < lib->n; i++) {
		struct entry *e = entry_at(lib, i);

		if (e->track.state == TRACK_OK || !asks[e->track.state] || !query_match_entry(q, lib, e))
			continue;
		ARRAY_GROW(strays, n, cap);
		strays[n++] = (struct stray){ tree_artist(lib, &e->track), &e->track };
	}
	if (n)
		qsort(strays, n, sizeof *strays, cmp_strays);
	for (size_t i = 0, end; i < n; i = end) {
		size_t from = l->n;

		for (end = i; end < n && strays[end].artist == strays[i].artist; end++)
			list_add(l, strays[end].track);
		order_tracks(lib, l->tracks + from, l->n - from);
	}
	free(strays);
}

struct track **library_select(struct library *lib, const struct query *q, size_t *ret_n)
{
	struct list l = { 0 };

	select_tree(lib, q, &l);
	select_strays(lib, q, &l);
	*ret_n = l.n;
	return l.tracks ? l.tracks : xmalloc(sizeof(struct track *));
}

/* ---- the one a person means ---- */

enum { FIND_WORDS_MAX = 64 };

struct wanted { char *folded; const char *words[FIND_WORDS_MAX]; size_t n; size_t folded_n; char *cut; };

/* How well a track fits, the most telling first. */
struct fit { bool is_title; size_t n_words; bool is_title_covered; int32_t plays; };

static bool is_better(const struct fit *a, const struct fit *b)
{
	if (a->is_title != b->is_title)
		return a->is_title;
	if (a->n_words != b->n_words)
		return a->n_words > b->n_words;
	if (a->is_title_covered != b->is_title_covered)
		return a->is_title_covered;
	return a->plays > b->plays;
}

static bool is_wanted(const struct wanted *w, const char *word, size_t n)
{
	for (size_t i = 0; i < w->n; i++)
		if (strlen(w->words[i]) == n && !memcmp(w->words[i], word, n))
			return true;
	return false;
}

/* Was every word of the title asked for? "bowie heroes" means the song, not the whole album of that name. */
static bool covers(const struct wanted *w, const char *title, size_t n)
{
	bool any = false;

	for (size_t i = 0, end; i < n; i = end + 1) {
		const char *space = memchr(title + i, ' ', n - i);

		end = space ? (size_t)(space - title) : n;
		if (end == i)
			continue;
		any = true;
		if (!is_wanted(w, title + i, end - i))
			return false;
	}
	return any;
}

static struct fit fit_of(const struct wanted *w, struct entry *e)
{
	const char *text = entry_text(e);
	struct fit fit = { .plays = e->track.play_count };
	size_t n;
	const char *title = text_part(text, TEXT_TITLE, &e->track, &n);

	fit.is_title = n == w->folded_n && !memcmp(title, w->folded, n);
	for (size_t i = 0; i < w->n; i++)
		fit.n_words += strstr(text, w->words[i]) != NULL;
	if (fit.n_words)
		fit.is_title_covered = covers(w, title, n);
	return fit;
}

/* Words beyond the maximum are not looked at. A lone dash is how people write "Artist - Title". */
static void cut_words(struct wanted *w, const char *words)
{
	char *state = NULL;

	w->folded = utf8_fold_loose(words);
	w->folded_n = strlen(w->folded);
	w->cut = xstrdup(w->folded);
	for (char *s = strtok_r(w->cut, " \t\n", &state); s && w->n < FIND_WORDS_MAX; s = strtok_r(NULL, " \t\n", &state))
		if (strcmp(s, "-"))
			w->words[w->n++] = s;
}

static struct track *find_words(struct library *lib, const char *words)
{
	struct wanted w = { 0 };
	struct fit best = { 0 };
	struct track *found = NULL;

	cut_words(&w, words);
	for (size_t i = 0; i < lib->n; i++) {
		struct entry *e = entry_at(lib, i);
		struct fit fit;

		if (e->track.state != TRACK_OK || !w.n)
			continue;
		fit = fit_of(&w, e);
		if ((fit.is_title || fit.n_words) && (!found || is_better(&fit, &best))) {
			found = &e->track;
			best = fit;
		}
	}
	free(w.folded);
	free(w.cut);
	return found;
}

struct track *library_find(struct library *lib, const char *words)
{
	struct track *found = library_by_path(lib, words);

	if (!found) {
		char *path = path_absolute(words);

		found = path ? library_by_path(lib, path) : NULL;
		free(path);
	}
	if (!found && !strncmp(words, "id:", 3) && words[3] && strspn(words + 3, "0123456789") == strlen(words + 3))
		return library_get(lib, strtoll(words + 3, NULL, 10));
	return found ? found : find_words(lib, words);
}
