/* lists.c -- pictures of playlists and of a setting, edit by edit. */
#include "lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 5, ROWS = 24, WORDS = 40 };

struct one_list { bool is_there; char query[WORDS]; size_t n; track_id ids[ROWS]; };
struct picture { struct one_list lists[NAMES]; unsigned batch; bool is_acked; };
static const char *const names[NAMES] = { "Ant", "Bee cee", "东西", "Dö'ps", "E" };

static struct picture *pictures;
static size_t n_pictures, cap_pictures;
static const track_id *tracks;
static size_t n_tracks;
static size_t acked_total;
static unsigned acked_batch;

static int name_index(const char *name)
{
	for (int i = 0; i < NAMES; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* False: more than these lists, or more in them, than was ever asked for. */
static bool look(struct store *s, struct picture *ret)
{
	struct stored_playlist *stored;
	size_t n;
	bool good = true;

	memset(ret, 0, sizeof *ret);
	if (store_playlists(s, &stored, &n))
		return false;
	for (size_t i = 0; i < n && good; i++) {
		int at = name_index(stored[i].name);

		good = at >= 0 && stored[i].n <= ROWS;
		if (!good)
			break;
		ret->lists[at].is_there = true;
		ret->lists[at].n = stored[i].n;
		if (stored[i].n)
			memcpy(ret->lists[at].ids, stored[i].tracks, stored[i].n * sizeof(track_id));
		snprintf(ret->lists[at].query, WORDS, "%s", stored[i].query ? stored[i].query : "");
	}
	stored_playlists_free(stored, n);
	return good;
}

static struct picture *add(unsigned batch)
{
	ARRAY_GROW(pictures, n_pictures, cap_pictures);
	pictures[n_pictures] = pictures[n_pictures - 1];
	pictures[n_pictures].batch = batch;
	pictures[n_pictures].is_acked = false;
	return &pictures[n_pictures++];
}

void lists_begin(struct store *s, const track_id *of, size_t n)
{
	tracks = of;
	n_tracks = n;
	if (!cap_pictures)
		ARRAY_GROW(pictures, n_pictures, cap_pictures);
	acked_batch = 0;
	look(s, &pictures[0]);
	pictures[0].is_acked = true;
	n_pictures = 1;
}

/* ---- edits: each returns whether it changes anything, and then says it ---- */

static bool edit_new(struct one_list *l, int i, struct rng *rng, lists_say *say)
{
	if (l->is_there)
		return false;
	*l = (struct one_list){ .is_there = true };
	if (rng_below(rng, 3)) {
		say("playlist-new \"%s\"", names[i]);
		return true;
	}
	snprintf(l->query, WORDS, "rating>=%d", (int)rng_below(rng, 5));
	say("smart \"%s\" %s", names[i], l->query);
	return true;
}

static bool edit_add(struct one_list *l, int i, struct rng *rng, lists_say *say)
{
	size_t at = rng_below(rng, (uint32_t)n_tracks);

	if (!l->is_there || l->query[0] || l->n == ROWS)
		return false;
	say("top");
	say("down %zu", at + 1);
	say("playlist-add \"%s\"", names[i]);
	l->ids[l->n++] = tracks[at];
	return true;
}

static bool edit_query(struct one_list *l, int i, struct rng *rng, lists_say *say)
{
	if (!l->is_there || !l->query[0])
		return false;
	snprintf(l->query, WORDS, "plays<%d", (int)rng_below(rng, 50));
	say("smart \"%s\" %s", names[i], l->query);
	return true;
}

static bool edit_delete(struct one_list *l, int i, lists_say *say)
{
	if (!l->is_there)
		return false;
	*l = (struct one_list){ 0 };
	say("playlist-delete \"%s\"", names[i]);
	return true;
}

static bool edit_rename(struct one_list *lists, int i, struct rng *rng, lists_say *say)
{
	int to = (int)rng_below(rng, NAMES);

	if (!lists[i].is_there || lists[to].is_there)
		return false;
	say("playlist-rename \"%s\" \"%s\"", names[i], names[to]);
	lists[to] = lists[i];
	lists[i] = (struct one_list){ 0 };
	return true;
}

void lists_edit(struct rng *rng, unsigned batch, lists_say *say)
{
	struct picture *p = add(batch);
	int i = (int)rng_below(rng, NAMES);
	struct one_list *l = &p->lists[i];
	bool did = false;

	switch (rng_below(rng, 8)) {
	case 0: did = edit_delete(l, i, say); break;
	case 1: did = edit_rename(p->lists, i, rng, say); break;
	case 2: did = edit_query(l, i, rng, say); break;
	default: did = edit_add(l, i, rng, say); break;
	}
	if (!did && !edit_new(l, i, rng, say)) {
		n_pictures--;
		return;
	}
	if (rng_below(rng, 4) == 0) {
		struct picture *undone = add(batch);

		say("undo");
		memcpy(undone->lists, undone[-2].lists, sizeof undone->lists);
	}
}

void lists_acked(unsigned batch)
{
	acked_batch = batch;
	for (size_t i = 1; i < n_pictures; i++) {
		acked_total += !pictures[i].is_acked && pictures[i].batch <= batch;
		pictures[i].is_acked |= pictures[i].batch <= batch;
	}
}

size_t lists_acked_total(void)
{
	return acked_total;
}

static bool same_list(const struct one_list *a, const struct one_list *b)
{
	return a->is_there == b->is_there && !strcmp(a->query, b->query) && a->n == b->n && !memcmp(a->ids, b->ids, a->n * sizeof a->ids[0]);
}

static bool same_picture(const struct picture *a, const struct picture *b)
{
	bool same = true;

	for (int i = 0; i < NAMES; i++)
		same &= same_list(&a->lists[i], &b->lists[i]);
	return same;
}

static void print_picture(const char *what, const struct picture *p)
{
	printf("# %s:", what);
	for (int i = 0; i < NAMES; i++)
		if (p->lists[i].is_there)
			printf(" %s (%zu) %s;", names[i], p->lists[i].n, p->lists[i].query);
	putchar('\n');
}

bool lists_fit(struct store *s)
{
	struct picture now;
	size_t from = 0;

	if (!look(s, &now)) {
		printf("# playlists that nobody made\n");
		return false;
	}
	for (size_t i = 0; i < n_pictures; i++)
		if (pictures[i].is_acked)
			from = i;
	for (size_t i = from; i < n_pictures; i++)
		if (same_picture(&now, &pictures[i]))
			return true;
	print_picture("playlists on disk", &now);
	print_picture("the last acknowledged", &pictures[from]);
	print_picture("the last issued", &pictures[n_pictures - 1]);
	return false;
}

/* ---- a setting ---- */

enum { VALUES = 4096, STANDARD = 35 };
static struct { int value; unsigned batch; } values[VALUES];
static size_t n_values;

/* -1: not a whole file of ours */
static int conf_read(const char *path)
{
	char *text, *at;
	size_t n;
	int value = STANDARD;

	if (read_file(path, 1 << 16, &text, &n))
		return STANDARD;
	at = strstr(text, "set adventure=");
	if ((at && sscanf(at, "set adventure=%d", &value) != 1) || (n && text[n - 1] != '\n') || strncmp(text, "# mine\n", 7))
		value = -1;
	free(text);
	return value;
}

void conf_begin(const char *path)
{
	n_values = 1;
	values[0].value = conf_read(path);
	values[0].batch = 0;
}

void conf_edit(struct rng *rng, unsigned batch, lists_say *say)
{
	if (n_values == VALUES)
		return;
	values[n_values].value = (int)rng_below(rng, 101);
	values[n_values].batch = batch;
	say("set adventure=%d", values[n_values++].value);
	say("save-config");
}

bool conf_fit(const char *path)
{
	int now = conf_read(path);
	size_t from = 0;

	for (size_t i = 0; i < n_values; i++)
		if (values[i].batch <= acked_batch)
			from = i;
	for (size_t i = from; i < n_values; i++)
		if (values[i].value == now)
			return true;
	printf("# segue.conf says %d; the last acknowledged was %d, the last issued %d\n", now, values[from].value, values[n_values - 1].value);
	return false;
}
