/* library.c -- the tracks themselves: put, replaced, moved, found by id, path or stamp. room.h draws how they are kept. */
#include "room.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(offsetof(struct entry, track) == 0, "a track's address is its entry's");

struct library *library_new(void)
{
	struct library *lib = xcalloc(1, sizeof *lib);

	lib->version = 1;
	tree_init(lib);
	return lib;
}

void library_free(struct library *lib)
{
	if (!lib)
		return;
	for (size_t i = 0; i < lib->n; i++) {
		memory_drop_strings(lib, entry_at(lib, i)->track.path);
		free((void *)(uintptr_t)entry_at(lib, i)->track.part);
		free(entry_at(lib, i)->text);
	}
	memory_done(lib);
	for (size_t i = 0; i < INDEXES; i++)
		free(lib->index[i].heads);
	tree_done(lib);
	free(lib->unreadable);
	free(lib->parts);
	pool_done(&lib->strings);
	arena_done(&lib->arena);
	free(lib);
}

void library_set_label(struct library *lib, enum library_label which, const char *(*label)(void *ctx, const struct track *t, enum library_label which), void *ctx)
{
	lib->label[which] = label;
	lib->label_ctx[which] = ctx;
	lib->version++;
}

const char *library_label(const struct library *lib, const struct track *t, enum library_label which)
{
	const char *label = lib && lib->label[which] ? lib->label[which](lib->label_ctx[which], t, which) : NULL;

	return label ? label : "";
}

/* ---- looking up ---- */

static uint32_t number_of(const struct library *lib, track_id id)
{
	uint32_t at = index_first(lib, BY_ID, hash_id(id));

	while (at && entry_at(lib, at - 1)->track.id != id)
		at = entry_at(lib, at - 1)->next[BY_ID];
	return at;
}

struct track *library_get(const struct library *lib, track_id id)
{
	uint32_t at = number_of(lib, id);

	return at ? &entry_at(lib, at - 1)->track : NULL;
}

struct track *library_by_path(struct library *lib, const char *path)
{
	uint32_t hash = hash_path(path);
	struct track *found = NULL;

	library_index_some(lib, SIZE_MAX);
	for (uint32_t at = index_first(lib, BY_PATH, hash); at; at = entry_at(lib, at - 1)->next[BY_PATH]) {
		struct entry *e = entry_at(lib, at - 1);

		if (e->path_hash != hash || strcmp(e->track.path, path))
			continue;
		if (e->track.state != TRACK_MISSING)
			return &e->track;
		found = found ? found : &e->track;
	}
	return found;
}

size_t library_count(const struct library *lib)
{
	return lib->n_in_tree;
}

size_t library_total(const struct library *lib)
{
	return lib->n;
}

struct track *library_at(const struct library *lib, size_t i)
{
	return i < lib->n ? &entry_at(lib, i)->track : NULL;
}

void library_id_range(const struct library *lib, track_id *ret_first, track_id *ret_last)
{
	*ret_first = INT64_MAX;
	*ret_last = 0;
	for (size_t i = 0; i < lib->n; i++) {
		*ret_first = MIN_OF(*ret_first, entry_at(lib, i)->track.id);
		*ret_last = MAX_OF(*ret_last, entry_at(lib, i)->track.id);
	}
}

uint64_t library_version(const struct library *lib)
{
	return lib->version;
}

static bool has_stamp(const struct file_stamp *stamp)
{
	return stamp->size || stamp->mtime_ns;
}

void library_same_stamp(struct library *lib, const struct file_stamp *stamp, bool (*visit)(void *ctx, struct track *), void *ctx)
{
	uint32_t next;

	library_index_some(lib, SIZE_MAX);
	if (!has_stamp(stamp))
		return;
	for (uint32_t at = index_first(lib, BY_STAMP, hash_stamp(stamp)); at; at = next) {
		struct track *t = &entry_at(lib, at - 1)->track;

		next = entry_at(lib, at - 1)->next[BY_STAMP];	/* the visitor may move the track */
		if (t->stamp.size == stamp->size && t->stamp.mtime_ns == stamp->mtime_ns && !visit(ctx, t))
			return;
	}
}

/* ---- putting ---- */

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

/* The strings a track has for itself, in one block that begins with the path. */
static void own_strings(struct library *lib, struct track *t, const char *path, const char *title, const char *error)
{
	size_t n_path = strlen(path) + 1, n_title = strlen(title) + 1, n_error = *error ? strlen(error) + 1 : 0;
	char *block = memory_strings(lib, n_path + n_title + n_error);

	memcpy(block, path, n_path);
	memcpy(block + n_path, title, n_title);
	if (n_error)
		memcpy(block + n_path + n_title, error, n_error);
	t->path = block;
	t->title = block + n_path;
	t->error = n_error ? block + n_path + n_title : "";
}

/* The file of an album's parts is one string. */
static const struct part *own_part(struct library *lib, const struct part *given)
{
	struct part *part = given ? xmemdup(given, sizeof *given) : NULL;

	if (part)
		part->file = pool_intern(&lib->strings, part->file);
	return part;
}

static struct memo *remembered(struct library *lib, const char *text)
{
	struct memo *m = &lib->memo[(uint64_t)(uintptr_t)text * 0x9e3779b97f4a7c15u >> (64 - MEMO_BITS)];

	if (m->given != text)
		*m = (struct memo){ text, pool_intern(&lib->strings, text) };
	return m;
}

/* One string for all tracks that have it; mostly the one before has it, too. */
static inline const char *shared(struct library *lib, enum shared_kind kind, const char *given)
{
	struct memo *last = &lib->last[kind];
	const char *text = text_or_empty(given);

	if (lib->memo) {
		if (last->given != text)
			*last = *remembered(lib, text);
	} else if (!last->kept || strcmp(last->kept, text)) {
		last->kept = pool_intern(&lib->strings, text);
	}
	return last->kept;
}

/* The given track with strings of the library's own. */
static void own_copy(struct library *lib, const struct track *given, struct track *ret_track)
{
	struct track *t = ret_track;

	*t = *given;
	t->artist = shared(lib, SHARED_ARTIST, given->artist);
	t->album = shared(lib, SHARED_ALBUM, given->album);
	t->album_artist = shared(lib, SHARED_ALBUM_ARTIST, given->album_artist);
	t->genre = shared(lib, SHARED_GENRE, given->genre);
	t->composer = shared(lib, SHARED_COMPOSER, given->composer);
	t->date = shared(lib, SHARED_DATE, given->date);
	t->codec = shared(lib, SHARED_CODEC, given->codec);
	t->part = own_part(lib, given->part);
	t->sort_artist = shared(lib, SHARED_SORT_ARTIST, given->sort_artist);
	own_strings(lib, t, text_or_empty(given->path), text_or_empty(given->title), text_or_empty(given->error));
}

static bool same_text(const char *a, const char *b)
{
	return !strcmp(text_or_empty(a), text_or_empty(b));
}

static bool same_numbers(const struct track *a, const struct track *b)
{
	return a->year == b->year && a->track_no == b->track_no && a->disc_no == b->disc_no && a->bpm == b->bpm &&
		a->bitrate_kbps == b->bitrate_kbps && a->sample_rate_hz == b->sample_rate_hz && a->channels == b->channels &&
		a->duration_ms == b->duration_ms && a->added_s == b->added_s && a->stamp.size == b->stamp.size &&
		a->stamp.mtime_ns == b->stamp.mtime_ns && a->stamp.dev == b->stamp.dev && a->stamp.ino == b->stamp.ino &&
		a->state == b->state && a->is_compilation == b->is_compilation && a->rating == b->rating &&
		a->is_loved == b->is_loved && a->is_banned == b->is_banned && a->play_count == b->play_count &&
		a->skip_count == b->skip_count && a->last_played_s == b->last_played_s;
}

/* Both are copies of what was read once: equal means the same number. */
static bool same_gain(const struct gain *a, const struct gain *b)
{
	return a->has_track == b->has_track && a->has_album == b->has_album && !memcmp(&a->track_db, &b->track_db, sizeof a->track_db) &&
		!memcmp(&a->album_db, &b->album_db, sizeof a->album_db) && !memcmp(&a->track_peak, &b->track_peak, sizeof a->track_peak) &&
		!memcmp(&a->album_peak, &b->album_peak, sizeof a->album_peak);
}

static bool same_part(const struct part *a, const struct part *b)
{
	if (!a || !b)
		return a == b;
	return a->start_us == b->start_us && a->end_us == b->end_us && !strcmp(a->file, b->file);
}

static bool same_track(const struct track *a, const struct track *b)
{
	return same_numbers(a, b) && same_gain(&a->gain, &b->gain) && same_part(a->part, b->part) && same_text(a->path, b->path) && same_text(a->title, b->title) &&
		same_text(a->artist, b->artist) && same_text(a->album, b->album) && same_text(a->album_artist, b->album_artist) &&
		same_text(a->genre, b->genre) && same_text(a->composer, b->composer) && same_text(a->date, b->date) &&
		same_text(a->codec, b->codec) && same_text(a->sort_artist, b->sort_artist) && same_text(a->error, b->error);
}

/* Brings the stamp index to what the track says now. */
static void index_stamp(struct library *lib, uint32_t n)
{
	struct entry *e = entry_at(lib, n);
	uint32_t hash = has_stamp(&e->track.stamp) ? hash_stamp(&e->track.stamp) : 0;

	/* tracks without a stamp are left out: they would make one endless chain, under hash 0 */
	if (hash == e->stamp_hash || n >= lib->n_indexed)
		return;
	if (e->stamp_hash)
		index_del(lib, BY_STAMP, n);
	e->stamp_hash = hash;
	if (hash)
		index_add(lib, BY_STAMP, n);
}

static void index_path(struct library *lib, uint32_t n, bool is_new)
{
	struct entry *e = entry_at(lib, n);
	uint32_t hash;

	if (n >= lib->n_indexed)
		return;
	hash = hash_path(e->track.path);
	if (!is_new && hash == e->path_hash)
		return;
	if (!is_new)
		index_del(lib, BY_PATH, n);
	e->path_hash = hash;
	index_add(lib, BY_PATH, n);
}

bool library_index_some(struct library *lib, size_t budget)
{
	if (lib->n_indexed == lib->n)
		return false;
	index_reserve(lib, BY_PATH, lib->n);
	index_reserve(lib, BY_STAMP, lib->n);
	for (; budget && lib->n_indexed < lib->n; budget--) {
		uint32_t n = (uint32_t)lib->n_indexed++;

		index_path(lib, n, true);
		index_stamp(lib, n);
	}
	if (lib->n_indexed == lib->n)
		memory_settled(lib);	/* who came many at a time is here */
	return lib->n_indexed < lib->n;
}

/* Into the tree or out of it, as its state says. */
static void settle(struct library *lib, struct entry *e)
{
	if (e->track.state != TRACK_OK)
		tree_remove(lib, e);
	if (!e->spelling)
		unreadable_settle(lib, e);
	if (e->track.state == TRACK_OK && !e->spelling)
		tree_add(lib, e);
}

/* Into the list of those that ever were parts. */
static void list_part(struct library *lib, struct track *t)
{
	ARRAY_GROW(lib->parts, lib->n_parts, lib->parts_cap);
	lib->parts[lib->n_parts++] = t;
}

struct track *const *library_parts(const struct library *lib, size_t *ret_n)
{
	*ret_n = lib->n_parts;
	return lib->parts;
}

static struct track *append(struct library *lib, const struct track *given)
{
	uint32_t n = (uint32_t)lib->n;
	struct entry *e;

	if (lib->n == UINT32_MAX - 1)
		die(_("more than %u tracks"), UINT32_MAX - 1);
	if (lib->n == lib->n_chunks * CHUNK)
		memory_add_chunk(lib);
	/* those that came many at a time, and those after them until somebody caught up, are indexed later */
	lib->n_indexed += !lib->memo && lib->n_indexed == lib->n;
	lib->n++;
	e = entry_at(lib, n);
	own_copy(lib, given, &e->track);
	if (e->track.part)
		list_part(lib, &e->track);
	index_add(lib, BY_ID, n);
	index_path(lib, n, true);
	index_stamp(lib, n);
	settle(lib, e);
	return &e->track;
}

/* After the track's own strings changed: the old block goes, the search text is made anew if it was there. */
static void strings_changed(struct library *lib, struct entry *e, const char *old_block)
{
	memory_drop_strings(lib, old_block);
	if (e->text) {
		free(e->text);
		e->text = text_make(&e->track);
	}
}

void library_reserve(struct library *lib, size_t n)
{
	memory_reserve(lib, n);
	index_reserve(lib, BY_ID, n);
}

void library_put_all(struct library *lib, const struct track *tracks, size_t n)
{
	struct memo memo[1 << MEMO_BITS] = { { NULL, NULL } };

	lib->memo = memo;
	memory_foresee(lib);
	for (size_t i = 0; i < n; i++)
		library_put(lib, &tracks[i]);
	lib->memo = NULL;
	for (int kind = 0; kind < SHARED_KINDS; kind++)
		lib->last[kind].given = NULL;	/* another text may come to stand there */
}

struct track *library_put(struct library *lib, const struct track *track)
{
	uint32_t at = number_of(lib, track->id);
	struct entry *e;
	struct track copy;
	const struct part *old_part;
	const char *old_block;

	if (!at) {
		lib->version++;
		return append(lib, track);
	}
	e = entry_at(lib, at - 1);
	/* the same again (a rescan) costs nothing; unless it is the very track, changed in place */
	if (track != &e->track && same_track(&e->track, track))
		return &e->track;
	lib->version++;
	old_block = e->track.path;
	old_part = e->track.part;
	own_copy(lib, track, &copy);
	tree_remove(lib, e);
	/* what the ear said stays until it listens anew */
	if (!copy.heard_bpm)
		copy.heard_bpm = e->track.heard_bpm;
	e->track = copy;
	if (copy.part && !old_part)
		list_part(lib, &e->track);
	free((void *)(uintptr_t)old_part);
	index_path(lib, at - 1, false);
	index_stamp(lib, at - 1);
	strings_changed(lib, e, old_block);
	settle(lib, e);
	return &e->track;
}

void library_touched(struct library *lib, struct track *track)
{
	uint32_t at = number_of(lib, track->id);
	struct entry *e;

	if (!at)
		return;
	e = entry_at(lib, at - 1);
	lib->version++;
	index_stamp(lib, at - 1);
	settle(lib, e);
	if (e->spelling)
		e->spelling->artist->is_summed = false;
}

void library_move(struct library *lib, struct track *track, const char *path, const struct file_stamp *stamp)
{
	uint32_t at = number_of(lib, track->id);
	const char *old_block;
	struct entry *e;

	if (!at)
		return;
	e = entry_at(lib, at - 1);
	lib->version++;
	old_block = e->track.path;
	own_strings(lib, &e->track, path, e->track.title, e->track.error);
	e->track.stamp = *stamp;
	if (e->track.state == TRACK_MISSING)
		e->track.state = TRACK_OK;
	index_path(lib, at - 1, false);
	index_stamp(lib, at - 1);
	strings_changed(lib, e, old_block);
	settle(lib, e);
	tree_disturb(e);	/* its folder and file name sort too */
}
