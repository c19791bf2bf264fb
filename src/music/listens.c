/*
 * listens.c -- listening that was written down elsewhere (music.h): files in pieces, their lines, and what is made of a listen whoever wrote it.
 * What lines and objects mean is in listens_json.c and listens_table.c.
 */
#include "listens.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const listens_kind_name[LISTENS_KINDS] = { "listenbrainz", "lastfm", "spotify", "interactions" };

enum { PIECE = 1 << 16 };
#define LATEST_S INT64_C(7258118400)		/* 2200-01-01 */

/* ---- bytes ---- */

bool listens_refill(struct listens *l)
{
	int64_t before = l->n ? gzoffset(l->file) : 0;
	int n = gzread(l->file, l->piece, PIECE), code;

	l->at = 0;
	l->n = n > 0 ? (size_t)n : 0;
	l->counts->bytes += MAX_OF(gzoffset(l->file) - before, 0);
	if (n < 0)
		l->err = fail(ERR_PARSE, _("%s: %s"), l->name, gzerror(l->file, &code));
	return n > 0;
}

int listens_first(struct listens *l)
{
	int c;

	while ((c = listens_byte(l)) > 0 && strchr(" \t\r\n", c))
		l->line += c == '\n';
	if (c >= 0)
		listens_unget(l);
	return c;
}

bool listens_line(struct listens *l)
{
	bool is_there = false;

	buf_clear(&l->text);
	l->is_long = false;
	while (listens_byte(l) >= 0) {
		const char *from = l->piece + --l->at, *end = memchr(from, '\n', l->n - l->at);
		size_t n = end ? (size_t)(end - from) : l->n - l->at;

		is_there = true;
		l->is_long |= buf_add(&l->text, from, n) != OK;
		l->at += n + (end != NULL);
		if (end)
			break;
	}
	l->line += is_there;
	if (l->text.len && l->text.data[l->text.len - 1] == '\r')
		l->text.data[--l->text.len] = '\0';
	return is_there && !l->err;
}

/* ---- listens ---- */

void listens_bad(struct listens *l, size_t line, const char *why)
{
	struct listens_counts *c = l->counts;

	c->read++;
	if (c->bad < LISTENS_BAD_TOLD)
		snprintf(c->told[c->bad], sizeof c->told[0], "%s:%zu: %s", l->name, line, why);
	c->bad++;
}

bool listens_mbid(const char *text, char ret_id[LISTEN_MBID_SIZE])
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (!text || strlen(text) != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < sizeof shape; i++) {
		char c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];

		if (shape[i] == 'x' ? !c || !strchr("0123456789abcdef", c) : c != shape[i])
			return false;
		ret_id[i] = c;
	}
	return true;
}

static bool is_clean(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return utf8_valid(text, n);
}

/* *ret_own: what it was copied to, if it had to be; to be freed. */
static const char *name_of(const char *text, char **ret_own)
{
	size_t n = text ? strlen(text) : 0;

	if (!n || n > LISTENS_NAME_MAX)
		return "";
	if (!is_clean(text, n))
		text = *ret_own = utf8_clean(text, n);
	return text + strspn(text, " ");
}

static const char *what_is_wrong(const struct listens *l, const struct listen *what)
{
	bool is_timeless = l->kind == LISTENS_INTERACTIONS && !what->at_s;

	if (!what->mbid[0] && !what->artist[0])
		return _("it names no artist");
	if (!what->mbid[0] && !what->title[0] && l->kind != LISTENS_INTERACTIONS)
		return _("it names no title");
	if (!is_timeless && (what->at_s <= 0 || what->at_s > LATEST_S))
		return _("it has no time between 1970 and 2200");
	return NULL;
}

void listens_give(struct listens *l, struct listen *what, size_t line)
{
	const char **texts[] = { &what->who, &what->artist, &what->title, &what->album };
	char *clean[COUNT_OF(texts)] = { NULL }, mbid[LISTEN_MBID_SIZE];
	const char *wrong;

	what->mbid = listens_mbid(what->mbid, mbid) ? mbid : "";
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		*texts[i] = name_of(*texts[i], &clean[i]);
	what->count = MAX_OF(what->count, 1);
	what->line = line;
	wrong = what_is_wrong(l, what);
	if (wrong) {
		listens_bad(l, line, wrong);
	} else {
		l->counts->read++;
		l->is_of_kind = true;
		l->err = l->each(l->ctx, what);
	}
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		free(clean[i]);
}

/* ---- files ---- */

/* At an opening brace: it is what an API answered, over many lines or not, and no list of lines. */
static bool is_answer(const struct listens *l)
{
	static const char key[] = "\"payload\"";
	const char *from = l->piece + l->at, *end = memchr(from, '\n', l->n - l->at);
	size_t n = end ? (size_t)(end - from) : l->n - l->at, blank = 1;

	while (blank < n && strchr(" \t\r", from[blank]) && from[blank])
		blank++;
	return blank == n || (blank + sizeof key - 1 <= n && !memcmp(from + blank, key, sizeof key - 1));
}

static void read_all(struct listens *l)
{
	int first;

	if (listens_refill(l) && l->n >= 3 && !memcmp(l->piece, "\xef\xbb\xbf", 3))
		l->at = 3;
	first = listens_first(l);
	if (first < 0)
		l->is_of_kind = true;		/* nothing is a fine list of nothing */
	else if (l->kind == LISTENS_INTERACTIONS)
		listens_read_table(l);
	else if (l->kind == LISTENS_LASTFM && first != '{' && first != '[')
		listens_read_csv(l);
	else if (l->kind == LISTENS_LISTENBRAINZ && first == '{' && !is_answer(l))
		listens_read_json_lines(l);
	else
		listens_read_json(l);
}

/* gzopen() would wait for a pipe nobody writes to, and reads folders as empty. */
static enum err open_file(const char *path, gzFile *ret_file)
{
	bool is_input = !strcmp(path, "-");
	struct stat sb;

	if (!is_input && !stat(path, &sb) && S_ISDIR(sb.st_mode))
		return fail(ERR_IO, _("%s is a folder"), path);
	errno = ENOMEM;
	*ret_file = is_input ? gzdopen(dup(STDIN_FILENO), "re") : gzopen(path, "re");
	return *ret_file ? OK : fail_errno(ERR_IO, _("cannot read %s"), path);
}

enum err listens_read(const char *path, enum listens_kind kind, enum err (*each)(void *ctx, const struct listen *l), void *ctx,
		      struct listens_counts *counts)
{
	struct listens l = { .name = strcmp(path, "-") ? path : _("standard input"), .kind = kind, .each = each, .ctx = ctx, .counts = counts };
	int64_t bad = counts->bad;
	enum err err = open_file(path, &l.file);

	if (err)
		return err;
	gzbuffer(l.file, 2 * PIECE);
	l.piece = xmalloc(PIECE);
	buf_init(&l.text, LISTENS_TEXT_MAX);
	read_all(&l);
	err = l.err;
	if (gzclose(l.file) != Z_OK && !err)
		err = fail(ERR_PARSE, _("%s is cut short"), l.name);
	if (!err && !l.is_of_kind)
		err = fail(ERR_PARSE, _("%s: nothing in it can be read as %s%s%s"), l.name, listens_kind_name[kind], bad < LISTENS_BAD_TOLD && counts->bad > bad ? "; " : "",
			   bad < LISTENS_BAD_TOLD && counts->bad > bad ? counts->told[bad] + strlen(l.name) + 1 : "");
	buf_done(&l.text);
	free(l.piece);
	return err;
}
