/* fuzz_cue.c -- cue sheets from strangers: the first byte says whether it is inside a file. What comes out is text, and stretches in order. */
#include "music/cue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *s)
{
	if (!utf8_valid(s, strlen(s)) || strlen(s) > 4096)
		abort();
	for (; *s; s++)
		if ((unsigned char)*s < 0x20)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool inside = size && data[0] & 1;
	struct cue c;

	if (!size || cue_parse((const char *)data + 1, size - 1, inside, &c))
		return 0;
	if (!c.n || c.n > CUE_TRACKS_MAX || isinf(c.gain_db) || isinf(c.peak))
		abort();
	check_text(c.title);
	check_text(c.performer);
	check_text(c.genre);
	check_text(c.date);
	for (size_t i = 0; i < c.n; i++) {
		const struct cue_track *t = &c.tracks[i];

		check_text(t->title);
		check_text(t->performer);
		check_text(t->songwriter);
		check_text(t->isrc);
		if (!inside != (t->file != NULL) || (t->file && !t->raw_file) || t->start_us < 0 || (t->end_us && t->end_us <= t->start_us))
			abort();
	}
	cue_done(&c);
	return 0;
}
