/* fuzz_tags.c -- a file of any bytes: its first byte chooses the ending of its name, the rest is the file. */
#include "music.h"

#include "music/tags.h"
#include "music/wire.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* TagLib does not clean up behind an exception; that is known, and what tags_is_worn() is for. */
const char *__lsan_default_suppressions(void)
{
	return "leak:TagLib::\n";
}

static void check_text(const char *s, size_t max)
{
	if (!s || strlen(s) > max || !utf8_valid(s, strlen(s)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tags_holder *holder;
	static int fd = -1;
	const char *const *ext = music_extensions();
	struct wire_frame f = { .kind = WIRE_TAGS }, again;
	size_t n = 0, used;
	struct buf b;
	char *name;

	if (!holder) {
		holder = tags_new();
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	}
	if (!size || fd < 0 || ftruncate(fd, 0) || pwrite(fd, data + 1, size - 1, 0) != (ssize_t)(size - 1))
		return 0;
	while (ext[n])
		n++;
	name = xasprintf("x.%s", ext[data[0] % n]);
	if (!tags_read_fd(holder, fd, name, &f.tags)) {
		buf_init(&b, WIRE_BODY_MAX + WIRE_HEAD);
		check_text(f.tags.title, WIRE_TEXT_MAX);
		check_text(f.tags.comment, WIRE_TEXT_MAX);
		check_text(f.tags.lyrics, WIRE_LYRICS_MAX);
		/* whatever was read can be sent to the parent, who takes it */
		if (wire_put(&b, &f) || wire_get(b.data, b.len, &again, &used) || used != b.len)
			abort();
		buf_done(&b);
	}
	free(name);
	return 0;
}
