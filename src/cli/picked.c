/* picked.c -- see picked.h. */
#include "cli/picked.h"
#include "cli/print.h"

#include <math.h>

static void print_objects(const struct picked *picked, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct track *t = picked[i].track;
		json_t *o = json_object(), *reasons = json_array();

		for (int r = 0; r < PICKED_REASONS && picked[i].reasons[r][0]; r++)
			json_array_append_new(reasons, print_json_text(picked[i].reasons[r]));
		json_object_set_new(o, "rank", json_integer((json_int_t)i + 1));
		json_object_set_new(o, "score", json_real(round(picked[i].score * 1e6) / 1e6));
		print_json_path(o, t->path);
		json_object_set_new(o, "artist", print_json_text(t->artist));
		json_object_set_new(o, "title", print_json_text(t->title));
		json_object_set_new(o, "album", print_json_text(t->album));
		json_object_set_new(o, "reasons", reasons);
		print_json(o);
	}
}

static void picked_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct picked *p = (const struct picked *)ctx + row;

	if (!column)
		snprintf(ret_text, PRINT_CELL, "%zu", row + 1);
	else if (column < 3)
		print_cell(ret_text, column == 1 ? p->track->title : p->track->artist);
	else if (column == 3)
		snprintf(ret_text, PRINT_CELL, "%.0f", p->score * 100);
	else
		snprintf(ret_text, PRINT_CELL, "%.160s%s%.160s%s%.160s", p->reasons[0], p->reasons[1][0] ? "; " : "", p->reasons[1], p->reasons[2][0] ? "; " : "",
			 p->reasons[2]);
}

void picked_print(const struct picked *picked, size_t n, bool json)
{
	static const struct print_column columns[] = { { "#", true, false }, { N_("Title"), false, true }, { N_("Artist"), false, true },
		{ N_("Score"), true, false }, { N_("Why"), false, true } };

	if (json)
		print_objects(picked, n);
	else
		print_columns(stdout, columns, COUNT_OF(columns), n, picked_cell, (void *)(uintptr_t)picked);
}
