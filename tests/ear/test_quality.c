/* Recordings spoilt on purpose, and what the ear says of them; steadiness, complexity and difficulty of what is easy and hard; words for moods. */
#include "ear.h"
#include "../tap.h"

#include <soxr.h>

enum { RATE = 44100 };

struct sound { float *at; size_t n; int rate, channels; };

static struct sound sound_new(double seconds, int rate, int channels)
{
	struct sound s = { .n = (size_t)(seconds * rate), .rate = rate, .channels = channels };

	s.at = xcalloc(s.n * (size_t)channels + 1, sizeof *s.at);
	return s;
}

static float *at(const struct sound *s, size_t i, int c)
{
	return &s->at[i * (size_t)s->channels + (size_t)c];
}

/* A chord with overtones that swells and fades, a little of it to one side: as music would be, and with whole 16-bit samples. */
static struct sound music(double seconds, double level, int channels)
{
	static const double notes[] = { 220, 277.2, 329.6, 440, 554.4, 987.8 };
	struct sound s = sound_new(seconds, RATE, channels);

	for (size_t i = 0; i < s.n; i++) {
		double t = (double)i / RATE, x[2] = { 0, 0 };

		for (size_t k = 0; k < COUNT_OF(notes); k++)
			for (int h = 1; h <= 5; h++) {
				double y = sin(2 * M_PI * notes[k] * h * t + (double)k * 1.7) / h / h * (1 + .4 * sin(2 * M_PI * t * (.3 + .1 * (double)k)));

				x[0] += y * (k % 2 ? 1 : .6);
				x[1] += y * (k % 2 ? .6 : 1);
			}
		for (int c = 0; c < channels; c++)
			*at(&s, i, c) = (float)(nearbyint(x[c] / 8 * level * 32767) / 32768);
	}
	return s;
}

static struct sound noise(double seconds, int rate, double level)
{
	struct sound s = sound_new(seconds, rate, 2);
	struct rng rng;

	rng_seed(&rng, 3);
	for (size_t i = 0; i < s.n * 2; i++)
		s.at[i] = (float)(level * (rng_unit(&rng) * 2 - 1));
	return s;
}

/* The same at another rate: what was there is all there is. */
static struct sound resampled(struct sound s, int rate)
{
	struct sound r = sound_new((double)s.n / s.rate, rate, s.channels);
	soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
	size_t used, made;

	soxr_oneshot(s.rate, rate, (unsigned)s.channels, s.at, s.n, &used, r.at, r.n, &made, NULL, &quality, NULL);
	r.n = made;
	free(s.at);
	return r;
}

static void to_16_bits(const struct sound *s)
{
	for (size_t i = 0; i < s->n * (size_t)s->channels; i++)
		s->at[i] = nearbyintf(s->at[i] * 32767) / 32768;
}

/* In pieces of odd sizes: it must not matter. Frees the sound. */
static struct features hear(struct sound s)
{
	struct features f;
	struct ear *ear;
	size_t from = 0, piece = 17;

	if (ear_open(&ear, s.rate, s.channels))
		die("%s", err_text());
	while (from < s.n) {
		size_t n = MIN_OF(piece, s.n - from);

		ear_feed(ear, s.at + from * (size_t)s.channels, n);
		from += n;
		piece = piece * 3 % 10007 + 1;
	}
	ear_finish(ear, &f, NULL, NULL);
	ear_free(ear);
	free(s.at);
	return f;
}

static double value(const struct features *f, enum feature_id id)
{
	return (double)f->value[id];
}

/* "dropouts clipped", or "" */
static const char *verdicts(const struct features *f)
{
	static char text[256];
	const struct verdict *v[VERDICTS_MAX];
	size_t n = quality_judge(f, v);

	*text = 0;
	for (size_t i = 0; i < n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, v[i]->name);
	}
	return text;
}

static void test_clean(void)
{
	struct features f = hear(music(12, .9, 2));

	is_str(verdicts(&f), "", "nothing is wrong with a clean piece");
	ok(value(&f, FEATURE_CLIPPED) <= 0, "not a sample of it is clipped: %g", value(&f, FEATURE_CLIPPED));
	is_near(value(&f, FEATURE_BITS), 16, 0, "it is told by 16 bits");
	ok(value(&f, FEATURE_CLICKS) + value(&f, FEATURE_DROPOUTS) <= 0, "no clicks, no dropouts");
	is_near(value(&f, FEATURE_SAMPLE_RATE), RATE, 0, "its rate");
	f = hear(music(12, 0, 2));
	is_str(verdicts(&f), "", "nothing is wrong with silence");
	ok(isnan(value(&f, FEATURE_NOISE_FLOOR)), "which has no noise floor");
	f = hear(music(.02, .9, 2));
	is_str(verdicts(&f), "", "nor with a fiftieth of a second");
}

static void test_clipping(void)
{
	static const double limits[] = { 1, .5, .25 };
	struct sound low = sound_new(4, RATE, 1);

	for (size_t k = 0; k < COUNT_OF(limits); k++) {
		struct sound s = music(6, 2 * limits[k], 2);
		size_t cut = 0;

		for (size_t i = 0; i < s.n * 2; i++)
			if (fabs((double)s.at[i]) >= limits[k]) {
				s.at[i] = (float)copysign(limits[k], (double)s.at[i]);
				cut++;
			}
		double truth = (double)cut / (double)(s.n * 2);
		struct features f = hear(s);
		ok(fabs(value(&f, FEATURE_CLIPPED) - truth) < .15 * truth, "clipped at %g: %.4f of the samples, %.4f found", limits[k], truth, value(&f, FEATURE_CLIPPED));
		ok(strstr(verdicts(&f), "clipped"), "and it is called so");
	}
	/* rounded tops of low notes are flat in whole numbers, too */
	for (size_t i = 0; i < low.n; i++)
		low.at[i] = (float)(nearbyint(.9 * 32767 * sin(2 * M_PI * 25 * (double)i / RATE)) / 32768);
	struct features f = hear(low);
	ok(value(&f, FEATURE_CLIPPED) <= 0, "a low sine at full level is not");
	/* what a decoder gives beyond full scale is cut off when it is played */
	struct sound s = music(6, 1, 2);
	for (size_t i = 0; i < s.n * 2; i++)
		s.at[i] *= 2;
	f = hear(s);
	ok(value(&f, FEATURE_CLIPPED) > .001, "beyond full scale is");
}

static void test_bandwidth(void)
{
	struct features f = hear(resampled(noise(8, 32000, .1), RATE));

	ok(fabs(value(&f, FEATURE_BANDWIDTH) - 15700) < 600, "noise up to 16 kHz ends at %.0f Hz", value(&f, FEATURE_BANDWIDTH));
	ok(value(&f, FEATURE_BANDWIDTH_FALL) > 20, "in a wall of %.0f dB", value(&f, FEATURE_BANDWIDTH_FALL));
	is_str(verdicts(&f), "low-bitrate", "a lossy file that lacks heights is said to");
	struct sound s = resampled(noise(8, 32000, .1), RATE);
	to_16_bits(&s);
	f = hear(s);
	is_str(verdicts(&f), "transcoded", "the same in 16 bits was lossy before");
	f = hear(noise(8, RATE, .1));
	is_str(verdicts(&f), "", "noise up to half the rate is whole");
	ok(value(&f, FEATURE_BANDWIDTH) > 21000, "and ends at %.0f Hz", value(&f, FEATURE_BANDWIDTH));
	f = hear(resampled(noise(8, RATE, .1), 96000));
	is_str(verdicts(&f), "upsampled", "44.1 kHz in 96 kHz is found out");
	f = hear(noise(8, 96000, .1));
	is_str(verdicts(&f), "", "what 96 kHz can hold is not");
	/* a slope of 18 dB an octave from 2 kHz on, as of an old recording: no wall */
	s = noise(8, RATE, .9);
	for (int c = 0; c < 2; c++)
		for (int pass = 0; pass < 3; pass++) {
			double y = 0;

			for (size_t i = 0; i < s.n; i++)
				*at(&s, i, c) = (float)(y += .25 * ((double)*at(&s, i, c) - y));
		}
	to_16_bits(&s);
	f = hear(s);
	is_str(verdicts(&f), "", "heights that fade are no encoder's");
}

static void test_damage(void)
{
	struct sound s = music(10, .9, 2);
	struct features f;

	for (int k = 0; k < 7; k++)
		for (size_t i = 0; i < (size_t)(RATE / 100 * (k + 1)); i++)
			*at(&s, (size_t)(RATE * (1.1 + k)) + i, 0) = *at(&s, (size_t)(RATE * (1.1 + k)) + i, 1) = 0;
	f = hear(s);
	ok(value(&f, FEATURE_DROPOUTS) >= 5 && value(&f, FEATURE_DROPOUTS) <= 7, "of 7 dropouts of 10 to 70 ms %g are found", value(&f, FEATURE_DROPOUTS));
	ok(strstr(verdicts(&f), "dropouts"), "and told of");
	s = music(10, .9, 2);
	for (int k = 0; k < 20; k++)
		*at(&s, (size_t)(RATE * (.33 + .45 * k)), k % 2) += k % 3 ? .3f : -.4f;
	f = hear(s);
	ok(fabs(value(&f, FEATURE_CLICKS) - 20) <= 4, "of 20 clicks %g are found", value(&f, FEATURE_CLICKS));
	is_str(verdicts(&f), "clicks", "and told of");
	/* a piece with a pause in it: it dies away first */
	s = music(10, .9, 2);
	for (size_t i = 0; i < s.n * 2; i++) {
		double t = (double)(i / 2) / RATE;

		s.at[i] *= (float)(t > 4 && t < 6 ? fmax(0, fabs(t - 5) - .2) / .8 : 1);
	}
	f = hear(s);
	ok(value(&f, FEATURE_DROPOUTS) <= 0, "a pause is no dropout");
	s = music(6, .5, 2);
	for (size_t i = 0; i < s.n * 2; i++)
		s.at[i] += .05f;
	f = hear(s);
	is_near(value(&f, FEATURE_OFFSET), .05, .005, "an offset of .05");
	is_str(verdicts(&f), "offset", "is told of");
}

static void test_stereo(void)
{
	static const struct { float left[2], right[2]; const char *want, *what; } rows[] = {
		{ { 1, 0 }, { 1, 0 }, "mono", "the same in both channels" },
		{ { 1, 0 }, { -1, 0 }, "out-of-phase", "one the reverse of the other" },
		{ { 1, 0 }, { 0, 0 }, "one-sided", "nothing on the right" },
		{ { 1, 0 }, { 0, 1 }, "", "two channels" },
	};

	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct sound s = music(5, .8, 2);

		for (size_t i = 0; i < s.n; i++) {
			float l = *at(&s, i, 0), r = *at(&s, i, 1);

			*at(&s, i, 0) = rows[k].left[0] * l + rows[k].left[1] * r;
			*at(&s, i, 1) = rows[k].right[0] * l + rows[k].right[1] * r;
		}
		struct features f = hear(s);
		is_str(verdicts(&f), rows[k].want, rows[k].what);
	}
	struct features f = hear(music(5, .8, 1));
	is_str(verdicts(&f), "", "one channel is no fault");
	ok(isnan(value(&f, FEATURE_SIDE)), "and has no sides");
}

static void test_dynamics(void)
{
	struct sound s = sound_new(30, RATE, 2), quiet = sound_new(12, RATE, 2);
	struct rng rng;

	/* DR of a sine is nil by definition; of a click track over a quiet hum it is large */
	for (size_t i = 0; i < s.n * 2; i++)
		s.at[i] = (float)(.8 * sin(2 * M_PI * 441 * (double)(i / 2) / RATE));
	struct features f = hear(s);
	is_near(value(&f, FEATURE_DYNAMIC_RANGE), 0, .1, "the dynamic range of a sine is 0");
	rng_seed(&rng, 5);
	for (size_t i = 0; i < quiet.n * 2; i++) {
		double t = (double)(i / 2) / RATE;

		/* noise of -60 dBFS (uniform: peak / sqrt 3), a tone over it half of the time */
		quiet.at[i] = (float)(.001 * sqrt(3) * (rng_unit(&rng) * 2 - 1) + (fmod(t, 2) < 1 ? .5 * sin(2 * M_PI * 300 * t) : 0));
	}
	f = hear(quiet);
	is_near(value(&f, FEATURE_NOISE_FLOOR), -60, 1.5, "the noise between the tones is at -60 dBFS");
	/* a tone for two thirds of the loudest block: 10 log 3/2 */
	is_near(value(&f, FEATURE_DYNAMIC_RANGE), 1.76, .2, "and the range is of the loudest blocks");
}

/* Notes of a scale, a length and a wandering of the time each. */
static struct sound tune(const int *notes, size_t n_notes, double notes_s, double jitter, unsigned voices)
{
	struct sound s = sound_new(24, RATE, 2);
	struct rng rng;
	size_t k = 0;

	rng_seed(&rng, 11);
	for (double t = .2; t < 23; t += 1 / notes_s, k++) {
		double from = t + jitter * (rng_unit(&rng) - .5) / notes_s;

		for (unsigned v = 0; v < voices; v++) {
			double hz = 440 * exp2((notes[(k * (v + 1) + v * 5) % n_notes] - 69) / 12.0);

			for (size_t i = (size_t)(from * RATE); i < s.n && (double)i < (from + 1.2 / notes_s) * RATE; i++) {
				double d = (double)i / RATE - from, x = 0;

				for (int h = 1; h < 5; h++)
					x += sin(2 * M_PI * hz * h * d) / h / h;
				*at(&s, i, 0) += (float)(.15 * x * exp(-d * notes_s) * fmin(1, (1.2 / notes_s - d) / (.3 / notes_s)));
				*at(&s, i, 1) += (float)(.15 * x * exp(-d * notes_s) * fmin(1, (1.2 / notes_s - d) / (.3 / notes_s)));
			}
		}
	}
	return s;
}

static void test_effort(void)
{
	static const int scale[] = { 60, 62, 64, 65, 67, 65, 64, 62 };
	static const int wild[] = { 48, 61, 75, 52, 66, 83, 57, 70, 41, 88, 63, 79, 50, 68, 73, 46, 85, 54, 77, 59 };
	struct features easy = hear(tune(scale, COUNT_OF(scale), 2, 0, 1)), hard = hear(tune(wild, COUNT_OF(wild), 9, .5, 3));
	struct features loose = hear(tune(scale, COUNT_OF(scale), 2, .35, 1));

	for (size_t i = 0; i < FEATURE_COUNT && getenv("VERBOSE"); i++)
		printf("# %s %g %g %g\n", feature_rows[i].name, value(&easy, (enum feature_id)i), value(&hard, (enum feature_id)i), value(&loose, (enum feature_id)i));
	ok(value(&easy, FEATURE_DIFFICULTY) < 3, "a scale in quarters is easy: %.1f", value(&easy, FEATURE_DIFFICULTY));
	ok(value(&hard, FEATURE_DIFFICULTY) > value(&easy, FEATURE_DIFFICULTY) + 5, "leaps in three voices, nine a second, are not: %.1f",
	   value(&hard, FEATURE_DIFFICULTY));
	ok(value(&hard, FEATURE_COMPLEXITY) > value(&easy, FEATURE_COMPLEXITY) + .2, "and more complex: %.2f after %.2f", value(&hard, FEATURE_COMPLEXITY),
	   value(&easy, FEATURE_COMPLEXITY));
	ok(value(&hard, FEATURE_CHROMA_ENTROPY) > value(&easy, FEATURE_CHROMA_ENTROPY), "more pitch classes");
	ok(value(&hard, FEATURE_NOTE_RANGE) > value(&easy, FEATURE_NOTE_RANGE) + 12, "a wider range: %g after %g semitones", value(&hard, FEATURE_NOTE_RANGE),
	   value(&easy, FEATURE_NOTE_RANGE));
	ok(value(&easy, FEATURE_NOTE_RANGE) >= 5 && value(&easy, FEATURE_NOTE_RANGE) <= 14, "a fifth is about a fifth: %g", value(&easy, FEATURE_NOTE_RANGE));
	ok(value(&loose, FEATURE_BEAT_DEVIATION) > 2 * value(&easy, FEATURE_BEAT_DEVIATION) + 1, "who wavers by a sixth is less steady: %.1f after %.1f %%",
	   value(&loose, FEATURE_BEAT_DEVIATION), value(&easy, FEATURE_BEAT_DEVIATION));
}

static void test_moods(void)
{
	static const struct { float valence, arousal; const char *want; } rows[] = {
		{ 0, 0, "" }, { .9f, .9f, "joyful" }, { -.9f, .9f, "tense" }, { -.9f, -.9f, "sad" }, { .9f, -.9f, "calm" },
		{ 0, .9f, "energetic" }, { 0, -.9f, "calm" }, { .9f, 0, "cheerful" }, { -.9f, 0, "sombre" },
		{ MOOD_VALENCE_ERROR * .99f, MOOD_AROUSAL_ERROR * .99f, "" }, { NAN, NAN, "" }, { NAN, .9f, "energetic" },
	};
	static const int slow[] = { 57, 60, 64, 60 };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct mood_word *w = mood_word_of(rows[i].valence, rows[i].arousal);

		ok(!strcmp(w ? w->word : "", rows[i].want), "valence %g, arousal %g: %s", (double)rows[i].valence, (double)rows[i].arousal, *rows[i].want ? rows[i].want : "no word");
	}
	for (size_t i = 0; i < MOOD_WORDS; i++)
		ok(mood_word_of(mood_words[i].valence, mood_words[i].arousal) == &mood_words[i] && mood_word_find(mood_words[i].word) == &mood_words[i],
		   "%s lies where it says", mood_words[i].word);
	ok(!mood_word_find("grue"), "grue is no mood");
	struct features calm = hear(tune(slow, COUNT_OF(slow), 1, 0, 1)), wild = hear(noise(12, RATE, .5)), brief = hear(music(2, .5, 2));
	ok(value(&calm, FEATURE_AROUSAL) < value(&wild, FEATURE_AROUSAL), "slow notes are calmer than noise: %.2f, %.2f", value(&calm, FEATURE_AROUSAL),
	   value(&wild, FEATURE_AROUSAL));
	ok(isnan(value(&brief, FEATURE_AROUSAL)), "two seconds have no mood");
}

int main(void)
{
	test_clean();
	test_clipping();
	test_bandwidth();
	test_damage();
	test_stereo();
	test_dynamics();
	test_effort();
	test_moods();
	return done();
}
