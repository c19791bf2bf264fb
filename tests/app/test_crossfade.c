/* test_crossfade.c -- which tracks fade into each other, and how long an option of seconds is */
#include "app/app.h"
#include "app/loudness.h"
#include "../tap.h"

#include <string.h>

static struct track track(const char *album, int16_t disc, int16_t number)
{
	return (struct track){ .album = album, .artist = "X", .album_artist = "", .disc_no = disc, .track_no = number };
}

static void test_albums(void)
{
	static const struct { const char *what, *from_album, *to_album; int16_t from_disc, from, to_disc, to; bool in_order, goes_on; } rows[] = {
		{ "the next of the album", "One", "One", 1, 3, 1, 4, true, true },
		{ "the one after a missing one", "One", "One", 1, 3, 1, 5, true, true },
		{ "the next disc", "One", "One", 1, 9, 2, 1, true, true },
		{ "back in the album", "One", "One", 1, 4, 1, 3, true, false },
		{ "the same again", "One", "One", 1, 3, 1, 3, true, false },
		{ "another album", "One", "Two", 1, 3, 1, 4, true, false },
		{ "no album", "", "", 1, 3, 1, 4, true, false },
		{ "an album without numbers", "One", "One", 0, 0, 0, 0, true, true },
		{ "shuffled, neighbours by chance", "One", "One", 1, 3, 1, 4, false, true },
		{ "shuffled, one album", "One", "One", 1, 3, 1, 5, false, false },
		{ "shuffled, without numbers", "One", "One", 0, 0, 0, 0, false, false },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track a = track(rows[i].from_album, rows[i].from_disc, rows[i].from), b = track(rows[i].to_album, rows[i].to_disc, rows[i].to);

		is_int(crossfade_goes_on(&a, &b, rows[i].in_order), rows[i].goes_on, rows[i].what);
	}
	ok(!crossfade_goes_on(NULL, &(struct track){ .album = "One", .artist = "", .album_artist = "" }, true), "nothing before it");
}

static void test_seconds(void)
{
	static const struct { const char *value; int ms; const char *text; } good[] = {
		{ "0", 0, "0" }, { "4", 4000, "4" }, { "2.5", 2500, "2.5" }, { "2.50", 2500, "2.5" }, { "3.0", 3000, "3" }, { "12", 12000, "12" },
		{ "0.5", 500, "0.5" },
	};
	static const char *const bad[] = { "", "-1", "12.5", "13", "2.3", "2.55", "2,5", "x", "4s", ".5", "99999999999999999999", "1." };
	const struct option_row *row = option_find("crossfade");
	struct settings set;

	settings_init(&set);
	is_int(set.crossfade_ms, 0, "off unless asked for");
	is_int(set.crossfade_skip_ms, 500, "a skip: half a second");
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		char *text;

		ok(!option_set(&set, row, good[i].value) && set.crossfade_ms == good[i].ms, "%s s", good[i].value);
		text = option_get(&set, row);
		is_str(text, good[i].text, "written");
		free(text);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ok(option_set(&set, row, bad[i]) == ERR_ARG && set.crossfade_ms == 500, "not '%s'", bad[i]);
	settings_done(&set);
}

int main(void)
{
	test_albums();
	test_seconds();
	return done();
}
