/* sounding.c -- see sounding.h. */
#include "app/sounding.h"
#include "app/alike.h"
#include "app/analysis.h"

#include <math.h>
#include <stdlib.h>

enum {
	TRACKS_MAX = 400000,	/* a kilobyte each: in a larger library only `similar` and whoever asks pays that */
	LAST_FINISHED = 8,
	NEAREST = 60,
};

struct asked {
	struct alike_job job;	/* first */
	char *db;
	track_id track;
	struct near near[NEAR_MAX];
	size_t n;
};

/* ---- on the thread ---- */

static bool read_features(struct store *store, track_id id, struct features *ret)
{
	char *bytes = NULL;
	size_t n = 0;
	bool good = !store_sound_features(store, id, &bytes, &n) && !features_unpack(bytes, n, ret, NULL, NULL);

	free(bytes);
	return good;
}

/* Tempo and key beside those of the one asked about. */
static void compare(const struct features *a, const struct features *b, struct near *n)
{
	float apart = fabsf(a->value[FEATURE_TEMPO] - b->value[FEATURE_TEMPO]);

	n->bpm_apart = isfinite(apart) && apart < 1000 ? (int16_t)lrintf(apart) : -1;
	n->same_key = fabsf(a->value[FEATURE_KEY] - b->value[FEATURE_KEY]) < .5F && fabsf(a->value[FEATURE_MODE] - b->value[FEATURE_MODE]) < .5F;
}

size_t sounding_near(struct kin *kin, struct store *store, track_id track, struct near *ret_near)
{
	struct kin_question q = { .id = (uint64_t)track };
	struct kinship near[NEAREST];
	struct features of, f;
	bool has = read_features(store, track, &of);
	size_t n = has ? kin_ask(kin, &q, near, NEAREST) : 0;

	for (size_t i = 0; i < n; i++) {
		ret_near[i] = (struct near){ (track_id)near[i].id, near[i].score, -1, false };
		if (read_features(store, (track_id)near[i].id, &f))
			compare(&of, &f, &ret_near[i]);
	}
	return n;
}

static void run(struct kin *kin, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;
	struct store *store = NULL;

	if (store_open(&store, a->db, STORE_READ, NULL))
		return;
	a->n = sounding_near(kin, store, a->track, a->near);
	store_close(store);
}

/* ---- on the interface thread ---- */

static void answered(struct app *app, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	taste_sounds(app->taste, a->track, a->near, a->n);
	if (a->n)
		app->effects |= EFFECT_RERANK;
}

static void asked_free(struct alike_job *job)
{
	free(((struct asked *)job)->db);
	free(job);
}

void sounding_ask(struct app *app, track_id track)
{
	struct asked *a;

	if (!track || app->is_scratch || !analysis_has_heard(app, track) || taste_has_sounds(app->taste, track) || library_total(app->lib) > TRACKS_MAX)
		return;
	a = xcalloc(1, sizeof *a);
	*a = (struct asked){ .job = { .run = run, .done = answered, .free = asked_free }, .db = xstrdup(app->start.db), .track = track };
	taste_sounds(app->taste, track, NULL, 0);	/* asked about */
	if (alike_ask(app, &a->job))
		log_line("sounding: %s", err_text());
}

void sounding_begin(struct app *app)
{
	int64_t since_ms = clock_unix_ms() - 3 * 3600000;

	for (size_t i = app->n_history, n = 0; i && n < LAST_FINISHED && app->history[i - 1].at_ms > since_ms; i--)
		if (app->history[i - 1].kind == EVENT_FINISH || app->history[i - 1].kind == EVENT_SKIP) {
			sounding_ask(app, app->history[i - 1].track);
			n++;
		}
	sounding_ask(app, app->now.track);
}
