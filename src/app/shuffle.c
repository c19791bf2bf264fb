/* shuffle.c -- what shuffle knows of tracks: which album they are of, and how gladly each is heard. */
#include "app/app.h"
#include "app/shuffle.h"

#include <math.h>
#include <string.h>

/* What is no music comes late: it is of what was asked for, but hardly what one waits for. */
#define NO_MUSIC .02

double shuffle_weight(const struct track *t, int64_t now_s)
{
	/* by stars, 0 = none given: a favourite comes about twice as soon, a bad one hardly */
	static const double by_stars[] = { 1, 0.15, 0.4, 1, 1.6, 2.4 };
	enum { DAY_S = 86400 };
	double weight = by_stars[t->rating >= 0 && t->rating <= 5 ? t->rating : 0];
	double days = t->last_played_s ? fmax(0, (double)(now_s - t->last_played_s)) / DAY_S : INFINITY;

	if (t->is_loved)
		weight *= 2;
	/* the share of plays heard to the end, two of two taken for granted while little is known */
	weight *= (t->play_count + 2.0) / (t->play_count + t->skip_count + 2.0);
	/* heard just now: a tenth; half as likely after a week, and back to all of it */
	return weight * (isinf(days) ? 1 : fmax(0.1, days / (days + 7)));
}

void shuffle_facts(void *app_, const track_id *tracks, size_t n, struct queue_fact *ret_facts)
{
	const struct app *app = app_;
	const char *album = NULL, *artist = NULL;	/* of the track before: strings of the library are one per text */
	uint64_t name = 0;
	int64_t now_s = clock_unix_ms() / 1000;

	for (size_t i = 0; i < n; i++) {
		const struct track *t = tracks[i] ? library_get(app->lib, tracks[i]) : NULL;
		const char *by;

		ret_facts[i] = (struct queue_fact){ .weight = 1 };
		if (!t)
			continue;
		by = t->album_artist[0] ? t->album_artist : t->is_compilation ? "" : t->artist;
		ret_facts[i].weight = shuffle_weight(t, now_s) * (taste_offers(app->taste, t->id) ? 1 : NO_MUSIC);
		if (t->album != album || by != artist)
			name = t->album[0] ? 1 | (hash_bytes(t->album, strlen(t->album)) * 31 + hash_bytes(by, strlen(by))) : 0;
		album = t->album;
		artist = by;
		ret_facts[i].album = name;
	}
}
