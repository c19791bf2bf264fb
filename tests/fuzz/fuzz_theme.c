/* fuzz_theme.c -- theme files from strangers. */
#include "ui/theme.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct theme t;

	/* an include must find nothing: what is read is the input alone */
	setenv("SEGUE_THEMES", "/nonexistent", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	theme_builtin(&t);
	if (theme_parse(&t, (const char *)data, size, "fuzz", 0) && !utf8_valid(err_text(), strlen(err_text())))
		abort();
	for (int i = 0; i < ROLE_COUNT; i++)
		if (t.look[i].fg < -1 || t.look[i].bg < -1 || t.look[i].fg > (COLOUR_RGB | 0xffffff))
			abort();
	return 0;
}
