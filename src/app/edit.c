/* edit.c -- see edit.h.  The desk answers in the order it was asked, so a list of what is out is all there is to keep. */
#include "app/command.h"
#include "app/edit.h"
#include "app/playlists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct out { char *say; uint64_t undo; struct undo_step *step; };

struct edits {
	struct out *out;		/* oldest first */
	size_t n, cap;
};

struct edits *edits_new(void)
{
	return xcalloc(1, sizeof(struct edits));
}

void edits_free(struct edits *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n; i++) {
		free(e->out[i].say);
		undo_step_free(e->out[i].step);
	}
	free(e->out);
	free(e);
}

void edit_sent(struct app *app)
{
	struct edits *e = app->edits;

	if (!app->pending_events++)
		app->pending_since_ms = app->now_ms;
	ARRAY_GROW(e->out, e->n, e->cap);
	e->out[e->n++] = (struct out){ .undo = undo_newest(app) };
}

PRINTF_LIKE(2, 0)
static void say(struct out *o, const char *fmt, va_list ap)
{
	char text[sizeof ((struct app *)NULL)->message];

	vsnprintf(text, sizeof text, fmt, ap);
	free(o->say);
	o->say = xstrdup(text);
}

void edit_say(struct app *app, const char *fmt, ...)
{
	struct edits *e = app->edits;
	va_list ap;

	/* a file that is run has one sentence for all of its lines, and this one would come after it */
	if (!e->n || source_is_running())
		return;
	va_start(ap, fmt);
	say(&e->out[e->n - 1], fmt, ap);
	va_end(ap);
}

void edit_answers(struct app *app, const char *fmt, ...)
{
	va_list ap;

	if (!app->edits->n)
		return;
	va_start(ap, fmt);
	say(&app->edits->out[0], fmt, ap);
	va_end(ap);
}

void edit_undoes(struct app *app, struct undo_step *step, uint64_t made)
{
	struct out *last = &app->edits->out[app->edits->n - 1];

	last->undo = made;
	last->step = step;
}

static void refused(struct app *app, const struct out *o, uint64_t cookie, const char *sentence)
{
	app_complain(app, cookie == COOKIE_FILTER ? _("The filter was not kept: %s") : cookie == COOKIE_STYLE ? _("The style was not kept: %s") :
		cookie == COOKIE_FORGET ? _("Nothing was forgotten or brought back: %s") :
		_("The playlist was not kept: %s"), sentence);
	undo_forget(app, o->undo);
	if (o->step)
		undo_return(app, o->step);
	if (cookie == COOKIE_FORGET)
		return;		/* memory changes with the answer, and there was none */
	if (cookie == COOKIE_FILTER)
		desk_load_filters(app->desk);
	else if (cookie == COOKIE_STYLE)
		desk_load_corrections(app->desk);
	else
		desk_load_playlists(app->desk);
}

void edit_answered(struct app *app, uint64_t cookie, const char *sentence)
{
	struct edits *e = app->edits;
	struct out o;

	if (app->pending_events)
		app->pending_events--;
	app->pending_since_ms = app->now_ms;
	if (!e->n)
		return;
	o = e->out[0];
	memmove(e->out, e->out + 1, --e->n * sizeof *e->out);
	if (sentence) {
		refused(app, &o, cookie, sentence);
	} else {
		if (o.say)
			app_say(app, "%s", o.say);
		undo_step_free(o.step);
	}
	free(o.say);
}

bool edits_are_out(const struct app *app)
{
	return app->edits->n;
}
