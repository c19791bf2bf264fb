/* fuzz_playlist.c -- playlists from strangers: the first byte says which format, the rest is the file; what was read survives a round trip. */
#include "music.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct playlist list, again;
	struct buf out;

	if (!size)
		return 0;
	if (playlist_parse((enum playlist_format)(data[0] % PLAYLIST_FORMATS), (const char *)data + 1, size - 1, "/lists/fuzz", &list))
		return 0;
	for (int f = 0; f < PLAYLIST_FORMATS; f++) {
		buf_init(&out, (size_t)64 << 20);
		if (playlist_print((enum playlist_format)f, &list, "/lists/out", &out))
			abort();
		if (playlist_parse((enum playlist_format)f, out.data, out.len, "/lists/out", &again))
			abort();
		/* a path too long for a line is the one thing that can get lost */
		if (again.n + again.bad != list.n)
			abort();
		for (size_t i = 0; i < list.n && !again.bad; i++)
			if (strcmp(again.entries[i].path, list.entries[i].path))
				abort();
		playlist_done(&again);
		buf_done(&out);
	}
	playlist_done(&list);
	return 0;
}
