/*
 * fuzz_listens.c -- listening that was written down elsewhere. The first byte chooses the kind, the rest is the file. What is handed over is clean and
 * bounded, what is counted adds up, and a refusal names the file.
 */
#include "music.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_clean(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < ' ')
			return false;
	return strlen(text) < 4000 && utf8_valid(text, strlen(text));
}

static enum err check(void *ctx, const struct listen *l)
{
	int64_t *n = ctx;

	++*n;
	if (!is_clean(l->who) || !is_clean(l->artist) || !is_clean(l->title) || !is_clean(l->album) || (*l->mbid && strlen(l->mbid) != 36))
		abort();
	if ((!*l->artist && !*l->mbid) || l->at_s < 0 || l->at_s > INT64_C(7258118400) || l->count < 1 || l->within_s < 0 || !l->line)
		abort();
	if (l->duration_ms < 0 || l->listened_ms < -1 || (l->end != EVENT_FINISH && l->end != EVENT_SKIP && l->end != EVENT_STOP))
		abort();
	return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static char path[64];
	struct listens_counts counts = { 0 };
	int64_t n = 0;
	enum err err;

	if (fd < 0) {
		fd = memfd_create("listens", 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	if (!size || ftruncate(fd, 0) || pwrite(fd, data + 1, size - 1, 0) != (ssize_t)size - 1)
		return 0;
	err = listens_read(path, (enum listens_kind)(data[0] % LISTENS_KINDS), check, &n, &counts);
	if (err && (err != ERR_PARSE || strncmp(err_text(), path, strlen(path))))
		abort();
	if (counts.read != n + counts.bad || (!err && counts.bad && !counts.told[0][0]))
		abort();
	return 0;
}
