/* hearing.c -- an ear for the children that listen (music/hear_child.c): samples in, packed features and beats out. */
#include "app/hearing.h"
#include "ear.h"

#include <stdlib.h>

enum { LENGTH_BYTES = 4 };

static enum err open_ear(void **ret_ear, int rate_hz, int channels, int64_t frames)
{
	struct ear *ear = NULL;
	enum err err = ear_open(&ear, rate_hz, channels);

	if (err)
		return err;
	ear_expect(ear, frames);
	*ret_ear = ear;
	return OK;
}

static void feed(void *ear, const float *frames, size_t n)
{
	ear_feed(ear, frames, n);
}

static enum err finish(void *ear, struct buf *ret_heard)
{
	struct features f;
	float *beats = NULL;
	size_t n_beats = 0;
	enum err err;

	ear_finish(ear, &f, &beats, &n_beats);
	err = buf_add(ret_heard, "\0\0\0\0", LENGTH_BYTES);
	if (!err)
		err = features_pack(&f, beats, n_beats, ret_heard);
	for (size_t i = 0; !err && i < LENGTH_BYTES; i++)
		ret_heard->data[i] = (char)((ret_heard->len - LENGTH_BYTES) >> 8 * i & 255);
	if (!err)
		err = ear_print(ear, ret_heard);
	free(beats);
	return err;
}

enum err hearing_split(const char *bytes, size_t n, struct hearing_parts *ret)
{
	size_t length = 0;

	for (size_t i = 0; i < LENGTH_BYTES && i < n; i++)
		length |= (size_t)(unsigned char)bytes[i] << 8 * i;
	if (n < LENGTH_BYTES || length > n - LENGTH_BYTES)
		return fail(ERR_PARSE, _("these are no features"));
	*ret = (struct hearing_parts){ .features = bytes + LENGTH_BYTES, .n_features = length, .print = bytes + LENGTH_BYTES + length,
		.n_print = n - LENGTH_BYTES - length };
	return OK;
}

static void free_ear(void *ear)
{
	ear_free(ear);
}

const struct hearing ear_hearing = { .rate_max_hz = EAR_RATE_MAX_HZ, .open = open_ear, .feed = feed, .finish = finish, .free = free_ear };
