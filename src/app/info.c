/* info.c -- see info.h. */
#include "app/info.h"
#include "app/command.h"
#include "app/errand.h"
#include "app/load.h"
#include "app/moods.h"
#include "view/view.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct lines { struct info_line *at; size_t n, cap; };

struct info {
	track_id id;
	uint64_t moods_of;		/* the generation shown */
	struct lines lines;
	struct features features;
	bool has_features, is_out, is_stale;
	/* what the errand brought, to be put among what is in memory */
	struct lines tags, file, sound;
	int8_t rating;
	bool is_loved, is_banned;
	int32_t play_count, skip_count;
};

/* What goes along: all its own. */
struct trip {
	char *db, *file;
	track_id id;
	struct lines tags, facts, sound;
	struct features features;
	bool has_features;
};

static void lines_free(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->at[i].name);
		free(l->at[i].value);
	}
	free(l->at);
	*l = (struct lines){ 0 };
}

static void add(struct lines *l, enum info_kind kind, const char *name, const char *value)
{
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = (struct info_line){ kind, xstrdup(name), value ? xstrdup(value) : NULL };
}

static void pair(struct lines *l, const char *name, const char *value)
{
	char *clean;

	if (!value || !*value)
		return;
	clean = utf8_clean(value, strlen(value));
	/* tags may hold several lines */
	for (char *p = clean; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	add(l, INFO_PAIR, name, clean);
	free(clean);
}

PRINTF_LIKE(3, 4) static void pairf(struct lines *l, const char *name, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	pair(l, name, text);
}

static void pair_day(struct lines *l, const char *name, int64_t unix_s)
{
	time_t t = (time_t)unix_s;
	char text[32];
	struct tm tm;

	if (unix_s && localtime_r(&t, &tm) && strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm))
		pair(l, name, text);
}

/* ---- on the thread ---- */

static void of_total(struct lines *l, const char *name, int no, int total)
{
	if (no && total)
		pairf(l, name, _("%d of %d"), no, total);
	else if (no)
		pairf(l, name, "%d", no);
}

static void pair_gain(struct lines *l, const char *name, double db, double peak)
{
	if (isfinite(db) && isfinite(peak) && peak > 0)
		pairf(l, name, _("%+.2f dB, peak %.3f"), db, peak);
	else if (isfinite(db))
		pairf(l, name, "%+.2f dB", db);
}

static void tell_tags(struct lines *l, const struct tags *t)
{
	of_total(l, _("track"), t->track_no, t->track_total);
	of_total(l, _("disc"), t->disc_no, t->disc_total);
	if (t->original_year && t->original_year != t->year)
		pairf(l, _("first released"), "%d", t->original_year);
	if (t->bpm)
		pairf(l, _("tempo as tagged"), "%d", t->bpm);
	if (t->is_compilation)
		pair(l, _("compilation"), _("yes"));
	if (t->has_picture)
		pair(l, _("picture"), _("yes"));
	pair_gain(l, _("ReplayGain, track"), t->rg_track_gain_db, t->rg_track_peak);
	pair_gain(l, _("ReplayGain, album"), t->rg_album_gain_db, t->rg_album_peak);
	pair_gain(l, _("R128 gain, track"), t->r128_track_gain_db, (double)NAN);
	pair_gain(l, _("R128 gain, album"), t->r128_album_gain_db, (double)NAN);
	pair(l, _("sorts as"), t->artist_sort);
	pair(l, _("MusicBrainz recording"), t->mb_recording);
	pair(l, _("MusicBrainz release"), t->mb_release);
	pair(l, _("MusicBrainz artist"), t->mb_artist);
}

static void tell_file(struct lines *l, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		pair(l, _("cannot be reached"), strerror(errno));
		return;
	}
	pairf(l, _("size"), "%.1f MiB", (double)st.st_size / 1048576);
	pair_day(l, _("changed"), st.st_mtime);
}

static void tell_mood(struct lines *l, const struct features *f)
{
	if (isnan(f->value[FEATURE_AROUSAL]) && isnan(f->value[FEATURE_VALENCE]))
		return;
	add(l, INFO_HEAD, _("Mood"), NULL);
	if (!isnan(f->value[FEATURE_AROUSAL]))
		pairf(l, "arousal", _("%+.2f ± %.2f, of -1 (calm) to 1 (excited)"), (double)f->value[FEATURE_AROUSAL], (double)MOOD_AROUSAL_ERROR);
	if (!isnan(f->value[FEATURE_VALENCE]))
		pairf(l, "valence", _("%+.2f ± %.2f, a weak guess, of -1 (gloomy) to 1 (glad)"), (double)f->value[FEATURE_VALENCE], (double)MOOD_VALENCE_ERROR);
}

static void tell_feature(struct lines *l, const struct features *f, enum feature_id id)
{
	const struct feature_row *r = &feature_rows[id];
	char value[FEATURE_TEXT];
	bool has_unit = *r->unit && id != FEATURE_KEY && id != FEATURE_MODE;

	if (isnan(f->value[id]))
		return;
	feature_text(f, id, value);
	pairf(l, r->name, "%s%s%s · %s", value, has_unit ? " " : "", has_unit ? r->unit : "", _(r->what));
}

static void tell_recording(struct lines *l, const struct features *f)
{
	const struct verdict *verdicts[VERDICTS_MAX];
	size_t n = quality_judge(f, verdicts);

	add(l, INFO_HEAD, _("Recording"), NULL);
	for (size_t i = 0; i < n; i++) {
		char text[400];
		size_t at = (size_t)snprintf(text, sizeof text, "%s:", _(verdicts[i]->what));

		for (size_t k = 0; k < VERDICT_FEATURES && verdicts[i]->rests_on[k] != FEATURE_COUNT && at < sizeof text; k++) {
			char value[FEATURE_TEXT];

			feature_text(f, verdicts[i]->rests_on[k], value);
			at += (size_t)snprintf(text + at, sizeof text - at, "%s %s %s", k ? "," : "", feature_rows[verdicts[i]->rests_on[k]].name, value);
		}
		pair(l, verdicts[i]->name, text);
		l->at[l->n - 1].kind = INFO_FAULT;
	}
	if (!n)
		pair(l, _("verdict"), _("nothing is wrong with it"));
	pairf(l, "peak_to_loudness", "%.1f LU", (double)(f->value[FEATURE_TRUE_PEAK] - f->value[FEATURE_LOUDNESS]));
	for (int id = 0; id < FEATURE_COUNT; id++)
		if (feature_is_of_recording(id))
			tell_feature(l, f, (enum feature_id)id);
}

static void tell_sound(struct lines *l, const struct features *f)
{
	tell_mood(l, f);
	add(l, INFO_HEAD, _("Notes and spectrum"), NULL);
	if (!isnan(f->value[FEATURE_KEY])) {
		add(l, INFO_CHROMA, "", NULL);
		add(l, INFO_CLASSES, "", NULL);
	}
	if (f->mfcc_frames)
		add(l, INFO_SPECTRUM, "", NULL);
	add(l, INFO_HEAD, _("Sound"), NULL);
	for (int id = 0; id < FEATURE_COUNT; id++)
		if (!feature_is_of_recording(id) && id != FEATURE_AROUSAL && id != FEATURE_VALENCE)
			tell_feature(l, f, (enum feature_id)id);
	tell_recording(l, f);
}

static enum err work(void *arg)
{
	struct trip *t = arg;
	struct store *store = NULL;
	struct tags tags;
	enum err err = t->db ? store_open(&store, t->db, STORE_READ, NULL) : ERR_MISSING;

	tell_file(&t->facts, t->file);
	if (!err && !store_track_tags(store, t->id, &tags))
		tell_tags(&t->tags, &tags);
	t->has_features = !err && !load_features(store, t->id, &t->features);
	if (t->has_features)
		tell_sound(&t->sound, &t->features);
	store_close(store);
	return OK;
}

static void trip_free(void *arg)
{
	struct trip *t = arg;

	lines_free(&t->tags);
	lines_free(&t->facts);
	lines_free(&t->sound);
	free(t->db);
	free(t->file);
	free(t);
}

/* ---- on the interface thread ---- */

static void copy(struct lines *to, const struct lines *from)
{
	for (size_t i = 0; i < from->n; i++)
		add(to, from->at[i].kind, from->at[i].name, from->at[i].value);
}

static void tell_track(struct lines *l, const struct track *t)
{
	add(l, INFO_HEAD, _("Track"), NULL);
	pair(l, _("title"), t->title);
	pair(l, _("artist"), t->artist);
	pair(l, _("album"), t->album);
	if (strcmp(t->album_artist, t->artist))
		pair(l, _("artist of the album"), t->album_artist);
	pair(l, _("composer"), t->composer);
	pair(l, _("genre"), t->genre);
	if (*t->date)
		pair(l, _("date"), t->date);
	else if (t->year)
		pairf(l, _("date"), "%d", t->year);
}

static void tell_listener(struct lines *l, struct app *app, const struct track *t)
{
	const char *word = moods_word(moods_of(app), t->id), *style = library_label(app->lib, t, LIBRARY_STYLE);
	char stars[24];

	add(l, INFO_HEAD, _("You"), NULL);
	stars_text(t, stars, sizeof stars);
	pair(l, _("rating"), *stars ? stars : "-");
	if (t->is_loved || t->is_banned)
		pair(l, t->is_banned ? _("banned") : _("loved"), _("yes"));
	pairf(l, _("heard to the end"), "%d", t->play_count);
	pairf(l, _("skipped"), "%d", t->skip_count);
	pair_day(l, _("last played"), t->last_played_s);
	pair_day(l, _("in the library since"), t->added_s);
	pair(l, _("style"), style);
	pairf(l, _("mood"), "%s%s", *word ? _(word) : _("none is sure"), moods_is_said(moods_of(app), t->id) ? _(", as you said") : "");
}

static void tell_known_file(struct lines *l, const struct track *t)
{
	char length[24];

	add(l, INFO_HEAD, _("File"), NULL);
	pair(l, _("path"), t->path);
	if (t->part) {
		pair(l, _("a part of"), t->part->file);
		duration_text(t->part->start_us / 1000, length);
		pair(l, _("from"), length);
	}
	duration_text(t->duration_ms ? t->duration_ms : -1, length);
	pair(l, _("length"), length);
	pair(l, _("codec"), t->codec);
	if (t->bitrate_kbps)
		pairf(l, _("bitrate"), "%d kbit/s", (int)t->bitrate_kbps);
	if (t->sample_rate_hz)
		pairf(l, _("sample rate"), "%d Hz", (int)t->sample_rate_hz);
	if (t->channels)
		pairf(l, _("channels"), "%d", (int)t->channels);
	pair(l, _("unreadable"), t->error);
}

static void make(struct app *app, struct info *i, const struct track *t)
{
	lines_free(&i->lines);
	tell_track(&i->lines, t);
	copy(&i->lines, &i->tags);
	tell_listener(&i->lines, app, t);
	if (t == play_track(app)) {
		add(&i->lines, INFO_HEAD, _("Waveform"), NULL);
		add(&i->lines, INFO_WAVE, "", NULL);
	}
	copy(&i->lines, &i->sound);
	if (!i->has_features && !i->is_out) {
		add(&i->lines, INFO_HEAD, _("Sound"), NULL);
		pair(&i->lines, _("not listened to yet"), _("it will be, in the background"));
	}
	tell_known_file(&i->lines, t);
	copy(&i->lines, &i->file);
	i->moods_of = moods_generation(moods_of(app));
	i->rating = t->rating;
	i->is_loved = t->is_loved;
	i->is_banned = t->is_banned;
	i->play_count = t->play_count;
	i->skip_count = t->skip_count;
	i->is_stale = false;
}

static void came_home(struct app *app, void *arg, const char *why)
{
	struct info *i = app->info;
	struct trip *t = arg;

	(void)why;
	if (!i || i->id != t->id)
		return;		/* another track is shown by now */
	lines_free(&i->tags);
	lines_free(&i->file);
	lines_free(&i->sound);
	i->tags = t->tags;
	i->file = t->facts;
	i->sound = t->sound;
	t->tags = t->facts = t->sound = (struct lines){ 0 };
	i->features = t->features;
	i->has_features = t->has_features;
	i->is_out = false;
	i->is_stale = true;
	app->effects |= EFFECT_REDRAW;
}

static void ask(struct app *app, struct info *i, const struct track *t)
{
	static const struct errand kind = { work, came_home, trip_free, false, false, false };
	struct trip *trip = xcalloc(1, sizeof *trip);

	*trip = (struct trip){ .db = app->is_scratch ? NULL : xstrdup(app->start.db), .file = xstrdup(track_file(t)), .id = t->id };
	i->is_out = !errand_start(app, &kind, trip);
}

void info_show(struct app *app, track_id id)
{
	const struct track *t = library_get(app->lib, id);

	info_close(app);
	if (!t)
		return;
	app->info = xcalloc(1, sizeof *app->info);
	app->info->id = id;
	ask(app, app->info, t);
	app->info->is_stale = true;
}

track_id info_track(const struct app *app)
{
	return app->info ? app->info->id : 0;
}

static bool is_changed(struct app *app, const struct info *i, const struct track *t)
{
	return i->is_stale || i->rating != t->rating || i->is_loved != t->is_loved || i->is_banned != t->is_banned || i->play_count != t->play_count ||
		i->skip_count != t->skip_count || i->moods_of != moods_generation(moods_of(app));
}

size_t info_settle(struct app *app)
{
	struct info *i = app->info;
	const struct track *t = i ? library_get(app->lib, i->id) : NULL;
	float valence, arousal;

	if (!t)
		return 0;
	/* it was listened to meanwhile */
	if (!i->has_features && !i->is_out && i->moods_of != moods_generation(moods_of(app)) && moods_at(moods_of(app), t->id, &valence, &arousal))
		ask(app, i, t);
	if (is_changed(app, i, t))
		make(app, i, t);
	return i->lines.n;
}

const struct info_line *info_line(const struct app *app, size_t i)
{
	return app->info && i < app->info->lines.n ? &app->info->lines.at[i] : NULL;
}

const struct features *info_features(const struct app *app)
{
	return app->info && app->info->has_features ? &app->info->features : NULL;
}

void info_close(struct app *app)
{
	struct info *i = app->info;

	if (!i)
		return;
	lines_free(&i->lines);
	lines_free(&i->tags);
	lines_free(&i->file);
	lines_free(&i->sound);
	free(i);
	app->info = NULL;
}

/* Of the track under the cursor, or of what plays; shown already: closes it. */
COMMAND_HANDLER(info)
{
	bool playing = argc == 2 && !strcmp(argv[1], "playing");
	struct track *t = NULL;

	if (argc == 2 && !playing)
		return fail(ERR_ARG, _("%s takes 'playing' or nothing, not '%s'"), argv[0], argv[1]);
	if (app->views->view == VIEW_INFO && argc == 1) {
		view_toggle(app, VIEW_INFO);
		return OK;
	}
	if (!playing)
		t = view_selected(app);
	if (!t)
		t = play_track(app);
	if (!t)
		return fail(ERR_MISSING, playing ? _("Nothing plays") : _("The cursor is not on a track, and nothing plays"));
	info_show(app, t->id);
	list_go(&app->views->panes[PANE_INFO].list, 0);
	view_go(app, VIEW_INFO);
	return OK;
}
