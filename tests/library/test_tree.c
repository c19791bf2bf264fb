/*
 * test_tree.c -- the library against brute force: after random puts, replacements, moves and changes of state, everything the
 * door promises is worked out again the slow way from a plain array and compared.
 */
#include "library.h"
#include "../tap.h"

#include <locale.h>

enum { IDS = 120, PATHS = 400 };

static const char *const artists[] = {
	"", "Björk", "bjork", "BJÖRK", "The Beatles", "Beatles", "the beatles", "David Bowie", "椎名林檎", "The The", "The", "Ａｒｔ",
	"art", "Zappa", "various artists", "VA", "\xcc\x81",
};
static const char *const albums[] = { "", "Low", "LOW", "Greatest Hits", "無罪モラトリアム", "Élan", "elan" };
static const char *const titles[] = { "One", "one", "Öne", "Two", "丸の内" };

static struct track model[IDS];		/* by id; id 0 = not put yet */
static char path_text[PATHS][40];
static int path_owner[PATHS];		/* id + 1 */
static struct track *address[IDS];
static size_t put_order[IDS], n_put;
static struct library *lib;
static struct rng rng;

static int wrongs;

/* Checks run in the thousands: only what fails is told. */
static void check(bool good, const char *what)
{
	if (!good && wrongs++ < 10)
		printf("# wrong: %s\n", what);
}

/* ---- random changes, to the library and to the model ---- */

static const char *free_path(int id)
{
	int n;

	do
		n = (int)rng_below(&rng, PATHS);
	while (path_owner[n]);
	for (int i = 0; i < PATHS; i++)
		if (path_owner[i] == id + 1)
			path_owner[i] = 0;
	path_owner[n] = id + 1;
	return path_text[n];
}

static struct file_stamp random_stamp(void)
{
	return (struct file_stamp){ .size = rng_below(&rng, 4), .mtime_ns = rng_below(&rng, 4) };
}

static struct track random_track(int id)
{
	return (struct track){
		.id = id + 1, .path = model[id].id ? model[id].path : free_path(id), .title = titles[rng_below(&rng, COUNT_OF(titles))],
		.artist = artists[rng_below(&rng, COUNT_OF(artists))], .album = albums[rng_below(&rng, COUNT_OF(albums))],
		.album_artist = rng_below(&rng, 3) ? "" : artists[rng_below(&rng, COUNT_OF(artists))],
		.genre = "x", .composer = "", .date = "", .codec = "", .error = rng_below(&rng, 4) ? "" : "broken",
		.year = (int16_t)(rng_below(&rng, 3) ? 1990 + rng_below(&rng, 4) : 0), .track_no = (int16_t)rng_below(&rng, 3),
		.disc_no = (int16_t)rng_below(&rng, 3), .duration_ms = rng_below(&rng, 1000000), .stamp = random_stamp(),
		.state = rng_below(&rng, 4) ? TRACK_OK : rng_below(&rng, 2) ? TRACK_MISSING : TRACK_UNREADABLE,
		.is_compilation = !rng_below(&rng, 12),
	};
}

static void put(int id)
{
	struct track t = random_track(id), *got;

	got = library_put(lib, &t);
	check(!address[id] || got == address[id], "the address stays");
	address[id] = got;
	if (!model[id].id)
		put_order[n_put++] = (size_t)id;
	model[id] = t;
}

static void change(void)
{
	int id = (int)rng_below(&rng, IDS);
	uint64_t version = library_version(lib);
	struct track *t = address[id];

	if (!t || rng_below(&rng, 2)) {
		put(id);
	} else if (rng_below(&rng, 2)) {
		t->state = model[id].state = (enum track_state)rng_below(&rng, 3);
		t->rating = model[id].rating = (int8_t)rng_below(&rng, 6);
		library_touched(lib, t);
	} else {
		model[id].path = free_path(id);
		model[id].stamp = random_stamp();
		if (model[id].state == TRACK_MISSING)
			model[id].state = TRACK_OK;
		library_move(lib, t, model[id].path, &model[id].stamp);
	}
	check(library_version(lib) > version, "the version rises");
}

/* ---- the slow way ---- */

static bool is_various(const char *name)
{
	return !strcmp(name, "various artists") || !strcmp(name, "va");
}

static char *key_of(const struct track *t)
{
	char *key = utf8_fold(t->album_artist[0] ? t->album_artist : t->artist);

	if (t->is_compilation || is_various(key)) {
		free(key);
		return utf8_fold(library_various());
	}
	if (!*key && (t->album_artist[0] || t->artist[0])) {
		free(key);
		key = xstrdup(t->album_artist[0] ? t->album_artist : t->artist);
	}
	return key;
}

static int cmp_keys(const char *a, const char *b)
{
	const char *sort_a = !strncmp(a, "the ", 4) && a[4] ? a + 4 : a, *sort_b = !strncmp(b, "the ", 4) && b[4] ? b + 4 : b;

	if (!*a != !*b)
		return !*a - !*b;
	return strcmp(sort_a, sort_b) ? strcmp(sort_a, sort_b) : strcmp(a, b);
}

static bool same_folded(const char *a, const char *b)
{
	char *fa = utf8_fold(a), *fb = utf8_fold(b);
	bool same = !strcmp(fa, fb);

	free(fa);
	free(fb);
	return same;
}

static size_t folder_bytes(const struct track *t)
{
	return (size_t)(path_base(t->path) - t->path);
}

static int album_year(const struct track *t)
{
	char *key = key_of(t);
	int year = INT32_MAX;

	if (!t->album[0]) {
		free(key);
		return t->year ? t->year : INT32_MAX;
	}
	for (int i = 0; i < IDS; i++) {
		const struct track *o = &model[i];
		char *other;

		if (!o->id || o->state != TRACK_OK || !o->year || o->year >= year || folder_bytes(o) != folder_bytes(t) ||
		    memcmp(o->path, t->path, folder_bytes(t)) || !same_folded(o->album, t->album))
			continue;
		other = key_of(o);
		if (!strcmp(key, other))
			year = o->year;
		free(other);
	}
	free(key);
	return year;
}

static int cmp_tracks(const struct track *a, const struct track *b)
{
	char *texts[4] = { utf8_fold(a->album), utf8_fold(b->album), utf8_fold(a->title), utf8_fold(b->title) };
	int c = !a->album[0] - !b->album[0];

	if (!c)
		c = album_year(a) - album_year(b);
	if (!c)
		c = strcmp(texts[0], texts[1]);
	if (!c)
		c = a->disc_no - b->disc_no;
	if (!c)
		c = a->track_no - b->track_no;
	if (!c)
		c = strcmp(texts[2], texts[3]);
	if (!c)
		c = strcmp(a->path, b->path);
	for (size_t i = 0; i < 4; i++)
		free(texts[i]);
	return c;
}

/* ---- comparing ---- */

static void check_tracks(void)
{
	size_t n_ok = 0;

	check(library_total(lib) == n_put, "the total");
	for (size_t i = 0; i < n_put; i++)
		check(library_at(lib, i) == address[put_order[i]], "the order of first putting");
	for (int id = 0; id < IDS; id++) {
		const struct track *m = &model[id], *t = library_get(lib, id + 1);

		check(t == address[id], "found by id");
		if (!m->id || !t)
			continue;
		n_ok += m->state == TRACK_OK;
		check(!strcmp(t->path, m->path) && !strcmp(t->title, m->title) && !strcmp(t->artist, m->artist) && !strcmp(t->album, m->album) &&
		      !strcmp(t->album_artist, m->album_artist) && !strcmp(t->error, m->error) && t->state == m->state && t->year == m->year &&
		      t->rating == m->rating && t->stamp.size == m->stamp.size && t->stamp.mtime_ns == m->stamp.mtime_ns, "what was put");
		check(library_by_path(lib, m->path) == t, "found by path");
	}
	for (int i = 0; i < PATHS; i++)
		check(path_owner[i] || !library_by_path(lib, path_text[i]), "an old path finds nothing");
	check(library_count(lib) == n_ok, "the count");
}

/* Name and sums of artist i, whose tracks are here. */
static void check_node(size_t i, struct track *const *tracks, size_t n)
{
	const struct artist_node *node = library_artist_at(lib, i);
	char *key = key_of(tracks[0]), *shown = utf8_fold(node->name);
	int64_t duration = 0;
	size_t spelt_shown = 0;

	for (size_t k = 0; k < n; k++) {
		char *other = key_of(tracks[k]);
		size_t spelt = 0;

		check(!strcmp(key, other), "one artist's tracks");
		free(other);
		check(library_artist_of(lib, tracks[k]) == i, "the artist of a track");
		duration += tracks[k]->duration_ms;
		for (size_t j = 0; j < n; j++)
			spelt += !strcmp(tracks[j]->album_artist[0] ? tracks[j]->album_artist : tracks[j]->artist,
					 tracks[k]->album_artist[0] ? tracks[k]->album_artist : tracks[k]->artist);
		spelt_shown = MAX_OF(spelt_shown, spelt);
	}
	check(node->n_tracks == n && node->duration_ms == duration, "the sums");
	check(!*shown || !strcmp(key, shown), "the name is one of its spellings");
	if (!is_various(key))
		for (size_t k = 0; k < n; k++)
			spelt_shown -= !strcmp(tracks[k]->album_artist[0] ? tracks[k]->album_artist : tracks[k]->artist, node->name);
	check(is_various(key) ? !strcmp(node->name, library_various()) : !spelt_shown, "the name is the commonest");
	check(library_artist_find(lib, node->name) == i, "found by name");
	free(key);
	free(shown);
}

static void check_tree(void)
{
	size_t count = library_artist_count(lib), seen = 0, n_all, at = 0;
	char *before = NULL;
	struct track **all = library_select(lib, NULL, &n_all);

	for (size_t i = 0; i < count; i++) {
		size_t n;
		struct track *const *tracks = library_artist_tracks(lib, i, &n);
		char *key;

		check(n > 0, "no artist is empty");
		if (!n)
			continue;
		key = key_of(tracks[0]);
		check(!before || cmp_keys(before, key) < 0, "artists are sorted and unique");
		free(before);
		before = key;
		check_node(i, tracks, n);
		for (size_t k = 0; k < n; k++, at++) {
			check(tracks[k]->state == TRACK_OK, "only playable ones are in the tree");
			check(!k || cmp_tracks(tracks[k - 1], tracks[k]) < 0, "tracks are sorted");
			check(at < n_all && all[at] == tracks[k], "all is what the tree holds, in its order");
		}
		seen += n;
	}
	check(seen == library_count(lib) && n_all == seen, "every playable track is in the tree, once");
	check(!library_artist_at(lib, count), "no artist past the last");
	free(before);
	free(all);
}

static void check_strays(void)
{
	static const struct { const char *text; enum track_state state; } rows[] = {
		{ "missing", TRACK_MISSING }, { "unreadable", TRACK_UNREADABLE },
	};

	for (size_t r = 0; r < COUNT_OF(rows); r++) {
		size_t n, column, want = 0;
		struct query *q = NULL;
		struct track **found;

		query_parse(rows[r].text, 0, &q, &column);
		found = library_select(lib, q, &n);
		for (int id = 0; id < IDS; id++)
			want += model[id].id && model[id].state == rows[r].state;
		check(n == want, "all that were asked for");
		for (size_t i = 0; i < n; i++) {
			char *a = key_of(found[i ? i - 1 : 0]), *b = key_of(found[i]);

			check(found[i]->state == rows[r].state && cmp_keys(a, b) <= 0, "in the artists' order");
			free(a);
			free(b);
		}
		free(found);
		query_free(q);
	}
}

struct visits { const struct file_stamp *stamp; size_t n; };

static bool visit(void *ctx, struct track *t)
{
	struct visits *v = ctx;

	v->n++;
	check(t->stamp.size == v->stamp->size && t->stamp.mtime_ns == v->stamp->mtime_ns, "the stamp asked for");
	return true;
}

static void check_stamps(void)
{
	for (int64_t i = 0; i < 25; i++) {
		struct file_stamp stamp = { .size = i / 5, .mtime_ns = i % 5 };
		struct visits v = { .stamp = &stamp };
		size_t want = 0;

		for (int id = 0; id < IDS; id++)
			want += model[id].id && model[id].stamp.size == stamp.size && model[id].stamp.mtime_ns == stamp.mtime_ns;
		library_same_stamp(lib, &stamp, visit, &v);
		check(v.n == (i ? want : 0), "as many as have this stamp (none for no stamp)");
	}
}

/* The same question with and without the prepared text. */
static void check_text(void)
{
	static const char *const texts[] = { "bjork", "low", "one", "丸の", "-beatles elan", "file:1", "the" };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct query *q = NULL;
		size_t column;

		query_parse(texts[i], 0, &q, &column);
		for (int id = 0; id < IDS; id++)
			if (model[id].id)
				check(query_match(q, lib, address[id]) == query_match(q, NULL, &model[id]), texts[i]);
		query_free(q);
	}
}

static void test_random(uint64_t seed)
{
	int before = wrongs;

	memset(model, 0, sizeof model);
	memset(address, 0, sizeof address);
	memset(path_owner, 0, sizeof path_owner);
	n_put = 0;
	for (int i = 0; i < PATHS; i++)
		snprintf(path_text[i], sizeof path_text[i], "/m/%d/%d.flac", i % 3, i);
	rng_seed(&rng, seed);
	lib = library_new();
	check_tree();
	for (int round = 0; round < 40; round++) {
		for (uint32_t n = 1 + rng_below(&rng, 20); n; n--)
			change();
		if (round % 4 == 2)
			library_fold_some(lib, 10);
		check_tracks();
		check_tree();
		check_strays();
		check_stamps();
		check_text();
	}
	library_free(lib);
	ok(wrongs == before, "random changes, seed %d: as brute force says", (int)seed);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	for (uint64_t seed = 1; seed <= 6; seed++)
		test_random(seed);
	return done();
}
