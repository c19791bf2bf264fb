/* test_shuffle.c -- how gladly a track is heard, as a weight */
#include "app/shuffle.h"
#include "../tap.h"

enum { NOW_S = 2000000000, DAY_S = 86400 };

static double weigh(struct track t)
{
	return shuffle_weight(&t, NOW_S);
}

int main(void)
{
	double plain = weigh((struct track){ 0 });

	is_near(plain, 1, 0, "one of which nothing is known weighs 1");
	for (int8_t stars = 2; stars <= 5; stars++)
		ok(weigh((struct track){ .rating = stars }) > weigh((struct track){ .rating = (int8_t)(stars - 1) }), "%d stars more than one fewer", stars);
	ok(weigh((struct track){ .rating = 3 }) <= plain * 1.001, "three stars are no more than none");
	is_near(weigh((struct track){ .is_loved = true }), 2 * plain, 1e-9, "loved: twice");
	ok(weigh((struct track){ .skip_count = 4 }) < weigh((struct track){ .skip_count = 1 }), "skipped often: less");
	ok(weigh((struct track){ .play_count = 8, .skip_count = 2 }) > weigh((struct track){ .play_count = 2, .skip_count = 8 }), "heard out: more");
	is_near(weigh((struct track){ .last_played_s = NOW_S }), plain / 10, 1e-9, "heard just now: a tenth");
	is_near(weigh((struct track){ .last_played_s = NOW_S - 7 * DAY_S }), plain / 2, 1e-9, "a week ago: half");
	ok(weigh((struct track){ .last_played_s = NOW_S - 700 * DAY_S }) > 0.98 * plain, "long ago: as if never");
	ok(weigh((struct track){ .last_played_s = NOW_S + DAY_S }) > 0, "a clock that was wrong does no harm");
	ok(weigh((struct track){ .rating = 1, .skip_count = 1000000, .last_played_s = NOW_S }) > 0, "none weighs nothing");
	return done();
}
