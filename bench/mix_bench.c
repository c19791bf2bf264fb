/*
 * mix_bench.c -- the longest turn of the interface's thread while a mix is made, a mood is followed, the page of taste is made or very much is forgotten, at 10,000 /
 * 100,000 / 1,000,000 tracks (SEGUE_BENCH_TRACKS: others), 100,000 events and all models. A turn is what the loop does at once, the ranking at its end included; what
 * threads do is not in it. No turn may take a frame of 16 ms; of the processor's time, because who else runs here is none of ours.
 */
#include "made.h"
#include "sizes.h"
#include "../tests/app/bare.h"
#include "app/activity.h"
#include "app/analysis.h"
#include "app/believed.h"
#include "app/command.h"
#include "app/daily.h"
#include "app/edit.h"
#include "app/errand.h"
#include "app/forgetting.h"
#include "app/moods.h"
#include "app/mood.h"
#include "app/path.h"
#include "app/playlists.h"
#include "app/mood_follow.h"
#include "app/alike.h"
#include "app/radio.h"
#include "app/spawn.h"
#include "app/styling.h"
#include "ear.h"
#include "sound.h"
#include "view/view.h"

#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { EVENTS = 100000, KNOWN = 3000, KNOWN_EVENTS = 20000, ROUNDS = 9, FRAME_MS = 16, SLICE_MS = 3 };

static struct app app;
static char dir[] = "/tmp/segue-mix-XXXXXX";
static double longest_ms;		/* turn of what is measured now */
static uint32_t n_tracks;
static struct rng rng;

/* ---- turns as the loop makes them ---- */

static bool wants_turn(void)
{
	return app.effects || forgetting_is_busy(&app) || daily_wants_turn(&app);
}

static void turn(void (*what)(void))
{
	int64_t at = clock_thread_us();

	app.now_ms = clock_mono_ms();
	if (what)
		what();
	forgetting_turn(&app, clock_mono_ms() + SLICE_MS);
	errand_turn(&app);
	daily_turn(&app);
	if (!foryou_waits(&app)) {
		if (foryou_is_due(&app))
			foryou_rank(&app);
		app.effects = 0;
	}
	longest_ms = MAX_OF(longest_ms, (double)(clock_thread_us() - at) / 1000);
}

/* Turns until it is so; what is out on threads comes home in them. */
static void until(bool (*is_so)(void))
{
	while ((is_so && !is_so()) || wants_turn()) {
		struct pollfd fd = { .fd = errand_fd(&app), .events = POLLIN };

		poll(&fd, 1, wants_turn() ? 0 : 10000);
		turn(NULL);
	}
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void done_with(void (*what)(void))
{
	turn(what);
	until(NULL);
}

/* The longest turn of each of ROUNDS; before and after are not measured. */
static void measure_between(const char *what, void (*before)(void), void (*begin)(void), bool (*is_done)(void), void (*after)(void))
{
	double ms[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		done_with(before);
		longest_ms = 0;
		turn(begin);
		until(is_done);
		ms[i] = longest_ms;
		done_with(after);
	}
	qsort(ms, ROUNDS, sizeof *ms, by_size);
	printf("%8u tracks, %-46s median %6.2f ms, max %6.2f ms (limit %d)%s\n", n_tracks, what, ms[ROUNDS / 2], ms[ROUNDS - 1], FRAME_MS,
	       ms[ROUNDS - 1] > FRAME_MS ? "  ABOVE" : "");
	fflush(stdout);
}

static void measure(const char *what, void (*begin)(void), bool (*is_done)(void))
{
	measure_between(what, NULL, begin, is_done, NULL);
}

/* ---- a made world ---- */

static void sound_of(track_id id, struct features *f)
{
	struct rng r;
	size_t k = 0;

	rng_seed(&r, (uint64_t)id);
	*f = (struct features){ .version = FEATURES_VERSION, .duration_s = 200, .mfcc_frames = 1000, .has_pattern = true };
	for (int i = 0; i < FEATURE_COUNT; i++)
		f->value[i] = NAN;
	f->value[FEATURE_AROUSAL] = -.4F;
	f->value[FEATURE_VALENCE] = .2F;
	f->value[FEATURE_LOUDNESS_RANGE] = 6;
	f->value[FEATURE_DYNAMIC_COMPLEXITY] = 2;
	for (int d = 0; d < MFCC_DIMS; d++)
		f->mfcc_mean[d] = (float)(40 * rng_unit(&r));
	for (int a = 0; a < MFCC_DIMS; a++)
		for (int b = a; b < MFCC_DIMS; b++, k++)
			f->mfcc_cov[k] = a == b ? 200 : 0;
	for (int p = 0; p < PATTERN_DIMS; p++)
		f->pattern[p] = (uint8_t)(40 + rng_below(&r, 100));
}

static void check(enum err err)
{
	if (err)
		die("%s", err_text());
}

/* The first KNOWN tracks are in a database, too, with their sound and a log: what threads read. */
static void make_store(void)
{
	struct event *log = made_log(KNOWN, KNOWN_EVENTS, clock_unix_ms() - (REDISCOVER_DAYS + 1) * INT64_C(86400000), &rng);
	struct forgotten kept;
	struct store *s;

	check(store_open(&s, app.start.db, STORE_WRITE, "me"));
	for (track_id id = 1; id <= KNOWN; id++) {
		struct sound sound = { .track = id, .why = "", .loudness_lufs = -14, .arousal = -.4F, .valence = .2F, .tempo_bpm = 100 };
		struct file_stamp stamp = { .size = id, .mtime_ns = id };
		struct features f;
		struct buf bytes;
		track_id got;
		char path[32];

		snprintf(path, sizeof path, "/%d.flac", (int)id);
		check(store_track_put(s, path, &stamp, &(struct tags){ .title = path, .duration_ms = 200000 }, 1, &got));
		sound_of(id, &f);
		buf_init(&bytes, 1 << 20);
		check(features_pack(&f, NULL, 0, &bytes));
		check(store_sound_put(s, &sound, FEATURES_VERSION, &stamp, bytes.data, bytes.len, 1));
		buf_done(&bytes);
	}
	check(store_remember(s, &(struct forgotten){ .events = log, .n = KNOWN_EVENTS }, &kept));
	forgotten_done(&kept);
	store_close(s);
	free(log);
}

static bool has_styles(void)
{
	styling_turn(&app, clock_mono_ms() + 3);
	return styling_is_idle(&app);
}

static struct event *log_made;

static void make_world(uint32_t tracks)
{
	n_tracks = tracks;
	rng_seed(&rng, 1);
	bare_open(&app);
	app.start.db = xasprintf("%s/db", dir);
	app.start.listener = xstrdup("me");
	app.start.exe = xstrdup("segue");
	app.set.analyze = ANALYZE_OFF;
	styling_open(&app);
	styling_corrected(&app, NULL, 0);
	made_tracks(app.taste, app.lib, tracks, &rng);
	while (library_index_some(app.lib, 100000))
		;
	log_made = made_log(tracks, EVENTS, clock_unix_ms(), &rng);
	for (int i = 0; i < EVENTS; i++)
		taste_event(app.taste, &log_made[i]);
	made_sounds(app.taste, tracks, &rng);
	bare_history(&app, log_made, EVENTS);
	for (uint32_t i = 1; i <= tracks; i++)
		moods_heard(moods_of(&app), (track_id)i, (float)rng_unit(&rng) - .5F, (float)(rng_unit(&rng) * 2 - 1));
	app.now = (struct playing){ .cookie = 1, .track = 1, .source = SOURCE_RADIO, .has_started = true };
	check(player_open(&app.player, "null", NULL, 0));
	check(desk_open(&app.desk, app.start.db, app.start.listener));
	app.db_open = true;
	until(has_styles);
	app.db_open = false;	/* nothing plays that could be saved */
}

static void learn(void)
{
	taste_learnt(app.taste, made_learnt(n_tracks, &rng));
}

static void unmake_world(void)
{
	free(errand_close(&app));
	radio_close(&app);
	mood_follow_close(&app);
	daily_close(&app);
	alike_close(&app);
	analysis_close(&app);
	styling_close(&app);
	player_close(app.player);
	desk_close(app.desk);
	moods_free(app.moods);
	bare_close(&app);
	free(app.start.db);
	free(app.start.listener);
	free(app.start.exe);
	free(log_made);
}

/* ---- what is measured ---- */

static bool is_queued(void)
{
	return queue_count(app.queue) > 0;
}

static void rank(void)
{
	app.effects |= EFFECT_RERANK;
}

static void radio_unheard(void)
{
	struct track *t = library_at(app.lib, n_tracks / 2);

	queue_clear(app.queue);
	check(radio_like(&app, &t, 1));
}

static struct mix_candidates some_alike(void)
{
	struct mix_candidates c = { .at = xcalloc(MIXING_SEEDS * MIXING_NEAR, sizeof *c.at), .n = MIXING_SEEDS * MIXING_NEAR, .cap = MIXING_SEEDS * MIXING_NEAR };

	for (size_t i = 0; i < c.n; i++)
		c.at[i] = (struct mix_candidate){ .track = 1 + (track_id)rng_below(&rng, n_tracks), .alike = (float)rng_unit(&rng) };
	return c;
}

static void radio_pool(void)
{
	struct mix_candidates c = some_alike();

	queue_clear(app.queue);
	check(radio_from(&app, "bench", &c, 0));
}

static void queue_much(void)
{
	queue_clear(app.queue);
	for (uint32_t i = 1; i <= n_tracks / 10; i++)
		queue_append(app.queue, (track_id)i, SOURCE_LIBRARY);
}

static void radio_behind_much(void)
{
	struct mix_candidates c = some_alike();

	check(radio_from(&app, "bench", &c, 0));
}

static bool has_more(void)
{
	return queue_count(app.queue) > RADIO_LOW;
}

/* All but a few of what it brought were heard. */
static void radio_later(void)
{
	while (queue_count(app.queue) > 2)
		queue_remove(app.queue, 0);
	app.now.track = queue_at(app.queue, 0)->track;
	radio_started(&app);
}

static void radio_style(void)
{
	struct track **tracks = xcalloc(n_tracks, sizeof(struct track *));

	for (uint32_t i = 0; i < n_tracks; i++)
		tracks[i] = library_at(app.lib, i);
	queue_clear(app.queue);
	longest_ms = 0;
	turn(NULL);
	check(radio_of(&app, "bench", tracks, n_tracks));
	free(tracks);
}

static void mix_focus(void)
{
	queue_clear(app.queue);
	check(activity_mix(&app, activity_named("focus", 0), 0));
}

static void path(void)
{
	queue_clear(app.queue);
	check(path_find(&app, library_get(app.lib, 1 + rng_below(&rng, KNOWN)), library_get(app.lib, 1 + rng_below(&rng, KNOWN)), 10));
}

static bool has_daily(void)
{
	return daily_count(&app) > 0;
}

static void daily(void)
{
	daily_close(&app);
	daily_look(&app);
}

static void follow(void)
{
	struct event *last = &app.history[app.n_history - 1];

	app.set.follow_mood = true;
	last->at_ms = clock_unix_ms();
	last->kind = EVENT_FINISH;
	last->track = 1 + (track_id)rng_below(&rng, n_tracks);
	app.now.track = last->track;
	app.effects |= EFFECT_RERANK;
}

static void map_near(void)
{
	track_id ids[MOOD_NEAR];

	mood_near(&app, (float)rng_unit(&rng) - .5F, (float)rng_unit(&rng), ids);
}

static struct believed_page page;

static void taste_page(void)
{
	static const struct believed nothing;

	believed_page_done(&page);
	believed_page_make(&app, &nothing, 0, &page);
}

/* What is behind the line of the page that has most: of a genre, of the library's sixty. */
static void behind(void)
{
	size_t most = 0;

	for (size_t i = 0; i < page.n; i++)
		if (page.rows[i].any && page.rows[i].kind == LIKED_GENRES)
			most = i;
	free(believed_tracks(&app, &page.rows[most], &most));
	if (!most)
		die("no track is behind it");
}

static struct forgotten gone;

static void count_heard(void)
{
	bool *is_heard = xcalloc(n_tracks + 1, sizeof *is_heard);

	for (int i = 0; i < EVENTS; i++)
		is_heard[log_made[i].track] = true;
	gone = (struct forgotten){ .events = log_made, .n = EVENTS, .heard = xcalloc(EVENTS, sizeof *gone.heard) };
	for (uint32_t i = 1; i <= n_tracks; i++)
		if (is_heard[i])
			gone.heard[gone.n_heard++].track = i;
	free(is_heard);
}

static void forget(void)
{
	edit_sent(&app);
	edit_undoes(&app, NULL);
	forgetting_answered(&app, &(struct desk_news){ .kind = DESK_FORGOTTEN, .gone = &gone });
	edit_answered(&app, COOKIE_FORGET, NULL);
}

static void remember(void)
{
	for (int i = 0; i < EVENTS; i++)
		log_made[i].id += EVENTS;
	forgetting_answered(&app, &(struct desk_news){ .kind = DESK_REMEMBERED, .gone = &gone });
}

static void bench(uint32_t tracks)
{
	make_world(tracks);
	measure("ranking by the log alone, for comparison", rank, NULL);
	learn();
	measure("ranking, for comparison", rank, NULL);
	measure("radio like one not listened to", radio_unheard, is_queued);
	measure("radio of 6400 that sound alike, first", radio_pool, is_queued);
	measure("the same, more of it", radio_later, has_more);
	measure_between("radio behind a queue of a tenth of the library", queue_much, radio_behind_much, is_queued, NULL);
	queue_clear(app.queue);
	undo_free(app.undo);
	app.undo = undo_new();
	measure("radio of a style of all tracks", radio_style, is_queued);
	measure("a mix to focus", mix_focus, is_queued);
	measure("a path of 10 steps", path, is_queued);
	measure("daily mixes and Rediscover", daily, has_daily);
	measure("the map's nearest", map_near, NULL);
	measure("the mood of the sitting moved", follow, NULL);
	app.set.follow_mood = false;
	measure("the page of taste", taste_page, NULL);
	measure("the tracks behind a line of it", behind, NULL);
	believed_page_done(&page);
	count_heard();
	measure_between("forgetting 100,000 events", learn, forget, NULL, remember);
	measure_between("putting them back", forget, remember, NULL, NULL);
	free(gone.heard);
	unmake_world();
}

int main(void)
{
	const char *next = sizes("10000 100000 1000000");
	size_t tracks;

	if (!mkdtemp(dir))
		die("cannot make %s", dir);
	app.start.db = xasprintf("%s/db", dir);
	rng_seed(&rng, 2);
	make_store();
	free(app.start.db);
	while (sizes_next(&next, &tracks))
		bench((uint32_t)tracks);
	check(spawn_run((const char *const[]){ "/bin/rm", "-rf", dir, NULL }));
	return 0;
}
