/* test_analysis.c -- the loudness of tracks without tags: what was heard, the album's when all of it was; and whose turn the named files are. */
#include "app/analysis.h"
#include "app/analyze.h"
#include "app/loudness.h"
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

static void test_gain(void)
{
	static const struct gain tagged = { -6, 0, 0.5F, 0, true, false };
	struct app *app = xcalloc(1, sizeof *app);
	struct sound sounds[] = { { 1, "", -24, -6, NAN, NAN, 120 }, { 2, "", -12, 0, NAN, NAN, 120 }, { 3, "", -10, -1, NAN, NAN, 120 }, { 4, "it is broken", NAN, NAN, NAN, NAN, 120 }, { 5, "", NAN, NAN, NAN, NAN, 120 }, { 6, "", -20, NAN, NAN, NAN, 120 } };
	struct gain g;
	const struct track *one, *six;

	app->lib = library_new();
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
	test_below();
	return done();
}
