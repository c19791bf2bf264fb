/*
 * message.c -- what is said on the last line.  A sentence too long for it takes the line of the hints, too; one that is too long even
 * then loses its end, or its middle where there is a path in it: then the end says what is wrong.
 */
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the words that fit into so many cells; of one word too long for most of them, its beginning. */
static size_t line_of(const char *text, int cells)
{
	size_t n = utf8_fit(text, cells, NULL), word = n;

	while (word && text[word] && text[word] != ' ')
		word--;
	return word > n / 2 ? word : n;
}

static char *without_middle(const char *text, int cells)
{
	int left = (cells - 1) / 3, right = cells - 1 - left;
	size_t head = utf8_fit(text, left, NULL), tail = strlen(text);

	for (size_t n; tail > head; tail -= n) {
		n = utf8_prev(text, text + tail);
		if (utf8_width(text + tail - n) > right)
			break;
	}
	return xasprintf("%.*s…%s", (int)head, text, text + tail);
}

static void draw_line(struct app *app, int y, enum role role, const char *text)
{
	int cells = ui_cols(app->ui) - 2;
	char *shorter = utf8_width(text) > cells && cells > 1 && strchr(text, '/') ? without_middle(text, cells) : NULL;

	ui_text(app->ui, y, 1, cells, role, shorter ? shorter : text, true);
	free(shorter);
}

void message_draw(struct app *app, int y, bool may_take_two)
{
	enum role role = app->message_is_error ? ROLE_ERROR : ROLE_MESSAGE;
	int cells = ui_cols(app->ui) - 2;
	const char *rest = app->message;

	if (may_take_two && utf8_width(rest) > cells) {
		size_t n = line_of(rest, cells);
		char *first = xstrndup(rest, n);

		draw_line(app, y - 1, role, first);
		free(first);
		rest += n + strspn(rest + n, " ");
	}
	draw_line(app, y, role, rest);
}
