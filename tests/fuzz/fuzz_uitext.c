/* fuzz_uitext.c -- tags from strangers drawn between two fences: they neither move them nor leave a control character. */
#include "ui.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = 2, .cols = 24 };
	static struct ui *ui;
	char *text = xstrndup((const char *)data, size), *dump, *row;
	int cols = size ? data[0] % 21 : 0, used;

	if (!ui) {
		setlocale(LC_ALL, "C.UTF-8");
		if (ui_open(&ui, &opt))
			abort();
	}
	ui_erase(ui);
	ui_text(ui, 0, 0, 1, ROLE_NORMAL, "|", true);
	ui_text(ui, 0, cols + 1, 1, ROLE_NORMAL, "|", true);
	ui_text(ui, 0, cols + 2, 1, ROLE_NORMAL, "=", true);
	used = size % 2 ? ui_text(ui, 0, 1, cols, ROLE_STRONG, text, true) : ui_text_right(ui, 0, 1, cols, ROLE_STRONG, text);
	dump = ui_dump(ui);
	row = dump;
	row[strcspn(row, "\n")] = '\0';
	if (used < 0 || used > cols || row[0] != '|' || !utf8_valid(row, strlen(row)))
		abort();
	if (strlen(row) < 3 || strcmp(row + strlen(row) - 2, "|=") || utf8_width(row) != cols + 3)
		abort();
	for (const char *p = row; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			abort();
	free(dump);
	free(text);
	return 0;
}
