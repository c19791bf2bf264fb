/*
 * listens_json.c -- listens as JSON (music.h).  Files may be larger than memory, and one array or one object may hold all of it; so they are cut into
 * objects first, byte by byte, and only those are parsed.  An object that holds lists of listens (containers below) is gone into, its other
 * members are passed over.
 */
#include "listens.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 24, SKIPPED_MS = 30000 };

/* ---- members ---- */

static const char *text_at(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static int64_t number_at(const json_t *o, const char *key, int64_t otherwise)
{
	const json_t *v = json_object_get(o, key);
	char *end;
	int64_t n;

	if (json_is_integer(v))
		return json_integer_value(v);
	if (json_is_real(v))
		return json_real_value(v) > -9e15 && json_real_value(v) < 9e15 ? (int64_t)json_real_value(v) : otherwise;
	if (!json_is_string(v) || !*json_string_value(v))
		return otherwise;
	n = strtoll(json_string_value(v), &end, 10);
	return *end ? otherwise : n;
}

/* Of a text, or of what stands below "#text" or "name" in it, as Last.fm has it. */
static const char *text_below(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	const char *text = json_string_value(v);

	text = text ? text : text_at(v, "#text");
	return text ? text : text_at(v, "name");
}

static int64_t span_within(int64_t ms)
{
	return ms >= 0 && ms <= INT64_C(7) * 86400000 ? ms : 0;
}

/* ---- what the kinds make of an object; false: it is none of theirs ---- */

static bool of_listenbrainz(const json_t *o, struct listen *ret)
{
	const json_t *track = json_object_get(o, "track_metadata"), *more = json_object_get(track, "additional_info");
	const json_t *mapped = json_object_get(track, "mbid_mapping");
	const char *mbid = text_at(mapped, "recording_mbid"), *who = text_at(o, "user_name");

	if (!json_is_object(track))
		return false;
	*ret = (struct listen){
		.who = who, .artist = text_at(track, "artist_name"), .title = text_at(track, "track_name"), .album = text_at(track, "release_name"),
		/* what the file was tagged with is surer than what was found for it */
		.mbid = text_at(more, "recording_mbid") ? text_at(more, "recording_mbid") : mbid ? mbid : text_at(o, "recording_mbid"),
		.at_s = number_at(o, "listened_at", 0), .listened_ms = -1, .end = EVENT_FINISH,
		.duration_ms = number_at(more, "duration_ms", 0),
	};
	if (ret->duration_ms <= 0)
		ret->duration_ms = 1000 * MIN_OF(MAX_OF(number_at(more, "duration", 0), 0), 1000000);
	ret->duration_ms = span_within(ret->duration_ms);
	return true;
}

static bool of_lastfm(const json_t *o, struct listen *ret)
{
	const char *title = text_below(o, "name"), *uts = text_at(json_object_get(o, "date"), "uts");
	const char *when = uts ? uts : text_below(o, "date");
	const json_t *ms = json_object_get(o, "date");

	title = title ? title : text_below(o, "track");
	if (!json_object_get(o, "artist") && !title)
		return false;
	*ret = (struct listen){ .artist = text_below(o, "artist"), .title = title, .album = text_below(o, "album"), .mbid = text_at(o, "mbid"),
		.listened_ms = -1, .end = EVENT_FINISH };
	if (json_is_integer(ms))
		ret->at_s = json_integer_value(ms) / (json_integer_value(ms) > INT64_C(100000000000) ? 1000 : 1);
	else if (!when || !listens_time(when, &ret->at_s, &ret->within_s))
		ret->at_s = 0;
	return true;
}

/* Only the exports of before 2021 say "skipped" reliably, all say how it ended. */
static enum event_kind spotify_end(const json_t *o, int64_t ms)
{
	static const struct { const char *how; enum event_kind end; } rows[] = {
		{ "trackdone", EVENT_FINISH }, { "fwdbtn", EVENT_SKIP }, { "backbtn", EVENT_SKIP }, { "clickrow", EVENT_SKIP },
		{ "nextbtn", EVENT_SKIP }, { "prevbtn", EVENT_SKIP }, { "clickside", EVENT_SKIP },
		{ "endplay", EVENT_STOP }, { "logout", EVENT_STOP }, { "remote", EVENT_STOP }, { "trackerror", EVENT_STOP },
		{ "unexpected-exit", EVENT_STOP }, { "unexpected-exit-while-paused", EVENT_STOP },
	};
	const char *how = text_at(o, "reason_end");

	for (size_t i = 0; how && i < COUNT_OF(rows); i++)
		if (!strcmp(how, rows[i].how))
			return rows[i].end;
	return json_is_true(json_object_get(o, "skipped")) || ms < SKIPPED_MS ? EVENT_SKIP : how ? EVENT_STOP : EVENT_FINISH;
}

static bool of_spotify(const json_t *o, struct listen *ret)
{
	const char *ts = text_at(o, "ts"), *end = ts ? ts : text_at(o, "endTime");
	int64_t ms = span_within(number_at(o, ts ? "ms_played" : "msPlayed", -1)), end_s = 0, within_s = 0;

	if (!end)
		return false;
	*ret = (struct listen){
		.who = text_at(o, "username"), .listened_ms = ms, .end = spotify_end(o, ms),
		.artist = text_at(o, ts ? "master_metadata_album_artist_name" : "artistName"),
		.title = text_at(o, ts ? "master_metadata_track_name" : "trackName"),
		.album = text_at(o, "master_metadata_album_album_name"),
	};
	if (listens_time(end, &end_s, &within_s))
		ret->at_s = end_s - ms / 1000;
	ret->within_s = within_s;
	return true;
}

/* A podcast, an audiobook or a video is no music: not a listen, and nothing wrong with it. */
static bool is_other_sound(const json_t *o)
{
	return !text_at(o, "master_metadata_track_name")
	       && (text_at(o, "episode_name") || text_at(o, "spotify_episode_uri") || text_at(o, "audiobook_uri") || text_at(o, "spotify_track_uri")
		   || json_object_get(o, "master_metadata_track_name"));
}

static void take_object(struct listens *l, size_t line)
{
	static bool (*const of_kind[LISTENS_KINDS])(const json_t *o, struct listen *ret) = {
		[LISTENS_LISTENBRAINZ] = of_listenbrainz, [LISTENS_LASTFM] = of_lastfm, [LISTENS_SPOTIFY] = of_spotify,
	};
	struct listen what;
	json_error_t error;
	json_t *o = l->is_long ? NULL : json_loadb(l->text.data ? l->text.data : "", l->text.len, 0, &error);

	if (l->is_long)
		listens_bad(l, line, _("it is too long"));
	else if (!o)
		listens_bad(l, line, _("it is not JSON"));
	else if (l->kind == LISTENS_LASTFM && text_at(json_object_get(o, "@attr"), "nowplaying"))
		l->is_of_kind = true;		/* not heard yet */
	else if (l->kind == LISTENS_SPOTIFY && text_at(o, "ts") && is_other_sound(o))
		l->is_of_kind = true;
	else if (!of_kind[l->kind](o, &what))
		listens_bad(l, line, _("it is no listen"));
	else
		listens_give(l, &what, line);
	json_decref(o);
}

/* ---- lines ---- */

void listens_read_json_lines(struct listens *l)
{
	while (!l->err && listens_line(l)) {
		size_t blank = l->text.len ? strspn(l->text.data, " \t") : 0;

		/* one object over many lines is no line */
		if (l->text.len != blank)
			take_object(l, l->line);
	}
}

/* ---- objects ---- */

enum found { FOUND_OBJECT, FOUND_CONTAINER, FOUND_BROKEN };

struct cutter {
	struct listens *l;
	char key[KEY_MAX];		/* the last string that ended on the outermost level, cut off */
	size_t n_key;
	int depth;
	bool keeps;			/* into text */
	int lists;			/* that were gone into and are not at their end */
	bool has_list;			/* one came to its end */
};

static bool is_container(const char *key)
{
	static const char *const keys[] = { "recenttracks", "track", "scrobbles", "listens", "payload" };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static void keep(struct cutter *c, int byte)
{
	if (c->keeps)
		listens_keep(c->l, byte);
}

/* Behind the opening quotation mark, past the closing one. JSON has no line breaks in strings: at one, it is broken. */
static bool cut_string(struct cutter *c)
{
	bool is_escaped = false;
	int byte;

	c->n_key = 0;
	while ((byte = listens_byte(c->l)) >= 0 && byte != '\n') {
		keep(c, byte);
		if (!is_escaped && byte == '"') {
			c->key[c->n_key] = '\0';
			return true;
		}
		is_escaped = !is_escaped && byte == '\\';
		if (c->n_key + 1 < sizeof c->key)
			c->key[c->n_key++] = (char)byte;
	}
	if (byte == '\n')
		listens_unget(c->l);
	return false;
}

/* Behind an opening bracket or brace, past its closing one; or at the value of a container, which is not taken. */
static enum found cut_value(struct cutter *c)
{
	int byte, before = 0;

	for (c->depth = 1; c->depth && (byte = listens_byte(c->l)) >= 0;) {
		bool opens = byte == '{' || byte == '[';

		if (opens && c->depth == 1 && before == ':' && is_container(c->key)) {
			listens_unget(c->l);
			return FOUND_CONTAINER;
		}
		keep(c, byte);
		c->l->line += byte == '\n';
		c->depth += opens - (byte == '}' || byte == ']');
		if (byte == '"' && !cut_string(c))
			return FOUND_BROKEN;
		if (!strchr(" \t\r\n", byte))
			before = byte;
	}
	return c->depth ? FOUND_BROKEN : FOUND_OBJECT;
}

/* At an opening brace. `is_named`: a member of what was gone into, and so no listen. */
static void cut_object(struct cutter *c, bool is_named)
{
	size_t line = c->l->line;

	buf_clear(&c->l->text);
	c->l->is_long = false;
	c->keeps = !is_named;
	keep(c, listens_byte(c->l));
	switch (cut_value(c)) {
	case FOUND_OBJECT:
		if (!is_named)
			take_object(c->l, line);
		break;
	case FOUND_CONTAINER:
		break;
	case FOUND_BROKEN:
		if (!c->l->err)
			listens_bad(c->l, line, _("it is not JSON"));
		break;
	}
}

/* Takes what is between objects: brackets, commas, members of what was gone into. False: it does not belong there. */
static bool between(struct cutter *c, int byte, bool *is_named)
{
	bool was_named = *is_named;

	*is_named = false;
	if (byte == '"') {
		c->keeps = false;
		return cut_string(c);
	}
	if (byte == ':')
		*is_named = !is_container(c->key);
	else if (byte == '[' && was_named)
		return cut_value(c) != FOUND_BROKEN;
	else if (byte == '[')
		c->lists++;
	else if (byte == ']')
		c->has_list |= c->lists-- > 0;
	return strchr(",:[]}", byte) || (was_named && strchr("-0123456789.eE+truefalsn", byte) && (*is_named = true));
}

void listens_read_json(struct listens *l)
{
	struct cutter c = { .l = l };
	bool is_named = false, was_wrong = false;
	int64_t bad = l->counts->bad;
	int byte;

	l->line++;
	while (!l->err && (byte = listens_first(l)) >= 0) {
		if (byte == '{') {
			cut_object(&c, is_named);
			is_named = was_wrong = false;
			continue;
		}
		listens_byte(l);
		if (!byte || !between(&c, byte, &is_named)) {
			if (!was_wrong)
				listens_bad(l, l->line, _("it is not JSON"));
			was_wrong = true;	/* until the next object */
		}
	}
	l->is_of_kind |= c.has_list && !c.lists && l->counts->bad == bad;	/* a list of nothing */
}
