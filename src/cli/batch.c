/* batch.c -- the loop around the children that listen: as many tracks under way as there are children, a bar, an end. */
#include "cli/batch.h"
#include "app/hearing.h"
#include "cli/progress.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JOBS_MAX = 64 };

struct run {
	const struct batch *b;
	struct hearers *hearers;
	size_t asked, done;
	bool has_bar;
	int64_t start_ms, bar_ms;
};

enum err batch_jobs(const char *text, unsigned *ret_jobs)
{
	int64_t jobs = 0;
	enum err err = text ? cli_number("--jobs", text, 1, JOBS_MAX, &jobs) : OK;

	if (!err)
		*ret_jobs = (unsigned)jobs;
	return err;
}

void batch_complain(const char *path, const char *why)
{
	char *clean = utf8_clean(path, strlen(path));

	if (isatty(STDERR_FILENO))
		progress_clear();
	if (strstr(why, clean))
		cli_say("%s", why);
	else
		cli_say("%s: %s", clean, why);
	free(clean);
}

static enum err deliver(struct run *r, const struct heard *h)
{
	struct batch_heard heard = { .damaged = h->damaged, .not_numbers = h->not_numbers, .is_away = h->is_away, .is_same = h->is_same,
		.mark = h->mark, .why = h->why };
	struct hearing_parts parts = { .n_features = 0 };
	struct print print = { .n_raw = 0 };
	enum err err;

	/* a child taken over by a file may say anything */
	if (!heard.why && !heard.is_same &&
	    (hearing_split(h->bytes, h->n, &parts) || features_unpack(parts.features, parts.n_features, &heard.features, &heard.beats, &heard.n_beats) ||
	     print_unpack(parts.print, parts.n_print, &print)))
		heard.why = err_text();
	print_free(&print);
	heard.bytes = parts.features;
	heard.n = parts.n_features;
	heard.print = parts.print;
	heard.n_print = parts.n_print;
	err = r->b->heard(r->b->ctx, (size_t)h->cookie, &heard);
	free(heard.beats);
	r->done++;
	return err;
}

/* Gives all free children something to do. What cannot even be asked for is done with. */
static enum err feed(struct run *r)
{
	while (r->asked < r->b->n && hearers_busy(r->hearers) < hearers_jobs(r->hearers)) {
		struct hear_of of = { .path = NULL };
		enum err err;

		if (!r->b->of(r->b->ctx, r->asked, &of))
			return OK;
		if (!of.path) {
			r->asked++;
			r->done++;
			continue;
		}
		of.cookie = r->asked;
		err = hearers_ask(r->hearers, &of);
		if (err == ERR_CHILD)
			return err;
		r->asked++;
		if (err) {
			char *why = xstrdup(err_text());

			err = deliver(r, &(struct heard){ .cookie = of.cookie, .bytes = "", .why = why });
			free(why);
		}
		if (err)
			return err;
	}
	return OK;
}

static void draw(struct run *r)
{
	int64_t now = clock_mono_ms();

	if (!r->has_bar || now - r->bar_ms < PROGRESS_MS)
		return;
	r->bar_ms = now;
	progress_draw((int64_t)r->done, (int64_t)r->b->n, (double)r->done * 1000 / (double)MAX_OF((int64_t)1, now - r->start_ms));
}

static enum err run(struct run *r)
{
	struct heard h;
	enum err err = OK;

	while (!err && r->done < r->b->n) {
		struct pollfd p = { .fd = hearers_fd(r->hearers), .events = POLLIN };
		int64_t deadline_ms;

		if (progress_is_stopped())
			return ERR_BUSY;
		err = feed(r);
		while (!err && hearers_next(r->hearers, &h))
			err = deliver(r, &h);
		if (!err && r->b->tick)
			err = r->b->tick(r->b->ctx);
		draw(r);
		deadline_ms = hearers_deadline_ms(r->hearers);
		if (!err && r->done < r->b->n && hearers_busy(r->hearers) == MIN_OF((size_t)hearers_jobs(r->hearers), r->b->n - r->done))
			poll(&p, 1, (int)MAX_OF((int64_t)0, MIN_OF((int64_t)PROGRESS_MS, deadline_ms < 0 ? PROGRESS_MS : deadline_ms - clock_mono_ms())));
	}
	return err;
}

enum err batch_run(const struct batch *b)
{
	struct run r = { .b = b, .start_ms = clock_mono_ms(), .has_bar = !b->common->quiet && isatty(STDERR_FILENO) };
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	enum err err = hearers_open(&r.hearers, b->common->exe, b->jobs ? b->jobs : cores > 1 ? (unsigned)cores : 1);

	if (err)
		return err;
	err = run(&r);
	if (r.has_bar)
		progress_clear();
	hearers_close(r.hearers);
	return err;
}
