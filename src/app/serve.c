/* serve.c -- the control socket: what other processes of this user ask of the running player. */
#include "app/errand.h"
#include "app/analysis.h"
#include "app/command.h"
#include "app/playlists.h"
#include "app/privacy.h"
#include "app/ranking.h"
#include "app/scan.h"
#include "cli/judge.h"
#include "cli/print.h"
#include "view/view.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void end_failed(struct app *app, uint64_t conn, enum err err)
{
	link_reply_end(app->link, conn, err == ERR_ARG ? 2 : 1, err_text());
}

/* ---- rate, love, ban of the command line ---- */

static enum err judge(struct app *app, const struct link_request *r)
{
	struct judge j;
	struct track *t;
	struct event ev;
	size_t slot = 0;
	enum err err = judge_parse(r->argc - 1, r->argv + 1, &j);

	if (err)
		return err;
	if (*j.listener && strcmp(j.listener, app->start.listener))
		return fail(ERR_BUSY, _("the running player listens as %s"), app->start.listener);
	t = library_find(app->lib, j.track);
	if (!t)
		return fail(ERR_MISSING, _("no track in the library matches '%s'"), j.track);
	while (slot < COUNT_OF(app->serve_waiters) && app->serve_waiters[slot].conn)
		slot++;
	if (slot == COUNT_OF(app->serve_waiters))
		return fail(ERR_BUSY, _("too many requests at once"));
	app->serve_waiters[slot] = (struct serve_waiter){ r->conn, j.json };
	judge_event(&j, t, clock_unix_ms(), &ev);
	note_send(app, &ev, COOKIE_SERVE + slot);
	return OK;
}

void serve_event_done(struct app *app, uint64_t cookie, const struct event *ev, const char *sentence)
{
	struct serve_waiter *w = &app->serve_waiters[cookie - COOKIE_SERVE];
	struct track *t = ev ? library_get(app->lib, ev->track) : NULL;

	if (t) {
		char *line = print_track_line(t, w->json);

		link_reply_line(app->link, w->conn, line);
		free(line);
	}
	link_reply_end(app->link, w->conn, sentence ? 1 : 0, sentence);
	*w = (struct serve_waiter){ 0 };
}

/* ---- scan of the command line: cli scan --listener NAME [--json] -- PATH… ---- */

static enum err scan(struct app *app, const struct link_request *r)
{
	bool json = false;
	int i = 2;
	enum err err;

	for (; i < r->argc && strcmp(r->argv[i], "--"); i++)
		json |= !strcmp(r->argv[i], "--json");
	if (app->n_scan_waiters == COUNT_OF(app->scan_waiters))
		return fail(ERR_BUSY, _("too many requests at once"));
	i++;
	err = scanning_start(app, r->argv + MIN_OF(i, r->argc), (size_t)MAX_OF(0, r->argc - i));
	if (!err)
		app->scan_waiters[app->n_scan_waiters++] = (struct scan_waiter){ r->conn, json };
	return err;
}

void serve_scan_done(struct app *app, int64_t ms)
{
	for (size_t i = 0; i < app->n_scan_waiters; i++) {
		char *line = print_scan_line(scan_job_counts(app->scan), ms, app->scan_waiters[i].json);

		link_reply_line(app->link, app->scan_waiters[i].conn, line);
		link_reply_end(app->link, app->scan_waiters[i].conn, 0, NULL);
		free(line);
	}
	app->n_scan_waiters = 0;
}

/* ---- a second start with folders or files: cli open PATH… (absolute) ---- */

static enum err open_paths(struct app *app, const struct link_request *r)
{
	if (!app->start_done && r->argc > 2)
		return fail(ERR_BUSY, _("The library is not open yet"));
	loop_open_paths(app, r->argv + 2, (size_t)(r->argc - 2));
	link_reply_line(app->link, r->conn, app->attached || app->headless ? "attached" : "detached");
	link_reply_end(app->link, r->conn, 0, NULL);
	return OK;
}

/* ---- import of the command line: cli import --listener NAME [--json] -- m3u FILE… ---- */

static enum err import(struct app *app, const struct link_request *r)
{
	const char *listener = "";
	bool json = false;
	int i = 2;

	for (; i < r->argc && strcmp(r->argv[i], "--"); i++) {
		json |= !strcmp(r->argv[i], "--json");
		if (!strcmp(r->argv[i], "--listener") && i + 1 < r->argc)
			listener = r->argv[++i];
	}
	if (*listener && strcmp(listener, app->start.listener))
		return fail(ERR_BUSY, _("the running player listens as %s"), app->start.listener);
	if (i + 1 >= r->argc || strcmp(r->argv[i + 1], "m3u"))
		return fail(ERR_ARG, _("what can be imported: m3u"));
	i += 2;
	return import_start(app, r->argv + MIN_OF(i, r->argc), (size_t)MAX_OF(0, r->argc - i), r->conn, json);
}

/* ---- what an import of the command line put into the log: cli imported LISTENER FIRST EVENTS ---- */

static enum err imported(struct app *app, const struct link_request *r)
{
	int64_t first = r->argc == 5 ? strtoll(r->argv[3], NULL, 10) : 0, events = r->argc == 5 ? strtoll(r->argv[4], NULL, 10) : 0;

	if (first <= 0 || events <= 0 || events > IMPORTED_MAX)
		return fail(ERR_ARG, _("so much was imported that it is known when Segue is started anew"));
	if (strcmp(r->argv[2], app->start.listener))
		return fail(ERR_BUSY, _("the running player listens as %s"), app->start.listener);
	if (!app->start_done || !app->events_loaded)
		return fail(ERR_BUSY, _("The library is not open yet"));
	desk_imported(app->desk, first, events, 0);
	link_reply_end(app->link, r->conn, 0, NULL);
	return OK;
}

/* ---- recommend of the command line ranks by what the pane is ranked by ---- */

static enum err ranking(struct app *app, const struct link_request *r)
{
	struct ranking now;
	char *line;

	if (!app->start_done)
		return fail(ERR_BUSY, _("The library is not open yet"));
	if (r->argc > 2 && strcmp(r->argv[2], app->start.listener))
		return fail(ERR_BUSY, _("the running player listens as %s"), app->start.listener);
	foryou_ranking(app, &now);
	line = ranking_write(&now);
	link_reply_line(app->link, r->conn, line);
	link_reply_end(app->link, r->conn, 0, NULL);
	free(line);
	return OK;
}

/* ---- remote ---- */

/* What plays, or the one whose turn has come where the one before is over and this has not begun: music that goes on has not stopped. NULL: silence. */
static const struct playing *playing_of(const struct app *app)
{
	return app->now.cookie ? &app->now : app->next.cookie ? &app->next : NULL;
}

static json_t *status_json(struct app *app)
{
	static const char *const states[] = { "stopped", "loading", "playing", "paused" };
	const struct player_now *now = player_now(app->player);
	const struct playing *p = playing_of(app);
	struct track *t = p ? library_get(app->lib, p->track) : NULL, *next;
	enum source source;
	json_t *o = t ? print_json_track(t, NULL) : json_object();

	json_object_set_new(o, "state", json_string(!t ? "stopped" : p == &app->now ? states[now->state] : "loading"));
	json_object_set_new(o, "position_s", print_json_seconds(!t ? -1 : p == &app->now ? player_pos_ms(app->player, app->now_ms) : 0));
	json_object_set_new(o, "source", json_string(t ? source_name[p->source] : ""));
	json_object_set_new(o, "volume", json_integer(now->volume));
	json_object_set_new(o, "muted", json_boolean(now->is_muted));
	json_object_set_new(o, "shuffle", json_boolean(app->set.shuffle != SHUFFLE_VALUE_OFF));
	json_object_set_new(o, "repeat", json_string(app->set.repeat == REPEAT_VALUE_ONE ? "one" : app->set.repeat ? "all" : "off"));
	json_object_set_new(o, "queue", json_integer((json_int_t)queue_count(app->queue)));
	next = play_following(app, &source);
	json_object_set_new(o, "next", next ? print_json_track(next, NULL) : json_null());
	json_object_set_new(o, "tracks", json_integer((json_int_t)library_count(app->lib)));
	json_object_set_new(o, "attached", json_boolean(app->attached));
	json_object_set_new(o, "private", json_boolean(privacy_is_on(app)));
	json_object_set_new(o, "scanning", json_boolean(scanning_is_busy(app)));
	return o;
}

static char *status_text(struct app *app)
{
	static const char *const states[] = { N_("stopped"), N_("loading"), N_("playing"), N_("paused") };
	const struct player_now *now = player_now(app->player);
	const struct playing *p = playing_of(app);
	bool is_coming = p == &app->next;
	struct track *t = p ? library_get(app->lib, p->track) : NULL;
	char label[300], pos[24], length[24];

	if (!t)
		return xstrdup(_("stopped"));
	duration_text(is_coming ? 0 : player_pos_ms(app->player, app->now_ms), pos);
	duration_text(is_coming ? t->duration_ms : now->duration_ms ? now->duration_ms : -1, length);
	return xasprintf("%s  %s  %s / %s", _(states[is_coming ? PLAYER_LOADING : now->state]), track_label(t, label, sizeof label), pos, length);
}

static void waiter_done(struct remote_waiter *w)
{
	free(w->said);
	free(w->sentence);
	*w = (struct remote_waiter){ 0 };
}

/* Nobody is told "done" before it is on disk: the answer waits behind everything the command asked of the desk. */
static bool answer_later(struct app *app, uint64_t conn)
{
	size_t slot = 0;

	while (slot < COUNT_OF(app->remote_waiters) && app->remote_waiters[slot].conn)
		slot++;
	if (slot == COUNT_OF(app->remote_waiters) || app->db_broken)
		return false;	/* as many as the socket has places: cannot happen */
	app->remote_waiters[slot] = (struct remote_waiter){ .conn = conn };
	if (app->message[0] && !app->message_is_error)
		app->remote_waiters[slot].said = xstrdup(app->message);
	desk_mark(app->desk, COOKIE_REMOTE + slot);
	return true;
}

static void answer(struct app *app, struct remote_waiter *w)
{
	const char *said = w->said ? w->said : app->message[0] && !app->message_is_error ? app->message : NULL;

	if (!w->sentence && said)
		link_reply_line(app->link, w->conn, said);
	link_reply_end(app->link, w->conn, w->sentence ? 1 : 0, w->sentence);
	waiter_done(w);
}

void serve_kept(struct app *app, uint64_t cookie)
{
	struct remote_waiter *w = &app->remote_waiters[cookie - COOKIE_REMOTE];

	w->is_kept = true;
	if (!errands_out(app))
		answer(app, w);
}

void serve_errands_done(struct app *app)
{
	for (size_t i = 0; i < COUNT_OF(app->remote_waiters) && !errands_out(app); i++)
		if (app->remote_waiters[i].is_kept)
			answer(app, &app->remote_waiters[i]);
}

void serve_refused(struct app *app, const char *sentence)
{
	for (size_t i = 0; i < COUNT_OF(app->remote_waiters); i++)
		if (app->remote_waiters[i].conn && !app->remote_waiters[i].sentence)
			app->remote_waiters[i].sentence = xstrdup(sentence);
}

void serve_close(struct app *app)
{
	/* `quit` is one of them: what they asked for is on the disk by now, or never will be */
	for (size_t i = 0; i < COUNT_OF(app->remote_waiters); i++)
		if (app->remote_waiters[i].conn && app->db_open)
			answer(app, &app->remote_waiters[i]);
		else
			waiter_done(&app->remote_waiters[i]);
}

static enum err remote(struct app *app, const struct link_request *r)
{
	size_t pending = app->pending_events;
	uint64_t asked = app->errands_asked;
	char *argv[ARGS_MAX + 1];
	bool json = r->argc > 1 && !strcmp(r->argv[r->argc - 1], "--json");
	int argc = MIN_OF(r->argc - json, ARGS_MAX);
	enum err err;

	if (argc == 1 && !strcmp(r->argv[0], "status")) {
		char *line = json ? print_json_line(status_json(app)) : status_text(app);

		link_reply_line(app->link, r->conn, line);
		free(line);
		link_reply_end(app->link, r->conn, 0, NULL);
		return OK;
	}
	for (int i = 0; i < argc; i++)
		argv[i] = (char *)(uintptr_t)r->argv[i];	/* handlers do not write into it */
	argv[argc] = NULL;
	app->message[0] = '\0';
	err = argc == 1 ? command_line(app, argv[0]) : command_argv(app, argc, argv);
	if (err)
		return err;
	play_save(app, false);
	if ((app->pending_events > pending || app->errands_asked != asked || desk_backlog(app->desk)) && answer_later(app, r->conn))
		return OK;
	if (app->message[0] && !app->message_is_error)
		link_reply_line(app->link, r->conn, app->message);
	link_reply_end(app->link, r->conn, 0, NULL);
	return OK;
}

void serve_turn(struct app *app)
{
	struct link_request r;

	while (link_next(app->link, &r)) {
		enum err err;

		if (r.argc < 1)
			err = fail(ERR_ARG, _("the request is empty"));
		else if (strcmp(r.argv[0], "cli"))
			err = remote(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "scan"))
			err = scan(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "analyze"))
			err = analysis_serve(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "open"))
			err = open_paths(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "import"))
			err = import(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "imported"))
			err = imported(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "attach"))
			err = terminal_attach(app, &r);
		else if (r.argc > 1 && !strcmp(r.argv[1], "ranking"))
			err = ranking(app, &r);
		else
			err = judge(app, &r);
		if (err)
			end_failed(app, r.conn, err);
		app->effects |= EFFECT_REDRAW;
	}
}
