/* Every signal in words, singular and plural, and cut short without breaking a character. */
#include "app/reason.h"
#include "../tap.h"

#include <locale.h>

static struct track track(track_id id, const char *title, const char *artist, const char *genre)
{
	return (struct track){ .id = id, .path = title, .title = title, .artist = artist, .genre = genre, .album = "", .album_artist = "",
			       .composer = "", .date = "", .codec = "", .error = "" };
}

static const struct { struct reason r; const char *want; } rows[] = {
	{ { SIGNAL_FREQUENT, 0, 6, 30, -1, false, 0 }, "you often play it: 6 times in 30 days" },
	{ { SIGNAL_FREQUENT, 0, 2, 7, -1, false, 0 }, "you often play it: 2 times this week" },
	{ { SIGNAL_FREQUENT, 0, 1, 0, -1, false, 0 }, "you played it 1 time" },
	{ { SIGNAL_FREQUENT, 0, 0, 0, -1, false, 0 }, "you have played it" },
	{ { SIGNAL_FOLLOWS, 2, 3, 0, -1, false, 0 }, "you went on to it 3 times after Xtal" },
	{ { SIGNAL_FOLLOWS, 2, 1, 0, -1, false, 0 }, "you went on to it after Xtal" },
	{ { SIGNAL_FOLLOWS, 0, 3, 0, -1, false, 0 }, "you went on to it before" },
	{ { SIGNAL_ARTIST, 0, 4, 7, -1, false, 0 }, "you finished 4 by Aphex Twin this week" },
	{ { SIGNAL_ARTIST, 0, 4, 0, -1, false, 0 }, "you finished 4 by Aphex Twin" },
	{ { SIGNAL_ARTIST, 2, 0, 0, -1, false, 0 }, "you like Xtal by Aphex Twin" },
	{ { SIGNAL_SESSION, 2, 0, 0, -1, false, 0 }, "like Xtal, which you just finished" },
	{ { SIGNAL_GENRE, 0, 9, 30, -1, false, 0 }, "you finished 9 of Ambient in 30 days" },
	{ { SIGNAL_STYLE, 0, 0, 0, -1, false, 0 }, "Ambient, a style you chose" },
	{ { SIGNAL_TOGETHER, 2, 1, 0, -1, false, 0 }, "heard in 1 sitting with Xtal" },
	{ { SIGNAL_TOGETHER, 2, 4, 0, -1, false, 0 }, "heard in 4 sittings with Xtal" },
	{ { SIGNAL_TOGETHER, 2, 0, 0, -1, false, 0 }, "heard with the same others as Xtal" },
	{ { SIGNAL_TOGETHER, 0, 4, 0, -1, false, 0 }, "heard together with what you have just been hearing" },
	{ { SIGNAL_SOUND, 2, 90, 0, -1, false, 0 }, "sounds like Xtal" },
	{ { SIGNAL_SOUND, 2, 90, 0, 3, false, 0 }, "sounds like Xtal, 3 bpm from it" },
	{ { SIGNAL_SOUND, 2, 90, 0, 7, false, 0 }, "sounds like Xtal" },
	{ { SIGNAL_SOUND, 2, 90, 0, 0, false, 0 }, "sounds like Xtal, as fast" },
	{ { SIGNAL_SOUND, 2, 90, 0, 1, true, 0 }, "sounds like Xtal, in its key, 1 bpm from it" },
	{ { SIGNAL_SOUND, 2, 90, 0, 0, true, 0 }, "sounds like Xtal, in its key, as fast" },
	{ { SIGNAL_SOUND, 2, 90, 0, 40, true, 0 }, "sounds like Xtal, in its key" },
	{ { SIGNAL_SOUND, 2, 90, 0, 3, false, 4 }, "sounds like Xtal, the same calm mood, 3 bpm from it" },
	{ { SIGNAL_SOUND, 0, 90, 0, 3, true, 0 }, "sounds like what you have just been hearing" },
	{ { SIGNAL_KINDRED, 2, 5, 0, 3, true, 0 }, "sounds like Xtal, finished 5 times" },
	{ { SIGNAL_KINDRED, 2, 0, 0, 3, true, 0 }, "sounds like Xtal, which you like" },
	{ { SIGNAL_KINDRED, 0, 0, 0, 3, true, 0 }, "sounds like what you hear to the end" },
	{ { SIGNAL_LISTENERS, 0, 3, 0, -1, false, 0 }, "3 other listeners play it" },
	{ { SIGNAL_LISTENERS, 1, 3, 0, -1, false, 0 }, "3 other listeners play the artist" },
	{ { SIGNAL_LOVED, 0, 0, 0, -1, false, 0 }, "loved" },
	{ { SIGNAL_RATED, 0, 4, 0, -1, false, 0 }, "rated ★★★★" },
	{ { SIGNAL_RATED, 0, 99, 0, -1, false, 0 }, "rated ★★★★★" },
	{ { SIGNAL_REDISCOVER, 0, 9, 152, -1, false, 0 }, "not heard for 5 months, finished 9 times" },
	{ { SIGNAL_REDISCOVER, 0, 1, 800, -1, false, 0 }, "not heard for 2 years, finished 1 time" },
	{ { SIGNAL_NEW, 0, 0, 0, -1, false, 0 }, "added today, not heard yet" },
	{ { SIGNAL_NEW, 0, 0, 1, -1, false, 0 }, "added yesterday, not heard yet" },
	{ { SIGNAL_NEW, 0, 0, 21, -1, false, 0 }, "added 3 weeks ago, not heard yet" },
	{ { SIGNAL_VARIETY, 0, 0, 0, -1, false, 0 }, "nothing by Aphex Twin heard to the end yet" },
	{ { SIGNAL_FATIGUE, 0, 0, 0, -1, false, 0 }, "heard just now" },
	{ { SIGNAL_SKIPPED, 0, 2, 0, -1, false, 0 }, "skipped 2 times" },
};

int main(void)
{
	struct library *lib = library_new();
	struct track pick = track(1, "Tha", "Aphex Twin", "Ambient"), other = track(2, "Xtal", "Aphex Twin", "Ambient"),
		     long_name = track(3, "夜に駆ける夜に駆ける", "YOASOBI", "");
	unsigned said = 0;
	char text[256];
	bool whole = true;

	setlocale(LC_ALL, "C.UTF-8");
	library_put(lib, &pick);
	library_put(lib, &other);
	library_put(lib, &long_name);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		reason_text(&rows[i].r, &pick, lib, text, sizeof text);
		is_str(text, rows[i].want, rows[i].want);
		said |= 1u << rows[i].r.signal;
	}
	is_int(said, (1 << SIGNAL_COUNT) - 1, "every signal has its words");
	for (size_t size = 1; size < 60; size++) {
		struct reason r = { SIGNAL_FOLLOWS, 3, 2, 0, -1, false, 0 };

		reason_text(&r, &pick, lib, text, size);
		whole &= strlen(text) < size && utf8_valid(text, strlen(text));
	}
	ok(whole, "cut at any length it stays UTF-8");
	reason_text(&(struct reason){ SIGNAL_ARTIST, 0, 2, 0, -1, false, 0 }, NULL, NULL, text, sizeof text);
	is_str(text, "you like its artist", "without a track no name is made up");
	reason_text(&(struct reason){ .signal = SIGNAL_VARIETY, .count = 2 }, &pick, lib, text, sizeof text);
	is_str(text, "not heard yet", "its artist was heard, it was not");
	pick.last_played_s = 1;
	reason_text(&(struct reason){ .signal = SIGNAL_VARIETY }, &pick, lib, text, sizeof text);
	is_str(text, "something different", "it was heard");
	library_free(lib);
	return done();
}
