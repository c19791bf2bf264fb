/* welcome.c -- see welcome.h. */
#include "app/welcome.h"
#include "app/command.h"
#include "app/errand.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { USER_DIRS_MAX = 64 << 10 };

struct welcome { char *music; };

/* ---- where the desktop says music is ---- */

struct looking { char *found; };

static bool is_folder(const char *path)
{
	struct stat st;

	return path && !stat(path, &st) && S_ISDIR(st.st_mode) && !access(path, R_OK | X_OK);
}

static enum err looking_work(void *job)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *dir, *file, *text = NULL, *path;
	struct looking *l = job;
	size_t n;

	if (!home || home[0] != '/')
		return OK;
	dir = config && config[0] == '/' ? xstrdup(config) : path_join(home, ".config");
	file = path_join(dir, "user-dirs.dirs");
	path = read_file(file, USER_DIRS_MAX, &text, &n) ? NULL : xdg_music_dir(text, home);
	if (!path)
		path = path_join(home, "Music");
	if (is_folder(path))
		l->found = path;
	else
		free(path);
	free(text);
	free(file);
	free(dir);
	return OK;
}

/* "/home/x/Music" -> "~/Music": as it is typed. */
static char *short_path(const char *path)
{
	const char *home = getenv("HOME");
	size_t n = home ? strlen(home) : 0;

	if (n > 1 && !strncmp(path, home, n) && path[n] == '/')
		return xasprintf("~%s", path + n);
	return xstrdup(path);
}

static void looking_free(void *job)
{
	struct looking *l = job;

	free(l->found);
	free(l);
}

static void looking_done(struct app *app, void *job, const char *why)
{
	struct looking *l = job;

	(void)why;
	if (app->welcome && l->found && !app->welcome->music) {
		app->welcome->music = short_path(l->found);
		app->effects |= EFFECT_REDRAW;
	}
}

static void look_for_music(struct app *app)
{
	static const struct errand looking = { looking_work, looking_done, looking_free, false, true, false };

	if (app->welcome)
		return;
	app->welcome = xcalloc(1, sizeof *app->welcome);
	if (errand_start(app, &looking, xcalloc(1, sizeof(struct looking))))
		log_line("%s", err_text());	/* then it is typed */
}

const char *welcome_proposal(const struct app *app)
{
	return app->welcome && !library_total(app->lib) ? app->welcome->music : NULL;
}

/* ---- the two steps ---- */

enum welcome_step welcome_step(const struct app *app)
{
	return library_total(app->lib) || scanning_is_busy(app) ? WELCOME_STYLES : WELCOME_FOLDER;
}

void welcome_begin(struct app *app)
{
	/* a script is nobody to greet, and who names a folder or the demo has said what he wants */
	if (app->start.script || app->start.n_paths || app->start.demo || app->n_roots || library_total(app->lib))
		return;
	look_for_music(app);
	view_go(app, VIEW_WELCOME);
}

void welcome_close(struct app *app)
{
	if (app->welcome)
		free(app->welcome->music);
	free(app->welcome);
	app->welcome = NULL;
}

COMMAND_HANDLER(welcome)
{
	bool closes = app->views->view == VIEW_WELCOME;

	(void)argc, (void)argv;
	if (app->db_broken || !app->tracks_loaded)
		return fail(ERR_BUSY, _("The library is not open yet"));
	look_for_music(app);
	view_toggle(app, VIEW_WELCOME);
	if (closes)
		app_say(app, _("%s plays · %s queues · %s skips · %s shows all keys"), view_key_of(app, "enter"), view_key_of(app, "queue-last"),
			view_key_of(app, "next"), view_key_of(app, "help"));
	return OK;
}

/* ---- styles ---- */

static bool is_style(const char *text, size_t n, const char *folded)
{
	char *one = xstrndup(text, n), *fold = utf8_fold(one);
	bool is = !strcmp(fold, folded);

	free(fold);
	free(one);
	return is;
}

char *styles_toggled(const char *styles, const char *name)
{
	char *folded = utf8_fold(name);
	bool was_there = false;
	struct buf b;

	buf_init(&b, SIZE_MAX / 2);
	buf_adds(&b, "");
	while (*styles) {
		size_t n = strcspn(styles, ";"), end = n;
		size_t from = MIN_OF(strspn(styles, " "), n);

		while (end > from && styles[end - 1] == ' ')
			end--;
		if (end > from && is_style(styles + from, end - from, folded))
			was_there = true;
		else if (end > from)
			buf_addf(&b, "%s%.*s", b.len ? "; " : "", (int)(end - from), styles + from);
		styles += n + (styles[n] == ';');
	}
	if (!was_there)
		buf_addf(&b, "%s%s", b.len ? "; " : "", name);
	free(folded);
	return buf_steal(&b);
}

enum err welcome_toggle_style(struct app *app, const char *name)
{
	char *styles = styles_toggled(app->set.styles, name);
	enum err err = option_change(app, "styles", styles);

	free(styles);
	return err;
}
