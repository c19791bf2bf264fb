/*
 * query_match.c -- does a track match? Walks the nodes; makes the track's search text only when a word asks for it.
 */
#include "query.h"

#include <stdlib.h>
#include <string.h>

struct match {
	const struct query *q;
	const struct library *lib;	/* may be NULL */
	const struct track *track;
	struct entry *entry;		/* NULL for a track that is not the library's */
	char *own_text;			/* made for such a one */
};

static const char *match_text(struct match *m)
{
	if (m->entry)
		return entry_text(m->entry);
	if (!m->own_text)
		m->own_text = text_make(m->track);
	return m->own_text + 1;
}

static bool compare(const struct node *node, const char *s, size_t n)
{
	if (node->kind == NODE_GLOB)
		return glob_match(node->needle, s, n);
	if (node->kind == NODE_EQUAL)
		return n == node->needle_n && !memcmp(s, node->needle, n);
	return memmem(s, n, node->needle, node->needle_n);
}

/* Any of the labels: "is" means one of them, whole. */
static bool compare_lines(const struct node *node, const char *lines)
{
	do {
		size_t n = strcspn(lines, "\n");

		if (compare(node, lines, n))
			return true;
		lines += n + (lines[n] != '\0');
	} while (*lines);
	return false;
}

static bool match_string(struct match *m, const struct node *node)
{
	const struct field *f = node->field;
	size_t n;
	bool good;

	if (f->kind == FIELD_TEXT) {
		const char *part = text_part(match_text(m), f->part, m->track, &n);

		good = compare(node, part, n);
	} else {
		char *folded = utf8_fold_loose(f->kind == FIELD_LABEL ? library_label(m->lib, m->track, f->label) : f->string(m->track));

		good = f->kind == FIELD_LABEL ? compare_lines(node, folded) : compare(node, folded, strlen(folded));
		free(folded);
	}
	return good;
}

static bool match_span(const struct match *m, const struct node *node)
{
	int64_t v = node->field->number(m->track);

	return (v || node->span.takes_zero) && node->span.from <= v && v <= node->span.to;
}

static bool match_word(struct match *m, const struct node *node)
{
	const char *text = match_text(m);

	if ((text[-1] & node->marks) != node->marks)
		return false;
	if (strstr(text, node->needle))
		return true;
	return node->initials & text[-1] && initials_match(node->initials, node->needle, text);
}

static bool match_node(struct match *m, uint16_t at)
{
	const struct node *node = &m->q->nodes[at - 1];
	uint16_t kid = node->kid;

	switch (node->kind) {
	case NODE_AND:
		while (kid && match_node(m, kid))
			kid = m->q->nodes[kid - 1].next;
		return !kid;
	case NODE_OR:
		while (kid && !match_node(m, kid))
			kid = m->q->nodes[kid - 1].next;
		return kid;
	case NODE_NOT:
		return !match_node(m, kid);
	case NODE_WORD:
		return match_word(m, node);
	case NODE_FLAG:
		return node->field->number(m->track);
	case NODE_TEXT:
	case NODE_EQUAL:
	case NODE_GLOB:
		return match_string(m, node);
	case NODE_SPAN:
		return match_span(m, node);
	}
	return false;
}

bool query_match_entry(const struct query *q, const struct library *lib, struct entry *e)
{
	struct match m = { .q = q, .lib = lib, .track = &e->track, .entry = e };

	return !q || !q->root || match_node(&m, q->root);
}

bool query_match(const struct query *q, const struct library *lib, const struct track *t)
{
	struct match m = { .q = q, .lib = lib, .track = t };
	struct track *own;
	bool good;

	if (!q || !q->root)
		return true;
	own = lib ? library_get(lib, t->id) : NULL;
	if (own == t)
		return query_match_entry(q, lib, (struct entry *)own);
	good = match_node(&m, q->root);
	free(m.own_text);
	return good;
}

bool query_asks(const struct query *q, enum track_state state)
{
	static const char *const words[] = { [TRACK_UNREADABLE] = "unreadable", [TRACK_MISSING] = "missing", [TRACK_REMOVED] = "removed" };
	const char *word = words[state];

	for (size_t i = 0; word && q && i < q->n; i++)
		if (q->nodes[i].kind == NODE_FLAG && q->nodes[i].field == field_find(word, strlen(word)))
			return true;
	return false;
}
