/* profile_line.c -- see profile.h. */
#include "cli/profile.h"
#include "cli/print.h"

#include <stdlib.h>
#include <string.h>

/* ---- out ---- */

void profile_put(FILE *to, json_t *object)
{
	char *line = print_json_line(object);

	fprintf(to, "%s\n", line);
	free(line);
}

static void put_track(json_t *o, const struct track *t)
{
	if (!t)
		return;
	print_json_path(o, t->path);
	json_object_set_new(o, "artist", print_json_text(t->artist));
	json_object_set_new(o, "title", print_json_text(t->title));
	json_object_set_new(o, "album", print_json_text(t->album));
}

void profile_put_event(FILE *to, const struct event *ev, const struct track *t)
{
	json_t *o = json_object();

	json_object_set_new(o, "event", json_string(event_kind_name[ev->kind]));
	json_object_set_new(o, "at", print_json_time(ev->at_ms / 1000));
	json_object_set_new(o, "at_ms", json_integer(ev->at_ms));
	put_track(o, t);
	json_object_set_new(o, "source", json_string(source_name[ev->source]));
	json_object_set_new(o, "value", json_integer(ev->value));
	json_object_set_new(o, "position_ms", json_integer(ev->position_ms));
	json_object_set_new(o, "listened_ms", json_integer(ev->listened_ms));
	json_object_set_new(o, "duration_ms", json_integer(ev->duration_ms));
	profile_put(to, o);
}

void profile_put_style(FILE *to, const struct correction *c, const struct track *t)
{
	json_t *o = json_object();

	json_object_set_new(o, "style", print_json_text(c->style));
	json_object_set_new(o, "at_ms", json_integer(c->at_ms));
	put_track(o, t);
	profile_put(to, o);
}

void profile_put_elsewhere(FILE *to, const struct store_listen *l)
{
	json_t *o = json_object();

	json_object_set_new(o, "elsewhere", json_string(event_kind_name[l->end]));
	json_object_set_new(o, "at", print_json_time(l->at_ms / 1000));
	json_object_set_new(o, "at_ms", json_integer(l->at_ms));
	json_object_set_new(o, "artist", print_json_text(l->of.artist));
	json_object_set_new(o, "title", print_json_text(l->of.title));
	json_object_set_new(o, "mbid", print_json_text(l->of.mbid));
	json_object_set_new(o, "listened_ms", json_integer(l->listened_ms));
	json_object_set_new(o, "duration_ms", json_integer(l->duration_ms));
	profile_put(to, o);
}

/* ---- in ---- */

static const char *text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

/* A whole number within these; `otherwise` when it is not there. False: it is something else. */
static bool number_of(const json_t *o, const char *key, int64_t least, int64_t most, int64_t otherwise, int64_t *ret)
{
	const json_t *value = json_object_get(o, key);

	*ret = value ? json_integer_value(value) : otherwise;
	return (!value || json_is_integer(value)) && *ret >= least && *ret <= most;
}

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* NULL: it is none, or there is a NUL in it. */
static char *from_base64(const char *text)
{
	char *out = xmalloc(strlen(text) / 4 * 3 + 4);
	unsigned long bits = 0;
	size_t n = 0, o = 0;

	for (; *text && *text != '='; text++) {
		int d = digit(*text);

		if (d < 0)
			break;
		bits = (bits << 6 | (unsigned)d) & 0xffffff;
		if (++n % 4 != 1)
			out[o++] = (char)(bits >> (6 - 2 * ((n - 1) % 4)) & 0xff);
	}
	out[o] = '\0';
	if ((!*text || *text == '=') && o && strlen(out) == o)
		return out;
	free(out);
	return NULL;
}

static int named(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (names[i] && !strcmp(names[i], name))
			return i;
	return -1;
}

static bool read_event(const json_t *o, const char *key, struct event *ev)
{
	int kind = named(event_kind_name, EVENT_KINDS, text_of(o, key)), source = named(source_name, SOURCE_COUNT, text_of(o, "source"));
	int64_t value;

	if (kind < EVENT_START)
		return false;
	ev->kind = (enum event_kind)kind;
	ev->source = source < 0 ? SOURCE_NONE : (enum source)source;
	if (!json_object_get(o, "at_ms") || !number_of(o, "at_ms", 0, INT64_C(1) << 50, 0, &ev->at_ms) || !number_of(o, "value", INT32_MIN, INT32_MAX, 0, &value)
	    || !number_of(o, "position_ms", -1, INT64_C(1) << 50, -1, &ev->position_ms) || !number_of(o, "listened_ms", -1, INT64_C(1) << 50, -1, &ev->listened_ms)
	    || !number_of(o, "duration_ms", 0, INT64_C(1) << 50, 0, &ev->duration_ms))
		return false;
	if ((kind == EVENT_RATE && (value < 0 || value > 5)) || (kind == EVENT_MOOD && (value < 0 || value > 1000)))
		return false;
	ev->value = (int32_t)value;
	return true;
}

enum err profile_line_read(const char *text, size_t n, struct profile_line *ret)
{
	struct profile_line l = { .root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL) };
	bool good = json_is_object(l.root);
	const char *path;

	if (good && json_object_get(l.root, "profile")) {
		l.what = PROFILE_HEAD;
		good = json_integer_value(json_object_get(l.root, "profile")) == PROFILE_VERSION;
	} else if (good && json_object_get(l.root, "event")) {
		l.what = PROFILE_EVENT;
		good = read_event(l.root, "event", &l.event);
	} else if (good && json_object_get(l.root, "elsewhere")) {
		l.what = PROFILE_ELSEWHERE;
		good = read_event(l.root, "elsewhere", &l.event) && (l.event.kind == EVENT_FINISH || l.event.kind == EVENT_SKIP || l.event.kind == EVENT_STOP)
			&& *text_of(l.root, "title");
	} else if (good && json_object_get(l.root, "style")) {
		l.what = PROFILE_STYLE;
		l.style = text_of(l.root, "style");
		good = *l.style && strlen(l.style) <= CORRECTION_MAX && number_of(l.root, "at_ms", 0, INT64_C(1) << 50, 0, &l.event.at_ms);
	} else if (good) {
		l.what = PROFILE_TOLD;
		good = json_object_get(l.root, "option") || json_object_get(l.root, "learnt");
	}
	if (!good) {
		json_decref(l.root);
		return fail(ERR_PARSE, _("it is no line of a profile"));
	}
	path = text_of(l.root, "path_base64");
	l.path = *path ? from_base64(path) : *text_of(l.root, "path") ? xstrdup(text_of(l.root, "path")) : NULL;
	l.artist = text_of(l.root, "artist");
	l.title = text_of(l.root, "title");
	l.album = text_of(l.root, "album");
	l.mbid = text_of(l.root, "mbid");
	*ret = l;
	return OK;
}

void profile_line_done(struct profile_line *line)
{
	free(line->path);
	json_decref(line->root);
	*line = (struct profile_line){ 0 };
}
