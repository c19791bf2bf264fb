/* test_gains.c -- the flat list by gain and peak, under cmus's names: below zero, zero and above are in order, what has none comes last either way. */
#include "library.h"
#include "../tap.h"

#include <stdio.h>
#include <string.h>

static struct library *lib;

static void put(track_id id, struct gain gain)
{
	char path[32];
	struct track t = { .id = id, .path = path, .title = "", .artist = "", .album = "", .album_artist = "", .genre = "", .composer = "",
		.date = "", .codec = "", .sort_artist = "", .error = "", .gain = gain };

	snprintf(path, sizeof path, "/m/%d", (int)id);
	library_put(lib, &t);
}

static const char *by(const char *keys)
{
	static char order[64];
	struct library_view *v = library_view_new(lib);
	struct track *const *sorted;
	size_t n;

	order[0] = '\0';
	if (!library_view_sort(v, keys)) {
		while (library_view_is_old(v))
			library_view_step(v, 100);
		sorted = library_view_sorted(v, &n);
		for (size_t i = 0; i < n; i++)
			snprintf(order + strlen(order), sizeof order - strlen(order), "%d", (int)sorted[i]->id);
	}
	library_view_free(v);
	return order;
}

int main(void)
{
	lib = library_new();
	put(1, (struct gain){ .has_track = true, .track_db = -7.25f, .track_peak = 1.01f, .has_album = true, .album_db = 0, .album_peak = 0.5f });
	put(2, (struct gain){ .has_track = false });
	put(3, (struct gain){ .has_track = true, .track_db = 3.5f, .track_peak = 0.25f, .has_album = true, .album_db = -2, .album_peak = 0.75f });
	put(4, (struct gain){ .has_track = true, .track_db = 0 });
	is_str(by("rg_track_gain"), "1432", "rg_track_gain");
	is_str(by("-rg_track_gain"), "3412", "and from the loudest on");
	is_str(by("rg_album_gain filename"), "3124", "rg_album_gain");
	is_str(by("rg_track_peak filename"), "3124", "rg_track_peak");
	is_str(by("-rg_album_peak filename"), "3124", "rg_album_peak");
	library_free(lib);
	return done();
}
