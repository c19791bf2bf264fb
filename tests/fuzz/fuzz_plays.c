/* fuzz_plays.c -- listening logs: read in order and by time, or refused with the file named. */
#include "learn.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plays p = { 0 };
	enum err err = plays_read(&p, (const char *)data, size, "input");

	if (err && (err != ERR_PARSE || strncmp(err_text(), "input", 5)))
		abort();
	if (!err && !p.n)
		abort();
	for (size_t i = 0; i < p.n; i++) {
		const struct play_row *r = &p.rows[i];

		if (r->listener >= p.listeners.n || r->artist >= p.artists.n || r->track >= p.tracks.n || r->listened_ms < 0)
			abort();
		if (i && (r->listener < r[-1].listener || (r->listener == r[-1].listener && r->at_ms < r[-1].at_ms)))
			abort();
	}
	plays_done(&p);
	return 0;
}
