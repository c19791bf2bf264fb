/* fuzz_config.c -- segue.conf of any bytes: read, kept by save-config and read again, the settings are the same, and so are other lines. */
#include "app/command.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(struct settings *ret_set, struct binding_table **ret_keys, const char *text)
{
	struct app app = { .bindings = bind_new(), .headless = false };
	char *copy = xstrdup(text);

	settings_init(&app.set);
	config_text(&app, "fuzz", copy);
	if (!utf8_valid(app.message, strlen(app.message)))
		abort();
	free(copy);
	free(app.last_equalizer);
	*ret_keys = app.bindings;
	*ret_set = app.set;
}

static void check_same(const struct settings *a, const struct settings *b)
{
	size_t n;
	const struct option_row *rows = option_rows(&n);

	for (size_t i = 0; i < n; i++) {
		char *x = option_get(a, &rows[i]), *y = option_get(b, &rows[i]);

		if (strcmp(x, y))
			abort();
		free(x);
		free(y);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, MIN_OF(size, (size_t)1 << 16)), *saved, *again;
	struct binding_table *keys, *second_keys;
	struct settings set, second;

	read_text(&set, &keys, text);
	saved = save_text(&set, keys, text);
	read_text(&second, &second_keys, saved);
	check_same(&set, &second);
	again = save_text(&second, second_keys, saved);
	if (strcmp(saved, again))
		abort();
	settings_done(&set);
	settings_done(&second);
	bind_free(keys);
	bind_free(second_keys);
	free(again);
	free(saved);
	free(text);
	return 0;
}
