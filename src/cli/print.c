/* print.c -- aligned columns for people, by the width a terminal gives each character. */
#include "cli/print.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PAD_MAX = 40 };	/* cells a column is padded to off a terminal: one odd title must not blow up every line */

void print_cell(char ret_text[PRINT_CELL], const char *text)
{
	size_t n = strlen(text);

	if (n >= PRINT_CELL) {
		n = PRINT_CELL - 1;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(ret_text, text, n);
	ret_text[n] = '\0';
}

void print_stars(int rating, char ret_text[32])
{
	ret_text[0] = '\0';
	for (int i = 0; rating > 0 && i < 5; i++)
		strcat(ret_text, i < rating ? "\u2605" : "\u2606");
}

int print_terminal_cells(FILE *f)
{
	struct winsize size;

	if (!isatty(fileno(f)))
		return 0;
	return !ioctl(fileno(f), TIOCGWINSZ, &size) && size.ws_col >= 20 ? size.ws_col : 80;
}

void print_span(int64_t ms, char ret_text[48])
{
	long long min = ms / 60000, h = min / 60, d = h / 24;

	if (d)
		snprintf(ret_text, 48, _("%lld d %lld h"), d, h % 24);
	else if (h)
		snprintf(ret_text, 48, _("%lld h %lld min"), h, min % 60);
	else
		snprintf(ret_text, 48, _("%lld min"), min);
}

void print_bytes(int64_t n, char ret_text[32])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	double v = (double)n;
	size_t u = 0;

	while (v >= 1000 && u + 1 < COUNT_OF(units)) {
		v /= 1000;
		u++;
	}
	snprintf(ret_text, 32, u ? "%.1f %s" : "%.0f %s", v, units[u]);
}

/* Too wide for the terminal: flexible columns share what the others leave, the widest giving first. */
static void fit(const struct print_column *columns, int *width, size_t n, int cells)
{
	int total = 2 * ((int)n - 1);

	for (size_t i = 0; i < n; i++)
		total += width[i];
	while (total > cells) {
		size_t widest = n;

		for (size_t i = 0; i < n; i++)
			if (columns[i].flexible && width[i] > 4 && (widest == n || width[i] > width[widest]))
				widest = i;
		if (widest == n)
			return;
		width[widest]--;
		total--;
	}
}

static void put_cell(FILE *to, const char *text, int width, bool right, bool last, bool cut)
{
	char *clean = utf8_clean(text, strlen(text));
	int cells = utf8_width(clean);
	size_t n = strlen(clean);
	bool is_cut = cut && cells > width;

	if (is_cut)
		n = utf8_fit(clean, width - 1, &cells);
	if (right)
		fprintf(to, "%*s", MAX_OF(0, width - cells - is_cut), "");
	fwrite(clean, 1, n, to);
	if (is_cut)
		fputs("\u2026", to);
	if (!right && !last)
		fprintf(to, "%*s", MAX_OF(0, width - cells - is_cut), "");
	if (!last)
		fputs("  ", to);
	free(clean);
}

void print_columns(FILE *to, const struct print_column *columns, size_t n_columns, size_t n_rows,
		   void (*cell)(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL]), void *ctx)
{
	int width[PRINT_COLUMNS_MAX] = { 0 }, cells = print_terminal_cells(to);
	char text[PRINT_CELL];
	bool has_head = false;

	for (size_t c = 0; c < n_columns; c++) {
		has_head |= columns[c].title != NULL;
		if (columns[c].title)
			width[c] = utf8_width(_(columns[c].title));
		for (size_t r = 0; r < n_rows; r++) {
			char *clean;
			int w;

			text[0] = '\0';
			cell(ctx, r, c, text);
			clean = utf8_clean(text, strlen(text));
			w = utf8_width(clean);
			free(clean);
			width[c] = MAX_OF(width[c], cells ? w : MIN_OF(w, PAD_MAX));
		}
	}
	if (cells)
		fit(columns, width, n_columns, cells);
	/* headings are for eyes; a pipe gets rows only */
	for (size_t c = 0; has_head && cells && c < n_columns; c++)
		put_cell(to, columns[c].title ? _(columns[c].title) : "", width[c], columns[c].right, c + 1 == n_columns, true);
	if (has_head && cells)
		fputc('\n', to);
	for (size_t r = 0; r < n_rows; r++) {
		for (size_t c = 0; c < n_columns; c++) {
			text[0] = '\0';
			cell(ctx, r, c, text);
			put_cell(to, text, width[c], columns[c].right, c + 1 == n_columns, cells > 0);
		}
		fputc('\n', to);
	}
}
