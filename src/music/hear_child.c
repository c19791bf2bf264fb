/*
 * hear_child.c -- `segue --worker hear`: files in, what the ear made of them out, one after the other.  Whoever asks sees to it that we do not
 * live for ever (hearers.c): decoders leak.
 */
#include "machine.h"
#include "payload.h"
#include "wire.h"
#include "worker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_FRAMES = 4096, ALIVE_MS = 1000, WAIT_MS = 2000 };

const struct hearing *worker_hearing;

struct servant {
	struct buf in, out, heard;
	uint32_t number;
	int64_t said_ms, limit_s;
	struct machine machine;
	struct hear_manners manners;
};

static void send_frame(struct servant *s, struct wire_frame *f)
{
	f->number = s->number;
	/* a parent that has gone wants nothing more of us */
	if (wire_put(&s->out, f) || write_all(STDOUT_FILENO, s->out.data, s->out.len))
		_exit(1);
	buf_clear(&s->out);
	s->said_ms = clock_mono_ms();
}

/* Says that we are there; and waits as long as the machine has something better to do. */
static void breathe(void *servant)
{
	struct servant *s = servant;
	enum hear_wait why;
	bool has_waited = false;

	/* it is a loop without end, not a long file, that takes so much without a breath */
	worker_limit_cpu(&s->limit_s);
	if (clock_mono_ms() - s->said_ms < ALIVE_MS)
		return;
	while ((why = machine_wait(&s->machine, s->manners, clock_mono_ms())) != HEAR_GOES_ON) {
		send_frame(s, &(struct wire_frame){ .kind = WIRE_WAITS, .index = why });
		has_waited = true;
		poll(NULL, 0, WAIT_MS);
	}
	if (has_waited)
		send_frame(s, &(struct wire_frame){ .kind = WIRE_WAITS, .index = HEAR_GOES_ON });
	else
		send_frame(s, &(struct wire_frame){ .kind = WIRE_ALIVE });
}

/* The samples by the ear. A file longer than what is bearable is refused rather than heard for days. */
static enum err listen(struct servant *s, struct decoder *d, void *ear, const char *path)
{
	const struct decode_info *info = decode_facts(d);
	float *block = xreallocarray(NULL, (size_t)BLOCK_FRAMES * (size_t)info->channels, sizeof *block);
	int64_t frames = 0, most = (int64_t)HEAR_HOURS_MAX * 3600 * info->rate_hz;
	size_t n = 1;
	enum err err = OK;

	while (!err && n) {
		breathe(s);
		err = decode_read(d, block, BLOCK_FRAMES, &n);
		if (err || !n)
			break;
		worker_hearing->feed(ear, block, n);
		frames += (int64_t)n;
		if (frames > most)
			err = fail(ERR_LIMIT, _("%s is longer than %d hours"), path, HEAR_HOURS_MAX);
	}
	if (!err && !frames)
		err = fail(ERR_PARSE, _("%s: there is no sound in it"), path);
	free(block);
	return err;
}

/* At the file's own rate, unless that is more than the ear takes (DSD as it stands). */
static enum err open_file(struct decoder **ret_decoder, const char *path, struct decode_want *want)
{
	enum err err = decode_open(ret_decoder, path, want);

	if (err || decode_facts(*ret_decoder)->rate_hz <= worker_hearing->rate_max_hz)
		return err;
	decode_close(*ret_decoder);
	want->rate_hz = worker_hearing->rate_max_hz;
	return decode_open(ret_decoder, path, want);
}

static enum err hear(struct servant *s, const struct wire_frame *f, int64_t ret_faults[2])
{
	struct decode_want want = { .start_ms = f->numbers[0], .end_ms = f->numbers[1] };
	const struct decode_info *info;
	struct decoder *d;
	void *ear = NULL;
	enum err err = open_file(&d, f->path, &want);

	if (err)
		return err;
	info = decode_facts(d);
	err = worker_hearing->open(&ear, info->rate_hz, info->channels, info->frames);
	if (!err)
		err = listen(s, d, ear, f->path);
	worker_limit_cpu(&s->limit_s);
	if (!err)
		err = worker_hearing->finish(ear, &s->heard);
	ret_faults[0] = info->damaged;
	ret_faults[1] = (int64_t)info->not_numbers;
	worker_hearing->free(ear);
	decode_close(d);
	return err;
}

static void serve(struct servant *s, const struct wire_frame *f)
{
	struct wire_frame end = { .kind = WIRE_HEARD, .why = "" }, same = { .kind = WIRE_SAME };
	char *why = NULL;
	enum err err;

	s->number = f->number;
	s->manners = manners_unpack(f->index);
	s->said_ms = 0;		/* it may have to wait at once */
	buf_clear(&s->heard);
	breathe(s);
	if (worker_before_read)
		worker_before_read(f->path);
	end.mark = payload_mark(f->path, f->numbers[0], f->numbers[1], breathe, s);
	if (f->mark && end.mark == f->mark) {
		send_frame(s, &same);
		return;
	}
	err = hear(s, f, end.numbers);
	if (err) {
		end.numbers[0] = err == ERR_IO;
		end.why = why = utf8_clean(err_text(), MIN_OF(strlen(err_text()), (size_t)WIRE_TEXT_MAX / 3));
	}
	for (size_t at = 0; !why && at < s->heard.len; at += WIRE_BYTES_MAX) {
		struct wire_frame part = { .kind = WIRE_HEARD_PART, .bytes = s->heard.data + at };

		part.n_bytes = (uint32_t)MIN_OF(s->heard.len - at, (size_t)WIRE_BYTES_MAX);
		send_frame(s, &part);
	}
	send_frame(s, &end);
	free(why);
}

/* One whole request, waiting for it. False: the end. */
static bool next_request(struct servant *s, struct wire_frame *ret_frame, size_t *ret_used)
{
	char chunk[4096];

	for (;;) {
		ssize_t n;

		if (wire_get(s->in.data, s->in.len, ret_frame, ret_used))
			return false;
		if (*ret_used)
			return ret_frame->kind == WIRE_HEAR;
		n = read(STDIN_FILENO, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || buf_add(&s->in, chunk, (size_t)n))
			return false;
	}
}

int hear_main(void)
{
	struct servant s = { .number = 0 };
	struct wire_frame f = { .kind = WIRE_ALIVE };
	size_t used;

	if (!worker_hearing)
		return 2;
	worker_be_modest(19);
	worker_limit_memory();
	machine_init(&s.machine, NULL);
	buf_init(&s.in, 2 * (WIRE_PATH_MAX + WIRE_HEAD + 64));
	buf_init(&s.out, WIRE_BYTES_MAX + WIRE_HEAD + 64);
	buf_init(&s.heard, HEARD_BYTES_MAX);
	buf_adds(&s.in, "");
	send_frame(&s, &f);
	while (next_request(&s, &f, &used)) {
		serve(&s, &f);
		buf_drop_front(&s.in, used);
	}
	machine_done(&s.machine);
	buf_done(&s.in);
	buf_done(&s.out);
	buf_done(&s.heard);
	return 0;
}
