/*
 * pack.c -- the library's rows once more, as a start reads them quickest: BUNCH tracks in one value of the database.
 *
 * A row of `track` costs SQLite a microsecond to take apart; 33 columns of 100,000 rows are most of a start.  So the facts of all tracks
 * whose ids have the same upper bits stand together in a row of track_pack, too, and that is read in their place.  A pack is never
 * wrong: triggers of the database delete it in the very transaction that changes, adds or removes one of its tracks, whoever does so
 * (another version, the sqlite3 shell).  One that is not there, of another version or damaged costs nothing but the time to read the
 * rows.  They are made when the desk has nothing else to do, and at the end of `segue scan`.
 *
 *	hash of what follows (8 bytes)
 *	rows; texts that tracks share; bytes of them (varints)
 *	texts		length (varint), bytes, NUL
 *	rows		which fields differ from the row before (varint, a bit a field of the table below), then those:
 *			number	the difference to the row before, zigzag, varint
 *			gain	four bytes as they are in memory; another machine's do not pass the hash, for it differs there too
 *			text	its place in the texts (varint)
 *			title	length (varint), bytes, NUL
 *			path	bytes it shares with the one before, length of the rest (varints), the rest
 *
 * What a row is made of is what row_facts() makes of it: when that changes, PACK_VERSION has to.  Opinions are not in it: they change
 * with every track played.
 */
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>

enum { PACK_VERSION = 1, PACK_MAX = 16 << 20, HASH_BYTES = 8, VARINT_BYTES = 10 };

enum pack_type { PACK_I16, PACK_I32, PACK_I64, PACK_BOOL, PACK_STATE, PACK_GAIN, PACK_TEXT, PACK_TITLE, PACK_PATH };
#define FIELD(name, type) { offsetof(struct track, name), type }
static const struct pack_field { size_t at; enum pack_type type; } fields[] = {
	FIELD(id, PACK_I64), FIELD(path, PACK_PATH), FIELD(title, PACK_TITLE), FIELD(track_no, PACK_I16), FIELD(duration_ms, PACK_I64),
	FIELD(stamp.size, PACK_I64), FIELD(stamp.mtime_ns, PACK_I64), FIELD(stamp.ino, PACK_I64), FIELD(stamp.dev, PACK_I64),
	FIELD(artist, PACK_TEXT), FIELD(album, PACK_TEXT), FIELD(album_artist, PACK_TEXT), FIELD(genre, PACK_TEXT),
	FIELD(composer, PACK_TEXT), FIELD(date, PACK_TEXT), FIELD(codec, PACK_TEXT), FIELD(sort_artist, PACK_TEXT), FIELD(error, PACK_TEXT),
	FIELD(year, PACK_I16), FIELD(disc_no, PACK_I16), FIELD(bpm, PACK_I16),
	FIELD(bitrate_kbps, PACK_I32), FIELD(sample_rate_hz, PACK_I32), FIELD(channels, PACK_I32), FIELD(added_s, PACK_I64),
	FIELD(state, PACK_STATE), FIELD(is_compilation, PACK_BOOL), FIELD(gain.has_track, PACK_BOOL), FIELD(gain.has_album, PACK_BOOL),
	FIELD(gain.track_db, PACK_GAIN), FIELD(gain.album_db, PACK_GAIN), FIELD(gain.track_peak, PACK_GAIN), FIELD(gain.album_peak, PACK_GAIN),
};
_Static_assert(COUNT_OF(fields) <= 64, "a bit a field");

static const struct track nothing = { .path = "", .title = "", .artist = "", .album = "", .album_artist = "", .genre = "", .composer = "",
	.date = "", .codec = "", .sort_artist = "", .error = "" };

/* ---- fields as numbers and texts ---- */

static const char *text_of(const struct track *t, size_t at)
{
	return *(const char *const *)(const void *)((const char *)t + at);
}

static void set_text(struct track *t, size_t at, const char *text)
{
	*(const char **)(void *)((char *)t + at) = text;
}

static int64_t number_of(const struct track *t, const struct pack_field *f)
{
	const void *p = (const char *)t + f->at;

	switch (f->type) {
	case PACK_I16: return *(const int16_t *)p;
	case PACK_I32: return *(const int32_t *)p;
	case PACK_BOOL: return *(const bool *)p;
	case PACK_STATE: return *(const enum track_state *)p;
	default: return *(const int64_t *)p;
	}
}

/* False: such a value cannot stand there. */
static bool set_number(struct track *t, const struct pack_field *f, int64_t n)
{
	void *p = (char *)t + f->at;

	switch (f->type) {
	case PACK_I16:
		*(int16_t *)p = (int16_t)n;
		return n >= INT16_MIN && n <= INT16_MAX;
	case PACK_I32:
		*(int32_t *)p = (int32_t)n;
		return n >= INT32_MIN && n <= INT32_MAX;
	case PACK_BOOL:
		*(bool *)p = n != 0;
		return n == 0 || n == 1;
	case PACK_STATE:
		if (n < TRACK_OK || n > TRACK_REMOVED)
			return false;
		*(enum track_state *)p = (enum track_state)n;
		return true;
	default:
		*(int64_t *)p = n;
		return true;
	}
}

/* ---- making one ---- */

static void add_varint(struct buf *b, uint64_t n)
{
	unsigned char bytes[VARINT_BYTES];
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		bytes[len++] = (unsigned char)(n | 0x80);
	bytes[len++] = (unsigned char)n;
	buf_add(b, bytes, len);
}

static void add_text(struct buf *b, const char *text)
{
	size_t n = strlen(text);

	add_varint(b, n);
	buf_add(b, text, n + 1);
}

static void add_path(struct buf *b, const char *path, const char *before)
{
	size_t same = 0, n = strlen(path);

	while (path[same] && path[same] == before[same])
		same++;
	add_varint(b, same);
	add_varint(b, n - same);
	buf_add(b, path + same, n - same);
}

struct packing {
	struct buf rows, texts;
	struct mapstr known;		/* text -> its place in the texts + 1 */
	size_t n_texts;
};

static uint64_t place_of(struct packing *p, const char *text)
{
	uintptr_t place = (uintptr_t)mapstr_get(&p->known, text);

	if (!place) {
		add_text(&p->texts, text);
		place = ++p->n_texts;
		mapstr_put(&p->known, text, (void *)place);
	}
	return place - 1;
}

static bool is_text(enum pack_type type)
{
	return type >= PACK_TEXT;
}

static bool differs(const struct pack_field *f, const struct track *a, const struct track *b)
{
	if (is_text(f->type))
		return strcmp(text_of(a, f->at), text_of(b, f->at)) != 0;
	if (f->type == PACK_GAIN)
		return memcmp((const char *)a + f->at, (const char *)b + f->at, sizeof(float)) != 0;
	return number_of(a, f) != number_of(b, f);
}

static void add_field(struct packing *p, const struct pack_field *f, const struct track *t, const struct track *before)
{
	uint64_t step;

	switch (f->type) {
	case PACK_GAIN:
		buf_add(&p->rows, (const char *)t + f->at, sizeof(float));
		break;
	case PACK_TEXT:
		add_varint(&p->rows, place_of(p, text_of(t, f->at)));
		break;
	case PACK_TITLE:
		add_text(&p->rows, text_of(t, f->at));
		break;
	case PACK_PATH:
		add_path(&p->rows, text_of(t, f->at), text_of(before, f->at));
		break;
	default:
		step = (uint64_t)number_of(t, f) - (uint64_t)number_of(before, f);
		add_varint(&p->rows, step << 1 ^ (step >> 63 ? UINT64_MAX : 0));
	}
}

static void add_row(struct packing *p, const struct track *t, const struct track *before)
{
	uint64_t changed = 0;

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		changed |= (uint64_t)differs(&fields[i], t, before) << i;
	add_varint(&p->rows, changed);
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (changed >> i & 1)
			add_field(p, &fields[i], t, before);
}

bool pack_make(const struct track *tracks, size_t n, struct buf *ret_bytes)
{
	struct packing p = { .n_texts = 0 };
	size_t paths = 0;
	uint64_t hash;

	buf_init(&p.rows, SIZE_MAX / 4);	/* the tracks are in memory already: they bound it */
	buf_init(&p.texts, SIZE_MAX / 4);
	for (size_t i = 0; i < n; i++) {
		add_row(&p, &tracks[i], i ? &tracks[i - 1] : &nothing);
		paths += strlen(tracks[i].path) + 1;
	}
	buf_add(ret_bytes, &(uint64_t){ 0 }, HASH_BYTES);
	add_varint(ret_bytes, n);
	add_varint(ret_bytes, p.n_texts);
	add_varint(ret_bytes, paths);
	buf_add(ret_bytes, p.texts.data, p.texts.len);
	buf_add(ret_bytes, p.rows.data, p.rows.len);
	hash = hash_quick(ret_bytes->data + HASH_BYTES, ret_bytes->len - HASH_BYTES);
	memcpy(ret_bytes->data, &hash, HASH_BYTES);
	mapstr_done(&p.known);
	buf_done(&p.rows);
	buf_done(&p.texts);
	return ret_bytes->len + paths <= PACK_MAX;
}

/* ---- reading one ---- */

struct unpacking {
	const char *at, *end;
	const char **texts;
	size_t n_texts;
	char *path, *paths_end;		/* where the next one is written */
	bool is_bad;			/* it is no pack: what is read from now on is nothing */
};

static uint64_t take_varint(struct unpacking *u)
{
	uint64_t n = 0;

	for (int shift = 0; shift < 64 && u->at < u->end; shift += 7) {
		unsigned char byte = (unsigned char)*u->at++;

		n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return n;
	}
	u->is_bad = true;
	return 0;
}

static const char *take_bytes(struct unpacking *u, uint64_t n)
{
	const char *from = u->at;

	if (u->is_bad || n > (uint64_t)(u->end - u->at)) {
		u->is_bad = true;
		return NULL;
	}
	u->at += n;
	return from;
}

static const char *take_text(struct unpacking *u)
{
	uint64_t n = take_varint(u);
	const char *text = n < PACK_MAX ? take_bytes(u, n + 1) : NULL;

	if (text && !text[n])
		return text;
	u->is_bad = true;
	return "";
}

static const char *take_shared(struct unpacking *u)
{
	uint64_t place = take_varint(u);

	if (place < u->n_texts)
		return u->texts[place];
	u->is_bad = true;
	return "";
}

static const char *take_path(struct unpacking *u, const char *before)
{
	uint64_t same = take_varint(u), more = take_varint(u);
	const char *rest = take_bytes(u, more);
	char *path = u->path;

	if (!rest || same > strlen(before) || same + more + 1 > (uint64_t)(u->paths_end - path)) {
		u->is_bad = true;
		return "";
	}
	memcpy(path, before, same);
	memcpy(path + same, rest, more);
	path[same + more] = '\0';
	u->path += same + more + 1;
	return path;
}

/* What the field becomes; *t holds what it was in the row before. */
static void take_field(struct unpacking *u, const struct pack_field *f, struct track *t)
{
	const char *bytes;
	uint64_t step;

	switch (f->type) {
	case PACK_GAIN:
		bytes = take_bytes(u, sizeof(float));
		if (bytes)
			memcpy((char *)t + f->at, bytes, sizeof(float));
		break;
	case PACK_TEXT:
		set_text(t, f->at, take_shared(u));
		break;
	case PACK_TITLE:
		set_text(t, f->at, take_text(u));
		break;
	case PACK_PATH:
		set_text(t, f->at, take_path(u, t->path));
		break;
	default:
		step = take_varint(u);
		step = step >> 1 ^ (step & 1 ? UINT64_MAX : 0);
		u->is_bad |= !set_number(t, f, (int64_t)((uint64_t)number_of(t, f) + step));
	}
}

static void take_row(struct unpacking *u, const struct track *before, struct track *ret_track)
{
	uint64_t changed = take_varint(u);

	*ret_track = *before;
	u->is_bad |= changed >> (COUNT_OF(fields) - 1) > 1;
	for (; changed && !u->is_bad; changed &= changed - 1)
		take_field(u, &fields[__builtin_ctzll(changed)], ret_track);
}

static bool has_hash(const char *bytes, size_t n)
{
	uint64_t hash;

	if (n <= HASH_BYTES || n > PACK_MAX)
		return false;
	memcpy(&hash, bytes, HASH_BYTES);
	return hash == hash_quick(bytes + HASH_BYTES, n - HASH_BYTES);
}

bool pack_read(const char *bytes, size_t n, struct track ret_tracks[BUNCH], size_t *ret_n, struct arena *arena)
{
	struct unpacking u = { .at = bytes + HASH_BYTES, .end = bytes + n };
	uint64_t rows, texts, paths;

	if (n <= HASH_BYTES)
		return false;
	rows = take_varint(&u);
	texts = take_varint(&u);
	paths = take_varint(&u);
	/* a text takes two bytes at least */
	if (u.is_bad || rows > BUNCH || texts > n / 2 || paths > PACK_MAX)
		return false;
	u.texts = arena_alloc_raw(arena, (size_t)texts * sizeof *u.texts);
	u.path = arena_alloc_raw(arena, (size_t)paths);
	u.paths_end = u.path + paths;
	while (u.n_texts < texts && !u.is_bad)
		u.texts[u.n_texts++] = take_text(&u);
	for (size_t i = 0; i < rows && !u.is_bad; i++)
		take_row(&u, i ? &ret_tracks[i - 1] : &nothing, &ret_tracks[i]);
	if (u.is_bad || u.at != u.end)
		return false;
	*ret_n = (size_t)rows;
	return true;
}

/* ---- in the database ---- */

static int64_t bunch_of(track_id id)
{
	return id >> BUNCH_BITS;
}

/* Rising ids of this bunch, and no others: what else would the hash be right of? */
static bool are_of(int64_t bunch, const struct track *tracks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bunch_of(tracks[i].id) != bunch || (i && tracks[i].id <= tracks[i - 1].id))
			return false;
	return true;
}

static void drop(struct store *s, int64_t bunch)
{
	sqlite3_stmt *st;
	enum err err;

	if (!s->is_writer || write_begin(s, false))
		return;
	st = statement(s, STMT_PACK_DROP);
	err = st ? OK : ERR_DB;
	if (!err) {
		sqlite3_bind_int64(st, 1, bunch);
		err = statement_run(s, st);
	}
	(void)write_end(s, false, err);
}

bool pack_load(struct store *s, track_id *after, struct track ret_tracks[BUNCH], size_t *ret_n, struct arena *arena)
{
	sqlite3_stmt *st = *after >= 0 && *after < INT64_MAX - BUNCH ? statement(s, STMT_PACK_GET) : NULL;
	int64_t bunch;
	size_t n = 0, from = 0;
	bool is_there = false, is_good = false;
	enum err err;

	if (!st)
		return false;
	bunch = bunch_of(*after + 1);
	sqlite3_bind_int64(st, 1, bunch);
	sqlite3_bind_int(st, 2, PACK_VERSION);
	while (statement_step(s, st, &err)) {
		const char *bytes = sqlite3_column_blob(st, 0);
		size_t n_bytes = (size_t)sqlite3_column_bytes(st, 0);

		is_there = true;
		if (bytes && has_hash(bytes, n_bytes)) {
			char *own = memcpy(arena_alloc_raw(arena, n_bytes), bytes, n_bytes);

			is_good = pack_read(own, n_bytes, ret_tracks, &n, arena) && are_of(bunch, ret_tracks, n);
		}
	}
	if (is_there && !is_good)
		drop(s, bunch);
	if (err || !is_good)
		return false;
	while (from < n && ret_tracks[from].id <= *after)
		from++;
	if (from)
		memmove(ret_tracks, ret_tracks + from, (n - from) * sizeof *ret_tracks);
	*ret_n = n - from;
	*after = (bunch + 1) * BUNCH - 1;
	return true;
}

static enum err has_pack(struct store *s, int64_t bunch, bool *ret_has)
{
	sqlite3_stmt *st = statement(s, STMT_PACK_HAS);
	enum err err;

	if (!st)
		return ERR_DB;
	*ret_has = false;
	sqlite3_bind_int64(st, 1, bunch);
	sqlite3_bind_int(st, 2, PACK_VERSION);
	while (statement_step(s, st, &err))
		*ret_has = true;
	return err;
}

static enum err put(struct store *s, int64_t bunch, const struct buf *bytes)
{
	sqlite3_stmt *st = statement(s, STMT_PACK_PUT);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, bunch);
	sqlite3_bind_int(st, 2, PACK_VERSION);
	sqlite3_bind_blob64(st, 3, bytes->data, bytes->len, SQLITE_STATIC);
	return statement_run(s, st);
}

/* Read and written in one transaction: nobody changes a track in between. */
static enum err pack_one(struct store *s, int64_t bunch)
{
	struct track *tracks;
	struct arena arena = { 0 };
	struct buf bytes;
	size_t n = 0;
	enum err err = write_begin(s, false);

	if (err)
		return err;
	tracks = xcalloc(BUNCH, sizeof *tracks);
	buf_init(&bytes, SIZE_MAX / 4);
	err = store_tracks_after(s, bunch * BUNCH - 1, BUNCH, tracks, &n, &arena);
	while (n && bunch_of(tracks[n - 1].id) != bunch)
		n--;
	/* what is too large for a pack is left to its rows */
	if (!err && n && pack_make(tracks, n, &bytes))
		err = put(s, bunch, &bytes);
	err = write_end(s, false, err);
	buf_done(&bytes);
	arena_done(&arena);
	free(tracks);
	return err;
}

enum err pack_next(struct store *s, int64_t *bunch, bool *ret_more)
{
	enum { LOOKS = 64 };
	int64_t last;
	bool has = true;
	enum err err = last_id(s, STMT_TRACK_LAST, &last);

	for (int i = 0; i < LOOKS && !err && has && *bunch <= bunch_of(last); i++) {
		err = has_pack(s, *bunch, &has);
		if (!err && !has)
			err = pack_one(s, *bunch);
		++*bunch;
	}
	if (!err)
		*ret_more = *bunch <= bunch_of(last);
	return err;
}

enum err store_pack(struct store *s, bool (*is_enough)(void))
{
	int64_t bunch = 0;
	bool more = true;
	enum err err = OK;

	while (!err && more && !is_enough())
		err = pack_next(s, &bunch, &more);
	return err;
}
