/* fuzz_prompt.c -- a prompt under any keys: the text stays UTF-8 and bounded. */
#include "ui/keys.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t complete(void *ctx, const char *before, size_t *ret_start, char ***ret_words)
{
	(void)ctx;
	/* words that are not what stands there, and bytes that are not text */
	*ret_start = strlen(before) / 2;
	while (*ret_start && ((unsigned char)before[*ret_start] & 0xc0) == 0x80)
		(*ret_start)--;
	*ret_words = xcalloc(2, sizeof **ret_words);
	(*ret_words)[0] = xstrdup(before);
	(*ret_words)[1] = xstrdup("\xc3\xff word");
	return strlen(before) % 3;
}

static size_t offer(void *ctx, const char *before, size_t *ret_start, char ***ret_words)
{
	size_t n = complete(ctx, before, ret_start, ret_words);

	for (size_t i = n; i < 2; i++)
		free((*ret_words)[i]);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = {
		"Left", "Right", "Home", "End", "M-b", "M-f", "Backspace", "Del", "C-w", "C-u", "C-k", "C-y", "Up", "Down", "Tab",
		"S-Tab", "Space", "a", "é", "椎", "\xcc\x81", "-", "M-d", "\U0001F469", "\xe2\x80\x8d",
	};
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = 2, .cols = 12 };
	static struct ui *ui;
	struct prompt *p = prompt_new();
	char *seed = xstrndup((const char *)data, MIN_OF(size, 40));

	if (!ui) {
		setlocale(LC_ALL, "C.UTF-8");
		if (ui_open(&ui, &opt))
			abort();
	}
	prompt_history_add(p, ':', seed);
	prompt_history_add(p, ':', "a");
	prompt_start(p, ':', ":", size % 2 ? seed : "", offer, NULL);
	for (size_t i = 0; i < size; i++) {
		struct key key = { .mouse = MOUSE_NONE };

		memcpy(key.name, keys[data[i] % COUNT_OF(keys)], strlen(keys[data[i] % COUNT_OF(keys)]));
		prompt_key(p, &key);
		if (strlen(prompt_text(p)) > 4096 || !utf8_valid(prompt_text(p), strlen(prompt_text(p))))
			abort();
		if (i % 8 == 0)
			prompt_draw(p, ui, 0, 0, 1 + data[i] % 12);
	}
	free(seed);
	prompt_free(p);
	return 0;
}
