/*
 * text.c -- what words are looked for in: one folded string a track, made when first needed.
 *
 * "title\nartist\nalbum\nalbum artist\ngenre\nfile name". The newline keeps a phrase from matching across two parts (no
 * folded word holds one). An album artist that repeats the artist is left out. Making one costs about a microsecond (plain
 * ASCII less, other scripts more), so the first search of 100,000 tracks pays about a tenth of a second unless
 * library_fold_some() has prepared it in idle moments.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

static bool repeats_artist(const struct track *t)
{
	return t->album_artist == t->artist || !strcmp(t->album_artist, t->artist);
}

/* What a text holds besides letters that are typed as they stand. */
char text_marks(const char *text)
{
	char marks = 0;

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		/* U+3400 to U+9FFF are E3 90 80 to E9 BF BF; kana, E3 81 to E3 83, are none. U+1100 to U+11FF are E1 84 to E1 87. */
		if (*p >= 0xe4 ? *p <= 0xe9 : *p == 0xe3 && p[1] >= 0x90)
			marks |= TEXT_HAS_HAN;
		else if (*p == 0xe1 && p[1] >= 0x84 && p[1] <= 0x87)
			marks |= TEXT_HAS_HANGUL;
	}
	return marks;
}

/* Appends a part with its newlines made spaces and broken bytes made U+FFFD. */
static void add_part(struct buf *b, const char *s, bool is_last)
{
	size_t n = strlen(s), from = b->len;

	if (utf8_valid(s, n)) {
		buf_add(b, s, n);
	} else {
		char *clean = utf8_clean(s, n);

		buf_adds(b, clean);
		free(clean);
	}
	for (char *p = b->data + from; b->len > from && (p = memchr(p, '\n', (size_t)(b->data + b->len - p))); p++)
		*p = ' ';
	if (!is_last)
		buf_add(b, "\n", 1);
}

char *text_make(const struct track *t)
{
	const char *parts[TEXT_PARTS] = {
		[TEXT_TITLE] = t->title, [TEXT_ARTIST] = t->artist, [TEXT_ALBUM] = t->album,
		[TEXT_ALBUM_ARTIST] = repeats_artist(t) ? "" : t->album_artist,
		[TEXT_GENRE] = t->genre, [TEXT_FILE] = path_base(t->path),
	};
	struct buf raw;
	char *text;
	size_t n;

	buf_init(&raw, SIZE_MAX / 4);	/* the strings are in memory already: they bound it */
	for (size_t i = 0; i < TEXT_PARTS; i++)
		add_part(&raw, parts[i], i + 1 == TEXT_PARTS);
	text = utf8_fold_loose(raw.data);
	buf_done(&raw);
	n = strlen(text) + 1;
	text = xrealloc(text, n + 1);
	memmove(text + 1, text, n);
	text[0] = text_marks(text + 1);
	return text;
}

const char *entry_text(struct entry *e)
{
	if (!e->text)
		e->text = text_make(&e->track);
	return e->text + 1;
}

const char *text_part(const char *text, enum text_part part, const struct track *t, size_t *ret_n)
{
	const char *end;

	if (part == TEXT_ALBUM_ARTIST && repeats_artist(t))
		part = TEXT_ARTIST;
	for (size_t i = 0; i < (size_t)part; i++) {
		end = strchr(text, '\n');
		text = end ? end + 1 : text + strlen(text);
	}
	end = strchr(text, '\n');
	*ret_n = end ? (size_t)(end - text) : strlen(text);
	return text;
}

bool library_fold_some(struct library *lib, size_t budget)
{
	for (; lib->fold_next < lib->n && budget; lib->fold_next++) {
		struct entry *e = entry_at(lib, lib->fold_next);

		budget -= !e->text;
		entry_text(e);
	}
	return lib->fold_next < lib->n;
}
