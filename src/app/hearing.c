/* hearing.c -- an ear for the children that listen (music/hear_child.c): samples in, packed features and beats out. */
#include "app/hearing.h"
#include "ear.h"

#include <stdlib.h>

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
	err = features_pack(&f, beats, n_beats, ret_heard);
	free(beats);
	return err;
}

static void free_ear(void *ear)
{
	ear_free(ear);
}

const struct hearing ear_hearing = { .rate_max_hz = EAR_RATE_MAX_HZ, .open = open_ear, .feed = feed, .finish = finish, .free = free_ear };
