/*
 * query_lex.c -- words, quotes, parentheses, and tests: a field's name, an operator, a value.
 *
 * Letters followed at once by an operator are a test, known field or not, so that a misspelt field is told rather than
 * searched for; with a space before the operator only a known field makes a test ("year >= 1980").
 */
#include "query.h"

#include <stdlib.h>
#include <string.h>

static const struct { char text[3]; enum test_op op; } ops[] = {
	{ "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { ":", OP_HAS }, { "=", OP_EQ }, { "<", OP_LT }, { ">", OP_GT },
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Ends a bare word. */
static bool is_delimiter(char c)
{
	return !c || is_space(c) || strchr("()|\"", c);
}

size_t lex_skip_spaces(const char *text, size_t at)
{
	while (is_space(text[at]))
		at++;
	return at;
}

static enum err quoted(struct lexer *lx, char **ret_value)
{
	size_t from = lx->at, n = 0;
	const char *p = lx->text + lx->at + 1;
	char *value = arena_alloc(lx->arena, strlen(p) + 1);

	for (; *p && *p != '"'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		value[n++] = (char)(is_space(*p) ? ' ' : *p);
	}
	if (!*p) {
		lx->error_at = from;
		return fail(ERR_PARSE, _("a quotation mark is not closed"));
	}
	lx->at = (size_t)(p + 1 - lx->text);
	*ret_value = value;
	return OK;
}

static const char *named_filter(const struct lexer *lx, const char *name)
{
	return lx->names && lx->names->has_bare ? lx->names->find(lx->names->ctx, name) : NULL;
}

/* Is what comes after an "&" something that can be meant to be joined, or is it a word with one in it ("R&B", "AT&T")? */
static bool begins_term(const struct lexer *lx, size_t at)
{
	const char *p = lx->text + at;
	size_t letters = 0, n = 0;
	const struct field *f;
	enum test_op op;
	char *name;
	bool is_named;

	if (!*p || is_space(*p) || strchr("(!~\"&", *p))
		return true;
	while (is_letter(p[letters]))
		letters++;
	if (letters && lex_op(p + letters, &op))
		return true;
	while (!is_delimiter(p[n]) && p[n] != '&')
		n++;
	f = field_find(p, n);
	if (f && f->kind == FIELD_FLAG)
		return true;
	name = xstrndup(p, n);
	is_named = named_filter(lx, name);
	free(name);
	return is_named;
}

/* `field`: whose value it is, if any; `is_short`: after "~y", where the next "~g" begins another. */
static bool ends_word(const struct lexer *lx, const struct field *field, bool is_short)
{
	char c = lx->text[lx->at];

	if (c == '&')
		return (field && field->number) || begins_term(lx, lx->at + 1);
	return is_delimiter(c) || (is_short && lex_is_short(lx));
}

static char *bare(struct lexer *lx, const struct field *field, bool is_short)
{
	size_t from = lx->at;
	char *value;

	while (!ends_word(lx, field, is_short))
		lx->at++;
	value = arena_alloc(lx->arena, lx->at - from + 1);
	memcpy(value, lx->text + from, lx->at - from);
	return value;
}

size_t lex_op(const char *text, enum test_op *ret_op)
{
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (!strncmp(text, ops[i].text, strlen(ops[i].text))) {
			*ret_op = ops[i].op;
			return strlen(ops[i].text);
		}
	return 0;
}

static enum err unknown_field(struct lexer *lx, size_t at, size_t n)
{
	const char *name = lx->text + at, *guess = field_guess(name, n);
	int shown = (int)MIN_OF(n, (size_t)40);

	lx->error_at = at;
	if (guess)
		return fail(ERR_PARSE, _("unknown field '%.*s' (did you mean %s?)"), shown, name, guess);
	return fail(ERR_PARSE, _("unknown field '%.*s' (put quotes around what is to be searched for)"), shown, name);
}

enum err lex_value(struct lexer *lx, struct token *tok)
{
	tok->value_at = lx->at;
	if (lx->text[lx->at] == '"') {
		tok->is_quoted = true;
		return quoted(lx, &tok->value);
	}
	tok->value = bare(lx, tok->field, tok->is_short);
	if (!tok->value[0]) {
		lx->error_at = tok->value_at;
		return fail(ERR_PARSE, _("'%s' needs a value"), tok->field->name);
	}
	return OK;
}

/* Letters at lx->at: is a test there? */
static enum err try_test(struct lexer *lx, struct token *tok, bool *ret_is_test)
{
	size_t from = lx->at, end = from, at, n;
	const struct field *f;
	enum test_op op;

	while (is_letter(lx->text[end]))
		end++;
	at = lex_skip_spaces(lx->text, end);
	n = lex_op(lx->text + at, &op);
	f = field_find(lx->text + from, end - from);
	*ret_is_test = n && (at == end || (f && f->number && f->kind != FIELD_FLAG));
	if (!*ret_is_test)
		return OK;
	if (!f || f->kind == FIELD_OPERATOR)
		return unknown_field(lx, from, end - from);
	if (f->kind == FIELD_FLAG) {
		lx->error_at = at;
		return fail(ERR_PARSE, _("'%s' stands alone, nothing is compared with it"), f->name);
	}
	lx->at = lex_skip_spaces(lx->text, at + n);
	*tok = (struct token){ .kind = f->kind == FIELD_FILTER ? TOKEN_NAME : TOKEN_TEST, .at = from, .field = f, .op = op, .op_at = at };
	return lex_value(lx, tok);
}

/* Does the word from..lx->at stand beside & | ! ( ), as in the long form of cmus? */
static bool is_joined(const struct lexer *lx, size_t from)
{
	size_t after = lex_skip_spaces(lx->text, lx->at);

	while (from && is_space(lx->text[from - 1]))
		from--;
	return (from && strchr("&|!(", lx->text[from - 1])) || (lx->text[after] && strchr("&|)", lx->text[after]));
}

static bool is_alone(const struct lexer *lx, size_t from)
{
	return lex_skip_spaces(lx->text, 0) == from && !lx->text[lex_skip_spaces(lx->text, lx->at)];
}

static enum err word(struct lexer *lx, struct token *tok)
{
	const struct field *f;
	bool is_test = false;
	enum err err;

	if (is_letter(lx->text[lx->at])) {
		err = try_test(lx, tok, &is_test);
		if (err || is_test)
			return err;
	}
	*tok = (struct token){ .kind = TOKEN_WORD, .at = lx->at, .value_at = lx->at };
	tok->value = bare(lx, NULL, false);
	f = field_find(tok->value, strlen(tok->value));
	if (f && f->kind == FIELD_OPERATOR) {
		tok->kind = f->token;
	} else if (named_filter(lx, tok->value) && (is_joined(lx, tok->at) || is_alone(lx, tok->at))) {
		tok->kind = TOKEN_NAME;
	} else if (f && f->kind == FIELD_FLAG && (!f->is_shy || is_joined(lx, tok->at))) {
		tok->kind = TOKEN_FLAG;
		tok->field = f;
	}
	return OK;
}

enum err lex_next(struct lexer *lx, struct token *ret_token)
{
	static const struct { char c; enum token_kind kind; } marks[] = {
		{ '(', TOKEN_OPEN }, { ')', TOKEN_CLOSE }, { '|', TOKEN_OR }, { '&', TOKEN_AND }, { '!', TOKEN_NOT }, { '-', TOKEN_NOT },
	};
	const char *text = lx->text;

	lx->at = lex_skip_spaces(text, lx->at);
	/* a dash between spaces is how people write "Artist - Title" */
	while (text[lx->at] == '-' && (!text[lx->at + 1] || is_space(text[lx->at + 1])))
		lx->at = lex_skip_spaces(text, lx->at + 1);
	/* half typed: "simon &" */
	if (text[lx->at] == '&' && lx->at && !text[lex_skip_spaces(text, lx->at + 1)])
		lx->at = lex_skip_spaces(text, lx->at + 1);
	*ret_token = (struct token){ .kind = TOKEN_END, .at = lx->at };
	if (!text[lx->at])
		return OK;
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (text[lx->at] == marks[i].c) {
			ret_token->kind = marks[i].kind;
			lx->at += strchr("|&", text[lx->at]) && text[lx->at + 1] == text[lx->at] ? 2 : 1;
			return OK;
		}
	if (lex_is_short(lx))
		return lex_short(lx, ret_token);
	/* a letter of cmus that has no field here must not become a word that finds nothing */
	if (text[lx->at] == '~' && ((text[lx->at + 1] >= 'a' && text[lx->at + 1] <= 'z') || (text[lx->at + 1] >= 'A' && text[lx->at + 1] <= 'Z'))) {
		lx->error_at = lx->at;
		return fail(ERR_PARSE, _("unknown field '~%c' (put quotes around what is to be searched for)"), text[lx->at + 1]);
	}
	if (text[lx->at] == '"') {
		ret_token->kind = TOKEN_WORD;
		ret_token->is_quoted = true;
		return quoted(lx, &ret_token->value);
	}
	return word(lx, ret_token);
}
