/* test_loudness.c -- which gain a track gets, from its tags, its neighbours and the settings */
#include "app/loudness.h"
#include "../tap.h"

#include <stdlib.h>
#include <string.h>

static const struct gain both = { -6, -9, 0.5F, 0.9F, true, true }, only_track = { -6, 0, 0.5F, 0, true, false };
static const struct gain only_album = { 0, -9, 0, 0.9F, false, true }, no_peak = { 4, 0, 0, 0, true, false };
static const struct gain quiet = { 10, 8, 0.5F, 0.25F, true, true }, none = { 0 };

static void test_gains(void)
{
	static const struct { const char *what, *settings[4]; const struct gain *gain; bool in_album; double db; } rows[] = {
		{ "off", { "replaygain=off", "replaygain-fallback=-6" }, &both, true, 0 },
		{ "track", { "replaygain=track" }, &both, true, -6 },
		{ "album", { "replaygain=album" }, &both, false, -9 },
		{ "auto, from here and there", { "replaygain=auto" }, &both, false, -6 },
		{ "auto, an album in order", { "replaygain=auto" }, &both, true, -9 },
		{ "album, but only the track's is known", { "replaygain=album" }, &only_track, true, -6 },
		{ "track, but only the album's is known", { "replaygain=track" }, &only_album, false, -9 },
		{ "preamp", { "replaygain=track", "replaygain-preamp=3" }, &both, false, -3 },
		{ "a peak limits what is made louder", { "replaygain=track" }, &quiet, false, 6.0206 },
		{ "the album's peak limits the album's", { "replaygain=album" }, &quiet, false, 8 },
		{ "unless clipping is allowed", { "replaygain=track", "replaygain-clip=on" }, &quiet, false, 10 },
		{ "preamp is limited too", { "replaygain=track", "replaygain-preamp=15" }, &both, false, 6.0206 },
		{ "without a peak nothing is made louder", { "replaygain=track" }, &no_peak, false, 0 },
		{ "without a peak, clipping allowed", { "replaygain=track", "replaygain-clip=on" }, &no_peak, false, 4 },
		{ "without a peak, made softer", { "replaygain=track", "replaygain-preamp=-9" }, &no_peak, false, -5 },
		{ "untagged", { "replaygain=auto", "replaygain-fallback=-7", "replaygain-preamp=3" }, &none, true, -7 },
		{ "untagged, made louder: not in the dark", { "replaygain=auto", "replaygain-fallback=7" }, &none, true, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track t = { .gain = *rows[i].gain };
		struct settings set;

		settings_init(&set);
		for (size_t k = 0; k < COUNT_OF(rows[i].settings) && rows[i].settings[k]; k++) {
			const char *equals = strchr(rows[i].settings[k], '=');
			char *name = xstrndup(rows[i].settings[k], (size_t)(equals - rows[i].settings[k]));

			if (!option_find(name) || option_set(&set, option_find(name), equals + 1))
				ok(false, "%s is an option", rows[i].settings[k]);
			free(name);
		}
		is_near(loudness_db(&set, &t, rows[i].in_album), rows[i].db, 1e-3, rows[i].what);
		settings_done(&set);
	}
}

static void test_order(void)
{
	struct track a = { .album = "One", .artist = "X", .album_artist = "", .disc_no = 1, .track_no = 3 }, b = a;

	b.track_no = 4;
	ok(loudness_goes_on(&a, &b) && !loudness_goes_on(&b, &a), "an album goes on, not back");
	b.disc_no = 2;
	b.track_no = 1;
	ok(loudness_goes_on(&a, &b), "on its next disc too");
	b.album = "Two";
	ok(!loudness_goes_on(&a, &b), "another album does not");
	b = a;
	ok(!loudness_goes_on(&a, &b), "nor the same track again");
	a.album = b.album = "";
	b.track_no = 4;
	ok(!loudness_goes_on(&a, &b), "tracks without an album are none");
	ok(!loudness_goes_on(NULL, &b) && !loudness_goes_on(&a, NULL), "at an end there is no neighbour");
}

int main(void)
{
	test_gains();
	test_order();
	return done();
}
