/*
 * recommended.c -- what ListenBrainz recommends (music.h).
 *
 *   GET /1/cf/recommendation/user/NAME/recording   {"payload": {"mbids": [{"recording_mbid": …, "score": …}, …]}}
 *   also an array of those, or one a line
 *
 * All of a file is in memory at once, so what it may become there is bounded before it is parsed: how deep it is nested, and how many values it holds.
 */
#include "music.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, VALUES_MAX = 1 << 19 };

/* Whatever else it is: no deeper, and of no more values, than any answer is. */
static bool is_modest(const char *text, size_t n)
{
	size_t depth = 0, values = 0;
	bool is_text = false;

	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if (is_text) {
			i += c == '\\';
			is_text = c != '"';
			continue;
		}
		is_text = c == '"';
		values += c == '[' || c == '{' || c == ',';
		if (c == '[' || c == '{')
			depth++;
		else if ((c == ']' || c == '}') && depth)
			depth--;
		if (depth > DEPTH_MAX || values > VALUES_MAX)
			return false;
	}
	return true;
}

static json_t *parse(const char *text, size_t n)
{
	return is_modest(text, n) ? json_loadb(text, n, 0, NULL) : NULL;
}

/* at: its number in the file, from 1. */
static void take_one(struct recommendations *to, const char *name, const json_t *o, size_t at)
{
	const json_t *score = json_object_get(o, "score");
	struct recommended r = { .score = json_number_value(score), .at = to->n };
	int64_t told = to->counts.bad;

	to->counts.read++;
	if (listens_mbid(json_string_value(json_object_get(o, "recording_mbid")), r.mbid) && json_is_number(score)) {
		ARRAY_GROW(to->rows, to->n, to->cap);
		to->rows[to->n++] = r;
		return;
	}
	to->counts.bad++;
	if (told < LISTENS_BAD_TOLD)
		snprintf(to->counts.told[told], sizeof to->counts.told[told], _("%s: entry %zu is no recommendation"), name, at);
}

/* The list in an answer; NULL: it has none. */
static const json_t *list_of(const json_t *root)
{
	const json_t *payload = json_object_get(root, "payload"), *mbids = json_object_get(payload ? payload : root, "mbids");

	return json_is_array(root) ? root : json_is_array(mbids) ? mbids : NULL;
}

static void take_lines(struct recommendations *to, const char *name, const char *text, size_t n)
{
	const char *end = text + n, *line = text;

	for (size_t number = 1; line < end; number++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line)), *from = line;
		json_t *o;

		stop = stop ? stop : end;
		line = stop + (stop < end);
		while (from < stop && strchr(" \t\r", *from))
			from++;
		if (from == stop)
			continue;
		o = parse(from, (size_t)(stop - from));
		take_one(to, name, o, number);
		json_decref(o);
	}
}

enum err recommendations_read(const char *name, const char *text, size_t n, struct recommendations *to)
{
	const json_t *list;
	json_t *root;
	bool is_any;

	if (n > RECOMMENDATIONS_MAX)
		return fail(ERR_LIMIT, _("%s is larger than any recommendations"), name);
	root = parse(text, n);
	list = list_of(root);
	for (size_t i = 0; i < json_array_size(list); i++)
		take_one(to, name, json_array_get(list, i), i + 1);
	if (!list && !memchr(text, '\0', n))
		take_lines(to, name, text, n);
	is_any = to->n || list;
	json_decref(root);
	return is_any ? OK : fail(ERR_PARSE, _("%s holds no recommendations of ListenBrainz"), name);
}

static int by_mbid(const void *a, const void *b)
{
	const struct recommended *x = a, *y = b;
	int by = strcmp(x->mbid, y->mbid);

	return by ? by : (x->score < y->score) - (x->score > y->score);
}

static int by_score(const void *a, const void *b)
{
	const struct recommended *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x->at > y->at) - (x->at < y->at);
}

int64_t recommendations_settle(struct recommendations *r)
{
	size_t kept = 0, all = r->n;

	if (!all)
		return 0;
	qsort(r->rows, r->n, sizeof *r->rows, by_mbid);
	for (size_t i = 0; i < all; i++)
		if (!i || strcmp(r->rows[i].mbid, r->rows[kept - 1].mbid))
			r->rows[kept++] = r->rows[i];
	r->n = kept;
	qsort(r->rows, r->n, sizeof *r->rows, by_score);
	return (int64_t)(all - kept);
}
