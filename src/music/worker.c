/*
 * worker.c -- the child's side: requests in on standard input, facts out on standard output, nothing else touched.
 *
 * Replies are gathered and written when a dozen are there, when nothing more is asked, or when 50 ms have passed: a system
 * call and a wake-up of the parent for each file would cost as much as reading its tags. The parent finds out which file
 * killed us by asking again one by one (scanner.c), so nothing depends on replies being written at once.
 */
#include "worker.h"

#include "ignore.h"
#include "music.h"
#include "sheet.h"
#include "tags.h"
#include "walk.h"
#include "watch.h"
#include "wire.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	FLUSH_BYTES = 48 * 1024, FLUSH_REPLIES = 16, FLUSH_MS = 50, ALIVE_MS = 1000,
	CPU_PER_REQUEST_S = 20,			/* reading tags takes microseconds; this is an endless loop */
	MEMORY_ABOVE_START = 512 * 1024 * 1024,	/* bytes of address space */
};

void (*worker_before_read)(const char *path);
void (*worker_before_walk)(const char *root);

struct worker {
	struct buf in, out;
	size_t in_at;
	unsigned replies;	/* in out */
	int64_t flushed_ms;
	uint32_t number;	/* of the request being served */
	struct tags_holder *holder;
	int64_t cpu_limit_s;
};

/* ---- limits ---- */

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW_MEMORY 1
#endif
#endif
#ifndef HAS_SHADOW_MEMORY
#define HAS_SHADOW_MEMORY 0	/* sanitizers map terabytes: no limit on address space then */
#endif

void worker_limit_memory(void)
{
	FILE *f = HAS_SHADOW_MEMORY ? NULL : fopen("/proc/self/statm", "re");
	unsigned long pages = 0;
	struct rlimit r = { .rlim_cur = 0, .rlim_max = 0 };

	setrlimit(RLIMIT_CORE, &r);
	if (!f)
		return;
	if (fscanf(f, "%lu", &pages) == 1 && !getrlimit(RLIMIT_AS, &r)) {
		rlim_t want = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY_ABOVE_START;

		if (r.rlim_cur == RLIM_INFINITY || want < r.rlim_cur) {
			r.rlim_cur = want;
			setrlimit(RLIMIT_AS, &r);
		}
	}
	fclose(f);
}

/* The limit is on the whole process, so it moves ahead as requests are served; at most one system call a second. */
void worker_limit_cpu(int64_t *limit_s)
{
	struct timespec t;
	struct rlimit r;
	int64_t want;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) || getrlimit(RLIMIT_CPU, &r))
		return;
	want = (int64_t)t.tv_sec + CPU_PER_REQUEST_S + 1;
	if (want == *limit_s || (r.rlim_max != RLIM_INFINITY && (rlim_t)want > r.rlim_max))
		return;
	r.rlim_cur = (rlim_t)want;
	if (!setrlimit(RLIMIT_CPU, &r))
		*limit_s = want;
}

void worker_be_modest(int niceness)
{
	signal(SIGINT, SIG_IGN);	/* Ctrl-C is for the parent, which ends us */
	signal(SIGPIPE, SIG_IGN);
	if (nice(niceness) < 0)
		errno = 0;
#ifdef SYS_ioprio_set
	/* IOPRIO_WHO_PROCESS, ourselves, IOPRIO_CLASS_IDLE: the disk is for who plays */
	syscall(SYS_ioprio_set, 1, 0, 3 << 13);
#endif
}

/* ---- the stream of frames ---- */

static void flush_out(struct worker *w)
{
	/* a parent that has gone wants nothing more of us */
	if (w->out.len && write_all(STDOUT_FILENO, w->out.data, w->out.len))
		_exit(1);
	buf_clear(&w->out);
	w->replies = 0;
	w->flushed_ms = clock_mono_ms();
}

static enum err send_frame(struct worker *w, struct wire_frame *f)
{
	enum err err;

	f->number = w->number;
	if (w->out.len >= FLUSH_BYTES || w->replies >= FLUSH_REPLIES || clock_mono_ms() - w->flushed_ms >= FLUSH_MS)
		flush_out(w);
	err = wire_put(&w->out, f);
	if (!err)
		w->replies++;
	return err;
}

/* One whole request, waiting for it if need be. False: the end. */
static bool next_request(struct worker *w, struct wire_frame *ret_frame)
{
	char chunk[16384];

	for (;;) {
		size_t used;
		ssize_t n;

		if (wire_get(w->in.data + w->in_at, w->in.len - w->in_at, ret_frame, &used))
			return false;
		if (used) {
			w->in_at += used;
			return true;
		}
		flush_out(w);
		buf_drop_front(&w->in, w->in_at);
		w->in_at = 0;
		n = read(STDIN_FILENO, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || buf_add(&w->in, chunk, (size_t)n))
			return false;
	}
}

/* ---- tags ---- */

static void found_part(void *ctx, unsigned index, const struct tags *tags)
{
	struct wire_frame f = { .kind = WIRE_PART, .index = index, .part = *tags->part, .tags = *tags };

	/* of a file that is too large for a frame there is no good path */
	send_frame(ctx, &f);
}

static void found_sheet(void *ctx, const struct tags *tags)
{
	struct wire_frame f = { .kind = WIRE_TAGS, .tags = *tags };

	send_frame(ctx, &f);
}

/* A file, and what the cue sheet in its tags says of it. */
static enum err serve_file(struct worker *w, const char *path, const struct sheet_sink *sink)
{
	struct wire_frame f = { .kind = WIRE_TAGS };
	enum err err = tags_read(w->holder, path, &f.tags);
	const char *cue;
	size_t n;

	if (err)
		return err;
	cue = tags_cue(w->holder, &n);
	sheet_inside(cue, n, path, &f.tags, sink);
	return send_frame(w, &f);
}

static void serve_read(struct worker *w, const char *path)
{
	struct sheet_sink sink = { found_part, found_sheet, w };
	struct wire_frame f;

	worker_limit_cpu(&w->cpu_limit_s);
	if (worker_before_read)
		worker_before_read(path);
	if (music_is_sheet_name(path) ? sheet_read(w->holder, path, &sink) : serve_file(w, path, &sink)) {
		char *why = utf8_clean(err_text(), MIN_OF(strlen(err_text()), (size_t)WIRE_TEXT_MAX / 4));

		f = (struct wire_frame){ .kind = WIRE_FAILED, .why = why };
		send_frame(w, &f);
		free(why);
	}
}

/* ---- walking ---- */

static void found_file(void *ctx, const char *path, const struct file_stamp *stamp)
{
	struct wire_frame f = { .kind = WIRE_FILE, .path = path, .stamp = *stamp };
	struct worker *w = ctx;

	/* sent in large pieces: replies do not count here */
	w->replies = 0;
	send_frame(w, &f);
}

static void found_bad_dir(void *ctx, const char *path, const char *why)
{
	/* strerror() speaks the locale's encoding */
	char *clean = utf8_clean(why, strlen(why));
	struct wire_frame f = { .kind = WIRE_DIR_FAILED, .path = path, .why = clean };

	/* a path too long for the wire is too long for the system: its parent has been told of */
	send_frame(ctx, &f);
	free(clean);
}

static void walk_tick(void *ctx)
{
	struct wire_frame f = { .kind = WIRE_ALIVE };
	struct worker *w = ctx;
	int64_t ago_ms = clock_mono_ms() - w->flushed_ms;

	if (ago_ms >= ALIVE_MS)
		send_frame(w, &f);
	if (ago_ms >= FLUSH_MS)
		flush_out(w);
}

static void serve_walk(struct worker *w, const char *path, const char *patterns)
{
	struct walk_sink sink = { found_file, found_bad_dir, walk_tick, w };
	struct wire_frame f = { .kind = WIRE_WALKED };
	struct ignore *ignore = ignore_new(patterns);
	char *root = xstrdup(path);
	struct stat before, after;
	bool was_there;

	if (worker_before_walk)
		worker_before_walk(root);
	was_there = !stat(root, &before);
	f.is_complete = walk_tree_but(root, ignore, &sink);
	if (was_there && !stat(root, &after) && after.st_dev == before.st_dev) {
		f.stamp.dev = (uint64_t)before.st_dev;
	} else if (was_there) {
		/* a disk pulled out under the walk: what it did not come to is not gone */
		found_bad_dir(w, root, _("it was taken away while it was read"));
		f.is_complete = false;
	}
	send_frame(w, &f);
	ignore_free(ignore);
	free(root);
}

/* ---- */

int worker_main(const char *kind)
{
	struct wire_frame f = { .kind = WIRE_ALIVE };
	struct worker w = { .number = 0 };
	bool walks = !strcmp(kind, "walk");

	if (!strcmp(kind, "watch"))
		return watch_main();
	if (!strcmp(kind, "picture"))
		return picture_main();
	if (!strcmp(kind, "hear"))
		return hear_main();
	if (!walks && strcmp(kind, "tags"))
		return 2;
	signal(SIGINT, SIG_IGN);	/* Ctrl-C is for the parent, which closes our input */
	signal(SIGPIPE, SIG_IGN);
	/* a key comes before a tag: with nobody at the keys this costs nothing */
	if (nice(10) < 0)
		errno = 0;
	worker_limit_memory();
	buf_init(&w.in, 4 * (WIRE_PATH_MAX + WIRE_HEAD + 64));
	buf_init(&w.out, FLUSH_BYTES + WIRE_BODY_MAX + WIRE_HEAD);
	buf_adds(&w.in, "");
	w.holder = walks ? NULL : tags_new();
	send_frame(&w, &f);
	/* the parent asks whoever comes next what we leave unanswered */
	while (!(w.holder && tags_is_worn(w.holder)) && next_request(&w, &f)) {
		w.number = f.number;
		if (walks && f.kind == WIRE_WALK)
			serve_walk(&w, f.path, f.why);
		else if (!walks && f.kind == WIRE_READ)
			serve_read(&w, f.path);
		else
			break;
	}
	flush_out(&w);
	tags_free(w.holder);
	buf_done(&w.in);
	buf_done(&w.out);
	return 0;
}
