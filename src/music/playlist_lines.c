/* playlist_lines.c -- the formats made of lines: M3U with #EXTINF, and PLS with its numbered keys. */
#include "music/playlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The lines of a text, one at a time, in a buffer of their own; NULs and lines too long are bad. */
struct lines { const char *at, *end; size_t number; char *text, newline; };

static void lines_begin(struct lines *l, const char *data, size_t n)
{
	*l = (struct lines){ .at = data, .end = data + n, .text = xmalloc(PLAYLIST_LINE_MAX + 1) };
	/* the Macintosh of old ended lines with CR alone */
	l->newline = n && !memchr(data, '\n', n) && memchr(data, '\r', n) ? '\r' : '\n';
}

/* False at the end. ret_text NULL: the line is bad. */
static bool lines_next(struct lines *l, char **ret_text)
{
	const char *stop;
	size_t n;

	if (l->at == l->end)
		return false;
	stop = memchr(l->at, l->newline, (size_t)(l->end - l->at));
	n = (size_t)((stop ? stop : l->end) - l->at);
	l->number++;
	if (n && l->at[n - 1] == '\r')
		n--;
	if (n > PLAYLIST_LINE_MAX || memchr(l->at, '\0', n)) {
		*ret_text = NULL;
	} else {
		memcpy(l->text, l->at, n);
		l->text[n] = '\0';
		*ret_text = l->text;
	}
	l->at = stop ? stop + 1 : l->end;
	return true;
}

/* "123", "-1", "3.5" seconds; 0 where it says nothing or nonsense. */
static int64_t seconds_ms(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return end == text || n < 0 || n > 1000000 ? 0 : (int64_t)n * 1000;
}

/* ---- M3U ---- */

enum err reading_lines_m3u(struct reading *r, const char *data, size_t n)
{
	struct lines lines;
	char *text, *title = NULL;
	int64_t duration_ms = 0;
	enum err err = OK;

	lines_begin(&lines, data, n);
	while (!err && lines_next(&lines, &text)) {
		if (!text) {
			reading_bad(r, lines.number, _("the line is too long or not text"));
		} else if (!strncmp(text, "#EXTINF:", 8)) {
			const char *comma = strchr(text, ',');

			free(title);
			title = comma ? xstrdup(comma + 1) : NULL;
			duration_ms = seconds_ms(text + 8);
			continue;
		} else if (!strncmp(text, "#PLAYLIST:", 10)) {
			free(r->list->title);
			r->list->title = reading_text(text + 10);
			continue;
		} else if (!text[strspn(text, " \t")] || text[0] == '#') {
			continue;
		} else {
			err = reading_add(r, lines.number, text, false, title, duration_ms);
		}
		free(title);
		title = NULL;
		duration_ms = 0;
	}
	free(title);
	free(lines.text);
	return err;
}

/* A title goes on one line; there is none: the path says it. */
static enum err add_title(struct buf *out, const char *title)
{
	char *clean = utf8_clean(title, strlen(title));
	enum err err = buf_add(out, clean, strlen(clean) > PLAYLIST_LINE_MAX / 2 ? 0 : strlen(clean));

	free(clean);
	return err;
}

enum err writing_m3u(const struct playlist *list, const char *folder, struct buf *out)
{
	enum err err = buf_adds(out, "#EXTM3U\n");

	if (!err && list->title) {
		err = buf_adds(out, "#PLAYLIST:");
		err = err ? err : add_title(out, list->title);
		err = err ? err : buf_adds(out, "\n");
	}
	for (size_t i = 0; i < list->n && !err; i++) {
		const struct playlist_entry *e = &list->entries[i];

		if (e->title || e->duration_ms) {
			err = buf_addf(out, "#EXTINF:%lld,", e->duration_ms ? (long long)((e->duration_ms + 500) / 1000) : -1LL);
			err = err ? err : add_title(out, e->title ? e->title : "");
			err = err ? err : buf_adds(out, "\n");
		}
		err = err ? err : writing_location(e->path, folder, out);
		err = err ? err : buf_adds(out, "\n");
	}
	return err;
}

/* ---- PLS ---- */

enum pls_key { PLS_FILE, PLS_TITLE, PLS_LENGTH, PLS_KEYS };
static const char *const pls_names[PLS_KEYS] = { "File", "Title", "Length" };
struct pls_row { long number; size_t line; enum pls_key key; char *value; };
struct pls_rows { struct pls_row *rows; size_t n, cap; };

/* By number, the file before what is said of it, otherwise as they stand. */
static int by_number(const void *a, const void *b)
{
	const struct pls_row *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static bool pls_line(struct pls_rows *rows, const char *text, size_t line)
{
	for (int k = 0; k < PLS_KEYS; k++) {
		size_t len = strlen(pls_names[k]);
		char *end;
		long number;

		if (strncasecmp(text, pls_names[k], len) || text[len] < '0' || text[len] > '9')
			continue;
		number = strtol(text + len, &end, 10);
		end += strspn(end, " \t");
		if (*end != '=')
			return false;
		end++;
		ARRAY_GROW(rows->rows, rows->n, rows->cap);
		rows->rows[rows->n++] = (struct pls_row){ number, line, (enum pls_key)k, xstrdup(end + strspn(end, " \t")) };
		return true;
	}
	return false;
}

static enum err pls_entries(struct reading *r, struct pls_rows *rows)
{
	enum err err = OK;

	if (rows->n)
		qsort(rows->rows, rows->n, sizeof *rows->rows, by_number);
	for (size_t i = 0; i < rows->n && !err; i++) {
		const struct pls_row *file = &rows->rows[i];
		const char *title = NULL;
		int64_t duration_ms = 0;

		if (file->key != PLS_FILE)
			continue;
		for (size_t k = i + 1; k < rows->n && rows->rows[k].number == file->number && k - i < 8; k++) {
			if (rows->rows[k].key == PLS_TITLE)
				title = rows->rows[k].value;
			else if (rows->rows[k].key == PLS_LENGTH)
				duration_ms = seconds_ms(rows->rows[k].value);
		}
		err = reading_add(r, file->line, file->value, false, title, duration_ms);
	}
	return err;
}

enum err reading_lines_pls(struct reading *r, const char *data, size_t n)
{
	struct lines lines;
	struct pls_rows rows = { 0 };
	bool has_header = false;
	char *text;
	enum err err = OK;

	lines_begin(&lines, data, n);
	while (!err && lines_next(&lines, &text)) {
		if (!text)
			reading_bad(r, lines.number, _("the line is too long or not text"));
		else if (text[0] == '[')
			has_header |= !strncasecmp(text, "[playlist]", 10);
		else
			pls_line(&rows, text, lines.number);
		if (rows.n > (size_t)PLS_KEYS * PLAYLIST_ENTRIES_MAX)
			err = fail(ERR_LIMIT, _("%s:%zu: more than %d entries"), r->path, lines.number, PLAYLIST_ENTRIES_MAX);
	}
	if (!err && !has_header && !rows.n)
		err = fail(ERR_PARSE, _("%s:1: a PLS playlist begins with [playlist]"), r->path);
	if (!err)
		err = pls_entries(r, &rows);
	for (size_t i = 0; i < rows.n; i++)
		free(rows.rows[i].value);
	free(rows.rows);
	free(lines.text);
	return err;
}

enum err writing_pls(const struct playlist *list, const char *folder, struct buf *out)
{
	enum err err = buf_adds(out, "[playlist]\n");

	for (size_t i = 0; i < list->n && !err; i++) {
		const struct playlist_entry *e = &list->entries[i];

		err = buf_addf(out, "File%zu=", i + 1);
		err = err ? err : writing_location(e->path, folder, out);
		if (!err && e->title) {
			err = buf_addf(out, "\nTitle%zu=", i + 1);
			err = err ? err : add_title(out, e->title);
		}
		err = err ? err : buf_addf(out, "\nLength%zu=%lld\n", i + 1, e->duration_ms ? (long long)((e->duration_ms + 500) / 1000) : -1LL);
	}
	return err ? err : buf_addf(out, "NumberOfEntries=%zu\nVersion=2\n", list->n);
}
