/* styling.c -- see styling.h. */
#include "app/styling.h"
#include "app/analysis.h"
#include "app/edit.h"
#include "app/errand.h"
#include "app/nomusic.h"
#include "app/playlists.h"
#include "app/spawn.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 1000, COUNT_MS = 1000, LOOK_MS = 20000, QUIET_MS = 4000, GROWN_PERCENT = 25, GROWN_TRACKS = 50 };

struct count {				/* of the shares, in slices */
	struct style_share *share;
	size_t n, cap, at, unknown;
	struct style_share all;
	struct map64 by_name;		/* a name's address -> place + 1 */
};

struct styling {
	struct stylebook *book;
	bool has_corrections, has_file, is_out, is_dirty, is_refused, was_idle;
	int64_t dirty_ms, looked_ms;	/* when the last correction was made; when it was last considered to learn */
	size_t learnt_heard;		/* tracks listened to when it was last learnt; SIZE_MAX: not in this run */
	struct count now, shown;	/* being counted; the last whole count */
	bool is_counting, has_shown;
	uint64_t counted_book, counted_library;
	int64_t counted_ms;
	char *followed;
	struct track_set set, making;	/* tracks of the followed style, by id; the next such set, being made */
	size_t set_at;
	uint64_t set_of;		/* versions it was made of */
	bool is_set_whole;
	int64_t asked_ms;		/* somebody looked at the shares */
	struct library_view *list;	/* the tracks of listed; NULL: nobody looked yet */
	char *listed;
	bool is_list_set;		/* it shows what is listed: has been made once */
	int64_t listed_ms;
};

static const char *label(void *ctx, const struct track *t, enum library_label which)
{
	struct app *app = ctx;

	return which == LIBRARY_STYLE ? stylebook_text(app->styling->book, t) : "";
}

/* ---- the errand: a child that learns, then its file ---- */

struct job {
	char *exe, *db, *listener;
	bool learns, anew;
	size_t heard;
	struct stylefile *file;
};

static void job_free(void *arg)
{
	struct job *job = arg;

	stylefile_free(job->file);
	free(job->exe);
	free(job->db);
	free(job->listener);
	free(job);
}

static enum err run_child(const struct job *job)
{
	return spawn_run((const char *const[]){ job->exe, "--worker", "styles", job->db, job->listener, job->anew ? "anew" : NULL, NULL });
}

static enum err job_work(void *arg)
{
	struct job *job = arg;
	char *path = stylefile_path(job->db);
	enum err err = job->learns ? run_child(job) : OK;

	/* none, or one of an older kind: it is made when there is something to learn from */
	if (!err && stylefile_read(path, &job->file))
		job->file = NULL;
	free(path);
	return err;
}

/* Whoever shows or filters by labels looks anew. */
static void labels_changed(struct app *app)
{
	library_set_label(app->lib, LIBRARY_STYLE, label, app);
	app->effects |= EFFECT_REDRAW;
}

static void job_done(struct app *app, void *arg, const char *why)
{
	struct styling *s = app->styling;
	struct job *job = arg;

	s->is_out = false;
	s->has_file = true;
	if (job->learns)
		s->learnt_heard = job->heard;
	if (why) {
		/* until it is asked for: what fails once fails again */
		s->is_refused = true;
		log_line("styles: %s", why);
		return;
	}
	if (!job->file)
		return;
	stylebook_use(s->book, job->file);
	job->file = NULL;
	labels_changed(app);
}

static enum err start(struct app *app, bool learns, bool anew)
{
	static const struct errand kind = { .work = job_work, .done = job_done, .free = job_free, .is_aside = false, .is_idle = true };
	struct job *job = xcalloc(1, sizeof *job);
	enum err err;

	*job = (struct job){ xstrdup(app->start.exe), xstrdup(app->start.db), xstrdup(app->start.listener), learns, anew, analysis_heard(app), NULL };
	err = errand_start(app, &kind, job);
	if (!err)
		app->styling->is_out = true;
	return err;
}

/* ---- when ---- */

/* Was something listened to since it was last learnt? */
static bool has_news(const struct app *app, size_t *ret_grown)
{
	const struct styling *s = app->styling;
	size_t heard = analysis_heard(app), last;

	last = s->learnt_heard != SIZE_MAX ? s->learnt_heard : stylebook_file(s->book) ? stylebook_file(s->book)->head.n_heard : 0;
	*ret_grown = heard > last ? heard - last : 0;
	return heard && heard != last;
}

/* While the library is being listened to now and then, and at its end. */
static bool is_due(struct app *app)
{
	struct styling *s = app->styling;
	bool is_idle = analysis_is_idle(app);
	size_t grown, last;

	if (s->is_dirty)
		return app->now_ms - s->dirty_ms >= QUIET_MS;
	if (is_idle == s->was_idle && s->looked_ms && app->now_ms - s->looked_ms < LOOK_MS)
		return false;
	s->was_idle = is_idle;
	s->looked_ms = app->now_ms;
	if (!has_news(app, &grown))
		return false;
	last = analysis_heard(app) - grown;
	return is_idle || grown > last * GROWN_PERCENT / 100 + GROWN_TRACKS;
}

static bool may_learn(const struct app *app)
{
	const struct styling *s = app->styling;

	return s && s->has_file && s->has_corrections && !s->is_out && !s->is_refused && !app->is_scratch && !app->quitting && app->start_done &&
		app->set.analyze != ANALYZE_OFF && !scanning_is_busy(app);
}

enum err styling_learn(struct app *app)
{
	struct styling *s = app->styling;

	if (s->is_out)
		return fail(ERR_BUSY, _("The styles are being learnt"));
	if (app->is_scratch)
		return fail(ERR_IO, _("Nothing is kept, so nothing can be learnt"));
	s->is_refused = s->is_dirty = false;
	return start(app, true, true);
}

bool styling_is_busy(const struct app *app)
{
	return app->styling && app->styling->is_out;
}

bool styling_is_idle(const struct app *app)
{
	const struct styling *s = app->styling;
	size_t grown;

	if (!s || !may_learn(app))
		return !s || (!s->is_out && s->has_file && s->has_corrections);
	return !s->is_dirty && analysis_is_idle(app) && !has_news(app, &grown) && !styling_wants_turn(app);
}

/* ---- shares ---- */

static void count_free(struct count *c)
{
	free(c->share);
	map64_done(&c->by_name);
	*c = (struct count){ .n = 0 };
}

static void count_one(struct styling *s, const struct track *t)
{
	struct style_label label_of[STYLES_PER_TAG];
	enum style_from from;
	struct count *c = &s->now;
	struct style_share *share;
	int64_t heard_ms = (int64_t)t->play_count * t->duration_ms;
	size_t n, place;

	if (t->state != TRACK_OK)
		return;
	n = stylebook_of(s->book, t, label_of, &from);
	if (!n) {
		c->unknown++;
		return;
	}
	place = (size_t)(uintptr_t)map64_get(&c->by_name, (uint64_t)(uintptr_t)label_of[0].name);
	if (!place) {
		ARRAY_GROW(c->share, c->n, c->cap);
		c->share[c->n] = (struct style_share){ .name = label_of[0].name };
		place = ++c->n;
		map64_put(&c->by_name, (uint64_t)(uintptr_t)label_of[0].name, (void *)(uintptr_t)place);
	}
	share = &c->share[place - 1];
	share->tracks++;
	share->plays += t->play_count;
	share->heard_ms += heard_ms;
	c->all.tracks++;
	c->all.plays += t->play_count;
	c->all.heard_ms += heard_ms;
}

static int by_tracks(const void *a, const void *b)
{
	const struct style_share *x = a, *y = b;

	return x->tracks != y->tracks ? (x->tracks < y->tracks ? 1 : -1) : strcmp(x->name, y->name);
}

static bool shares_are_old(const struct app *app)
{
	const struct styling *s = app->styling;

	return s->counted_book != stylebook_version(s->book) || s->counted_library != library_version(app->lib);
}

static void count_step(struct app *app)
{
	struct styling *s = app->styling;
	size_t total = library_total(app->lib), end;

	if (!s->is_counting) {
		count_free(&s->now);
		s->is_counting = true;
		s->counted_book = stylebook_version(s->book);
		s->counted_library = library_version(app->lib);
	}
	end = MIN_OF(total, s->now.at + STEP);
	for (; s->now.at < end; s->now.at++)
		count_one(s, library_at(app->lib, s->now.at));
	if (s->now.at < total)
		return;
	if (s->now.n)
		qsort(s->now.share, s->now.n, sizeof *s->now.share, by_tracks);
	count_free(&s->shown);
	s->shown = s->now;
	s->now = (struct count){ .n = 0 };
	s->is_counting = false;
	s->has_shown = true;
	s->counted_ms = app->now_ms;
	app->effects |= EFFECT_REDRAW_SOON;
}

const struct style_share *styling_shares(struct app *app, size_t *ret_n, struct style_share *ret_all, size_t *ret_unknown)
{
	struct styling *s = app->styling;

	s->asked_ms = app->now_ms;
	*ret_n = s->shown.n;
	if (ret_all)
		*ret_all = s->shown.all;
	if (ret_unknown)
		*ret_unknown = s->shown.unknown;
	return s->shown.share;
}

/* ---- the tracks of one style ---- */

static void list_begin(struct app *app, const char *name)
{
	struct styling *s = app->styling;
	struct query *q = NULL;
	char quoted[STYLE_NAME_MAX * 2], *text;
	size_t column, at = 0;

	for (const char *p = name; *p && at + 2 < sizeof quoted; p++) {
		if (*p == '"' || *p == '\\' || *p == '*' || *p == '?')
			quoted[at++] = '\\';
		quoted[at++] = *p;
	}
	quoted[at] = '\0';
	text = xasprintf("style=\"%s\"", quoted);

	if (!s->list) {
		s->list = library_view_new(app->lib);
		library_view_sort(s->list, "artist date album discnumber tracknumber title");
	}
	free(s->listed);
	s->listed = xstrdup(name);
	s->is_list_set = !query_parse(text, 0, &q, &column);
	if (s->is_list_set)
		library_view_filter(s->list, q);
	else
		log_line("styles: %s: %s", text, err_text());
	free(text);
}

bool styling_list(struct app *app, const char *name, struct track *const **ret_tracks, size_t *ret_n)
{
	struct styling *s = app->styling;

	name = name ? name : "";
	s->asked_ms = app->now_ms;
	if (!s->listed || strcmp(s->listed, name))
		list_begin(app, name);
	*ret_tracks = NULL;
	*ret_n = 0;
	if (!s->is_list_set || library_view_is_urgent(s->list))
		return false;
	*ret_tracks = library_view_sorted(s->list, ret_n);
	return true;
}

static bool is_looked_at(const struct app *app)
{
	return app->styling->asked_ms && app->now_ms - app->styling->asked_ms < 2 * COUNT_MS;
}

static bool list_is_old(const struct styling *s)
{
	return s->list && s->is_list_set && library_view_is_old(s->list);
}

static bool wants_list(const struct app *app)
{
	const struct styling *s = app->styling;

	if (!list_is_old(s))
		return false;
	return library_view_is_urgent(s->list) || (app->now_ms - s->listed_ms >= COUNT_MS && is_looked_at(app));
}

static void list_step(struct app *app)
{
	struct styling *s = app->styling;

	if (library_view_step(s->list, STEP))
		return;
	s->listed_ms = app->now_ms;
	app->effects |= EFFECT_REDRAW;
}

/* ---- following a style ---- */

static void set_free(struct track_set *set)
{
	free(set->bits);
	*set = (struct track_set){ NULL, 0 };
}

static void set_add(struct track_set *set, track_id id)
{
	size_t n = (size_t)id / 64 + 1;

	if (n > set->n_words) {
		set->bits = xreallocarray(set->bits, n * 2, sizeof *set->bits);
		memset(set->bits + set->n_words, 0, (n * 2 - set->n_words) * sizeof *set->bits);
		set->n_words = n * 2;
	}
	track_set_put(set, id, true);
}

void styling_follow(struct app *app, const char *style)
{
	struct styling *s = app->styling;

	free(s->followed);
	s->followed = style && *style ? xstrdup(style) : NULL;
	set_free(&s->set);
	set_free(&s->making);
	s->set_at = 0;
	s->is_set_whole = false;
	app->effects |= EFFECT_RERANK | EFFECT_REDRAW;
}

const char *styling_followed(const struct app *app)
{
	return app->styling && app->styling->followed ? app->styling->followed : "";
}

static uint64_t made_of(const struct app *app)
{
	return stylebook_version(app->styling->book) * 0x9e3779b97f4a7c15 + library_version(app->lib);
}

static bool set_is_old(const struct app *app)
{
	const struct styling *s = app->styling;

	return s->followed && (!s->is_set_whole || s->set_at || s->set_of != made_of(app));
}

/* The old set stands until the new one is whole. */
static void set_step(struct app *app)
{
	struct styling *s = app->styling;
	size_t total = library_total(app->lib), end;

	if (!s->set_at) {
		s->set_of = made_of(app);
		set_free(&s->making);
		set_add(&s->making, 0);
		s->making.bits[0] = 0;
	}
	end = MIN_OF(total, s->set_at + STEP);
	for (; s->set_at < end; s->set_at++) {
		const struct track *t = library_at(app->lib, s->set_at);

		if (stylebook_is(s->book, t, s->followed))
			set_add(&s->making, t->id);
	}
	if (s->set_at < total)
		return;
	set_free(&s->set);
	s->set = s->making;
	s->making = (struct track_set){ NULL, 0 };
	s->set_at = 0;
	s->is_set_whole = true;
	app->effects |= EFFECT_RERANK;
}

const struct track_set *styling_followed_set(const struct app *app)
{
	return app->styling && app->styling->is_set_whole ? &app->styling->set : NULL;
}

/* ---- turns ---- */

/* Shares are counted anew at most once in a while, and where somebody looks: each play changes the library. */
static bool wants_count(const struct app *app)
{
	const struct styling *s = app->styling;

	if (!app->tracks_loaded || s->is_counting)
		return s->is_counting;
	return shares_are_old(app) && (!s->has_shown || (is_looked_at(app) && app->now_ms - s->counted_ms >= COUNT_MS));
}

bool styling_wants_turn(const struct app *app)
{
	return app->styling && app->tracks_loaded && !scanning_is_busy(app) && (wants_count(app) || set_is_old(app) || wants_list(app));
}

int64_t styling_wakeup_ms(const struct app *app)
{
	const struct styling *s = app->styling;
	int64_t at = -1;

	if (s && is_looked_at(app) && !scanning_is_busy(app)) {
		if (s->has_shown && shares_are_old(app))
			at = s->counted_ms + COUNT_MS;
		if (list_is_old(s))
			at = at >= 0 ? MIN_OF(at, s->listed_ms + COUNT_MS) : s->listed_ms + COUNT_MS;
	}
	if (!s || !may_learn(app))
		return at;
	if (s->is_dirty)
		return at >= 0 ? MIN_OF(at, s->dirty_ms + QUIET_MS) : s->dirty_ms + QUIET_MS;
	return at >= 0 ? at : s->looked_ms + LOOK_MS;
}

void styling_turn(struct app *app, int64_t until_ms)
{
	struct styling *s = app->styling;

	if (!s || !app->db_open)
		return;
	if (!s->has_file && !s->is_out && start(app, false, false))
		s->has_file = true;
	while (styling_wants_turn(app) && clock_mono_ms() < until_ms) {
		if (wants_list(app))
			list_step(app);
		else if (wants_count(app))
			count_step(app);
		else
			set_step(app);
	}
	if (may_learn(app) && is_due(app)) {
		s->is_dirty = false;
		if (start(app, true, false))
			log_line("styles: %s", err_text());
	}
}

/* ---- corrections ---- */

void styling_corrected(struct app *app, const struct correction *c, size_t n)
{
	struct styling *s = app->styling;

	stylebook_correct_none(s->book);
	for (size_t i = 0; i < n; i++)
		stylebook_correct(s->book, c[i].track, c[i].style);
	for (size_t i = 0; i < n; i++)
		nomusic_look(app, library_get(app->lib, c[i].track));
	s->has_corrections = true;
	labels_changed(app);
}

/* names[i] for each; shown, and on its way to the disk. */
static void send(struct app *app, const track_id *ids, const char *const *names, size_t n)
{
	struct correction *c = xcalloc(n + 1, sizeof *c);

	for (size_t i = 0; i < n; i++) {
		c[i] = (struct correction){ ids[i], names[i], clock_unix_ms() };
		stylebook_correct(app->styling->book, ids[i], names[i]);
		nomusic_look(app, library_get(app->lib, ids[i]));
	}
	desk_corrections_put(app->desk, c, n, COOKIE_STYLE);
	edit_sent(app);
	free(c);
	app->styling->is_dirty = true;
	app->styling->dirty_ms = app->now_ms;
	labels_changed(app);
}

/* As the table has it, or as the listener writes it. */
static enum err spell(const char *style, char ret[STYLE_NAME_MAX])
{
	char names[STYLES_PER_TAG][STYLE_NAME_MAX];
	size_t n = genre_styles(style, names);

	memset(ret, 0, STYLE_NAME_MAX);
	if (!*style)
		return OK;
	if (n != 1)
		return fail(ERR_ARG, _("'%s' is no name of a style"), style);
	memcpy(ret, names[0], STYLE_NAME_MAX);
	return OK;
}

enum err styling_correct(struct app *app, struct track *const *tracks, size_t n, const char *style)
{
	track_id *ids = xcalloc(n + 1, sizeof *ids);
	const char **names = xcalloc(n + 1, sizeof *names);
	char name[STYLE_NAME_MAX], *what;
	char *before;

	if (!n || spell(style, name)) {
		free(ids);
		free(names);
		return n ? ERR_ARG : fail(ERR_MISSING, _("There is no track here"));
	}
	for (size_t i = 0; i < n; i++) {
		ids[i] = tracks[i]->id;
		names[i] = name;
	}
	before = styling_said(app, ids, n);
	what = n == 1 ? xasprintf(_("style of %s"), tracks[0]->title) : xasprintf(P_("style of %zu track", "style of %zu tracks", n), n);
	undo_style(app, ids, n, before, what);
	send(app, ids, names, n);
	if (!*name)
		edit_say(app, _("No longer said by you: %s"), what);
	else if (n == 1)
		edit_say(app, _("%s is %s now; what sounds like it follows"), tracks[0]->title, name);
	else
		edit_say(app, P_("%zu track is %s now; what sounds like them follows", "%zu tracks are %s now; what sounds like them follows", n), n, name);
	free(before);
	free(what);
	free(ids);
	free(names);
	return OK;
}

char *styling_said(struct app *app, const track_id *ids, size_t n)
{
	struct buf lines;

	buf_init(&lines, (size_t)1 << 30);
	for (size_t i = 0; i < n; i++) {
		const char *said = stylebook_correction(app->styling->book, ids[i]);

		buf_addf(&lines, "%s\n", said ? said : "");
	}
	return buf_steal(&lines);
}

enum err styling_put_back(struct app *app, const track_id *ids, size_t n, const char *names)
{
	char *copy = xstrdup(names), *line = copy;
	const char **each = xcalloc(n + 1, sizeof *each);

	for (size_t i = 0; i < n; i++) {
		char *end = strchr(line, '\n');

		each[i] = line;
		if (end) {
			*end = '\0';
			line = end + 1;
		}
	}
	send(app, ids, each, n);
	free(each);
	free(copy);
	return OK;
}

const char *styling_offer(struct app *app, size_t i)
{
	const struct styling *s = app->styling;
	const char *name;

	if (i < s->shown.n)
		return s->shown.share[i].name;
	for (size_t k = 0, at = s->shown.n; (name = style_known(k)); k++) {
		bool is_there = false;

		for (size_t j = 0; j < s->shown.n && !is_there; j++)
			is_there = !strcmp(s->shown.share[j].name, name);
		if (!is_there && at++ == i)
			return name;
	}
	return NULL;
}

/* ---- life ---- */

void styling_open(struct app *app)
{
	app->styling = xcalloc(1, sizeof *app->styling);
	app->styling->book = stylebook_new();
	app->styling->learnt_heard = SIZE_MAX;
	library_set_label(app->lib, LIBRARY_STYLE, label, app);
}

void styling_close(struct app *app)
{
	struct styling *s = app->styling;

	if (!s)
		return;
	library_view_free(s->list);
	free(s->listed);
	library_set_label(app->lib, LIBRARY_STYLE, NULL, NULL);
	app->styling = NULL;
	count_free(&s->now);
	count_free(&s->shown);
	stylebook_free(s->book);
	set_free(&s->set);
	set_free(&s->making);
	free(s->followed);
	free(s);
}

struct stylebook *styling_book(const struct app *app)
{
	return app->styling->book;
}
