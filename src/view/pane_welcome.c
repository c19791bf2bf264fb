/* pane_welcome.c -- the first start: a few lines that say what is asked, and below them what there is to choose; see app/welcome.h. */
#include "view/view.h"
#include "app/command.h"
#include "app/scan.h"
#include "app/welcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STYLES_SHOWN = 100, CALM_MS = 500, LIST_ROWS_MIN = 4, HEAD_LINES = 5 };

/* What there is to choose in the first step; the first only where the desktop knows a folder. */
enum { CHOICE_MUSIC, CHOICE_OTHER, CHOICE_DEMO, CHOICE_LATER, CHOICES };

struct welcome_view {
	struct taste_genre genres[STYLES_SHOWN];
	size_t n;
	uint64_t version;		/* of the library when they were counted; 0 = count anew */
	int64_t counted_ms;
};

void welcome_view_free(struct welcome_view *w)
{
	free(w);
}

static struct welcome_view *state(struct app *app)
{
	if (!app->views->welcome)
		app->views->welcome = xcalloc(1, sizeof *app->views->welcome);
	return app->views->welcome;
}

/* Counted anew while music comes in, but not at every track; the cursor stays on its style. Row 0 is "done". */
static void count_styles(struct app *app, struct pane *p)
{
	struct welcome_view *w = state(app);
	const char *at = p->list.cursor && p->list.cursor <= w->n ? w->genres[p->list.cursor - 1].name : NULL;
	uint64_t version = library_version(app->lib) + 1;
	bool had = w->n;

	if (w->version == version || (w->version && scanning_is_busy(app) && app->now_ms - w->counted_ms < CALM_MS))
		return;
	w->n = taste_genres(app->taste, w->genres, COUNT_OF(w->genres));
	w->version = version;
	w->counted_ms = app->now_ms;
	list_resize(&p->list, w->n + 1);
	for (size_t i = 0; at && i < w->n; i++)
		if (w->genres[i].name == at)
			list_go(&p->list, i + 1);
	/* they are there: "done" is not what the next Enter is for */
	if (!had && w->n && !p->list.cursor)
		list_go(&p->list, 1);
}

static int choice_of(const struct app *app, size_t i)
{
	return (int)i + !welcome_proposal(app);
}

static size_t welcome_rows(struct app *app, struct pane *p)
{
	if (welcome_step(app) == WELCOME_FOLDER)
		return CHOICES - !welcome_proposal(app);
	count_styles(app, p);
	return 1 + state(app)->n;
}

/* ---- what is said above ---- */

static size_t say_folder(struct app *app, char lines[HEAD_LINES][200])
{
	size_t n = 0;

	if (app->n_roots)
		snprintf(lines[n++], 200, _("No music was found in %s."), app->roots[app->n_roots - 1]);
	snprintf(lines[n++], 200, "%s", _("Where is your music?"));
	snprintf(lines[n++], 200, "%s", _("It stays where it is, as it is; Segue follows what changes there."));
	return n;
}

static size_t say_styles(struct app *app, char lines[HEAD_LINES][200])
{
	const struct scan_counts *c = app->scan ? scan_job_counts(app->scan) : NULL;
	bool is_busy = scanning_is_busy(app);
	size_t n = 0, tracks = library_count(app->lib);

	if (state(app)->n)
		snprintf(lines[n++], 200, "%s", _("Which styles do you like?"));
	else if (!is_busy)
		snprintf(lines[n++], 200, "%s", _("Your files name no styles: the for-you list learns from what you finish, skip, rate and love."));
	if (is_busy && c)
		snprintf(lines[n++], 200, _("Reading your music: %zu tracks, %lld files seen"), tracks, (long long)c->files);
	else if (is_busy)
		snprintf(lines[n++], 200, "%s", _("Reading your music…"));
	else
		snprintf(lines[n++], 200, P_("%zu track is here.", "%zu tracks are here.", tracks), tracks);
	if (state(app)->n)
		snprintf(lines[n++], 200, "%s", _("The for-you list begins with them; what you finish and skip soon counts for more."));
	snprintf(lines[n++], 200, _("%s plays · %s queues · %s skips · %s shows all keys"), view_key_of(app, "enter"), view_key_of(app, "queue-last"),
		 view_key_of(app, "next"), view_key_of(app, "help"));
	return n;
}

/* The first line always, the others where they fit and the list keeps a few rows. */
static int welcome_head(struct app *app, struct pane *p, struct area at)
{
	char lines[HEAD_LINES][200];
	size_t n = welcome_step(app) == WELCOME_FOLDER ? say_folder(app, lines) : say_styles(app, lines);
	int used = 0, room = at.rows - LIST_ROWS_MIN;

	(void)p;
	for (size_t i = 0; i < n && at.cols > 4; i++) {
		int needs = wrap_lines(lines[i], at.cols - 2);

		if (used + needs <= MAX_OF(room, !i)) {
			wrap_draw(app, (struct area){ at.y + used, at.x + 1, needs, at.cols - 2 }, i ? ROLE_DIM : ROLE_STRONG, lines[i]);
			used += needs;
		}
	}
	return used + (used + 1 < room);	/* and a blank one */
}

/* ---- rows ---- */

static void draw_choice(struct app *app, int choice, struct area at, enum role base)
{
	static const char *const words[CHOICES] = { "", N_("Another folder…"), N_("The demo: ten short pieces"), N_("Not now") };
	static const char *const commands[CHOICES] = { "enter", "add-prompt", "demo", "welcome" };
	const char *key = view_key_of(app, commands[choice]);
	char text[300];
	int w = utf8_width(key);

	if (choice == CHOICE_MUSIC)
		snprintf(text, sizeof text, _("Read %s"), welcome_proposal(app));
	else
		snprintf(text, sizeof text, "%s", choice == CHOICE_OTHER && !welcome_proposal(app) ? _("Name a folder…") : _(words[choice]));
	ui_text(app->ui, at.y, at.x + 1, at.cols - w - 3, base, text, true);
	ui_text(app->ui, at.y, at.x + at.cols - w - 1, w, base == ROLE_NORMAL ? ROLE_KEY : base, key, false);
}

static void draw_style(struct app *app, const struct taste_genre *g, struct area at, enum role base)
{
	char count[24];
	int w = snprintf(count, sizeof count, "%lu", (unsigned long)g->n_tracks);

	ui_text(app->ui, at.y, at.x + 1, 4, base == ROLE_NORMAL && g->is_chosen ? ROLE_MARKED : base, g->is_chosen ? "[x] " : "[ ] ", true);
	ui_text(app->ui, at.y, at.x + 5, at.cols - w - 7, base == ROLE_NORMAL && g->is_chosen ? ROLE_STRONG : base, g->name, true);
	ui_text_right(app->ui, at.y, at.x + at.cols - w - 1, w, base == ROLE_NORMAL ? ROLE_DIM : base, count);
}

static void welcome_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	(void)p;
	if (welcome_step(app) == WELCOME_FOLDER) {
		draw_choice(app, choice_of(app, i), at, base);
	} else if (i) {
		draw_style(app, &state(app)->genres[i - 1], at, base);
	} else {
		const char *key = view_key_of(app, "welcome");
		int w = utf8_width(key);

		ui_text(app->ui, at.y, at.x + 1, at.cols - w - 3, base, _("Done: to the library"), true);
		ui_text(app->ui, at.y, at.x + at.cols - w - 1, w, base == ROLE_NORMAL ? ROLE_KEY : base, key, false);
	}
}

static enum err choose(struct app *app, int choice)
{
	char *path;
	enum err err;

	switch (choice) {
	case CHOICE_MUSIC:
		path = path_expand(welcome_proposal(app));
		err = scanning_start(app, (const char *const[]){ path }, 1);
		free(path);
		return err;
	case CHOICE_OTHER:
		return command_line(app, "add-prompt");
	case CHOICE_DEMO:
		return command_line(app, "demo");
	default:
		return command_line(app, "welcome");
	}
}

static enum err welcome_activate(struct app *app, struct pane *p, size_t i)
{
	struct welcome_view *w = state(app);
	enum err err;

	if (welcome_step(app) == WELCOME_FOLDER)
		return choose(app, choice_of(app, i));
	if (!i)
		return command_line(app, "welcome");
	err = welcome_toggle_style(app, w->genres[i - 1].name);
	w->version = 0;
	count_styles(app, p);
	return err;
}

static void welcome_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)p;
	snprintf(ret_text, size, "%s", welcome_step(app) == WELCOME_STYLES && i ? state(app)->genres[i - 1].name : "");
}

static void welcome_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	(void)app, (void)p;
	snprintf(ret_text, size, "%s", _("Welcome to Segue"));
}

const struct pane_ops pane_welcome = {
	.name = "welcome", .title = N_("Welcome"), .rows = welcome_rows, .draw_row = welcome_draw, .activate = welcome_activate,
	.words = welcome_words, .title_text = welcome_title, .head = welcome_head,
};
