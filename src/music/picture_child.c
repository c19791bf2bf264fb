/*
 * picture_child.c -- `segue --worker picture`: one request in, its frames out as they come, the end.  A process for each picture: libav,
 * once loaded, weighs 30 MB that an idle child would keep, and starting one costs a thousandth of a track's playing time.
 */
#include "music.h"
#include "wire.h"
#include "worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first frames come at once, what follows in pieces: each is a wake-up of the parent. */
enum { PART_FRAMES = 1024, FIRST_MS = 30, SEND_MS = 150, BLOCK = 4096 };

struct sender {
	struct buf out;
	struct picture_frame part[PART_FRAMES];
	size_t n, sent;
	int64_t sent_ms;
	bool is_full;			/* more than PICTURE_FRAMES_MAX: the file is longer than it says */
	uint32_t number;
};

static void send_frame(struct sender *s, struct wire_frame *f)
{
	f->number = s->number;
	/* a parent that has gone wants nothing more of us */
	if (wire_put(&s->out, f) || write_all(STDOUT_FILENO, s->out.data, s->out.len))
		_exit(1);
	buf_clear(&s->out);
	s->sent_ms = clock_mono_ms();
}

static void send_part(struct sender *s)
{
	struct wire_frame f = { .kind = WIRE_PICTURE_PART, .bytes = (const char *)s->part, .n_bytes = (uint32_t)(s->n * sizeof *s->part) };

	_Static_assert(sizeof s->part <= WIRE_BYTES_MAX, "a part is a frame of the wire");
	if (s->n)
		send_frame(s, &f);
	s->sent += s->n;
	s->n = 0;
}

static void take_frame(void *ctx, const struct picture_frame *frame)
{
	struct sender *s = ctx;

	if (s->sent + s->n == PICTURE_FRAMES_MAX) {
		s->is_full = true;
		return;
	}
	s->part[s->n++] = *frame;
	if (s->n == PART_FRAMES || clock_mono_ms() - s->sent_ms >= (s->sent ? SEND_MS : FIRST_MS))
		send_part(s);
}

static enum err draw(struct sender *s, struct decoder *d)
{
	const struct decode_info *info = decode_facts(d);
	int64_t length_ms = info->frames < 0 ? -1 : (int64_t)((double)info->frames * 1000 / info->rate_hz), units;
	struct wire_frame head = { .kind = WIRE_PICTURE_HEAD };
	struct painter *p;
	float block[BLOCK];
	size_t n = 1;
	int64_t limit_s = 0;
	enum err err;

	/* as many units to a frame as keep the frames within their number */
	units = length_ms < 1 ? 1 : MIN_OF(1 + (length_ms - 1) / ((int64_t)PICTURE_FRAMES * PICTURE_UNIT_MS), (int64_t)100000);
	err = painter_open(&p, info->rate_hz, (int)units * PICTURE_UNIT_MS);
	if (err)
		return err;
	head.numbers[0] = units * PICTURE_UNIT_MS;
	head.numbers[1] = length_ms;
	send_frame(s, &head);
	while (!err && n && !s->is_full) {
		/* it is a loop without end, not a long file, that takes so much without a frame */
		worker_limit_cpu(&limit_s);
		err = decode_read(d, block, BLOCK, &n);
		if (!err)
			painter_feed(p, block, n, take_frame, s);
	}
	if (!err)
		painter_end(p, take_frame, s);
	painter_close(p);
	return err;
}

static void serve(struct sender *s, const struct wire_frame *f)
{
	struct decode_want want = { .is_mono = true, .start_ms = f->numbers[0], .end_ms = f->numbers[1] };
	struct wire_frame end = { .kind = WIRE_PICTURE_END, .why = "" };
	struct decoder *d;
	char *why = NULL;
	enum err err;

	s->number = f->number;
	if (worker_before_read)
		worker_before_read(f->path);
	err = decode_open(&d, f->path, &want);
	if (!err) {
		err = draw(s, d);
		decode_close(d);
	}
	if (err)
		end.why = why = utf8_clean(err_text(), MIN_OF(strlen(err_text()), (size_t)WIRE_TEXT_MAX / 3));
	send_part(s);
	send_frame(s, &end);
	free(why);
}

int picture_main(void)
{
	struct sender *s = xcalloc(1, sizeof *s);
	struct wire_frame f;
	size_t used = 0;
	struct buf in;
	char chunk[4096];

	worker_be_modest(10);	/* what plays is looked at now: before those who listen ahead */
	worker_limit_memory();
	buf_init(&in, 2 * (WIRE_PATH_MAX + WIRE_HEAD + 64));
	buf_init(&s->out, WIRE_BYTES_MAX + WIRE_HEAD + 64);
	buf_adds(&in, "");
	s->sent_ms = clock_mono_ms();
	while (!wire_get(in.data, in.len, &f, &used) && !used) {
		ssize_t n = read(STDIN_FILENO, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || buf_add(&in, chunk, (size_t)n))
			break;
	}
	if (used && f.kind == WIRE_PICTURE)
		serve(s, &f);
	buf_done(&in);
	buf_done(&s->out);
	free(s);
	return 0;
}
