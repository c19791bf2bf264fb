/* fuzz_time.c -- what a person may type as a time: read or refused, the same each time; what is read can be written again. */
#include "base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t now_s = 1763683948, canary = -77;
	char *text = xstrndup((const char *)data, size), iso[32];
	int64_t got = canary, again = canary;
	enum err e = time_parse(text, now_s, &got);

	if (e && (e != ERR_PARSE || got != canary || !err_text()[0]))
		abort();
	if (!e) {
		time_iso(got, iso);
		/* years of four digits come back as they went */
		if (got >= -62135596800 && got <= 253402300799 && (time_parse(iso, now_s, &again) || again != got))
			abort();
	}
	free(text);
	return 0;
}
