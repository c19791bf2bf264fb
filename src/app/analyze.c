/* analyze.c -- segue analyze in the running player: what is asked for comes first, and who asked is told. */
#include "app/analyze.h"
#include "app/analysis_priv.h"
#include "cli/print.h"
#include "link.h"

#include <stdlib.h>
#include <string.h>

enum { TELL_MS = 250 };

bool analyze_is_below(const char *file, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(paths[i]);

		if (!strncmp(file, paths[i], len) && (!file[len] || file[len] == '/' || (len && paths[i][len - 1] == '/')))
			return true;
	}
	return !n;
}

char *analyze_failure_line(const char *path, const char *why, bool json)
{
	char *clean, *line;
	json_t *o;

	if (!json) {
		clean = utf8_clean(path, strlen(path));
		line = strstr(why, clean) ? xstrdup(why) : xasprintf("%s: %s", clean, why);
		free(clean);
		return line;
	}
	o = json_object();
	print_json_path(o, path);
	json_object_set_new(o, "error", print_json_text(why));
	return print_json_line(o);
}

char *analyze_last_line(int64_t analyzed, int64_t unchanged, int64_t failed, double audio_s, int64_t ms, bool json)
{
	char length[48];

	if (json)
		return print_json_line(json_pack("{s:I,s:I,s:I,s:f,s:f}", "analyzed", (json_int_t)analyzed, "failed", (json_int_t)failed, "unchanged", (json_int_t)unchanged,
						 "audio_seconds", audio_s, "seconds", (double)ms / 1000));
	print_span((int64_t)(audio_s * 1000), length);
	if (unchanged)
		return xasprintf(_("%lld analysed (%s of music), %lld sound as before, %lld failed, in %.1f s"), (long long)analyzed, length, (long long)unchanged, (long long)failed,
				 (double)ms / 1000);
	return xasprintf(_("%lld analysed (%s of music), %lld failed, in %.1f s"), (long long)analyzed, length, (long long)failed, (double)ms / 1000);
}

/* ---- through the socket ---- */

void analysis_answer(struct app *app, const struct track *t, const char *why, double duration_s, bool is_same)
{
	struct asked *s = &app->analysis->server;
	char *line;

	if (t)
		analysis_at(app->analysis, t->id)->is_asked = false;
	s->left--;
	if (is_same) {
		s->unchanged++;
		return;
	}
	if (!*why) {
		s->analyzed++;
		s->audio_s += duration_s;
		return;
	}
	s->failed++;
	if (!t)
		return;
	line = analyze_failure_line(t->path, why, s->json);
	link_reply_line(app->link, s->conn, line);
	free(line);
}

/* What was asked for goes to the front: those below the paths that are not known, or all of them. So many tracks a turn. */
static void begin(struct app *app)
{
	struct analysis *a = app->analysis;
	struct asked *s = &a->server;
	size_t total = library_total(app->lib), end = MIN_OF(total, s->walk_at + WALK_STEP);

	for (; s->walk_at < end; s->walk_at++) {
		const struct track *t = library_at(app->lib, s->walk_at);
		struct known *known = analysis_at(a, t->id);

		if (t->state != TRACK_OK || (!s->force && (known->state == SOUND_HEARD || known->state == SOUND_DEAF)) ||
		    !analyze_is_below(t->path, (const char *const *)s->paths, s->n_paths))
			continue;
		known->is_asked = true;
		s->left++;
		if (known->state != SOUND_UNDERWAY)
			analysis_want(a, &a->asked, t->id);
	}
	a->is_refused = false;
	s->is_begun = end == total;
}

void analysis_server_done(struct analysis *a)
{
	for (size_t i = 0; i < a->server.n_paths; i++)
		free(a->server.paths[i]);
	free(a->server.paths);
	a->server = (struct asked){ 0 };
}

/* What was asked for and is not done yet is the background's again. */
static void forget(struct analysis *a)
{
	for (size_t i = 0; i < a->n_of; i++)
		a->of[i].is_asked = false;
	for (size_t i = a->asked.next; i < a->asked.n; i++)
		if (analysis_at(a, a->asked.at[i])->state == SOUND_WAITS)
			analysis_at(a, a->asked.at[i])->state = SOUND_UNKNOWN;
	free(a->asked.at);
	a->asked = (struct ids){ 0 };
	a->wants_walk = true;
	analysis_server_done(a);
}

static void tell_progress(struct app *app)
{
	struct asked *s = &app->analysis->server;
	int64_t done = s->analyzed + s->unchanged + s->failed;
	char *line = xasprintf(ANALYZE_PROGRESS "%lld %lld %.3f", (long long)done, (long long)done + (long long)s->left,
			       (double)done * 1000 / (double)MAX_OF((int64_t)1, app->now_ms - s->since_ms));

	s->told_ms = app->now_ms;
	link_reply_line(app->link, s->conn, line);
	free(line);
}

void analysis_served(struct app *app)
{
	struct analysis *a = app->analysis;
	struct asked *s = &a->server;
	char *line;

	if (s->conn && !link_is_awaited(app->link, s->conn))
		forget(a);
	if (s->conn && !s->is_begun && a->is_loaded)
		begin(app);
	if (s->conn && s->is_begun && s->wants_progress && app->now_ms - s->told_ms >= TELL_MS)
		tell_progress(app);
	if (!s->conn || !s->is_begun || s->left || a->n_waiting)
		return;
	line = analyze_last_line(s->analyzed, s->unchanged, s->failed, s->audio_s, app->now_ms - s->since_ms, s->json);
	link_reply_line(app->link, s->conn, line);
	link_reply_end(app->link, s->conn, 0, NULL);
	free(line);
	analysis_server_done(a);
}

void analysis_served_badly(struct app *app, const char *why)
{
	struct analysis *a = app->analysis;

	if (!a->server.conn)
		return;
	link_reply_end(app->link, a->server.conn, 1, why);
	forget(a);
}

enum err analysis_serve(struct app *app, const struct link_request *r)
{
	struct analysis *a = analysis_get(app);
	struct asked *s = &a->server;
	int i = 2;

	if (app->is_scratch || app->db_broken)
		return fail(ERR_BUSY, _("nothing is kept here, so nothing is analysed"));
	if (s->conn)
		return fail(ERR_BUSY, _("too many requests at once"));
	*s = (struct asked){ .conn = r->conn, .since_ms = app->now_ms };
	for (; i < r->argc && strcmp(r->argv[i], "--"); i++) {
		s->force |= !strcmp(r->argv[i], "--force");
		s->json |= !strcmp(r->argv[i], "--json");
		s->wants_progress |= !strcmp(r->argv[i], "--progress");
	}
	/* it begins when the library is loaded and nothing is scanned */
	s->paths = xcalloc((size_t)r->argc, sizeof *s->paths);
	while (++i < r->argc)
		s->paths[s->n_paths++] = xstrdup(r->argv[i]);
	return OK;
}
