/* fuzz_utf8.c -- whatever bytes come: cleaning makes them text, stepping takes all of it, cutting fits the cells. */
#include "base.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define MUST(claim) do { if (!(claim)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_clean(const char *clean)
{
	char *again = utf8_clean(clean, strlen(clean)), *fold = utf8_fold(clean);

	MUST(utf8_valid(clean, strlen(clean)));
	MUST(!strcmp(again, clean));
	MUST(utf8_valid(fold, strlen(fold)));
	for (const char *p = clean; *p; p++)
		MUST((unsigned char)*p >= 0x20 && *p != 0x7f);
	free(again);
	free(fold);
}

static void check_steps(const char *s)
{
	const char *p = s;
	size_t n;

	while ((n = utf8_next(p))) {
		p += n;
		MUST(utf8_prev(s, p) == n);
	}
	MUST(!*p);
}

static void check_fit(const char *s)
{
	int whole = utf8_width(s);

	for (int cells = 0; cells <= MIN_OF(whole, 12); cells++) {
		int got = -1;
		size_t n = utf8_fit(s, cells, &got);
		char *cut = xstrndup(s, n);

		MUST(n <= strlen(s) && got >= 0 && got <= cells && utf8_valid(cut, n));
		MUST(utf8_width(cut) == got);
		free(cut);
	}
	MUST(utf8_fit(s, whole, NULL) == strlen(s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *raw, *clean;

	if (size > 600)
		return 0;
	setlocale(LC_ALL, "C.UTF-8");
	raw = xstrndup((const char *)data, size);
	/* text that was never cleaned must not lead anybody past its end either */
	check_steps(raw);
	utf8_width(raw);
	free(utf8_fold(raw));
	clean = utf8_clean((const char *)data, size);
	check_clean(clean);
	check_steps(clean);
	check_fit(clean);
	free(raw);
	free(clean);
	return 0;
}
