/* fuzz_wire.c -- what a child taken over by a file could send: refused, or a frame that can be sent again as it came. */
#include "music/wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data;
	struct wire_frame f, again;
	struct buf b;
	size_t used, used_again;

	if (!size)
		return 0;
	buf_init(&b, WIRE_BODY_MAX + WIRE_HEAD);
	while (!wire_get(at, size, &f, &used) && used) {
		buf_clear(&b);
		if (used > size || wire_put(&b, &f) || b.len != used || wire_get(b.data, b.len, &again, &used_again) ||
		    used_again != used || again.number != f.number || strcmp(again.path, f.path))
			abort();
		at += used;
		size -= used;
	}
	buf_done(&b);
	return 0;
}
