/*
 * tagging.c -- the commands that write tags.
 *
 *	tracks × fields ─▶ records ─▶ errand: `segue tag --records` ─▶ answers ─▶ undo, a message, the files read again
 *
 * The child parses and writes, may hang on its disk or die; the records it answered are done, the others stay as they were.  When the
 * player ends meanwhile the child goes on to its end.
 */
#include "app/analysis.h"
#include "app/tagging.h"
#include "app/command.h"
#include "app/errand.h"
#include "app/gains.h"
#include "app/playlists.h"
#include "app/spawn.h"
#include "view/view.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RECORDS_MAX = 64 << 20 };

struct tagging {
	char *exe, *what;
	uint64_t step;			/* of undo, what NULL */
	struct buf records, answers;
};

static void tagging_free(void *job)
{
	struct tagging *t = job;

	buf_done(&t->records);
	buf_done(&t->answers);
	free(t->exe);
	free(t->what);
	free(t);
}

/* ---- on the errand's thread ---- */

static bool run(const char *exe, int in, int out)
{
	pid_t pid;

	errno = spawn_start((const char *const[]){ exe, "tag", "--records", NULL }, (const int[3]){ in, out, -1 }, 0, &pid);
	return !errno && spawn_wait(pid) >= 0;
}

/* The end of the record at `at`, which begins with a path: behind the empty word; `end` when it was cut off. */
static const char *record_end(const char *at, const char *end)
{
	while (at < end && *at)
		at += strlen(at) + 1;
	return at < end ? at + 1 : end;
}

static enum err tagging_work(void *job)
{
	struct tagging *t = job;
	int in = memfd_create("records", MFD_CLOEXEC), out = memfd_create("answers", MFD_CLOEXEC);
	char bytes[65536];
	ssize_t n;
	enum err err = OK;

	if (in < 0 || out < 0 || write_all(in, t->records.data, t->records.len) || lseek(in, 0, SEEK_SET) || !run(t->exe, in, out))
		err = fail(ERR_CHILD, _("cannot start %s: %s"), t->exe, strerror(errno));
	else if (lseek(out, 0, SEEK_SET) == 0)
		while ((n = read(out, bytes, sizeof bytes)) > 0)
			buf_add(&t->answers, bytes, (size_t)n);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return err;
}

/* ---- on ours ---- */

static size_t count_records(const struct buf *b)
{
	size_t n = 0;

	for (const char *at = b->data, *end = b->data + b->len; at < end; at = record_end(at, end))
		n++;
	return n;
}

struct outcome { struct buf done; const char **paths; size_t n_done; char *first_bad; };

/* What was done goes into `done`, as records that take it back. */
static void read_answers(struct tagging *t, struct outcome *o)
{
	size_t cap = 0;

	/* whatever a dying child left, the last word ends */
	buf_add(&t->answers, "", 1);
	for (const char *at = t->answers.data, *end = at + t->answers.len - 1, *next; at < end; at = next) {
		const char *word = at + strlen(at) + 1;

		next = record_end(at, end);
		if (next == end && (end - at < 2 || end[-1] || end[-2]))
			break;		/* cut off in the middle: not known to be done */
		if (*word == '!') {
			if (!o->first_bad)
				o->first_bad = xasprintf("%s: %s", path_base(at), word + 1);
			continue;
		}
		ARRAY_GROW(o->paths, o->n_done, cap);
		o->paths[o->n_done++] = at;
		buf_add(&o->done, at, (size_t)(next - at));
	}
}

static void tagging_done(struct app *app, void *job, const char *why)
{
	struct tagging *t = job;
	struct outcome o = { 0 };
	size_t n = count_records(&t->records), n_bad;

	buf_init(&o.done, RECORDS_MAX);
	read_answers(t, &o);
	n_bad = n - MIN_OF(n, o.n_done);
	if (o.n_done && t->what)
		undo_tags(app, t->what, &o.done);
	else if (!t->what)
		undo_know_tags(app, t->step, &o.done);
	for (size_t i = 0; i < o.n_done; i++)
		if (scanning_look(app, o.paths[i], false)) {
			log_line("tags were written, but the files cannot be read again: %s", err_text());
			break;
		}
	if (n_bad) {
		char *sentence = xasprintf(ngettext("%zu file stays as it was: %s", "%zu files stay as they were: %s", n_bad), n_bad,
					   why ? why : o.first_bad ? o.first_bad : _("the writer died"));

		script_complain(app, sentence);
		free(sentence);
	} else if (t->what) {	/* of a step taken back it is said already */
		app_say(app, ngettext("Tags of %zu file are written", "Tags of %zu files are written", n), n);
	}
	buf_done(&o.done);
	free(o.paths);
	free(o.first_bad);
}

enum err tagging_start(struct app *app, struct buf *records, const char *what, uint64_t step)
{
	static const struct errand kind = { tagging_work, tagging_done, tagging_free, false, false, false };
	struct tagging *t = xcalloc(1, sizeof *t);

	t->exe = xstrdup(app->start.exe);
	t->what = what ? xstrdup(what) : NULL;
	t->step = step;
	t->records = *records;
	*records = (struct buf){ 0 };
	buf_init(&t->answers, RECORDS_MAX);
	return errand_start(app, &kind, t);
}

/* ---- commands ---- */

/* "title=Blue", "in", "Green": words that set nothing belong to the value before. */
static enum err fields_of(int argc, char **argv, struct tag_edit *ret_edit, char **ret_pattern)
{
	static const char from_name[] = "from-name=";
	struct buf words;
	enum err err = OK;

	for (int i = 1; i < argc && !err;) {
		buf_init(&words, LINE_MAX_BYTES);
		buf_adds(&words, argv[i++]);
		for (; i < argc; i++) {
			size_t n = strcspn(argv[i], "=");

			if (argv[i][n] && (tag_field_find(argv[i], n) >= 0 || !strncmp(argv[i], from_name, sizeof from_name - 1)))
				break;
			buf_addf(&words, " %s", argv[i]);
		}
		if (!strncmp(words.data, from_name, sizeof from_name - 1)) {
			free(*ret_pattern);
			*ret_pattern = xstrdup(words.data + sizeof from_name - 1);
		} else {
			err = tag_edit_set(ret_edit, words.data);
		}
		buf_done(&words);
	}
	return err;
}

static void add_record(struct buf *b, const char *path, const struct tag_edit *edit, const char *pattern)
{
	buf_add(b, path, strlen(path) + 1);
	if (pattern) {
		buf_adds(b, "%");
		buf_add(b, pattern, strlen(pattern) + 1);
	}
	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		if (edit->value[i]) {
			buf_addf(b, "%s=", tag_field_names[i]);
			buf_add(b, edit->value[i], strlen(edit->value[i]) + 1);
		}
	buf_add(b, "", 1);
}

/* Its records, and when they are written; takes them. */
static enum err write_records(struct app *app, struct buf *records, size_t n)
{
	char *what = xasprintf(ngettext("tags of %zu file", "tags of %zu files", n), n);
	enum err err = records->len >= RECORDS_MAX - 1 ? fail(ERR_LIMIT, _("These are too many at once")) : tagging_start(app, records, what, 0);

	if (!err) {
		app_say(app, ngettext("Writing the tags of %zu file…", "Writing the tags of %zu files…", n), n);
		mark_clear(app);
	}
	free(what);
	return err;
}

COMMAND_HANDLER(tag)
{
	struct tag_edit edit = { 0 };
	char *pattern = NULL;
	struct track **tracks = NULL;
	struct buf records;
	size_t n = 0;
	enum err err = fields_of(argc, argv, &edit, &pattern);

	buf_init(&records, RECORDS_MAX);
	if (!err)
		tracks = view_selected_tracks(app, &n);
	if (!err && !n)
		err = fail(ERR_MISSING, _("No track is selected"));
	for (size_t i = 0; i < n && !err; i++)
		add_record(&records, tracks[i]->path, &edit, pattern);
	if (!err)
		err = write_records(app, &records, n);
	buf_done(&records);
	tag_edit_done(&edit);
	free(tracks);
	free(pattern);
	return err;
}

/* The album's gain only where all of it was heard; what its files say of it else stays. */
static bool add_gain_record(struct app *app, struct buf *records, const struct track *t)
{
	struct tag_edit edit = { 0 };
	struct gain g;

	if (t->part || !analysis_heard_gain(app, t, &g))
		return false;
	gains_edit(&g, &edit);
	add_record(records, t->path, &edit, NULL);
	tag_edit_done(&edit);
	return true;
}

COMMAND_HANDLER(write_gain)
{
	size_t n = 0, heard = 0;
	struct track **tracks = view_selected_tracks(app, &n);
	struct buf records;
	enum err err;

	(void)argc, (void)argv;
	buf_init(&records, RECORDS_MAX);
	for (size_t i = 0; i < n; i++)
		heard += add_gain_record(app, &records, tracks[i]);
	if (!n)
		err = fail(ERR_MISSING, _("No track is selected"));
	else if (!heard)
		err = fail(ERR_MISSING, _("None of these was listened to yet: 'segue analyze' does, and the option analyze in the background"));
	else
		err = write_records(app, &records, heard);
	if (!err && heard < n)
		app_mention(app, P_("%zu of them was not listened to yet", "%zu of them were not listened to yet", n - heard), n - heard);
	buf_done(&records);
	free(tracks);
	return err;
}

COMMAND_HANDLER(tag_prompt)
{
	(void)argc, (void)argv;
	if (!view_selected(app))
		return fail(ERR_MISSING, _("No track is selected"));
	prompt_start(app->prompt, ':', ":", "tag ", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	return OK;
}
