/*
 * query_fields.c -- the words of the filter language, as rows.
 *
 * One list makes both what people read (query_fields(): completion, help, man page) and what the parser obeys, so that
 * the two cannot differ. Sorted by name. A new word is a new row here and nothing else.
 */
#include "query.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXT_ARGS N_(": words, = or != whole")
#define NUMBER_ARGS N_(": = != < <= > >= number, or from..to")
#define TIME_ARGS N_("age (7d 2w), date (2025, 2025-01-31), today")

/* OPERATOR(name, token, help) FLAG(name, condition, help) SHY(as FLAG) FILTER(name, args, help) TEXT(name, part, help) STRING(name, member, help)
 * LABEL(name, which, help) NUMBER(name, kind, args, expression, help) */
#define ROWS \
	NUMBER(added, FIELD_TIME, TIME_ARGS, t->added_s, N_("when it came into the library; < is newer than an age, earlier than a date")) \
	TEXT(album, TEXT_ALBUM, N_("the album's name")) \
	TEXT(albumartist, TEXT_ALBUM_ARTIST, N_("the album's artist")) \
	OPERATOR(and, TOKEN_AND, N_("both; may be left out")) \
	TEXT(artist, TEXT_ARTIST, N_("the artist")) \
	FLAG(banned, t->is_banned, N_("banned by you")) \
	NUMBER(bitrate, FIELD_NUMBER, NUMBER_ARGS, t->bitrate_kbps, N_("kbit/s")) \
	NUMBER(bpm, FIELD_NUMBER, NUMBER_ARGS, track_bpm(t), N_("beats a minute, as tagged or else as heard")) \
	NUMBER(channels, FIELD_NUMBER, NUMBER_ARGS, t->channels, N_("1 is mono, 2 stereo")) \
	STRING(codec, codec, N_("FLAC, MP3, Opus, ...")) \
	STRING(composer, composer, N_("the composer")) \
	STRING(date, date, N_("the date as tagged: 1997-05-21")) \
	NUMBER(disc, FIELD_NUMBER, NUMBER_ARGS, t->disc_no, N_("the disc's number")) \
	FLAG(duplicate, t->is_copy, N_("another track is the same music, as :duplicates found")) \
	NUMBER(duration, FIELD_DURATION, N_("m:ss, seconds, 6m, or from..to"), t->duration_ms / 1000, N_("how long it is")) \
	TEXT(file, TEXT_FILE, N_("the file's name")) \
	FILTER(filter, N_("name"), N_("what the saved filter of this name shows")) \
	TEXT(genre, TEXT_GENRE, N_("the genre")) \
	FLAG(loved, t->is_loved, N_("loved by you")) \
	FLAG(missing, t->state == TRACK_MISSING, N_("the file is gone")) \
	LABEL(mood, LIBRARY_MOOD, N_("what it feels like: calm, happy, ...")) \
	OPERATOR(not, TOKEN_NOT, N_("what does not match; also - and !")) \
	OPERATOR(or, TOKEN_OR, N_("either; also |")) \
	STRING(path, path, N_("the file's name with its folders")) \
	NUMBER(played, FIELD_TIME, TIME_ARGS, t->last_played_s, N_("when it was last played; < is newer than an age, earlier than a date")) \
	NUMBER(plays, FIELD_COUNT, NUMBER_ARGS, t->play_count, N_("times heard to the end")) \
	NUMBER(rating, FIELD_NUMBER, NUMBER_ARGS, t->rating, N_("your stars, 1 to 5; 0 is unrated")) \
	FLAG(removed, t->state == TRACK_REMOVED, N_("you took it out of the library")) \
	NUMBER(samplerate, FIELD_NUMBER, NUMBER_ARGS, t->sample_rate_hz, N_("Hz")) \
	NUMBER(skips, FIELD_COUNT, NUMBER_ARGS, t->skip_count, N_("times skipped")) \
	FLAG(spare, t->is_spare, N_("a duplicate of which there is a better one")) \
	SHY(stream, t->path[0] != '/' && strstr(t->path, "://"), N_("it comes from the network; beside & | ! ( )")) \
	LABEL(style, LIBRARY_STYLE, N_("what it sounds like: techno, baroque, ...")) \
	SHY(tag, t->artist[0] || t->album[0] || t->genre[0] || t->year || t->track_no, N_("the file has tags; beside & | ! ( )")) \
	TEXT(title, TEXT_TITLE, N_("the title")) \
	NUMBER(track, FIELD_NUMBER, NUMBER_ARGS, t->track_no, N_("the number on the disc")) \
	FLAG(unplayed, !t->play_count && !t->last_played_s, N_("never played")) \
	FLAG(unreachable, t->is_away, N_("its disk or folder cannot be reached now")) \
	FLAG(unreadable, t->state == TRACK_UNREADABLE, N_("the file is there but cannot be read")) \
	NUMBER(year, FIELD_NUMBER, NUMBER_ARGS, t->year, N_("the year"))

/* the getters */
#define OPERATOR(name, token, help)
#define TEXT(name, part, help)
#define LABEL(name, which, help)
#define STRING(name, member, help) static const char *get_##name(const struct track *t) { return t->member; }
#define FILTER(name, args, help)
#define SHY(name, condition, help) static int64_t get_##name(const struct track *t) { return condition; }
#define FLAG(name, condition, help) static int64_t get_##name(const struct track *t) { return condition; }
#define NUMBER(name, kind, args, expression, help) static int64_t get_##name(const struct track *t) { return expression; }
ROWS
#undef OPERATOR
#undef TEXT
#undef LABEL
#undef STRING
#undef FLAG
#undef FILTER
#undef SHY
#undef NUMBER

/* for people */
#define OPERATOR(name, token, help) { #name, "", help },
#define TEXT(name, part, help) { #name, TEXT_ARGS, help },
#define LABEL(name, which, help) { #name, TEXT_ARGS, help },
#define STRING(name, member, help) { #name, TEXT_ARGS, help },
#define FILTER(name, args, help) { #name, args, help },
#define SHY(name, condition, help) { #name, "", help },
#define FLAG(name, condition, help) { #name, "", help },
#define NUMBER(name, kind, args, expression, help) { #name, args, help },
static const struct query_field shown[] = { ROWS };
#undef OPERATOR
#undef TEXT
#undef LABEL
#undef STRING
#undef FLAG
#undef FILTER
#undef SHY
#undef NUMBER

/* for the parser: the same rows at the same places */
#define OPERATOR(n, t, help) { .name = #n, .kind = FIELD_OPERATOR, .token = t },
#define TEXT(n, p, help) { .name = #n, .kind = FIELD_TEXT, .part = p },
#define LABEL(n, which, help) { .name = #n, .kind = FIELD_LABEL, .label = which },
#define STRING(n, member, help) { .name = #n, .kind = FIELD_STRING, .string = get_##n },
#define FILTER(n, args, help) { .name = #n, .kind = FIELD_FILTER },
#define SHY(n, condition, help) { .name = #n, .kind = FIELD_FLAG, .number = get_##n, .is_shy = true },
#define FLAG(n, condition, help) { .name = #n, .kind = FIELD_FLAG, .number = get_##n },
#define NUMBER(n, k, args, expression, help) { .name = #n, .kind = k, .number = get_##n },
static const struct field fields[] = { ROWS };

const struct query_field *query_fields(size_t *ret_n)
{
	*ret_n = COUNT_OF(shown);
	return shown;
}

/* What cmus calls them. */
static const struct { const char *alias, *name; } aliases[] = {
	{ "discnumber", "disc" }, { "filename", "path" }, { "play_count", "plays" }, { "tracknumber", "track" },
};

const struct field *field_find(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (!strncasecmp(aliases[i].alias, name, n) && !aliases[i].alias[n])
			return field_find(aliases[i].name, strlen(aliases[i].name));
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (!strncasecmp(fields[i].name, name, n) && !fields[i].name[n])
			return &fields[i];
	return NULL;
}

const struct field *field_for(const struct field *f, enum test_op op, const char *value)
{
	const struct field *year = field_find("year", 4);
	bool is_year = (strspn(value, "0123456789.") == strlen(value) && (strlen(value) == 4 || strstr(value, ".."))) || !strcmp(value, "-1");

	if (f != field_find("date", 4) || op == OP_HAS)
		return f;
	return op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE || is_year ? year : f;
}

const struct field *field_short(char letter)
{
	/* as cmus has them; its date is our year, its file name our path */
	static const struct { char letter; const char *name; } letters[] = {
		{ 'A', "albumartist" }, { 'D', "disc" }, { 'T', "tag" }, { 'X', "plays" }, { 'a', "artist" }, { 'd', "duration" }, { 'f', "path" },
		{ 'g', "genre" }, { 'l', "album" }, { 'n', "track" }, { 's', "stream" }, { 't', "title" }, { 'y', "year" },
	};

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (letters[i].letter == letter)
			return field_find(letters[i].name, strlen(letters[i].name));
	return NULL;
}

enum { GUESS_MAX = 16 };

/* How many letters to add, drop or change (Levenshtein 1966). */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t row[GUESS_MAX + 1];

	for (size_t k = 0; k <= m; k++)
		row[k] = k;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t k = 1; k <= m; k++) {
			size_t change = diagonal + (a[i - 1] != b[k - 1]);

			diagonal = row[k];
			row[k] = MIN_OF(change, MIN_OF(row[k], row[k - 1]) + 1);
		}
	}
	return row[m];
}

const char *field_guess(const char *name, size_t n)
{
	const char *best = NULL;
	size_t least = 3;	/* further away is another word */

	if (n < 3 || n > GUESS_MAX)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		size_t d;

		if (fields[i].kind == FIELD_OPERATOR || fields[i].kind == FIELD_FLAG)
			continue;
		d = distance(name, n, fields[i].name, strlen(fields[i].name));
		if (d < least && d < n - 1) {
			least = d;
			best = fields[i].name;
		}
	}
	return best;
}
