/* interactions.c -- reading who heard what: lines of text in memory, cells of a matrix and the names of its rows and columns out. */
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 3 };

struct text { const char *at, *end; };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of this line; false at its end. */
static bool next_word(struct text *t, struct text *ret_word)
{
	while (t->at < t->end && is_blank(*t->at))
		t->at++;
	if (t->at == t->end || *t->at == '\n')
		return false;
	ret_word->at = t->at;
	while (t->at < t->end && !is_blank(*t->at) && *t->at != '\n')
		t->at++;
	ret_word->end = t->at;
	return true;
}

static void next_line(struct text *t)
{
	const char *nl = memchr(t->at, '\n', (size_t)(t->end - t->at));

	t->at = nl ? nl + 1 : t->end;
}

static struct text text_of(const char *data, size_t n)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct text t = { data, data + n };

	if (n >= 3 && !memcmp(data, mark, 3))
		t.at += 3;
	return t;
}

static uint32_t number_of(struct names_seen *seen, struct text word)
{
	return names_number(seen, word.at, (size_t)(word.end - word.at));
}

enum interactions_shape interactions_shape(const char *data, size_t n)
{
	struct names_seen users = { 0 };
	size_t same = 0, lines = 0;
	bool is_even = true, recur = false;

	for (struct text t = text_of(data, n), user, word; is_even && t.at < t.end; next_line(&t)) {
		size_t words = 1;

		if (!next_word(&t, &user))
			continue;
		while (words <= FIELDS_MAX && next_word(&t, &word))
			words++;
		is_even = words >= 2 && words <= FIELDS_MAX && (!same || words == same);
		same = words;
		if (!recur) {
			number_of(&users, user);
			recur = users.n < ++lines;
		}
	}
	names_seen_done(&users);
	return !is_even ? SHAPE_LISTS : recur ? SHAPE_PAIRS : SHAPE_EITHER;
}

/* A count as written: decimal, above 0. */
static bool count_of(struct text word, float *ret_count)
{
	char buf[64], *end;
	size_t n = (size_t)(word.end - word.at);
	double v;

	if (n >= sizeof buf)
		return false;
	memcpy(buf, word.at, n);
	buf[n] = '\0';
	v = strtod(buf, &end);
	if (*end || !(v > 0) || v > 1e30)
		return false;
	*ret_count = MAX_OF((float)v, 1e-6f);
	return true;
}

static void add(struct interactions *in, uint32_t part, uint32_t row, struct text item, float value)
{
	struct interactions_part *p = &in->part[part];

	ARRAY_GROW(p->cells, p->n, p->cap);
	p->cells[p->n++] = (struct cell){ row, number_of(&in->items, item), value };
}

static enum err read_line(struct interactions *in, uint32_t part, bool pairs, struct text *t, const char *what, size_t line)
{
	struct text user, item, count, more;
	uint32_t row;
	float value = 1;

	if (!next_word(t, &user))
		return OK;
	row = number_of(&in->users, user);
	if (!pairs) {
		while (next_word(t, &item))
			add(in, part, row, item, 1);
		return OK;
	}
	if (!next_word(t, &item))
		return fail(ERR_PARSE, _("%s:%zu: a listener and no item"), what, line);
	if (next_word(t, &count) && (!count_of(count, &value) || next_word(t, &more)))
		return fail(ERR_PARSE, _("%s:%zu: '%.*s' is not a count above 0"), what, line, (int)MIN_OF(count.end - count.at, 40), count.at);
	add(in, part, row, item, value);
	return OK;
}

enum err interactions_read(struct interactions *in, uint32_t part, const char *data, size_t n, bool pairs, const char *what)
{
	size_t line = 1;

	if (n && memchr(data, '\0', n))
		return fail(ERR_PARSE, _("%s: this is no text"), what);
	for (struct text t = text_of(data, n); t.at < t.end; next_line(&t), line++) {
		enum err err = read_line(in, part, pairs, &t, what, line);

		if (err)
			return err;
	}
	if (in->users.n >= UINT32_MAX / 2 || in->items.n >= UINT32_MAX / 2)
		return fail(ERR_LIMIT, _("%s: too many names"), what);
	return OK;
}

void interactions_order(struct interactions *in)
{
	size_t n = in->items.n;
	struct scored *heard = xcalloc(n + 1, sizeof *heard);
	uint32_t *place = xcalloc(n + 1, sizeof *place);
	const char **name = xcalloc(n + 1, sizeof *name);
	struct sparse *x = interactions_matrix(in, 0);	/* each listener once */

	for (uint32_t i = 0; i < n; i++)
		heard[i].at = i;
	for (size_t i = 0; i < x->start[x->n_rows]; i++)
		heard[x->col[i]].score++;
	qsort(heard, n, sizeof *heard, best_order);
	for (uint32_t i = 0; i < n; i++) {
		place[heard[i].at] = i;
		name[i] = in->items.name[heard[i].at];
		mapstr_put(&in->items.map, name[i], (void *)(uintptr_t)(i + 1));
	}
	for (size_t p = 0; p < COUNT_OF(in->part); p++)
		for (size_t i = 0; i < in->part[p].n; i++)
			in->part[p].cells[i].col = place[in->part[p].cells[i].col];
	free(in->items.name);
	in->items.name = name;
	in->items.cap = n + 1;
	sparse_free(x);
	free(heard);
	free(place);
}

struct sparse *interactions_matrix(struct interactions *in, uint32_t part)
{
	return sparse_new(in->part[part].cells, in->part[part].n, (uint32_t)in->users.n, (uint32_t)in->items.n);
}

void interactions_done(struct interactions *in)
{
	names_seen_done(&in->users);
	names_seen_done(&in->items);
	for (size_t p = 0; p < COUNT_OF(in->part); p++)
		free(in->part[p].cells);
	*in = (struct interactions){ 0 };
}
