/* hubbing.c -- see hubbing.h.  The address goes to the child through a pipe: what stands in a command line anybody may read. */
#include "app/hubbing.h"
#include "app/errand.h"
#include "app/hubfile.h"
#include "app/learning.h"
#include "app/spawn.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVERY_MS = 5 * 60000, FIRST_RETRY_MS = 60000, LAST_RETRY_MS = 60 * 60000, SAID_MAX = 1 << 12 };

struct hubbing {
	bool is_out;			/* an errand is */
	bool is_down;			/* and the listener was told */
	int64_t not_before_ms, retry_ms;
	uint64_t serial;		/* of the address, which may change while an errand is out */
};

struct talk {
	char *exe, *db, *config, *listener, *url;
	uint64_t serial;
	bool is_new;			/* what came back is not what was there */
};

static void talk_free(void *job)
{
	struct talk *t = job;

	free(t->exe);
	free(t->db);
	free(t->config);
	free(t->listener);
	free(t->url);
	free(t);
}

/* ---- on the errand's thread ---- */

static uint64_t hash_of_file(const char *path)
{
	char *bytes;
	size_t n;
	uint64_t hash;

	if (read_file(path, SIZE_MAX / 4, &bytes, &n))
		return 0;
	hash = hash_bytes(bytes, n);
	free(bytes);
	return hash;
}

/* The child's sentence, to its end: a pipe nobody reads would hold it up. */
static void hear(int fd, char said[SAID_MAX])
{
	char some[512];
	size_t n = 0;
	ssize_t got;

	while ((got = read(fd, some, sizeof some)) > 0) {
		size_t fits = MIN_OF((size_t)got, SAID_MAX - 1 - n);

		memcpy(said + n, some, fits);
		n += fits;
	}
	said[n] = '\0';
}

static enum err run_child(const struct talk *t, const int in[2], const int out[2])
{
	const char *const argv[] = { t->exe, "hub", "sync", "--background", "--quiet", "--db", t->db, "--config", t->config, "--listener", t->listener, NULL };
	static const char prefix[] = "segue: ";
	char said[SAID_MAX] = "";
	/* less than a pipe holds, so that it needs no reader yet */
	enum err err = write_all(in[1], t->url, MIN_OF(strlen(t->url), (size_t)SAID_MAX));
	pid_t pid;
	int rc = 0, status;

	if (!err)
		rc = spawn_start(argv, (const int[3]){ in[0], -1, out[1] }, 0, &pid);
	close(in[1]);
	close(out[1]);
	if (err)
		return err;
	if (rc)
		return fail(ERR_CHILD, _("cannot start %s: %s"), argv[0], strerror(rc));
	hear(out[0], said);
	status = spawn_wait(pid);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return OK;
	if (!*said)
		return fail(ERR_CHILD, _("%s ended before its time"), "segue hub");
	return fail(ERR_CHILD, "%s", strncmp(said, prefix, strlen(prefix)) ? said : said + strlen(prefix));
}

static enum err talk_work(void *job)
{
	struct talk *t = job;
	char *picks = hubfile_picks_path(t->db, t->listener);
	uint64_t before = hash_of_file(picks);
	int in[2], out[2];
	enum err err;

	if (pipe2(in, O_CLOEXEC)) {
		free(picks);
		return fail_errno(ERR_IO, _("cannot make a pipe"));
	}
	if (pipe2(out, O_CLOEXEC)) {
		err = fail_errno(ERR_IO, _("cannot make a pipe"));
		close(in[1]);
	} else {
		err = run_child(t, in, out);
		close(out[0]);
	}
	close(in[0]);
	t->is_new = !err && hash_of_file(picks) != before;
	free(picks);
	return err;
}

/* ---- the interface ---- */

static void talk_done(struct app *app, void *job, const char *why)
{
	const struct talk *t = job;
	struct hubbing *h = app->hubbing;

	h->is_out = false;
	if (t->serial != h->serial) {
		hubbing_turn(app);
		return;
	}
	h->retry_ms = !why ? FIRST_RETRY_MS : MIN_OF(h->retry_ms * 2, (int64_t)LAST_RETRY_MS);
	h->not_before_ms = clock_mono_ms() + (why ? h->retry_ms / 2 : EVERY_MS);
	if (why)
		log_line("hub: %s", why);
	if (why && !h->is_down)
		app_complain(app, _("Not shared for now: %s"), why);
	if (!why && h->is_down)
		app_say(app, _("The hub is there again, and knows what it missed"));
	h->is_down = why != NULL;
	if (t->is_new)
		learning_again(app);
}

static void go(struct app *app)
{
	static const struct errand kind = { talk_work, talk_done, talk_free, false, true, true };
	struct talk *t = xcalloc(1, sizeof *t);

	*t = (struct talk){ .exe = xstrdup(app->start.exe), .db = xstrdup(app->start.db), .config = xstrdup(app->start.config),
		.listener = xstrdup(app->start.listener), .url = xstrdup(app->set.hub), .serial = app->hubbing->serial };
	if (!errand_start(app, &kind, t))
		app->hubbing->is_out = true;
	else
		log_line("hub: %s", err_text());
}

void hubbing_begin(struct app *app)
{
	if (app->hubbing || app->is_scratch)
		return;
	app->hubbing = xcalloc(1, sizeof *app->hubbing);
	app->hubbing->retry_ms = FIRST_RETRY_MS;
	hubbing_turn(app);
}

void hubbing_turn(struct app *app)
{
	const struct hubbing *h = app->hubbing;

	if (h && !h->is_out && *app->set.hub && !app->quitting && clock_mono_ms() >= h->not_before_ms)
		go(app);
}

void hubbing_changed(struct app *app)
{
	if (!app->hubbing)
		return;
	*app->hubbing = (struct hubbing){ .is_out = app->hubbing->is_out, .retry_ms = FIRST_RETRY_MS, .serial = app->hubbing->serial + 1 };
	hubbing_turn(app);
}

void hubbing_close(struct app *app)
{
	free(app->hubbing);
	app->hubbing = NULL;
}
