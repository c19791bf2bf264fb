/* test_nomusic.c -- which sounds are silence, which tracks are speech, and what of them a mix may hold. */
#include "app/nomusic.h"
#include "app/mixing.h"
#include "ear.h"
#include "../tap.h"

#include <stdlib.h>

enum { RATE = 22050, TONE = 1, HUSH = 2, BOOK = 3, TRACKS = 3 };

/* `sounding_s` of a chord at this level, then nothing, as the ear hears it. */
static struct features heard(double level_db, double sounding_s, double seconds)
{
	size_t n = (size_t)(seconds * RATE), sounding = (size_t)(sounding_s * RATE);
	float *x = xcalloc(n + 1, sizeof *x);
	struct features f;
	struct ear *ear;

	for (size_t i = 0; i < sounding; i++)
		for (int k = 0; k < 3; k++)
			x[i] += (float)(pow(10, level_db / 20) / 3 * sin(2 * M_PI * (220 + 55 * k) * (double)i / RATE));
	if (ear_open(&ear, RATE, 1))
		exit(99);
	ear_feed(ear, x, n);
	ear_finish(ear, &f, NULL, NULL);
	ear_free(ear);
	free(x);
	return f;
}

static void test_silence(void)
{
	static const struct { double level_db, sounding_s, seconds; bool is_silent; const char *what; } rows[] = {
		{ -12, 20, 20, false, "a chord" },
		{ -45, 20, 20, false, "a quiet one" },
		{ 0, 0, 20, true, "silence" },
		{ -55, 20, 20, true, "nearly silence" },
		{ -90, 20, 20, true, "what the gate leaves out" },
		{ -12, 1, 40, true, "a second of sound in forty" },
		{ 0, .5, 60, true, "half a second in a minute" },
		{ -12, 20, 40, false, "a track that ends in silence" },
		{ -12, .3, .3, false, "what is too short to tell" },
		{ -12, 1, 1, false, "a second, all of it sound" },
		{ 0, 0, .3, true, "short, and silent" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct features f = heard(rows[i].level_db, rows[i].sounding_s, rows[i].seconds);
		struct track t = { .duration_ms = (int64_t)(rows[i].seconds * 1000) };
		struct sound s = { .why = "" };

		struct buf packed;

		buf_init(&packed, 1 << 20);
		ok(!features_pack(&f, NULL, 0, &packed) && !features_unpack(packed.data, packed.len, &f, NULL, NULL), "%s can be kept", rows[i].what);
		buf_done(&packed);
		sound_take(&s, &f);
		ok(sound_is_silent(&s, &t) == rows[i].is_silent, "%s: %s (%.1f LUFS)", rows[i].what, rows[i].is_silent ? "silent" : "not", (double)s.loudness_lufs);
	}
	ok(!sound_is_silent(&(struct sound){ .why = "damaged", .loudness_lufs = NAN, .true_peak_dbtp = NAN, .valence = NAN, .arousal = NAN }, NULL),
		"what could not be listened to: nobody knows");
}

static const struct track some = { .path = "/m", .title = "T", .artist = "", .album = "", .album_artist = "", .genre = "", .composer = "", .date = "", .codec = "",
	.sort_artist = "", .error = "" };

static void test_speech(void)
{
	static const struct { const char *genre; bool is_speech; } rows[] = {
		{ "Rock", false }, { "", false }, { "Spoken Word", true }, { "Audiobook", true }, { "Comedy; Podcast", true }, { "Hörspiel", true }, { "有声书", true },
		{ "Hip-Hop", false },
	};
	struct stylebook *b = stylebook_new();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track t = some;

		t.id = (track_id)i + 1;
		t.genre = rows[i].genre;
		ok(stylebook_is_speech(b, &t) == rows[i].is_speech, "'%s' %s", t.genre, rows[i].is_speech ? "is spoken" : "is not");
		stylebook_correct(b, t.id, rows[i].is_speech ? "Folk" : "Audiobook");
		ok(stylebook_is_speech(b, &t) != rows[i].is_speech, "... but who listens knows better");
	}
	stylebook_free(b);
}

static void test_mixes(void)
{
	struct library *lib = library_new();
	struct taste *taste = taste_new();
	struct stylebook *b = stylebook_new();
	struct rank_options opt = { .now_ms = INT64_C(1790000000000), .seed = 1 };
	struct mix_taste m = { .lib = lib, .taste = taste, .opt = &opt };
	struct mix_candidate all[TRACKS];
	struct mix_candidates c = { all, TRACKS, TRACKS }, few = { all + 1, TRACKS - 1, TRACKS - 1 };
	track_id *ids = xcalloc(TRACKS, sizeof *ids);
	struct mix_places places = { ids, xcalloc(TRACKS, sizeof *places.stones), TRACKS };
	uint32_t at[TRACKS];

	for (track_id id = 1; id <= TRACKS; id++) {
		struct track t = some;

		t.id = id;
		t.genre = id == BOOK ? "Audiobook" : "Rock";
		taste_track(taste, library_put(lib, &t));
		nomusic_tracks(taste, b, &t, 1);
		all[id - 1] = (struct mix_candidate){ .track = id, .alike = .5F };
		ids[id - 1] = id;
	}
	taste_music(taste, HUSH, false);
	ok(mixing_choose(&m, &c, TRACKS, at) == 1 && c.at[at[0]].track == TONE, "a mix is of music");
	ok(mixing_choose(&m, &few, TRACKS, at) == 2, "where there is nothing else, a mix is of that");
	mixing_places_keep(&places, lib, taste);
	ok(places.n == 1 && places.ids[0] == TONE, "a path leads over music");
	taste_event(taste, &(struct event){ .id = 1, .at_ms = 1, .track = BOOK, .kind = EVENT_LOVE });
	ok(mixing_choose(&m, &c, TRACKS, at) == 2, "what is loved may be in one");
	mixing_places_done(&places);
	stylebook_free(b);
	taste_free(taste);
	library_free(lib);
}

int main(void)
{
	test_silence();
	test_speech();
	test_mixes();
	return done();
}
