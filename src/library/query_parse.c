/*
 * query_parse.c -- recursive descent over the tokens: or < and < not < term.
 *
 *	either := both ("or" both)*
 *	both   := unary ("and"? unary)*
 *	unary  := "not"* ( "(" either ")" | word | flag | test | name )
 *
 * A saved filter's name is as good as its text in parentheses. Filters may name filters; one that names itself is found by how
 * deep it goes. Each ends in terms, so that the limit on those bounds the work, too.
 */
#include "query.h"

#include <stdlib.h>
#include <string.h>

struct parser {
	struct lexer lx;
	struct query_names inner;	/* inside of filters */
	struct token tok;		/* the one being looked at */
	struct query *q;
	int64_t now_s;
	int depth, deep;		/* in parentheses, in filters */
};

static enum err next(struct parser *p)
{
	return lex_next(&p->lx, &p->tok);
}

static enum err error_at(struct parser *p, size_t at, enum err code)
{
	p->lx.error_at = at;
	return code;
}

static enum err new_node(struct parser *p, struct node node, uint16_t *ret_node)
{
	if (p->q->n == QUERY_NODES_MAX)
		return error_at(p, p->tok.at, fail(ERR_LIMIT, _("more than %d terms"), QUERY_NODES_MAX));
	ARRAY_GROW(p->q->nodes, p->q->n, p->q->cap);
	p->q->nodes[p->q->n++] = node;
	*ret_node = (uint16_t)p->q->n;
	return OK;
}

static const char *fold_needle(struct parser *p, const char *s)
{
	char *folded = utf8_fold_loose(s), *kept = arena_strdup(&p->q->arena, folded);

	free(folded);
	return kept;
}

/* "x" under a not */
static enum err negate(struct parser *p, uint16_t kid, uint16_t *ret_node)
{
	return new_node(p, (struct node){ .kind = NODE_NOT, .kid = kid }, ret_node);
}

static enum err test_node(struct parser *p, struct node *ret_node)
{
	const struct token *tok = &p->tok;
	struct node node = { .field = field_for(tok->field, tok->op, tok->value) };
	enum err err;

	if (node.field->number) {
		err = span_parse(node.field, tok->op, tok->value, p->now_s, &node.span);
		if (err)
			return error_at(p, tok->value_at, err);
		node.kind = NODE_SPAN;
		*ret_node = node;
		return OK;
	}
	if (tok->op != OP_HAS && tok->op != OP_EQ && tok->op != OP_NE)
		return error_at(p, tok->op_at,
				fail(ERR_PARSE, _("'%s' is a text: it goes with ':', '=' or '!='"), tok->field->name));
	node.kind = tok->op == OP_HAS ? NODE_TEXT : NODE_EQUAL;
	if (glob_is(tok->value) && (tok->is_short || tok->op != OP_HAS)) {
		/* in the short form anything may stand around it */
		char *open = tok->op == OP_HAS ? xasprintf("*%s*", tok->value) : xstrdup(tok->value);

		node.kind = NODE_GLOB;
		node.needle = fold_needle(p, open);
		free(open);
	} else {
		node.needle = fold_needle(p, tok->value);
	}
	node.needle_n = strlen(node.needle);
	*ret_node = node;
	return OK;
}

static enum err either(struct parser *p, const char *after, uint16_t *ret_node);

static enum err parenthesis(struct parser *p, uint16_t *ret_node)
{
	size_t at = p->tok.at;
	uint16_t node;
	enum err err;

	if (p->depth == QUERY_DEPTH_MAX)
		return error_at(p, at, fail(ERR_LIMIT, _("more than %d parentheses in one another"), QUERY_DEPTH_MAX));
	p->depth++;
	err = next(p);
	if (!err && p->tok.kind == TOKEN_CLOSE)
		err = error_at(p, p->tok.at, fail(ERR_PARSE, _("nothing is between the parentheses")));
	if (!err)
		err = either(p, "(", &node);
	if (err)
		return err;
	if (p->tok.kind != TOKEN_CLOSE)
		return error_at(p, at, fail(ERR_PARSE, _("a parenthesis is not closed")));
	p->depth--;
	*ret_node = node;
	return next(p);
}

/* The text of the filter in the lexer's place, to its end. */
static enum err inside(struct parser *p, const char *name, const char *text, uint16_t *ret_node)
{
	enum err err;

	p->lx.text = text;
	p->lx.at = 0;
	p->depth = 0;
	/* what was saved means the same wherever it is named from */
	if (!p->inner.typed || strcmp(name, p->inner.typed))
		p->lx.names = &p->inner;
	if (strlen(text) > QUERY_BYTES_MAX)
		return fail(ERR_LIMIT, _("longer than %d bytes"), QUERY_BYTES_MAX);
	err = next(p);
	if (!err && p->tok.kind == TOKEN_END)
		err = fail(ERR_PARSE, _("nothing is in it"));
	if (!err && p->deep > QUERY_NAMES_DEEP)
		err = fail(ERR_LIMIT, _("more than %d filters in one another: does '%s' name itself?"), QUERY_NAMES_DEEP, name);
	err = err ? err : either(p, NULL, ret_node);
	if (!err && p->tok.kind == TOKEN_CLOSE)
		err = fail(ERR_PARSE, _("a parenthesis closes that was not opened"));
	return err;
}

static enum err named(struct parser *p, uint16_t *ret_node)
{
	const struct query_names *names = p->lx.names;
	const struct lexer outer = p->lx;
	const struct token tok = p->tok;
	const char *text = names ? names->find(names->ctx, tok.value) : NULL;
	uint16_t node = 0;
	int depth = p->depth;
	enum err err;

	if (!text)
		return error_at(p, tok.value_at, fail(ERR_PARSE, _("there is no filter '%.80s'"), tok.value));
	p->deep++;
	err = inside(p, tok.value, text, &node);
	p->deep--;
	p->depth = depth;
	p->lx = outer;
	p->tok = tok;
	if (err) {
		/* the outermost is the one the listener typed */
		if (!p->deep)
			fail(err, _("in the filter '%.80s': %s"), tok.value, err_text());
		return error_at(p, tok.at, err);
	}
	*ret_node = node;
	return OK;
}

/* What cannot begin a term. */
static enum err no_term(struct parser *p, const char *after)
{
	if (p->tok.kind == TOKEN_CLOSE && !p->depth)
		return error_at(p, p->tok.at, fail(ERR_PARSE, _("a parenthesis closes that was not opened")));
	if (after)
		return error_at(p, p->tok.at, fail(ERR_PARSE, _("something is missing after '%s'"), after));
	return error_at(p, p->tok.at, fail(ERR_PARSE, _("something is missing before '%s'"),
					   p->tok.kind == TOKEN_OR ? "or" : "and"));
}

static enum err term(struct parser *p, const char *after, uint16_t *ret_node)
{
	struct node node = { 0 };
	bool is_negated = false;
	enum err err = OK;

	switch (p->tok.kind) {
	case TOKEN_OPEN:
		return parenthesis(p, ret_node);
	case TOKEN_WORD:
		node = (struct node){ .kind = NODE_WORD, .needle = fold_needle(p, p->tok.value) };
		node.needle_n = strlen(node.needle);
		node.marks = text_marks(node.needle);
		node.initials = p->tok.is_quoted ? 0 : initials_kind(node.needle);
		break;
	case TOKEN_FLAG:
		node = (struct node){ .kind = NODE_FLAG, .field = p->tok.field };
		break;
	case TOKEN_NAME:
		err = named(p, ret_node);
		if (!err && p->tok.op == OP_NE)
			err = negate(p, *ret_node, ret_node);
		return err ? err : next(p);
	case TOKEN_TEST:
		err = test_node(p, &node);
		is_negated = p->tok.op == OP_NE;
		break;
	case TOKEN_END:
	case TOKEN_CLOSE:
	case TOKEN_AND:
	case TOKEN_OR:
	case TOKEN_NOT:
		return no_term(p, after);
	}
	if (!err)
		err = new_node(p, node, ret_node);
	if (!err && is_negated)
		err = negate(p, *ret_node, ret_node);
	return err ? err : next(p);
}

static enum err unary(struct parser *p, const char *after, uint16_t *ret_node)
{
	bool is_negated = false;
	uint16_t node;
	enum err err;

	for (; p->tok.kind == TOKEN_NOT; is_negated = !is_negated) {
		after = p->lx.text[p->tok.at] == '-' ? "-" : p->lx.text[p->tok.at] == '!' ? "!" : "not";
		err = next(p);
		if (err)
			return err;
	}
	err = term(p, after, &node);
	if (err)
		return err;
	if (is_negated)
		return negate(p, node, ret_node);
	*ret_node = node;
	return OK;
}

/* A further member of a group; the group itself is made when it gets its second. */
static enum err join(struct parser *p, enum node_kind kind, uint16_t *group, uint16_t *last, uint16_t node)
{
	enum err err;

	if (*last && *group == *last) {
		err = new_node(p, (struct node){ .kind = kind, .kid = *last }, group);
		if (err)
			return err;
	}
	if (*last)
		p->q->nodes[*last - 1].next = node;
	else
		*group = node;
	*last = node;
	return OK;
}

static enum err both(struct parser *p, const char *after, uint16_t *ret_node)
{
	uint16_t group = 0, last = 0, node;
	enum err err;

	do {
		err = unary(p, after, &node);
		if (!err)
			err = join(p, NODE_AND, &group, &last, node);
		after = NULL;
		if (!err && p->tok.kind == TOKEN_AND) {
			after = "and";
			err = next(p);
		}
	} while (!err && (after || (p->tok.kind != TOKEN_END && p->tok.kind != TOKEN_CLOSE && p->tok.kind != TOKEN_OR)));
	if (!err)
		*ret_node = group;
	return err;
}

static enum err either(struct parser *p, const char *after, uint16_t *ret_node)
{
	uint16_t group = 0, last = 0, node;
	enum err err;

	for (;;) {
		err = both(p, after, &node);
		if (!err)
			err = join(p, NODE_OR, &group, &last, node);
		if (err || p->tok.kind != TOKEN_OR)
			break;
		after = "or";
		err = next(p);
		if (err)
			break;
	}
	if (!err)
		*ret_node = group;
	return err;
}

static enum err parse(struct parser *p)
{
	enum err err;

	if (strlen(p->lx.text) > QUERY_BYTES_MAX)
		return error_at(p, QUERY_BYTES_MAX, fail(ERR_LIMIT, _("longer than %d bytes"), QUERY_BYTES_MAX));
	err = next(p);
	if (err || p->tok.kind == TOKEN_END)
		return err;
	err = either(p, NULL, &p->q->root);
	if (!err && p->tok.kind == TOKEN_CLOSE)
		err = no_term(p, NULL);
	return err;
}

enum err query_parse(const char *text, int64_t now_s, struct query **ret_query, size_t *ret_column)
{
	return query_parse_named(text, now_s, NULL, ret_query, ret_column);
}

enum err query_name_check(const char *name)
{
	struct arena arena = { 0 };
	struct lexer lx = { .text = name, .arena = &arena };
	struct token tok = { 0 };
	enum err err;

	if (!*name || strlen(name) > QUERY_NAME_MAX || !utf8_valid(name, strlen(name)))
		return fail(ERR_ARG, _("a filter's name is UTF-8, of 1 to %d bytes"), QUERY_NAME_MAX);
	err = lex_next(&lx, &tok);
	if (err || field_find(name, strlen(name)) || tok.kind != TOKEN_WORD || tok.is_quoted || tok.at || name[lx.at] || strpbrk(name, "&=:<>~!,*?\\"))
		err = fail(ERR_ARG, _("'%.80s' cannot be a filter's name: it means something else in a query"), name);
	arena_done(&arena);
	return err;
}

enum err query_parse_named(const char *text, int64_t now_s, const struct query_names *names, struct query **ret_query, size_t *ret_column)
{
	struct parser p = { .now_s = now_s, .q = xcalloc(1, sizeof *p.q) };
	enum err err;

	p.lx = (struct lexer){ .text = text, .arena = &p.q->arena, .names = names };
	if (names)
		p.inner = *names;
	p.inner.has_bare = true;
	err = parse(&p);
	if (err) {
		if (ret_column)
			*ret_column = p.lx.error_at;
		query_free(p.q);
		return err;
	}
	*ret_query = p.q;
	return OK;
}

enum err query_fail(enum err err, const char *text, size_t column)
{
	char *left = xstrndup(text, column);

	fail(err, _("column %d: %s"), utf8_width(left) + 1, err_text());
	free(left);
	return err;
}

void query_free(struct query *q)
{
	if (!q)
		return;
	free(q->nodes);
	arena_done(&q->arena);
	free(q);
}
