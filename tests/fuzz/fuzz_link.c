/* The request parser: anything at all in; what is accepted must survive being written and read again. */
#include "link/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char **argv, **again;
	int argc, n;
	struct buf b;

	if (frame_request_parse((const char *)data, size, &argv, &argc))
		return 0;
	if (argc < 1 || argc > FRAME_ARGS_MAX || argv[argc])
		abort();
	buf_init(&b, 4 * FRAME_REQUEST_MAX);
	/* raw bytes that need escapes may have come unescaped (a lone CR): written out they can be longer than allowed */
	if (!frame_request_add(&b, argc, (const char *const *)argv)) {
		if (b.data[b.len - 1] != '\n' || memchr(b.data, '\n', b.len - 1))
			abort();
		if (frame_request_parse(b.data, b.len - 1, &again, &n) || n != argc)
			abort();
		for (int i = 0; i < n; i++)
			if (strcmp(argv[i], again[i]))
				abort();
		frame_args_free(again, n);
	}
	buf_done(&b);
	frame_args_free(argv, argc);
	return 0;
}
