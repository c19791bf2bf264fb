/*
 * playlist_xspf.c -- XSPF (xspf.org, version 1), read with expat, as XML from strangers: a document that declares entities is
 * refused (nobody needs them in a playlist), the text of an element is bounded, elements that are not known are passed over.
 */
#include "music/playlist.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };
enum where { IN_OTHER, IN_PLAYLIST, IN_LIST, IN_TRACK, IN_LOCATION, IN_TITLE, IN_CREATOR, IN_DURATION, IN_NAME };

/* What an element is by its name and by what it stands in. */
static const struct { enum where parent; const char *name; enum where is; } elements[] = {
	{ IN_PLAYLIST, "title", IN_NAME }, { IN_PLAYLIST, "trackList", IN_LIST }, { IN_LIST, "track", IN_TRACK },
	{ IN_TRACK, "location", IN_LOCATION }, { IN_TRACK, "title", IN_TITLE }, { IN_TRACK, "creator", IN_CREATOR },
	{ IN_TRACK, "duration", IN_DURATION },
};

struct xspf {
	struct reading *r;
	XML_Parser parser;
	enum where stack[DEPTH_MAX];
	size_t depth;
	bool has_root, is_cut;
	struct buf text;
	char *location, *title, *creator;
	int64_t duration_ms;
	enum err err;
};

static void stop(struct xspf *x, enum err err)
{
	x->err = err;
	XML_StopParser(x->parser, XML_FALSE);
}

static size_t line_of(const struct xspf *x)
{
	return (size_t)XML_GetCurrentLineNumber(x->parser);
}

static void track_clear(struct xspf *x)
{
	free(x->location);
	free(x->title);
	free(x->creator);
	x->location = x->title = x->creator = NULL;
	x->duration_ms = 0;
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct xspf *x = user;
	const char *bar = strrchr(name, '|'), *local = bar ? bar + 1 : name;
	enum where is = IN_OTHER;

	(void)attributes;
	if (x->depth == DEPTH_MAX) {
		stop(x, fail(ERR_PARSE, _("%s:%zu: elements within elements, too deep"), x->r->path, line_of(x)));
		return;
	}
	if (!x->depth) {
		if (strcmp(local, "playlist")) {
			stop(x, fail(ERR_PARSE, _("%s:%zu: not an XSPF playlist"), x->r->path, line_of(x)));
			return;
		}
		is = IN_PLAYLIST;
		x->has_root = true;
	}
	for (size_t i = 0; x->depth && i < COUNT_OF(elements); i++)
		if (elements[i].parent == x->stack[x->depth - 1] && !strcmp(elements[i].name, local))
			is = elements[i].is;
	x->stack[x->depth++] = is;
	buf_clear(&x->text);
	x->is_cut = false;
}

static void track_end(struct xspf *x)
{
	char *title = x->title && x->creator && *x->creator ? xasprintf("%s - %s", x->creator, x->title) : NULL;
	enum err err = OK;

	if (x->location)
		err = reading_add(x->r, line_of(x), x->location, true, title ? title : x->title, x->duration_ms);
	else
		reading_bad(x->r, line_of(x), _("a track without a location"));
	free(title);
	track_clear(x);
	if (err)
		stop(x, err);
}

/* The text without the blanks around it. */
static char *trimmed(const struct xspf *x)
{
	const char *from = x->text.data ? x->text.data : "";
	size_t n;

	from += strspn(from, " \t\r\n");
	for (n = strlen(from); n && strchr(" \t\r\n", from[n - 1]);)
		n--;
	return xstrndup(from, n);
}

static void take(struct xspf *x, char **slot)
{
	if (!*slot && !x->is_cut)
		*slot = trimmed(x);
}

static void on_end(void *user, const XML_Char *name)
{
	struct xspf *x = user;

	(void)name;
	if (!x->depth)
		return;
	switch (x->stack[--x->depth]) {
	case IN_LOCATION: take(x, &x->location); break;
	case IN_TITLE: take(x, &x->title); break;
	case IN_CREATOR: take(x, &x->creator); break;
	case IN_NAME: take(x, &x->r->list->title); break;
	case IN_DURATION: x->duration_ms = x->text.data ? MAX_OF(0, MIN_OF(strtoll(x->text.data, NULL, 10), INT32_MAX)) : 0; break;
	case IN_TRACK: track_end(x); break;
	default: break;
	}
	buf_clear(&x->text);
}

static void on_text(void *user, const XML_Char *s, int n)
{
	struct xspf *x = user;

	if (x->depth && x->stack[x->depth - 1] >= IN_LOCATION && buf_add(&x->text, s, (size_t)n))
		x->is_cut = true;
}

static void on_entity(void *user, const XML_Char *name, int is_parameter, const XML_Char *value, int n, const XML_Char *base,
		      const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
	struct xspf *x = user;

	(void)name, (void)is_parameter, (void)value, (void)n, (void)base, (void)system, (void)public, (void)notation;
	stop(x, fail(ERR_PARSE, _("%s:%zu: a playlist that declares entities is not read"), x->r->path, line_of(x)));
}

enum err reading_xspf(struct reading *r, const char *data, size_t n)
{
	struct xspf x = { .r = r, .parser = XML_ParserCreateNS(NULL, '|') };

	if (!x.parser)
		die("out of memory");
	buf_init(&x.text, PLAYLIST_LINE_MAX);
	XML_SetUserData(x.parser, &x);
	XML_SetElementHandler(x.parser, on_start, on_end);
	XML_SetCharacterDataHandler(x.parser, on_text);
	XML_SetEntityDeclHandler(x.parser, on_entity);
	if (XML_Parse(x.parser, data, (int)n, 1) == XML_STATUS_ERROR && !x.err)
		x.err = fail(ERR_PARSE, _("%s:%zu: %s"), r->path, line_of(&x), XML_ErrorString(XML_GetErrorCode(x.parser)));
	track_clear(&x);
	buf_done(&x.text);
	XML_ParserFree(x.parser);
	return x.err;
}

/* ---- out ---- */

static enum err add_escaped(struct buf *out, const char *text)
{
	char *clean = utf8_clean(text, strlen(text));
	enum err err = OK;

	for (const char *p = clean; *p && !err; p++)
		err = *p == '&' ? buf_adds(out, "&amp;") : *p == '<' ? buf_adds(out, "&lt;") : *p == '>' ? buf_adds(out, "&gt;") : buf_add(out, p, 1);
	free(clean);
	return err;
}

static enum err add_element(struct buf *out, const char *indent, const char *name, const char *text)
{
	enum err err = buf_addf(out, "%s<%s>", indent, name);

	err = err ? err : add_escaped(out, text);
	return err ? err : buf_addf(out, "</%s>\n", name);
}

enum err writing_xspf(const struct playlist *list, const char *folder, struct buf *out)
{
	enum err err = buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n");

	(void)folder;	/* a location is an absolute URL: every program agrees on what that means */
	if (!err && list->title)
		err = add_element(out, "  ", "title", list->title);
	err = err ? err : buf_adds(out, "  <trackList>\n");
	for (size_t i = 0; i < list->n && !err; i++) {
		const struct playlist_entry *e = &list->entries[i];
		struct buf url;

		buf_init(&url, PLAYLIST_LINE_MAX);
		err = writing_url(e->path, &url);
		err = err ? err : buf_adds(out, "    <track>\n");
		err = err ? err : add_element(out, "      ", "location", url.data);
		if (!err && e->title)
			err = add_element(out, "      ", "title", e->title);
		if (!err && e->duration_ms)
			err = buf_addf(out, "      <duration>%lld</duration>\n", (long long)e->duration_ms);
		err = err ? err : buf_adds(out, "    </track>\n");
		buf_done(&url);
	}
	return err ? err : buf_adds(out, "  </trackList>\n</playlist>\n");
}
