/*
 * query_short.c -- the short filters of cmus, for fingers that know them: "~a bowie", "~y1970-1979", "(~d>600 | !~g rock)".
 *
 * A letter stands for a field, the operator may be left out, a range of numbers has a dash ("~y1980-~grock" is two terms), and
 * * and ? are letters left open. They become the same tokens
 * as the long form.
 */
#include "query.h"

#include <string.h>

bool lex_is_short(const struct lexer *lx)
{
	return lx->text[lx->at] == '~' && field_short(lx->text[lx->at + 1]);
}

/* "1970-1979", "-1979", "1970-" with the dots of a range. */
static char *with_dots(struct arena *a, const char *value)
{
	const char *dash = strchr(value, '-');
	char *out;

	if (!dash)
		return NULL;
	out = arena_alloc(a, strlen(value) + 2);
	memcpy(out, value, (size_t)(dash - value));
	strcat(out, "..");
	return strcat(out, dash + 1);
}

enum err lex_short(struct lexer *lx, struct token *ret_token)
{
	struct token tok = { .kind = TOKEN_TEST, .at = lx->at, .field = field_short(lx->text[lx->at + 1]), .op = OP_HAS, .is_short = true };
	enum err err;

	if (tok.field->kind == FIELD_FLAG) {
		tok.kind = TOKEN_FLAG;
		lx->at += 2;
		*ret_token = tok;
		return OK;
	}
	tok.op_at = lx->at = lex_skip_spaces(lx->text, lx->at + 2);
	lx->at = lex_skip_spaces(lx->text, lx->at + lex_op(lx->text + lx->at, &tok.op));
	err = lex_value(lx, &tok);
	if (err)
		return err;
	if (tok.field->number && !tok.is_quoted) {
		char *dotted = with_dots(lx->arena, tok.value);

		tok.value = dotted ? dotted : tok.value;
	}
	*ret_token = tok;
	return OK;
}
