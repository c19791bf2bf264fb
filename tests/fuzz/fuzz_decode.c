/* fuzz_decode.c -- files from strangers, through both libraries: sound or a reason, never a crash, a sample that is no number, or an end that moves. */
#include "music.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_through(const char *path, const struct decode_want *want)
{
	enum { FRAMES = 1000, AT_MOST = 4000000 };	/* a header may say what it likes: a fuzzer has no time for it */
	struct decoder *d;
	float *block;
	size_t n = 1, sum = 0, channels;

	if (decode_open(&d, path, want))
		return;
	channels = (size_t)decode_facts(d)->channels;
	block = malloc(FRAMES * channels * sizeof *block);
	while (n && sum < AT_MOST && !decode_read(d, block, FRAMES, &n)) {
		if (n > FRAMES)
			abort();
		for (size_t i = 0; i < n * channels; i++)
			if (!(fabsf(block[i]) <= 1e5f))	/* 1e4, and what a resampler makes of a row of those */
				abort();
		sum += n;
	}
	if (!n && !decode_read(d, block, FRAMES, &n) && n)
		abort();
	free(block);
	decode_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	if (fd < 0 || write_all(fd, data, size))
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	read_through(path, &(struct decode_want){ 0 });
	read_through(path, &(struct decode_want){ .rate_hz = 22050, .is_mono = true, .start_ms = 20, .end_ms = 60 });
	close(fd);
	return 0;
}
