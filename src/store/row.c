/* row.c -- between rows of the database and the nouns of track.h. */
#include "columns.h"
#include "store_priv.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum field_type { FIELD_TEXT, FIELD_INT, FIELD_INT64, FIELD_BOOL, FIELD_REAL };

#define FIELD(name, type) { offsetof(struct tags, name), FIELD_##type },
static const struct field { size_t at; enum field_type type; } tag_fields[] = { TAG_COLUMNS(FIELD) };

static const size_t tag_strings[] = {
	offsetof(struct tags, title), offsetof(struct tags, artist), offsetof(struct tags, album),
	offsetof(struct tags, album_artist), offsetof(struct tags, genre), offsetof(struct tags, composer),
	offsetof(struct tags, comment), offsetof(struct tags, artist_sort), offsetof(struct tags, album_artist_sort),
	offsetof(struct tags, album_sort), offsetof(struct tags, title_sort), offsetof(struct tags, date),
	offsetof(struct tags, mb_recording), offsetof(struct tags, mb_track), offsetof(struct tags, mb_release),
	offsetof(struct tags, mb_release_group), offsetof(struct tags, mb_artist), offsetof(struct tags, mb_album_artist),
	offsetof(struct tags, codec), offsetof(struct tags, lyrics),
};
static const size_t track_strings[] = {
	offsetof(struct track, path), offsetof(struct track, title), offsetof(struct track, artist),
	offsetof(struct track, album), offsetof(struct track, album_artist), offsetof(struct track, genre),
	offsetof(struct track, composer), offsetof(struct track, date), offsetof(struct track, codec),
	offsetof(struct track, error), offsetof(struct track, sort_artist),
};

/* ---- copies ---- */

static const char **string_at(void *base, size_t at)
{
	return (const char **)(void *)((char *)base + at);
}

/* `part` is where the struct keeps its pointer to one. */
static void *copy_packed(const void *from, size_t size, const size_t *strings, size_t n, size_t part)
{
	const struct part *const *given = (const void *)((const char *)from + part);
	size_t total = size + (*given ? sizeof **given + strlen((*given)->file) + 1 : 0);
	char *to = xmemdup(from, size), *end;

	for (size_t i = 0; i < n; i++) {
		const char *s = *string_at(to, strings[i]);

		total += s ? strlen(s) + 1 : 1;
	}
	to = xrealloc(to, total);
	end = to + size;
	if (*given) {
		struct part *own = (void *)end;

		*own = **given;
		*(const struct part **)(void *)(to + part) = own;
		end += sizeof *own;
		own->file = strcpy(end, own->file);
		end += strlen(end) + 1;
	}
	for (size_t i = 0; i < n; i++) {
		const char **s = string_at(to, strings[i]);
		size_t len = *s ? strlen(*s) + 1 : 1;

		memcpy(end, *s ? *s : "", len);
		*s = end;
		end += len;
	}
	return to;
}

static void keep_strings(void *base, const size_t *strings, size_t n, struct arena *arena)
{
	for (size_t i = 0; i < n; i++) {
		const char **s = string_at(base, strings[i]);

		*s = **s ? arena_strdup(arena, *s) : "";
	}
}

struct tags *tags_copy(const struct tags *tags)
{
	return copy_packed(tags, sizeof *tags, tag_strings, COUNT_OF(tag_strings), offsetof(struct tags, part));
}

struct track *track_copy(const struct track *track)
{
	return copy_packed(track, sizeof *track, track_strings, COUNT_OF(track_strings), offsetof(struct track, part));
}

void tags_keep(struct tags *tags, struct arena *arena)
{
	keep_strings(tags, tag_strings, COUNT_OF(tag_strings), arena);
}

const struct part *part_keep(const struct part *part, struct arena *arena)
{
	struct part *own = arena_alloc(arena, sizeof *own);

	*own = *part;
	own->file = arena_strdup(arena, own->file);
	return own;
}

void track_keep(struct track *track, const struct track *before, struct arena *arena)
{
	for (size_t i = 0; i < COUNT_OF(track_strings); i++) {
		const char **s = string_at(track, track_strings[i]);
		const char *same = before ? *(const char *const *)(const void *)((const char *)before + track_strings[i]) : "";

		/* neighbours share most of what they say */
		*s = !strcmp(*s, same) ? same : **s ? arena_strdup(arena, *s) : "";
	}
}

/* ---- tags ---- */

void bind_tags(sqlite3_stmt *st, int first, const struct tags *tags)
{
	for (size_t i = 0; i < COUNT_OF(tag_fields); i++) {
		const void *field = (const char *)tags + tag_fields[i].at;
		int at = first + (int)i;

		switch (tag_fields[i].type) {
		case FIELD_TEXT: bind_text(st, at, *(const char *const *)field); break;
		case FIELD_INT: sqlite3_bind_int(st, at, *(const int *)field); break;
		case FIELD_INT64: sqlite3_bind_int64(st, at, *(const int64_t *)field); break;
		case FIELD_BOOL: sqlite3_bind_int(st, at, *(const bool *)field); break;
		case FIELD_REAL: sqlite3_bind_double(st, at, *(const double *)field); break;	/* NaN becomes NULL */
		}
	}
}

void row_tags(sqlite3_stmt *st, int first, struct tags *ret_tags)
{
	for (size_t i = 0; i < COUNT_OF(tag_fields); i++) {
		void *field = (char *)ret_tags + tag_fields[i].at;
		int at = first + (int)i;

		switch (tag_fields[i].type) {
		case FIELD_TEXT: *(const char **)field = column_text(st, at); break;
		case FIELD_INT: *(int *)field = (int)column_within(st, at, INT_MIN, INT_MAX); break;
		case FIELD_INT64: *(int64_t *)field = sqlite3_column_int64(st, at); break;
		case FIELD_BOOL: *(bool *)field = sqlite3_column_int(st, at) != 0; break;
		case FIELD_REAL:
			*(double *)field = sqlite3_column_type(st, at) == SQLITE_NULL ? (double)NAN : sqlite3_column_double(st, at);
			break;
		}
	}
}

/* ---- tracks ---- */

enum { FACT_COLUMNS = 33, OPINION_COLUMNS = 6 };	/* what row_facts() and row_opinion() read */

/* "/music/03 Xtal.flac" is called "03 Xtal". */
static char *title_of_path(const char *path)
{
	const char *base = path_base(path), *dot = strrchr(base, '.');

	return utf8_clean(base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

/* A gain that is there: the first that is, with what brings it to ReplayGain's level. */
static bool column_gain(sqlite3_stmt *st, int at, int at_r128, float *ret_db)
{
	/* ReplayGain 2.0 aims at -18 LUFS, EBU R 128 at -23 */
	enum { ABOVE_R128_DB = 5 };

	if (sqlite3_column_type(st, at) != SQLITE_NULL)
		*ret_db = (float)sqlite3_column_double(st, at);
	else if (sqlite3_column_type(st, at_r128) != SQLITE_NULL)
		*ret_db = (float)sqlite3_column_double(st, at_r128) + ABOVE_R128_DB;
	else
		return false;
	return true;
}

static struct gain row_gain(sqlite3_stmt *st, int first)
{
	struct gain g = { .track_peak = (float)sqlite3_column_double(st, first + 1), .album_peak = (float)sqlite3_column_double(st, first + 3) };

	g.has_track = column_gain(st, first, first + 4, &g.track_db);
	g.has_album = column_gain(st, first + 2, first + 5, &g.album_db);
	return g;
}

void row_facts(sqlite3_stmt *st, struct track *ret_track, struct row_room *room)
{
	struct track t = {
		.id = sqlite3_column_int64(st, 0),
		.path = column_text(st, 1),
		.state = (enum track_state)column_within(st, 2, TRACK_OK, TRACK_REMOVED),
		.error = column_text(st, 3),
		.added_s = sqlite3_column_int64(st, 4),
		.stamp = { sqlite3_column_int64(st, 5), sqlite3_column_int64(st, 6),
			(uint64_t)sqlite3_column_int64(st, 7), (uint64_t)sqlite3_column_int64(st, 8) },
		/* LOADED_COLUMNS */
		.title = column_text(st, 9), .artist = column_text(st, 10), .album = column_text(st, 11),
		.album_artist = column_text(st, 12), .genre = column_text(st, 13), .composer = column_text(st, 14),
		.date = column_text(st, 15), .codec = column_text(st, 16),
		.year = (int16_t)column_within(st, 17, INT16_MIN, INT16_MAX),
		.track_no = (int16_t)column_within(st, 18, INT16_MIN, INT16_MAX),
		.disc_no = (int16_t)column_within(st, 19, INT16_MIN, INT16_MAX),
		.bpm = (int16_t)column_within(st, 20, INT16_MIN, INT16_MAX),
		.bitrate_kbps = (int32_t)column_within(st, 21, 0, INT32_MAX),
		.sample_rate_hz = (int32_t)column_within(st, 22, 0, INT32_MAX),
		.channels = (int32_t)column_within(st, 23, 0, INT32_MAX),
		.duration_ms = sqlite3_column_int64(st, 24),
		.is_compilation = sqlite3_column_int(st, 25) != 0,
		.gain = row_gain(st, 26),
		.sort_artist = column_text(st, 32),
	};

	if (!*t.title) {
		free(room->title);
		t.title = room->title = title_of_path(t.path);
	}
	*ret_track = t;
}

/* All NULL, read as 0, when there is none. */
void row_opinion(sqlite3_stmt *st, int first, struct track *t)
{
	t->rating = (int8_t)column_within(st, first, 0, 5);
	t->is_loved = sqlite3_column_int(st, first + 1) != 0;
	t->is_banned = sqlite3_column_int(st, first + 2) != 0;
	t->play_count = (int32_t)column_within(st, first + 3, 0, INT32_MAX);
	t->skip_count = (int32_t)column_within(st, first + 4, 0, INT32_MAX);
	t->last_played_s = sqlite3_column_int64(st, first + 5);
}

bool row_part(sqlite3_stmt *st, int first, struct part *ret_part)
{
	if (sqlite3_column_type(st, first) == SQLITE_NULL)
		return false;
	*ret_part = (struct part){ column_text(st, first), sqlite3_column_int64(st, first + 1), sqlite3_column_int64(st, first + 2) };
	return true;
}

void row_track(sqlite3_stmt *st, struct track *ret_track, struct row_room *room)
{
	row_facts(st, ret_track, room);
	row_opinion(st, FACT_COLUMNS, ret_track);
	if (row_part(st, FACT_COLUMNS + OPINION_COLUMNS, &room->part))
		ret_track->part = &room->part;
}

/* ---- events ---- */

void row_event(sqlite3_stmt *st, struct event *ret_event)
{
	*ret_event = (struct event){
		.id = sqlite3_column_int64(st, 0),
		.at_ms = sqlite3_column_int64(st, 1),
		.track = sqlite3_column_int64(st, 2),
		.kind = (enum event_kind)column_within(st, 3, EVENT_START, EVENT_KINDS - 1),
		.source = (enum source)column_within(st, 4, SOURCE_NONE, SOURCE_COUNT - 1),
		.value = (int32_t)column_within(st, 5, INT32_MIN, INT32_MAX),
		.position_ms = sqlite3_column_int64(st, 6),
		.listened_ms = sqlite3_column_int64(st, 7),
		.duration_ms = sqlite3_column_int64(st, 8),
	};
}
