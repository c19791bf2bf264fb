/* sounding.c -- see sounding.h. */
#include "app/sounding.h"
#include "app/alike.h"
#include "app/analysis.h"
#include "app/load.h"
#include "app/moods.h"

#include <math.h>
#include <stdlib.h>

enum {
	TRACKS_MAX = 400000,	/* a kilobyte each: in a larger library only `similar` and whoever asks pays that */
	NEAREST = 60,
	ALIKE_PERCENT = 35,	/* less is no likeness */
};

struct asked {
	struct alike_job job;	/* first */
	char *db;
	size_t n_tracks;
	track_id *tracks;
	struct near (*near)[NEAR_MAX];
	size_t *n;
};

/* ---- on the thread ---- */

/* A word both have; 0: none. */
static uint8_t mood_of_both(float valence_a, float arousal_a, float valence_b, float arousal_b)
{
	const struct mood_word *a = mood_word_of(valence_a, arousal_a), *b = mood_word_of(valence_b, arousal_b);

	return a && a == b ? (uint8_t)(a - mood_words + 1) : 0;
}

/* Tempo, key and mood beside those of the one asked about. */
static void compare(const struct features *a, const struct features *b, struct near *n)
{
	float apart = fabsf(a->value[FEATURE_TEMPO] - b->value[FEATURE_TEMPO]);

	n->bpm_apart = isfinite(apart) && apart < 1000 ? (int16_t)lrintf(apart) : -1;
	n->mood = mood_of_both(a->value[FEATURE_VALENCE], a->value[FEATURE_AROUSAL], b->value[FEATURE_VALENCE], b->value[FEATURE_AROUSAL]);
	n->same_key = fabsf(a->value[FEATURE_KEY] - b->value[FEATURE_KEY]) < .5F && fabsf(a->value[FEATURE_MODE] - b->value[FEATURE_MODE]) < .5F;
}

size_t sounding_near(struct kin *kin, struct store *store, track_id track, struct near *ret_near)
{
	struct kin_question q = { .id = (uint64_t)track };
	struct kinship near[NEAREST];
	struct features of, f;
	bool has = !load_features(store, track, &of);
	size_t n = has ? kin_ask(kin, &q, near, NEAREST) : 0;

	while (n && near[n - 1].score * 100 < ALIKE_PERCENT)
		n--;
	for (size_t i = 0; i < n; i++) {
		ret_near[i] = (struct near){ (track_id)near[i].id, near[i].score, -1, false, 0 };
		if (!load_features(store, (track_id)near[i].id, &f))
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
	for (size_t i = 0; i < a->n_tracks; i++)
		a->n[i] = sounding_near(kin, store, a->tracks[i], a->near[i]);
	store_close(store);
}

/* ---- on the interface thread ---- */

/* What the listener says of a mood counts more than what was heard. */
static void correct_moods(struct app *app, track_id of, struct near *near, size_t n)
{
	const struct moods *m = moods_of(app);
	float valence, arousal, v, a;
	bool has = moods_at(m, of, &valence, &arousal);

	for (size_t i = 0; i < n; i++)
		near[i].mood = has && moods_at(m, near[i].track, &v, &a) ? mood_of_both(valence, arousal, v, a) : 0;
}

static void answered(struct app *app, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	for (size_t i = 0; i < a->n_tracks; i++)
		correct_moods(app, a->tracks[i], a->near[i], a->n[i]);
	for (size_t i = 0; i < a->n_tracks; i++)
		taste_sounds(app->taste, a->tracks[i], a->near[i], a->n[i]);
	app->effects |= EFFECT_RERANK;
}

static void asked_free(struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	free(a->db);
	free(a->tracks);
	free(a->near);
	free(a->n);
	free(a);
}

/* Those that were analysed and not asked about, or all of them anew, in this order. */
static void ask(struct app *app, const track_id *tracks, size_t n, bool anew)
{
	struct asked *a;
	size_t kept = 0;

	if (app->is_scratch || library_total(app->lib) > TRACKS_MAX)
		return;
	a = xcalloc(1, sizeof *a);
	*a = (struct asked){ .job = { .run = run, .done = answered, .free = asked_free }, .db = xstrdup(app->start.db), .tracks = xcalloc(n + 1, sizeof *tracks) };
	for (size_t i = 0; i < n; i++)
		if (tracks[i] && analysis_has_heard(app, tracks[i]) && (anew || !taste_has_sounds(app->taste, tracks[i]))) {
			a->tracks[kept++] = tracks[i];
			if (!taste_has_sounds(app->taste, tracks[i]))
				taste_sounds(app->taste, tracks[i], NULL, 0);	/* asked about */
		}
	a->n_tracks = kept;
	a->near = xcalloc(kept + 1, sizeof *a->near);
	a->n = xcalloc(kept + 1, sizeof *a->n);
	if (!kept)
		asked_free(&a->job);
	else if (alike_ask(app, &a->job))
		log_line("sounding: %s", err_text());
}

void sounding_ask(struct app *app, track_id track)
{
	size_t known = analysis_known_count(app);

	/* what was heard meanwhile may be nearer than what was known then */
	if (known > app->sounding_known + app->sounding_known / 4 + 16)
		sounding_begin(app);
	else
		ask(app, &track, 1, false);
}

void sounding_begin(struct app *app)
{
	track_id tracks[SOUNDING_TELLING + 1];
	size_t n;

	/* by then there is a log, and it is known what was analysed */
	if (!app->start_done || !app->analysis)
		return;
	app->sounding_known = analysis_known_count(app);
	n = taste_sounds_wanted(app->taste, tracks, SOUNDING_TELLING);
	tracks[n++] = app->now.track;
	ask(app, tracks, n, true);
}
