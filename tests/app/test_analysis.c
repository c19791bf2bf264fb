/* test_analysis.c -- the loudness of tracks without tags: what was heard, the album's when all of it was; and whose turn the named files are. */
#include "app/analysis_priv.h"
#include "app/analyze.h"
#include "app/loudness.h"
#include "sound.h"
#include "../tap.h"

#include <stdlib.h>
#include <string.h>

static const struct track *put(struct app *app, track_id id, const char *album, int minutes, struct gain gain)
{
	char *path = xasprintf("/m/%lld.flac", (long long)id);
	struct track t = { .id = id, .path = path, .title = "t", .artist = "Anna", .album = album, .album_artist = "", .genre = "", .composer = "",
		.date = "", .codec = "", .error = "", .gain = gain, .duration_ms = minutes * 60000, .track_no = (int16_t)id };
	const struct track *kept = library_put(app->lib, &t);

	free(path);
	return kept;
}

static struct sound sound(track_id track, const char *why, float loudness_lufs, float true_peak_dbtp)
{
	return (struct sound){ .track = track, .why = why, .loudness_lufs = loudness_lufs, .true_peak_dbtp = true_peak_dbtp, .valence = NAN, .arousal = NAN, .version = FEATURES_VERSION };
}

static void test_gain(void)
{
	static const struct gain tagged = { -6, 0, 0.5F, 0, true, false };
	struct app *app = xcalloc(1, sizeof *app);
	struct sound sounds[] = { sound(1, "", -24, -6), sound(2, "", -12, 0), sound(3, "", -10, -1), sound(4, "it is broken", NAN, NAN), sound(5, "", NAN, NAN),
		sound(6, "", -20, NAN) };
	struct gain g;
	const struct track *one, *six;

	app->lib = library_new();
	app->taste = taste_new();
	one = put(app, 1, "Whole", 1, (struct gain){ 0 });
	put(app, 2, "Whole", 3, (struct gain){ 0 });
	put(app, 3, "", 1, tagged);
	put(app, 4, "", 1, (struct gain){ 0 });
	put(app, 5, "", 1, (struct gain){ 0 });
	six = put(app, 6, "Half", 1, (struct gain){ 0 });
	put(app, 7, "Half", 1, (struct gain){ 0 });
	g = analysis_gain(app, one);
	ok(!g.has_track && !g.has_album, "nothing is known before it was heard");
	analysis_known(app, sounds, COUNT_OF(sounds));
	g = analysis_gain(app, one);
	ok(g.has_track, "what was heard has a loudness");
	is_near(g.track_db, 6, 1e-5, "... brought to -18 LUFS");
	is_near(g.track_peak, .501187, 1e-5, "... and a peak");
	ok(g.has_album, "so has an album all of which was heard");
	/* a minute at -24 and three at -12 */
	is_near(g.album_db, -18 - 10 * log10((pow(10, -2.4) + 3 * pow(10, -1.2)) / 4), 1e-4, "... of all its minutes");
	is_near(g.album_peak, 1, 1e-6, "... and its highest peak");
	g = analysis_gain(app, library_get(app->lib, 3));
	ok(g.has_track && !g.has_album && g.track_db > -6.1F && g.track_db < -5.9F, "tags come first");
	g = analysis_gain(app, library_get(app->lib, 4));
	ok(!g.has_track, "what could not be heard has none");
	g = analysis_gain(app, library_get(app->lib, 5));
	ok(!g.has_track, "nor has silence");
	g = analysis_gain(app, six);
	ok(g.has_track && !g.has_album && !(g.track_peak > 0), "half an album has none as a whole, and a peak may be missing");
	analysis_close(app);
	taste_free(app->taste);
	library_free(app->lib);
	free(app);
}

/* What an older version heard, and what was heard of a file before it changed. */
static void test_old(void)
{
	struct app *app = xcalloc(1, sizeof *app);
	struct sound sounds[] = { sound(1, "", -24, -6), sound(2, "", -12, 0), sound(3, "", -20, 0), sound(4, "it is broken", NAN, NAN) };
	struct track changed;
	struct analysis *a;
	struct gain g;

	sounds[0].version = FEATURES_VERSION - 1;
	sounds[0].mark = sounds[1].mark = sounds[2].mark = sounds[3].mark = 77;
	sounds[1].is_changed = sounds[3].is_changed = true;
	app->lib = library_new();
	app->taste = taste_new();
	for (track_id id = 1; id <= 4; id++)
		put(app, id, "", 1, (struct gain){ 0 });
	analysis_known(app, sounds, COUNT_OF(sounds));
	analysis_all_known(app);
	a = app->analysis;
	g = analysis_gain(app, library_get(app->lib, 1));
	ok(g.has_track && a->of[1].state == SOUND_UNKNOWN && !a->of[1].mark, "what an older version heard is of use, and is heard anew whatever its mark");
	g = analysis_gain(app, library_get(app->lib, 2));
	ok(g.has_track && a->of[2].state == SOUND_UNKNOWN && a->of[2].mark == 77, "so is what was heard before the file changed; its mark may spare us that");
	ok(a->of[3].state == SOUND_HEARD && a->of[4].state == SOUND_UNKNOWN && a->of[4].was_deaf && a->n_known == 1, "what holds is not heard again");
	changed = *library_get(app->lib, 3);
	changed.stamp.size++;
	analysis_track_kept(app, library_get(app->lib, 3), &changed);
	g = analysis_gain(app, library_get(app->lib, 3));
	ok(g.has_track && a->of[3].state == SOUND_UNKNOWN && a->of[3].mark == 77 && !a->n_known, "a file that changes now likewise");
	analysis_close(app);
	taste_free(app->taste);
	library_free(app->lib);
	free(app);
}

static void test_below(void)
{
	static const char *const paths[] = { "/m/one", "/n/" , "/a file.flac" };

	ok(analyze_is_below("/m/one/x.flac", paths, 3) && analyze_is_below("/n/y.mp3", paths, 3) && analyze_is_below("/a file.flac", paths, 3), "below a folder, and the file itself");
	ok(!analyze_is_below("/m/ones/x.flac", paths, 3) && !analyze_is_below("/m/x.flac", paths, 3), "a name that only begins so is another");
	ok(analyze_is_below("/anything", NULL, 0), "with none named all are meant");
}

int main(void)
{
	test_gain();
	test_old();
	test_below();
	return done();
}
