/* wrap.c -- a text in as many lines as it takes. */
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the first line, cut between words where there are any. */
static size_t line_of(const char *text, int cols)
{
	size_t n = utf8_fit(text, cols, NULL), cut = n;

	while (text[n] && cut && text[cut] != ' ')
		cut--;
	return text[n] && cut ? cut : n ? n : utf8_next(text);
}

static const char *behind(const char *text, size_t n)
{
	return text + n + strspn(text + n, " ");
}

int wrap_lines(const char *text, int cols)
{
	int lines = 0;

	for (; *text; lines++)
		text = behind(text, line_of(text, cols));
	return lines;
}

void wrap_draw(struct app *app, struct area at, enum role role, const char *text)
{
	for (int i = 0; i < at.rows && *text; i++) {
		size_t n = i + 1 < at.rows ? line_of(text, at.cols) : strlen(text);
		char *line = xstrndup(text, n);

		ui_text(app->ui, at.y + i, at.x, at.cols, role, line, true);
		free(line);
		text = behind(text, n);
	}
}
