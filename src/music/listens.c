/*
 * listens.c -- listening that was written down elsewhere (listens.h): files in pieces, their lines and objects; what they mean is in
 * listens_json.c and listens_table.c.
 */
#include "listens_priv.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const char *const listens_kind_name[LISTENS_KINDS] = { "listenbrainz", "lastfm", "spotify", "interactions" };

enum { PIECE = 1 << 16 };

static int refill(struct listens *l)
{
	int n = gzread(l->file, l->piece, PIECE);

	l->at = 0;
	l->n = n > 0 ? (size_t)n : 0;
	if (n < 0) {
		int code;

		l->err = fail(ERR_PARSE, _("%s: %s"), l->path, gzerror(l->file, &code));
	}
	return n > 0;
}

int listens_byte(struct listens *l)
{
	if (l->at == l->n && (l->err || !refill(l)))
		return -1;
	return (unsigned char)l->piece[l->at++];
}

static void skip_byte_order_mark(struct listens *l)
{
	if (refill(l) && l->n >= 3 && !memcmp(l->piece, "\xef\xbb\xbf", 3))
		l->at = 3;
}

int listens_first(struct listens *l)
{
	int c;

	while ((c = listens_byte(l)) >= 0 && strchr(" \t\r\n", c))
		l->line += c == '\n';
	if (c >= 0)
		l->at--;
	return c;
}

bool listens_line(struct listens *l)
{
	int c = listens_byte(l);

	buf_clear(&l->text);
	l->line++;
	l->too_long = false;
	if (c < 0)
		return false;
	for (; c >= 0 && c != '\n'; c = listens_byte(l))
		l->too_long |= buf_add(&l->text, &(char){ (char)c }, 1) != OK;
	if (!l->too_long && l->text.len && l->text.data[l->text.len - 1] == '\r')
		l->text.len--;
	return true;
}

void listens_bad(struct listens *l, size_t line, const char *why)
{
	l->counts->read++;
	if (l->counts->bad++ || l->counts->first_bad[0])
		return;
	fail(ERR_PARSE, "%s:%zu: %s", l->path, line, why);
	snprintf(l->counts->first_bad, sizeof l->counts->first_bad, "%s", err_text());
}

bool listens_mbid(const char *text, char ret_id[MBID_SIZE])
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (!text || strlen(text) != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < sizeof shape; i++) {
		char c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];

		if (shape[i] == 'x' ? !strchr("0123456789abcdef", c) || !c : c != shape[i])
			return false;
		ret_id[i] = c;
	}
	return true;
}

void listens_give(struct listens *l, struct listen *what, size_t line)
{
	static const char *const none = "";
	const char **texts[] = { &what->who, &what->artist, &what->title, &what->album };
	char *clean[COUNT_OF(texts)] = { NULL };
	char mbid[MBID_SIZE];

	what->mbid = listens_mbid(what->mbid, mbid) ? mbid : none;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		const char *text = *texts[i] ? *texts[i] : none;

		/* a name longer than any is no name */
		*texts[i] = clean[i] = utf8_clean(text, strnlen(text, LISTENS_NAME_MAX));
	}
	if (!what->artist[0] && !what->mbid[0]) {
		listens_bad(l, line, _("it names no artist"));
	} else if (what->at_s < 0 || what->at_s > LISTENS_LATEST_S) {
		listens_bad(l, line, _("its time is not between 1970 and 2200"));
	} else {
		l->counts->read++;
		l->given++;
		what->count = MAX_OF(what->count, 1);
		l->err = l->each(l->ctx, what);
	}
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		free(clean[i]);
}

static void read_all(struct listens *l, enum listens_kind kind)
{
	int first;

	skip_byte_order_mark(l);
	first = listens_first(l);
	if (kind == LISTENS_INTERACTIONS)
		listens_read_table(l);
	else if (kind == LISTENS_LISTENBRAINZ && first == '{')
		listens_read_json_lines(l);
	else if (first == '{' || first == '[')
		listens_read_json(l, kind);
	else if (kind == LISTENS_LASTFM)
		listens_read_csv(l);
	else if (first >= 0)
		listens_bad(l, l->line + 1, _("this is no JSON"));
}

enum err listens_read(const char *path, enum listens_kind kind, enum err (*each)(void *ctx, const struct listen *l), void *ctx,
		      struct listens_counts *counts)
{
	struct listens l = { .path = path, .kind = kind, .each = each, .ctx = ctx, .counts = counts, .file = gzopen(path, "re") };
	int64_t bad = counts->bad;
	enum err err;

	if (!l.file)
		return fail_errno(ERR_IO, _("cannot read %s"), path);
	gzbuffer(l.file, 1 << 17);
	l.piece = xmalloc(PIECE);
	buf_init(&l.text, LISTENS_TEXT_MAX);
	read_all(&l, kind);
	err = l.err;
	if (gzclose(l.file) != Z_OK && !err)
		err = fail(ERR_PARSE, _("%s is cut short"), path);
	if (!err && !l.given && counts->bad > bad)
		err = fail(ERR_PARSE, "%s", counts->first_bad);
	buf_done(&l.text);
	free(l.piece);
	return err;
}
