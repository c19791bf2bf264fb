/* What is longer than the half hour that rhythm is judged at a time: one tempo, beats without a seam; and two tempi, of which most decides. */
#include "ear.h"
#include "../tap.h"

#include <string.h>

enum { RATE = 22050 };

/* A beat with a low thump, and a weaker stroke between it and the next. */
static void make_beat(float *x, int n)
{
	struct rng rng;

	rng_seed(&rng, 7);
	memset(x, 0, (size_t)n * sizeof *x);
	for (int i = 0; i < n / 2; i++) {
		x[i] = (float)(.4 * (rng_unit(&rng) * 2 - 1) * exp(-i / 100.0) + .5 * sin(2 * M_PI * 60 * i / RATE) * exp(-i / 1000.0));
		x[n / 2 + i] = (float)(.2 * (rng_unit(&rng) * 2 - 1) * exp(-i / 100.0));
	}
}

static void feed(struct ear *ear, int bpm, int minutes)
{
	static float beat[RATE];
	int n = RATE * 60 / bpm;

	make_beat(beat, n);
	for (int i = 0; i < bpm * minutes; i++)
		ear_feed(ear, beat, (size_t)n);
}

static void test_seam(void)
{
	struct features f;
	struct ear *ear;
	float *beats;
	size_t n, even = 0;

	if (ear_open(&ear, RATE, 1)) {
		ok(false, "ear_open: %s", err_text());
		return;
	}
	feed(ear, 120, 34);
	ear_finish(ear, &f, &beats, &n);
	ear_free(ear);
	is_near((double)f.value[FEATURE_TEMPO], 120, .5, "34 minutes at 120");
	for (size_t i = 1; i < n; i++)
		even += fabsf(beats[i] - beats[i - 1] - .5f) < .03f;
	ok(n > 34 * 120 - 6 && n < 34 * 120 + 6, "a beat every half second to the end (%zu)", n);
	ok(even + 4 > n, "without a gap where one half hour ends (%zu of %zu even)", even, n);
	ok(n && (double)beats[n - 1] > 34 * 60 - 2 && beats[0] < 2, "from the beginning to the end");
	free(beats);
}

static void test_two_tempi(void)
{
	struct features f;
	struct ear *ear;

	if (ear_open(&ear, RATE, 1)) {
		ok(false, "ear_open: %s", err_text());
		return;
	}
	ear_expect(ear, 41 * 60 * (int64_t)RATE);
	feed(ear, 120, 30);
	feed(ear, 90, 11);
	ear_finish(ear, &f, NULL, NULL);
	ear_free(ear);
	is_near((double)f.value[FEATURE_TEMPO], 120, .5, "half an hour at 120 and eleven minutes at 90 is 120");
	is_near((double)f.value[FEATURE_TEMPO_SECOND], 90, .5, "and 90 comes second");
	is_near(f.duration_s, 41 * 60, .01, "all of it counted");
}

int main(void)
{
	test_seam();
	test_two_tempi();
	return done();
}
