/*
 * query.h -- inside the filter language: its rows, its tokens, its tree.
 *
 *	text --lex--> tokens --parse--> nodes in one array --match--> yes or no
 *
 * Bounded throughout: the text, the nodes, and how deep parentheses and nots nest (and with it the recursion of parser and
 * matcher: several terms in a row are siblings, not a deeper tree).
 */
#ifndef SEGUE_LIBRARY_QUERY_H
#define SEGUE_LIBRARY_QUERY_H

#include "room.h"

enum { QUERY_BYTES_MAX = 4096, QUERY_NODES_MAX = 1024, QUERY_DEPTH_MAX = 64 };

enum field_kind {
	FIELD_OPERATOR,		/* and, or, not */
	FIELD_FLAG,		/* stands alone */
	FIELD_TEXT,		/* a part of the search text */
	FIELD_STRING,		/* another string of the track, folded when asked */
	FIELD_LABEL,		/* a string others know */
	FIELD_NUMBER,		/* 0 = absent */
	FIELD_COUNT,		/* 0 = none, a number as good as others */
	FIELD_DURATION,		/* in seconds; 0 = absent */
	FIELD_TIME,		/* Unix; 0 = absent, never */
	FIELD_FILTER,		/* names a saved filter */
};

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_AND, TOKEN_OR, TOKEN_NOT, TOKEN_FLAG, TOKEN_TEST, TOKEN_NAME };
enum test_op { OP_HAS, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };

/* What a row of query_fields() is to the parser and the matcher. */
struct field {
	const char *name;
	enum field_kind kind;
	enum token_kind token;		/* of an operator */
	enum text_part part;		/* of a text */
	enum library_label label;
	const char *(*string)(const struct track *t);
	int64_t (*number)(const struct track *t);	/* a flag's is 0 or 1 */
	bool is_shy;			/* a flag that is a common word: only beside & | ! ( ) */
};
const struct field *field_find(const char *name, size_t n);
/* Comparisons of a date are those of the year, as in cmus. */
const struct field *field_for(const struct field *f, enum test_op op, const char *value);
/* By its letter in cmus's short filters; NULL when that has no such letter. */
const struct field *field_short(char letter);
/* The name nearest to a misspelt one, or NULL. */
const char *field_guess(const char *name, size_t n);

struct token {
	enum token_kind kind;
	size_t at;			/* its first byte */
	const struct field *field;
	enum test_op op;
	size_t op_at, value_at;
	char *value;			/* a word's or a value's text, unquoted; in the query's arena */
	bool is_quoted, is_short;
};

struct lexer {
	const char *text;
	size_t at;
	struct arena *arena;
	const struct query_names *names;	/* may be NULL */
	size_t error_at;
};
enum err lex_next(struct lexer *lx, struct token *ret_token);
/* Is "~" and a letter with a meaning there? Then it is a test, read by lex_short(). */
bool lex_is_short(const struct lexer *lx);
enum err lex_short(struct lexer *lx, struct token *ret_token);
/* The operator at text: its bytes, 0 when there is none. */
size_t lex_op(const char *text, enum test_op *ret_op);
size_t lex_skip_spaces(const char *text, size_t at);
/* A value, quoted or bare, at lx->at, into the token. ERR_PARSE when there is none. */
enum err lex_value(struct lexer *lx, struct token *tok);

/* Inclusive; what to compare a number with. */
struct span { int64_t from, to; bool takes_zero; };
/* "1970", "1970..1979", "6:00", "7d", "2025-01" ... after `op`. err_text() says what is wrong. */
enum err span_parse(const struct field *f, enum test_op op, const char *value, int64_t now_s, struct span *ret_span);

/* ---- query_glob.c ---- */
bool glob_is(const char *value);		/* is there a * or ? in it? */
/* The whole of s; both folded. */
bool glob_match(const char *pattern, const char *s, size_t n);

enum node_kind { NODE_AND, NODE_OR, NODE_NOT, NODE_WORD, NODE_FLAG, NODE_TEXT, NODE_EQUAL, NODE_GLOB, NODE_SPAN };
struct node {
	enum node_kind kind;
	uint16_t kid, next;		/* index + 1; 0 = none */
	const struct field *field;
	const char *needle;		/* folded */
	size_t needle_n;
	int initials;			/* of a word: initials_kind() … */
	char marks;			/* … and what a text must have to hold it: text_marks() */
	struct span span;
};

struct query {
	struct arena arena;
	struct node *nodes;
	size_t n, cap;
	uint16_t root;			/* index + 1; 0 = matches all */
};

#endif
