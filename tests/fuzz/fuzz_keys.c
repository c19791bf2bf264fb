/* fuzz_keys.c -- anything a terminal (or who pretends to be one) may send: every name given must be one a binding can have. */
#include "ui/keys.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(struct key_reader *r, bool all_here, int64_t now_ms)
{
	struct key k;
	char name[KEY_NAME_MAX];

	while (key_reader_next(r, all_here, now_ms, &k) == KEYS_GOT) {
		if (k.mouse ? *k.name || k.y < 0 || k.x < 0 : !key_name_parse(k.name, name) || strcmp(k.name, name))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct key_reader r;
	char spelling[64], name[KEY_NAME_MAX];
	size_t i = 0;

	key_reader_init(&r);
	key_reader_learn(&r, "\033[1;5D", "C-Left");
	key_reader_learn(&r, "\033Ox", "F1");
	while (i < size) {
		/* pieces of many sizes, as a slow line brings them */
		size_t n = key_reader_feed(&r, data + i, MIN_OF(size - i, 1 + data[i] % 37u));

		take(&r, !n, (int64_t)i);
		i += n;
	}
	take(&r, true, (int64_t)i);
	if (r.n)
		abort();
	key_reader_done(&r);
	i = MIN_OF(size, sizeof spelling - 1);
	memcpy(spelling, data, i);
	spelling[i] = '\0';
	if (key_name_parse(spelling, name)) {
		char again[KEY_NAME_MAX];

		if (!key_name_parse(name, again) || strcmp(name, again))
			abort();
	}
	return 0;
}
