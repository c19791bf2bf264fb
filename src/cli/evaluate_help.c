/* evaluate_help.c -- what the parts of segue evaluate and segue train share. */
#include "cli/evaluate.h"
#include "cli/print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void evaluate_progress(const struct cli_call *call, const char *fmt, ...)
{
	int cells = print_terminal_cells(stderr);
	va_list ap;
	char line[512];

	if (call->common->quiet || !cells)
		return;
	fputs("\r\033[K", stderr);
	if (fmt) {
		va_start(ap, fmt);
		vsnprintf(line, sizeof line, fmt, ap);
		va_end(ap);
		line[utf8_fit(line, cells - 1, NULL)] = '\0';
		fputs(line, stderr);
	}
	fflush(stderr);
}

json_t *evaluate_number(double v)
{
	return json_real(round(v * 1e5) / 1e5);
}

double evaluate_seconds(int64_t since_us)
{
	return (double)(clock_mono_us() - since_us) / 1e6;
}

enum err evaluate_memory(const char *text, uint64_t *ret_bytes)
{
	int64_t gib = 0;
	enum err err = text ? cli_number("--memory", text, 1, 4096, &gib) : OK;

	if (!err)
		*ret_bytes = (uint64_t)gib << 30;
	return err;
}

char *evaluate_recipe(const struct recipe *r)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	for (int i = 0; i < r->n; i++) {
		const struct recipe_part *p = &r->part[i];

		buf_addf(&b, "%s%s", i ? " + " : "", model_name[p->kind]);
		if (r->n > 1)
			buf_addf(&b, " x %g", (double)p->weight);
		for (int k = 0; model_knob(p->kind, k); k++)
			buf_addf(&b, "%s%s %g", k ? ", " : " (", model_knob(p->kind, k), p->knobs.at[k]);
		buf_adds(&b, model_knob(p->kind, 0) ? ")" : "");
	}
	return buf_steal(&b);
}
