/*
 * named.c -- tracks by the names others give them.  Names are compared without what differs from one catalogue to the next: case, accents, width,
 * punctuation and blanks, "The" before an artist, guests ("feat."), and remarks behind a title ("- 2011 Remaster").  Of a name that is nothing
 * but such things all of it counts.
 *
 *   recording ids      as MusicBrainz has them               the surest
 *   artist and title   the track's artist, or the album's
 *   first artist       of several ("A & B", "A, B") and title
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

struct name_entry { struct track *track; uint32_t next; };	/* place + 1 in the table; 0: the last */

struct library_names {
	struct map64 by_key, artist, artist_of;	/* hash -> place + 1; hash -> number; track -> number */
	struct name_entry *entries;
	size_t n, cap;
	uint32_t n_artists;
};

enum { SAME_MAX = 64 };			/* tracks of one name that are told apart */
enum key_kind { KEY_RECORDING = 1, KEY_NAMES, KEY_FIRST, KEY_ARTIST, KEY_ARTIST_ID, KEY_ALBUM };

/* ---- what of a name counts ---- */

/* Punctuation of Unicode's blocks of it: U+00A0–BF, U+2000–206F, U+3000–303F, U+FF00–0F after folding are ASCII. Bytes, 0: none. */
static size_t mark_bytes(const unsigned char *p)
{
	if (p[0] == 0xc2 && p[1] >= 0xa0 && p[1] <= 0xbf)
		return 2;
	if (p[0] == 0xe2 && (p[1] == 0x80 || p[1] == 0x81))
		return p[2] ? 3 : 0;
	return p[0] == 0xe3 && p[1] == 0x80 && p[2] ? 3 : 0;
}

static bool is_letter(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* In place: letters and figures only, "&" is "and". When nothing is left, all stays. */
static void squeeze(struct buf *b, const char *text, size_t n)
{
	size_t before = b->len;

	for (size_t i = 0; i < n; ) {
		size_t mark = mark_bytes((const unsigned char *)text + i);

		if (mark) {
			i += mark;
			continue;
		}
		if (text[i] == '&')
			buf_adds(b, "and");
		else if (is_letter((unsigned char)text[i]))
			buf_add(b, text + i, 1);
		i++;
	}
	if (b->len == before)
		buf_add(b, text, n);
}

static bool starts_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strncmp(text, *words, strlen(*words)))
			return true;
	return false;
}

/* The length of a folded artist without guests; `is_first`: and without those beside the first. */
static size_t artist_length(const char *name, bool is_first)
{
	static const char *const guests[] = { " feat. ", " feat ", " ft. ", " ft ", " featuring ", " (feat", " (ft", " [feat", NULL };
	static const char *const others[] = { ", ", "; ", ";", " & ", " / ", "/", " x ", " and ", " with ", " vs. ", " vs ", " + ", NULL };

	for (size_t i = 1; name[0] && name[i]; i++)
		if (strchr(" ,;/", name[i]) && (starts_any(name + i, guests) || (is_first && starts_any(name + i, others))))
			return i;
	return strlen(name);
}

static bool is_remark(const char *text, size_t n)
{
	static const char *const words[] = { "remaster", "feat", "ft. ", "ft ", "album version", "single version", "mono version", "stereo version", "bonus track",
		"explicit", "original mix", NULL };

	for (size_t i = 0; i < n; i++)
		if (starts_any(text + i, words) && (!i || !is_letter((unsigned char)text[i - 1])))
			return true;
	return false;
}

/* The length of a folded title without the remarks behind it: "(…)", "[…]", " - …". */
static size_t title_length(const char *title)
{
	size_t n = strlen(title);

	for (size_t from = n; from-- > 1; ) {
		bool opens = title[from] == '(' || title[from] == '[' || !strncmp(title + from, " - ", 3);

		if (opens && is_remark(title + from, n - from))
			n = from;
		else if (opens && title[from] != ' ')
			break;
	}
	return n;
}

static void add_artist(struct buf *b, const char *folded, bool is_first)
{
	const char *from = !strncmp(folded, "the ", 4) && folded[4] ? folded + 4 : folded;

	squeeze(b, from, artist_length(from, is_first));
}

static uint64_t hash_of(const char *bytes, size_t n, enum key_kind kind)
{
	uint64_t h = hash_bytes(bytes, n) + (uint64_t)kind * UINT64_C(0x9e3779b97f4a7c15);

	return h ? h : 1;
}

static uint64_t id_key(enum key_kind kind, const char *id)
{
	return hash_of(id, strlen(id), kind);
}

/* Of folded names. */
static void add_names(struct buf *b, const char *artist, const char *title, bool is_first)
{
	add_artist(b, artist, is_first);
	buf_adds(b, "\n");
	squeeze(b, title, title_length(title));
}

/* Likewise. */
static uint64_t names_key(enum key_kind kind, const char *artist, const char *title)
{
	struct buf b;
	uint64_t h;

	buf_init(&b, SIZE_MAX / 4);
	add_names(&b, artist, title, kind == KEY_FIRST);
	h = hash_of(b.data, b.len, kind);
	buf_done(&b);
	return h;
}

char *library_name_text(const char *artist, const char *title)
{
	char *folded_artist = utf8_fold_loose(artist), *folded_title = utf8_fold_loose(title);
	struct buf b;

	buf_init(&b, SIZE_MAX / 4);
	add_names(&b, folded_artist, folded_title, false);
	free(folded_artist);
	free(folded_title);
	return buf_steal(&b);
}

/* ---- the index ---- */

static void enter(struct library_names *n, uint64_t key, struct track *t)
{
	uintptr_t first = (uintptr_t)map64_get(&n->by_key, key);
	size_t same = 0;
	uint32_t *at;

	for (uintptr_t i = first; i; i = n->entries[i - 1].next)
		if (n->entries[i - 1].track == t || ++same == SAME_MAX)
			return;
	ARRAY_GROW(n->entries, n->n, n->cap);
	n->entries[n->n++] = (struct name_entry){ t, 0 };
	if (!first) {
		map64_put(&n->by_key, key, (void *)(uintptr_t)n->n);
		return;
	}
	at = &n->entries[first - 1].next;
	while (*at)
		at = &n->entries[*at - 1].next;
	*at = (uint32_t)n->n;
}

static uint32_t number_artist(struct library_names *n, uint64_t key)
{
	uintptr_t known = (uintptr_t)map64_get(&n->artist, key);

	if (!known) {
		known = ++n->n_artists;
		map64_put(&n->artist, key, (void *)known);
	}
	return (uint32_t)known;
}

static void enter_track(struct library_names *n, struct track *t, const char *artist)
{
	char *title = utf8_fold_loose(t->title), *album_artist = NULL;

	enter(n, names_key(KEY_NAMES, artist, title), t);
	enter(n, names_key(KEY_FIRST, artist, title), t);
	if (t->album_artist[0] && t->album_artist != t->artist && strcmp(t->album_artist, t->artist) && !t->is_compilation) {
		album_artist = utf8_fold_loose(t->album_artist);
		enter(n, names_key(KEY_NAMES, album_artist, title), t);
	}
	map64_put(&n->artist_of, (uint64_t)t->id, (void *)(uintptr_t)number_artist(n, names_key(KEY_ARTIST, artist, "")));
	free(album_artist);
	free(title);
}

struct library_names *library_names_new(struct library *lib)
{
	struct library_names *n = xcalloc(1, sizeof *n);
	const char *last = NULL;
	char *artist = NULL;

	for (size_t i = 0; i < library_total(lib); i++) {
		struct track *t = library_at(lib, i);

		if (t->state == TRACK_PARTS || t->state == TRACK_REMOVED || !t->artist[0])
			continue;
		if (t->artist != last) {	/* strings are interned, albums lie together */
			free(artist);
			artist = utf8_fold_loose(t->artist);
			last = t->artist;
		}
		enter_track(n, t, artist);
	}
	free(artist);
	return n;
}

void library_names_free(struct library_names *n)
{
	if (!n)
		return;
	map64_done(&n->by_key);
	map64_done(&n->artist);
	map64_done(&n->artist_of);
	free(n->entries);
	free(n);
}

void library_names_ids(struct library_names *n, struct track *t, const char *recording, const char *artist)
{
	uintptr_t number = (uintptr_t)map64_get(&n->artist_of, (uint64_t)t->id);

	if (t->state == TRACK_PARTS || t->state == TRACK_REMOVED)
		return;
	if (recording[0])
		enter(n, id_key(KEY_RECORDING, recording), t);
	if (artist[0] && number)
		map64_put(&n->artist, id_key(KEY_ARTIST_ID, artist), (void *)number);
}

/* ---- looking ---- */

static uint64_t album_key(const char *album)
{
	char *folded = utf8_fold_loose(album);
	uint64_t h = names_key(KEY_ALBUM, "", folded);

	free(folded);
	return h;
}

/* Those with the same album first, then those that can be played, then as they were put. */
static int rank_of(const struct track *t, uint64_t album)
{
	return 2 * !(album && album_key(t->album) == album) + (t->state != TRACK_OK);
}

static size_t chain(const struct library_names *n, uint64_t key, const char *album_name, struct track **ret, size_t max)
{
	uintptr_t i = (uintptr_t)map64_get(&n->by_key, key);
	uint64_t album = i && n->entries[i - 1].next && album_name[0] ? album_key(album_name) : 0;
	size_t found = 0;

	for (; i && found < max; i = n->entries[i - 1].next) {
		struct track *t = n->entries[i - 1].track;
		size_t at = found++;

		for (; at && rank_of(ret[at - 1], album) > rank_of(t, album); at--)
			ret[at] = ret[at - 1];
		ret[at] = t;
	}
	return found;
}

size_t library_named(const struct library_names *n, const struct library_name *name, struct track **ret_tracks, size_t max)
{
	size_t found = name->mbid[0] ? chain(n, id_key(KEY_RECORDING, name->mbid), name->album, ret_tracks, max) : 0;
	char *artist, *title;

	if (found || !name->artist[0] || !name->title[0])
		return found;
	artist = utf8_fold_loose(name->artist);
	title = utf8_fold_loose(name->title);
	found = chain(n, names_key(KEY_NAMES, artist, title), name->album, ret_tracks, max);
	found = found ? found : chain(n, names_key(KEY_FIRST, artist, title), name->album, ret_tracks, max);
	free(artist);
	free(title);
	return found;
}

uint32_t library_names_artist(const struct library_names *n, const char *artist, const char *mbid)
{
	uintptr_t number = mbid[0] ? (uintptr_t)map64_get(&n->artist, id_key(KEY_ARTIST_ID, mbid)) : 0;

	if (!number && artist[0]) {
		char *folded = utf8_fold_loose(artist);

		number = (uintptr_t)map64_get(&n->artist, names_key(KEY_ARTIST, folded, ""));
		free(folded);
	}
	return (uint32_t)number;
}

uint32_t library_names_artist_of(const struct library_names *n, track_id id)
{
	return (uint32_t)(uintptr_t)map64_get(&n->artist_of, (uint64_t)id);
}
