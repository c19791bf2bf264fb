/* test_activity.c -- music to do something to: what fits which rule; and where a session's mood is. */
#include "app/activity.h"
#include "app/mood_follow.h"
#include "app/moods.h"
#include "../tap.h"

static float values[FEATURE_COUNT];

static void none_known(void)
{
	for (int i = 0; i < FEATURE_COUNT; i++)
		values[i] = NAN;
}

static void tempi(void)
{
	static const struct { double bpm, with; float step; } rows[] = {
		{ 170, 170, 1 }, { 85, 170, 1 }, { 340, 170, 1 }, { 176, 170, 1 }, { 164, 170, 1 }, { 88, 170, 1 }, { 180, 170, .53F }, { 185, 170, 0 }, { 120, 170, 0 },
		{ 57, 170, 0 }, { 170, 85, 1 }, { 127, 170, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		float step = activity_in_step((float)rows[i].bpm, rows[i].with);

		ok(fabsf(step - rows[i].step) < .01F, "%.0f in step with %.0f: %.2f", rows[i].bpm, rows[i].with, (double)step);
	}
}

static void rules(void)
{
	const struct activity *sleep = activity_named("sleep", 12), *run = activity_named("run", 12);
	bool is_sorted = true, falls = true;
	float last = 1;

	ok(sleep && run && run->has_tempo && !sleep->has_tempo && sleep->slope < 0, "they are there");
	ok(!activity_named("dig", 12), "others are not");
	ok(activity_named("now", 3) == sleep && activity_named("now", 23) == sleep && activity_named("now", 10) == activity_named("focus", 0) &&
	   activity_named("now", 7) == activity_named("wake", 0), "each hour has one");
	for (int hour = 0; hour < 24; hour++)
		is_sorted = is_sorted && activity_named("now", hour);
	for (size_t i = 1; activity_at(i); i++)
		is_sorted = is_sorted && strcmp(activity_at(i - 1)->name, activity_at(i)->name) < 0;
	ok(is_sorted, "all hours have one; rows are sorted");

	none_known();
	is_near((double)activity_fit(sleep, values, 0, false), 0, 0, "of what nothing is known does not fit");
	is_near((double)activity_fit(sleep, values, 0, true), 1, 0, "... but may, for all that is known");
	values[FEATURE_AROUSAL] = -.6F;
	values[FEATURE_LOUDNESS_RANGE] = 6;
	values[FEATURE_NOTE_RATE] = 1;
	is_near((double)activity_fit(sleep, values, 0, false), 1, 1e-6, "calm, even, few notes: to fall asleep");
	values[FEATURE_LOUDNESS_RANGE] = 15;
	is_near((double)activity_fit(sleep, values, 0, false), .5, 1e-6, "half way out of a rule: half");
	values[FEATURE_LOUDNESS_RANGE] = 30;
	is_near((double)activity_fit(sleep, values, 0, false), 0, 0, "one rule broken is enough");
	values[FEATURE_LOUDNESS_RANGE] = 6;
	for (float arousal = -1; arousal < 1; arousal += .01F) {
		float fit;

		values[FEATURE_AROUSAL] = arousal;
		fit = activity_fit(sleep, values, 0, false);
		falls = falls && fit <= last;
		last = fit;
	}
	ok(falls && last <= 0, "the more excited, the less to fall asleep");
	none_known();
	values[FEATURE_AROUSAL] = .3F;
	values[FEATURE_PULSE_CLARITY] = .6F;
	is_near((double)activity_fit(run, values, 170, false), 0, 0, "no tempo: not to run to");
	values[FEATURE_TEMPO] = 85;
	is_near((double)activity_fit(run, values, 170, false), 1, 1e-6, "half of it: every second step");
}

static void sessions(void)
{
	const int64_t now = 1800000000000;
	struct moods *m = moods_new();
	struct event log[8] = { { 0 } };
	struct mood_place at;
	size_t n = 0;

	moods_heard(m, 1, -.4F, -.6F);	/* calm */
	moods_heard(m, 2, .3F, .7F);	/* excited */
	moods_heard(m, 3, .2F, .6F);
	ok(!mood_of_session(m, log, 0, 0, now, &at), "nothing heard, nothing plays: no mood");
	ok(!mood_of_session(m, log, 0, 9, now, &at), "what plays has none that is known: no mood");
	ok(mood_of_session(m, log, 0, 1, now, &at) && at.arousal < -.5F, "nothing heard: that of what plays");
	log[n++] = (struct event){ .at_ms = now - 3 * 3600 * 1000, .track = 1, .kind = EVENT_FINISH };
	ok(!mood_of_session(m, log, n, 0, now, &at), "what was heard hours ago is no session");
	log[n++] = (struct event){ .at_ms = now - 900000, .track = 1, .kind = EVENT_FINISH };
	log[n++] = (struct event){ .at_ms = now - 600000, .track = 2, .kind = EVENT_FINISH };
	ok(mood_of_session(m, log, n, 0, now, &at) && at.arousal > .05F && at.arousal < .4F, "the newer weighs more (%.2f)", (double)at.arousal);
	log[n++] = (struct event){ .at_ms = now - 300000, .track = 3, .kind = EVENT_FINISH };
	{
		struct mood_place before = at;

		ok(mood_of_session(m, log, n, 0, now, &at) && at.arousal > before.arousal, "each that is heard draws it there");
		log[n++] = (struct event){ .at_ms = now - 100000, .track = 1, .kind = EVENT_SKIP };
		before = at;
		ok(mood_of_session(m, log, n, 0, now, &at) && at.arousal > before.arousal, "what is skipped drives it away");
	}
	moods_free(m);
}

static void boxes(void)
{
	struct moods *m = moods_new();
	struct track_set set = { 0 }, odd = { 0 };
	uint64_t odd_bits[4];
	size_t n;
	bool right = true;

	for (track_id id = 1; id < 200; id++)
		moods_heard(m, id, 0, (float)id / 200);
	n = moods_within(m, 0, .5F, .1F, .102F, NULL, &set);
	for (track_id id = 1; id < 200; id++)
		right = right && (set.bits[id / 64] >> (id % 64) & 1) == (id >= 79 && id <= 121);
	ok(right && n == 43, "those in the box are in the set, no others (%zu)", n);
	for (int i = 0; i < 4; i++)
		odd_bits[i] = 0xaaaaaaaaaaaaaaaa;
	odd = (struct track_set){ odd_bits, 4 };
	is_int((long long)moods_within(m, 0, .5F, .1F, .1F, &odd, &set), 20, "only those that are in the other set, too");
	is_int((long long)moods_within(m, .9F, -.9F, .1F, .1F, NULL, &set), 0, "an empty box");
	free(set.bits);
	moods_free(m);
}

int main(void)
{
	tempi();
	rules();
	sessions();
	boxes();
	return done();
}
