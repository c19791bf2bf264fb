/*
 * playlist.c -- playlists in files: which format, where its entries lead, in and out.
 *
 *   bytes ─▶ lines (M3U, PLS) or elements (XSPF) ─▶ a location ─▶ a path from the list's folder ─▶ an entry, or one more bad one
 *
 * A path is bytes.  A list that is not UTF-8 was written by somebody whose file names were not, or whose program wrote Latin-1: both
 * readings are kept (path, other), and whoever knows the files says which of them is there.
 */
#include "music/playlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct format_row {
	const char *ending;
	enum err (*read)(struct reading *r, const char *data, size_t n);
	enum err (*write)(const struct playlist *list, const char *folder, struct buf *out);
} formats[PLAYLIST_FORMATS] = {
	[PLAYLIST_M3U] = { ".m3u", reading_lines_m3u, writing_m3u },
	[PLAYLIST_M3U8] = { ".m3u8", reading_lines_m3u, writing_m3u },
	[PLAYLIST_PLS] = { ".pls", reading_lines_pls, writing_pls },
	[PLAYLIST_XSPF] = { ".xspf", reading_xspf, writing_xspf },
};

enum err playlist_format_of(const char *path, enum playlist_format *ret_format)
{
	size_t n = strlen(path);

	for (int i = 0; i < PLAYLIST_FORMATS; i++) {
		size_t len = strlen(formats[i].ending);

		if (n > len && !strcasecmp(path + n - len, formats[i].ending)) {
			*ret_format = (enum playlist_format)i;
			return OK;
		}
	}
	return fail(ERR_ARG, _("%s is no playlist by its name (.m3u, .m3u8, .pls, .xspf)"), path);
}

/* ---- the list ---- */

void playlist_done(struct playlist *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->entries[i].path);
		free(list->entries[i].other);
		free(list->entries[i].title);
	}
	free(list->entries);
	free(list->title);
	free(list->first_bad);
	*list = (struct playlist){ 0 };
}

static enum err add_entry(struct playlist *list, const struct playlist_entry *e)
{
	if (list->n >= PLAYLIST_ENTRIES_MAX)
		return fail(ERR_LIMIT, _("more than %d entries"), PLAYLIST_ENTRIES_MAX);
	ARRAY_GROW(list->entries, list->n, list->cap);
	list->entries[list->n++] = *e;
	return OK;
}

enum err playlist_add(struct playlist *list, const char *path, const char *title, int64_t duration_ms)
{
	struct playlist_entry e = { .path = xstrdup(path), .title = title ? xstrdup(title) : NULL, .duration_ms = duration_ms };
	enum err err = add_entry(list, &e);

	if (err) {
		free(e.path);
		free(e.title);
	}
	return err;
}

/* ---- locations in ---- */

static bool is_scheme_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/* Bytes before "://"; 0: no URL of that kind. */
static size_t scheme_of(const char *s)
{
	size_t n = 0;

	while (is_scheme_char(s[n]))
		n++;
	return n > 1 && !strncmp(s + n, "://", 3) ? n : 0;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* In place; false: a byte that no path can hold. A % without two digits behind it stays what it is. */
static bool percent_decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		int high = *s == '%' ? hex(s[1]) : -1, low = high >= 0 ? hex(s[2]) : -1;

		if (low < 0) {
			*to++ = *s;
			continue;
		}
		if (!high && !low)
			return false;
		*to++ = (char)(high << 4 | low);
		s += 2;
	}
	*to = '\0';
	return true;
}

static char *latin1_to_utf8(const char *s)
{
	char *utf8 = xmalloc(strlen(s) * 2 + 1), *to = utf8;

	for (; *s; s++)
		to += utf8_encode((unsigned char)*s, to);
	*to = '\0';
	return utf8;
}

char *reading_text(const char *s)
{
	char *latin = utf8_valid(s, strlen(s)) ? NULL : latin1_to_utf8(s), *clean;

	if (latin)
		s = latin;
	clean = utf8_clean(s, strlen(s));
	free(latin);
	return clean;
}

void reading_bad(struct reading *r, size_t line, const char *why)
{
	if (!r->list->bad++)
		r->list->first_bad = xasprintf("%s:%zu: %s", r->path, line, why);
}

static char *resolve(const struct reading *r, const char *where)
{
	char *joined, *path;

	if (where[0] == '/')
		return path_absolute(where);
	joined = path_join(r->folder, where);
	path = path_absolute(joined);
	free(joined);
	return path;
}

/* The same line as a program with other habits would have meant it. */
static char *other_meaning(const struct reading *r, const char *where)
{
	bool is_latin = !r->is_utf8 && !utf8_valid(where, strlen(where)), is_dos = strchr(where, '\\') && !strchr(where, '/');
	char *text = is_latin ? latin1_to_utf8(where) : xstrdup(where), *path;

	for (char *p = text; is_dos && *p; p++)
		if (*p == '\\')
			*p = '/';
	/* VLC writes its relative paths as parts of addresses */
	path = is_latin || is_dos || (percent_decode(text) && *text && strcmp(text, where)) ? resolve(r, text) : NULL;
	free(text);
	return path;
}

/* cmus names a part of a cue sheet cue:///PATH/3. NULL: this is none. Caller frees. */
static char *cmus_part(const char *address)
{
	static const char scheme[] = "cue://";
	const char *where = address + sizeof scheme - 1, *base;
	size_t n, digits;
	char *owner, *part = NULL;

	if (strncmp(address, scheme, sizeof scheme - 1))
		return NULL;
	base = path_base(where);
	n = (size_t)(base - where);
	digits = strlen(base);
	if (where[0] != '/' || n < 2 || !digits || digits > 4 || strspn(base, "0123456789") != digits)
		return NULL;
	owner = xstrndup(where, n - 1);
	if (music_is_wanted_name(owner))
		part = music_part_path(owner, (unsigned)strtoul(base, NULL, 10));
	free(owner);
	return part;
}

/* Of an address: true, and it is the path in it; or what is wrong with it is told. */
static bool is_file_here(struct reading *r, size_t line, const char **io_where)
{
	static const char file[] = "file://", here[] = "localhost";

	if (strncasecmp(*io_where, file, sizeof file - 1)) {
		reading_bad(r, line, _("only files can be played from here, no other addresses"));
		return false;
	}
	*io_where += sizeof file - 1;
	/* file://host/path: this host or none */
	if (!strncasecmp(*io_where, here, sizeof here - 1) && (*io_where)[sizeof here - 1] == '/')
		*io_where += sizeof here - 1;
	if (**io_where != '/')
		reading_bad(r, line, _("a file on another host"));
	return **io_where == '/';
}

enum err reading_add(struct reading *r, size_t line, const char *where, bool is_url, const char *title, int64_t duration_ms)
{
	size_t scheme = scheme_of(where);
	struct playlist_entry e = { .duration_ms = duration_ms > 0 ? duration_ms : 0 };
	char *text, *part = cmus_part(where);
	enum err err;

	if (part) {
		err = reading_add(r, line, part, false, title, duration_ms);
		free(part);
		return err;
	}
	if (scheme && !is_file_here(r, line, &where))
		return OK;
	text = xstrdup(where);
	if (((scheme || is_url) && !percent_decode(text)) || !*text) {
		reading_bad(r, line, _("not a path"));
		free(text);
		return OK;
	}
	e.path = resolve(r, text);
	e.other = scheme || is_url ? NULL : other_meaning(r, text);
	e.title = title && *title ? reading_text(title) : NULL;
	free(text);
	err = add_entry(r->list, &e);
	if (err) {
		free(e.path);
		free(e.other);
		free(e.title);
		return fail(err, _("%s:%zu: more than %d entries"), r->path, line, PLAYLIST_ENTRIES_MAX);
	}
	return OK;
}

static char *folder_of(const char *path)
{
	char *absolute = path_absolute(path), *folder;
	size_t n = (size_t)(path_base(absolute) - absolute);

	folder = xstrndup(absolute, n > 1 ? n - 1 : n);
	free(absolute);
	return folder;
}

enum err playlist_parse(enum playlist_format format, const char *data, size_t n, const char *path, struct playlist *ret_list)
{
	struct playlist list = { 0 };
	struct reading r = { .path = path, .folder = folder_of(path), .list = &list };
	enum err err;

	if (n >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) && format != PLAYLIST_XSPF) {
		data += 3;
		n -= 3;
	}
	r.is_utf8 = utf8_valid(data, n);
	err = formats[format].read(&r, data, n);
	free(r.folder);
	if (err)
		playlist_done(&list);
	else
		*ret_list = list;
	return err;
}

/* cmus keeps a list under its bare name: absolute paths and addresses, a line each, which is M3U; nothing at all where nothing is in it. */
static bool is_bare_list(const char *data, size_t n)
{
	const char *end = data + n;

	while (data < end && (*data == '\n' || *data == '#')) {
		const char *newline = memchr(data, '\n', (size_t)(end - data));

		data = newline ? newline + 1 : end;
	}
	return !n || (data < end && (*data == '/' || scheme_of(data)) && !memchr(data, '\0', (size_t)(end - data)));
}

enum err playlist_may_be(const char *path)
{
	enum playlist_format format;

	return music_is_audio_name(path) ? playlist_format_of(path, &format) : OK;
}

enum err playlist_read(const char *path, struct playlist *ret_list)
{
	enum playlist_format format = PLAYLIST_M3U;
	bool is_bare = playlist_format_of(path, &format) != OK;
	char *data;
	size_t n;
	enum err err = playlist_may_be(path);

	if (!err)
		err = read_file(path, PLAYLIST_BYTES_MAX, &data, &n);
	if (err)
		return err;
	err = is_bare && !is_bare_list(data, n) ? playlist_format_of(path, &format) : playlist_parse(format, data, n, path, ret_list);
	free(data);
	return err;
}

/* ---- locations out ---- */

enum err writing_url(const char *path, struct buf *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$'()*,=:@";
	enum err err = buf_adds(out, "file://");

	for (; *path && !err; path++)
		err = strchr(plain, *path) ? buf_add(out, path, 1) : buf_addf(out, "%%%02X", (unsigned)(unsigned char)*path);
	return err;
}

enum err writing_location(const char *path, const char *folder, struct buf *out)
{
	size_t n = strlen(folder);
	const char *rest = path;
	bool is_plain = utf8_valid(path, strlen(path)) && strlen(path) < PLAYLIST_LINE_MAX;

	for (const char *p = path; *p; p++)
		is_plain &= (unsigned char)*p >= 0x20 && *p != 0x7f;
	if (!is_plain)
		return writing_url(path, out);
	if (n == 1)
		rest = path + 1;
	else if (!strncmp(path, folder, n) && path[n] == '/')
		rest = path + n + 1;
	/* what could be read as a comment, an address, a blank or a DOS path is led by its folder */
	if (rest != path && (!*rest || strchr("#/ \t", *rest) || scheme_of(rest)) && buf_adds(out, "./"))
		return ERR_LIMIT;
	return buf_adds(out, rest);
}

enum err playlist_print(enum playlist_format format, const struct playlist *list, const char *path, struct buf *out)
{
	char *folder = folder_of(path);
	enum err err = formats[format].write(list, folder, out);

	free(folder);
	return err;
}

enum err playlist_write(const char *path, const struct playlist *list)
{
	enum playlist_format format;
	struct buf out;
	enum err err = playlist_format_of(path, &format);

	if (err)
		return err;
	buf_init(&out, (size_t)4 * PLAYLIST_BYTES_MAX);
	err = playlist_print(format, list, path, &out);
	if (!err)
		err = write_file(path, out.data ? out.data : "", out.len, 0666);
	else
		err = fail(ERR_LIMIT, _("%s would be too large"), path);
	buf_done(&out);
	return err;
}
