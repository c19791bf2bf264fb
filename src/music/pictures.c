/*
 * pictures.c -- the parent's side of pictures: what is wanted, one child that draws it, and the few that are kept.
 *
 *   wanted, not there ─▶ child ─▶ head ─▶ parts ─▶ end: done
 *                          └─ died, silent, senseless: done, with a reason; what came stays
 */
#include "child.h"
#include "music.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SLOTS = 6, STALL_MS = 30000, BYTES_KEPT = 8 << 20 };

struct slot {
	char *path, *why;		/* path NULL: free */
	struct picture_of of;		/* of.path = path */
	struct picture picture;
	struct picture_frame *frames;
	size_t cap;
	uint64_t used;			/* when it was last wanted */
	bool has_head;
};

struct pictures {
	struct crew crew;
	struct child child;
	struct slot slots[SLOTS];
	struct slot *drawn;		/* by the child; NULL: there is none */
	uint64_t wants;
};

enum err pictures_open(struct pictures **ret_pictures, const char *exe)
{
	struct pictures *p = xcalloc(1, sizeof *p);

	child_init(&p->child, "picture");
	p->crew.exe = xstrdup(exe);
	p->crew.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (p->crew.epoll_fd < 0) {
		enum err err = fail_errno(ERR_IO, _("cannot draw pictures"));

		pictures_close(p);
		return err;
	}
	*ret_pictures = p;
	return OK;
}

static void slot_free(struct slot *s)
{
	free(s->path);
	free(s->why);
	free(s->frames);
	*s = (struct slot){ 0 };
}

void pictures_close(struct pictures *p)
{
	if (!p)
		return;
	child_stop(&p->crew, &p->child);
	child_done(&p->child);
	crew_reap(&p->crew);
	for (size_t i = 0; i < SLOTS; i++)
		slot_free(&p->slots[i]);
	if (p->crew.epoll_fd >= 0)
		close(p->crew.epoll_fd);
	free(p->crew.dying);
	free(p->crew.exe);
	free(p);
}

int pictures_fd(const struct pictures *p)
{
	return p->crew.epoll_fd;
}

static struct slot *find(const struct pictures *p, const struct picture_of *of)
{
	for (size_t i = 0; i < SLOTS; i++) {
		const struct slot *s = &p->slots[i];

		if (s->path && s->of.start_ms == of->start_ms && s->of.end_ms == of->end_ms && s->of.stamp == of->stamp && !strcmp(s->path, of->path))
			return (struct slot *)(uintptr_t)s;
	}
	return NULL;
}

const struct picture *pictures_find(const struct pictures *p, const struct picture_of *of)
{
	const struct slot *s = find(p, of);

	return s ? &s->picture : NULL;
}

/* A free slot: the one longest not wanted goes, and more of them while they weigh too much. */
static struct slot *make_room(struct pictures *p)
{
	for (;;) {
		struct slot *empty = NULL, *oldest = NULL;
		size_t bytes = 0, taken = 0;

		for (size_t i = 0; i < SLOTS; i++) {
			struct slot *s = &p->slots[i];

			if (!s->path) {
				empty = s;
				continue;
			}
			taken++;
			bytes += s->cap * sizeof *s->frames;
			if (!oldest || s->used < oldest->used)
				oldest = s;
		}
		/* the latest stays whatever it weighs: it may be what plays */
		if (empty && (bytes <= BYTES_KEPT || taken <= 1))
			return empty;
		slot_free(oldest);
	}
}

static void finish(struct pictures *p, const char *why)
{
	struct slot *s = p->drawn;

	child_stop(&p->crew, &p->child);
	p->drawn = NULL;
	s->picture.is_done = true;
	if (*why) {
		free(s->why);
		s->why = xstrdup(why);
		s->picture.why = s->why;
	}
}

static void start(struct pictures *p, const struct picture_of *of)
{
	struct wire_frame f = { .kind = WIRE_PICTURE, .path = of->path, .numbers = { of->start_ms, of->end_ms } };
	struct slot *s = make_room(p);
	struct child *c = &p->child;
	enum err err;

	*s = (struct slot){ .path = xstrdup(of->path), .of = *of, .used = ++p->wants };
	s->of.path = s->path;
	s->picture = (struct picture){ .frame_ms = PICTURE_UNIT_MS, .length_ms = -1 };
	p->drawn = s;
	buf_clear(&c->to);
	err = wire_put(&c->to, &f);
	if (!err)
		err = child_start(&p->crew, c);
	/* an empty socket takes a frame whole */
	if (!err && send(c->to_fd, c->to.data, c->to.len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)c->to.len)
		err = fail_errno(ERR_CHILD, _("cannot draw pictures"));
	c->deadline_ms = clock_mono_ms() + STALL_MS;
	if (err)
		finish(p, err_text());
}

void pictures_want(struct pictures *p, const struct picture_of *now, const struct picture_of *then)
{
	struct slot *first = find(p, now), *second = then ? find(p, then) : NULL;

	if (second)
		second->used = ++p->wants;
	if (first)
		first->used = ++p->wants;
	if (p->drawn && p->drawn != first && (!first || p->drawn != second)) {
		/* half a picture of something else is worth nothing */
		struct slot *dropped = p->drawn;

		finish(p, "");
		slot_free(dropped);
	}
	if (p->drawn)
		return;
	if (!first)
		start(p, now);
	else if (then && !second)
		start(p, then);
}

/* ---- what the child says ---- */

static bool take_head(struct slot *s, const struct wire_frame *f)
{
	const int64_t frame_ms = f->numbers[0], length_ms = f->numbers[1];

	if (s->has_head || frame_ms < PICTURE_UNIT_MS || frame_ms % PICTURE_UNIT_MS || frame_ms > 100000 * PICTURE_UNIT_MS || length_ms < -1)
		return false;
	s->has_head = true;
	s->picture.frame_ms = (int)frame_ms;
	s->picture.length_ms = length_ms;
	return true;
}

static bool take_part(struct slot *s, const struct wire_frame *f)
{
	size_t n = f->n_bytes / sizeof *s->frames, all = s->picture.n + n;

	if (!s->has_head || f->n_bytes % sizeof *s->frames || all > PICTURE_FRAMES_MAX)
		return false;
	if (all > s->cap) {
		s->cap = MIN_OF(MAX_OF(all, s->cap * 2), (size_t)PICTURE_FRAMES_MAX);
		s->frames = xreallocarray(s->frames, s->cap, sizeof *s->frames);
		s->picture.frames = s->frames;
	}
	if (n)
		memcpy(s->frames + s->picture.n, f->bytes, n * sizeof *s->frames);
	s->picture.n = all;
	return true;
}

/* One frame of the wire, if it is there whole. False: none, or the picture has ended. */
static bool take(struct pictures *p)
{
	struct child *c = &p->child;
	struct wire_frame f;
	size_t used;
	bool good = false;

	if (wire_get(c->from.data + c->from_at, c->from.len - c->from_at, &f, &used)) {
		finish(p, err_text());
		return false;
	}
	if (!used)
		return false;
	c->from_at += used;
	if (f.kind == WIRE_PICTURE_END) {
		finish(p, f.why);
		return false;
	}
	if (f.kind == WIRE_PICTURE_HEAD)
		good = take_head(p->drawn, &f);
	else if (f.kind == WIRE_PICTURE_PART)
		good = take_part(p->drawn, &f);
	if (!good)
		finish(p, _("a helper process sent something senseless"));
	return good;
}

bool pictures_turn(struct pictures *p, int64_t until_ms)
{
	struct child *c = &p->child;
	bool is_news = false;
	char chunk[READ_CHUNK];

	if (p->crew.dying_n)
		crew_reap(&p->crew);
	while (p->drawn) {
		ssize_t n = read(c->from_fd, chunk, sizeof chunk);

		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			if (clock_mono_ms() >= c->deadline_ms) {
				finish(p, _("the helper that reads this file hangs"));
				is_news = true;
			}
			break;
		}
		is_news = true;
		if (n <= 0 || buf_add(&c->from, chunk, (size_t)n)) {
			finish(p, _("the helper that reads this file died"));
			break;
		}
		c->deadline_ms = clock_mono_ms() + STALL_MS;
		while (p->drawn && take(p))
			;
		if (p->drawn) {
			buf_drop_front(&c->from, c->from_at);
			c->from_at = 0;
		}
		if (clock_mono_ms() >= until_ms)
			break;
	}
	return is_news;
}

bool pictures_is_busy(const struct pictures *p)
{
	return p->drawn;
}

int64_t pictures_deadline_ms(const struct pictures *p)
{
	return p->drawn ? p->child.deadline_ms : -1;
}
