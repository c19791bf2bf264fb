/* What the ear hears in sounds made for the purpose, whose answers are known; and that no sound at all upsets it. */
#include "ear.h"
#include "../tap.h"

enum { RATE = 44100 };

struct sound { float *at; size_t n; int rate, channels; };

static struct sound sound_new(double seconds, int rate, int channels)
{
	struct sound s = { .n = (size_t)(seconds * rate + .5), .rate = rate, .channels = channels };

	s.at = calloc(s.n * (size_t)channels + 1, sizeof *s.at);
	return s;
}

/* Adds the same to every channel. */
static void add_tone(struct sound *s, double from_s, double to_s, double hz, double level, double decay_s)
{
	for (size_t i = (size_t)(from_s * s->rate); i < s->n && (double)i < to_s * s->rate; i++) {
		double t = (double)i / s->rate - from_s, x = level * sin(2 * M_PI * hz * t) * (decay_s > 0 ? exp(-t / decay_s) : 1);

		for (int c = 0; c < s->channels; c++)
			s->at[i * (size_t)s->channels + (size_t)c] += (float)x;
	}
}

static void add_click(struct sound *s, double at_s, double level)
{
	struct rng rng;

	rng_seed(&rng, 7);
	for (size_t i = (size_t)(at_s * s->rate), k = 0; i < s->n && k < (size_t)s->rate / 50; i++, k++)
		for (int c = 0; c < s->channels; c++)
			s->at[i * (size_t)s->channels + (size_t)c] += (float)(level * (rng_unit(&rng) * 2 - 1) * exp(-(double)k / s->rate / .004));
}

/* In pieces of odd sizes: the ear must not care. */
static void hear(const struct sound *s, struct features *f, float **beats, size_t *n_beats)
{
	struct ear *ear;
	size_t at = 0, piece = 1;

	if (ear_open(&ear, s->rate, s->channels)) {
		ok(false, "ear_open: %s", err_text());
		return;
	}
	while (at < s->n) {
		size_t n = piece < s->n - at ? piece : s->n - at;

		ear_feed(ear, s->at + at * (size_t)s->channels, n);
		at += n;
		piece = piece * 3 % 10007 + 1;
	}
	ear_finish(ear, f, beats, n_beats);
	ear_free(ear);
}

static double value(const struct features *f, enum feature_id id)
{
	return (double)f->value[id];
}

static void test_loudness(void)
{
	static const struct { int rate, channels; double db, want; const char *what; } rows[] = {
		{ 48000, 2, -23, -23, "EBU Tech 3341 case 1: 1 kHz at -23 dBFS in stereo is -23 LUFS" },
		{ 44100, 2, -33, -33, "case 2: -33 LUFS, at 44.1 kHz" },
		{ 192000, 2, -23, -23, "at 192 kHz" },
		{ 8000, 2, -23, -23, "at 8 kHz" },
		{ 48000, 1, -23, -26.01, "one channel is half of two" },
	};
	struct features f;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sound s = sound_new(20, rows[i].rate, rows[i].channels);

		add_tone(&s, 0, 20, 1000, pow(10, rows[i].db / 20), 0);
		hear(&s, &f, NULL, NULL);
		is_near(value(&f, FEATURE_LOUDNESS), rows[i].want, .1, rows[i].what);
		free(s.at);
	}
	/* Tech 3342 case 1: 20 s at -20, 20 s at -30: range 10 */
	struct sound s = sound_new(40, 48000, 2);
	add_tone(&s, 0, 20, 1000, .1, 0);
	add_tone(&s, 20, 40, 1000, pow(10, -30 / 20.0), 0);
	hear(&s, &f, NULL, NULL);
	is_near(value(&f, FEATURE_LOUDNESS_RANGE), 10, 1, "EBU Tech 3342 case 1: range 10 LU");
	free(s.at);
}

/* Tech 3341 cases 15, 16: a quarter of the rate, by phase 0 and 45 degrees; the samples of the second reach only .707 of the peak. */
static void test_true_peak(void)
{
	static const double phases[] = { 0, 45 };
	struct features f;

	for (size_t k = 0; k < COUNT_OF(phases); k++) {
		struct sound s = sound_new(2, 48000, 2);

		for (size_t i = 0; i < s.n; i++)
			s.at[2 * i] = s.at[2 * i + 1] = (float)(.5 * sin(M_PI / 2 * (double)i + phases[k] / 180 * M_PI));
		hear(&s, &f, NULL, NULL);
		is_near(value(&f, FEATURE_TRUE_PEAK), -6.0, .4, "true peak of a sine at a quarter of the rate is -6 dBTP, whatever its phase");
		free(s.at);
	}
}

static void test_rhythm(void)
{
	static const double tempi[] = { 84, 100, 126 };
	struct features f;
	float *beats;
	size_t n;

	for (size_t k = 0; k < COUNT_OF(tempi); k++) {
		struct sound s = sound_new(30, RATE, 2);
		double period = 60 / tempi[k];
		size_t near = 0;

		for (double t = .5; t < 30; t += period) {
			add_click(&s, t, .6);
			add_tone(&s, t, t + .1, 60, .5, .05);
			add_click(&s, t + period / 2, .2);
		}
		hear(&s, &f, &beats, &n);
		is_near(value(&f, FEATURE_TEMPO), tempi[k], tempi[k] * .01, "the tempo of strokes with weaker ones between");
		for (size_t i = 0; i < n; i++) {
			double off = fmod((double)beats[i] - .5 + period, period);

			near += off < .05 || off > period - .05;
		}
		ok(n > 25 && near * 10 > n * 9, "nine of ten beats within 50 ms (%zu of %zu)", near, n);
		is_near(value(&f, FEATURE_ONSET_RATE), 2 * tempi[k] / 60, .4, "onsets a second");
		free(beats);
		free(s.at);
	}
}

static void test_tonality(void)
{
	/* semitones above A of I IV V I, in major and minor */
	static const int chords[2][4][3] = { { { 0, 4, 7 }, { 5, 9, 12 }, { 7, 11, 14 }, { 0, 4, 7 } }, { { 0, 3, 7 }, { 5, 8, 12 }, { 7, 10, 14 }, { 0, 3, 7 } } };
	static const struct { int tonic, mode; double a_hz; } rows[] = { { 9, 0, 440 }, { 0, 0, 440 }, { 4, 1, 440 }, { 6, 1, 446 }, { 2, 0, 433 } };
	struct features f;

	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct sound s = sound_new(16, RATE, 1);

		for (int c = 0; c < 8; c++)
			for (int v = 0; v < 3; v++)
				for (int h = 1; h <= 4; h++) {
					int semitones = chords[rows[k].mode][c % 4][v] + (rows[k].tonic + 3) % 12 - 12;

					add_tone(&s, c * 2, c * 2 + 2, rows[k].a_hz * exp2(semitones / 12.0) * h, .1 / h, 1);
				}
		hear(&s, &f, NULL, NULL);
		ok((int)f.value[FEATURE_KEY] == rows[k].tonic && (int)f.value[FEATURE_MODE] == rows[k].mode, "chords in %s %s heard as %s %s", key_names[rows[k].tonic],
		   rows[k].mode ? "minor" : "major", key_names[(int)f.value[FEATURE_KEY]], f.value[FEATURE_MODE] > 0 ? "minor" : "major");
		is_near(value(&f, FEATURE_TUNING), rows[k].a_hz, 1, "and their tuning");
		free(s.at);
	}
}

static void test_shape(void)
{
	struct features f;
	struct sound s = sound_new(8, RATE, 2);

	add_tone(&s, 0, 8, 3000, .3, 0);
	hear(&s, &f, NULL, NULL);
	is_near(value(&f, FEATURE_CENTROID), 3000, 30, "the centre of a tone is the tone");
	is_near(value(&f, FEATURE_ROLLOFF), 3000, 30, "and so is what most lies below");
	is_near(value(&f, FEATURE_ZERO_CROSSINGS), 6000, 20, "it crosses zero twice a period");
	ok(value(&f, FEATURE_MID_ENERGY) > .99 && value(&f, FEATURE_FLATNESS) < .01, "all in the middle, not flat");
	free(s.at);

	struct rng rng;
	s = sound_new(8, RATE, 1);
	rng_seed(&rng, 3);
	for (size_t i = 0; i < s.n; i++)
		s.at[i] = (float)(rng_unit(&rng) * .4 - .2);
	hear(&s, &f, NULL, NULL);
	ok(value(&f, FEATURE_FLATNESS) > .4, "noise is flat (%.2f)", value(&f, FEATURE_FLATNESS));
	free(s.at);
}

/* A copy at another level, rate or number of channels must stay nearer than another sound. */
static void test_distance(void)
{
	struct features base, quiet, other_rate, other;
	static const double scale[] = { 1, 1.125, 1.25, 1.5, 1.667 };
	struct sound a = sound_new(20, RATE, 2), b = sound_new(20, RATE, 2), c = sound_new(20, 48000, 1), d = sound_new(20, RATE, 2);
	struct rng rng;

	rng_seed(&rng, 5);
	for (int i = 0; i < 80; i++) {
		double hz = 220 * scale[rng_below(&rng, 5)];

		for (int h = 1; h < 8; h++) {
			add_tone(&a, i * .25, i * .25 + .5, hz * h, .2 / h, .2);
			add_tone(&b, i * .25, i * .25 + .5, hz * h, .05 / h, .2);
			add_tone(&c, i * .25, i * .25 + .5, hz * h, .2 / h, .2);
		}
		add_click(&d, i * .25, .7);
		add_tone(&d, i * .25, i * .25 + .2, 90, .3, .1);
	}
	hear(&a, &base, NULL, NULL);
	hear(&b, &quiet, NULL, NULL);
	hear(&c, &other_rate, NULL, NULL);
	hear(&d, &other, NULL, NULL);
	double far = ear_timbre_distance(&base, &other);
	is_near(ear_timbre_distance(&base, &base), 0, 1e-5, "no distance to itself, but for what logarithms lose");
	ok(ear_timbre_distance(&base, &quiet) < far / 3, "12 dB less is nearer than drums (%.3f, %.3f)", ear_timbre_distance(&base, &quiet), far);
	ok(ear_timbre_distance(&base, &other_rate) < far / 4, "another rate is nearer than drums (%.3f)", ear_timbre_distance(&base, &other_rate));
	is_near(ear_timbre_distance(&base, &other), ear_timbre_distance(&other, &base), 1e-9, "as far there as back");
	for (int w = 0; w < EAR_PATTERNS; w++) {
		enum ear_pattern which = (enum ear_pattern)w;

		ok(base.has_pattern && ear_pattern_distance(&base, &quiet, which) < .5 * ear_pattern_distance(&base, &other, which), "pattern %d: the same (%.0f, %.0f)", w,
		   ear_pattern_distance(&base, &quiet, which), ear_pattern_distance(&base, &other, which));
	}
	free(a.at);
	free(b.at);
	free(c.at);
	free(d.at);
}

/* A long track, known to be one, is heard in pieces: what does not change over it comes out the same, and loudness and rhythm are of all of it. */
static void test_pieces(void)
{
	struct features whole, pieces, cut;
	struct sound s = sound_new(200, 22050, 1);
	float *beats = NULL;
	size_t n = 0;
	struct ear *ear;

	for (int i = 0; i < 400; i++) {
		add_click(&s, i * .5, .5);
		add_tone(&s, i * .5, i * .5 + .4, i % 2 ? 220 : 330, .2, .1);
	}
	hear(&s, &whole, NULL, NULL);
	for (int run = 0; run < 2; run++) {
		if (ear_open(&ear, 22050, 1))
			return;
		ear_expect(ear, (int64_t)s.n);
		/* half of what was promised, in the second run: what is there is heard all the same */
		ear_feed(ear, s.at, run ? s.n / 10 : s.n);
		ear_finish(ear, run ? &cut : &pieces, run ? NULL : &beats, run ? NULL : &n);
		ear_free(ear);
	}
	ok(pieces.mfcc_frames > whole.mfcc_frames / 2 && pieces.mfcc_frames < whole.mfcc_frames * 2 / 3 + 100, "of 200 s timbre is taken from 120 (%u of %u frames)",
	   pieces.mfcc_frames, whole.mfcc_frames);
	ok(ear_timbre_distance(&whole, &pieces) < .2 && pieces.has_pattern, "and is the same (%.3f)", ear_timbre_distance(&whole, &pieces));
	is_near(value(&pieces, FEATURE_KEY), value(&whole, FEATURE_KEY), 0, "so is the key");
	ok(ear_pattern_distance(&whole, &pieces, EAR_FLUCTUATION) < 252 * 6, "so are the patterns (%.0f)", ear_pattern_distance(&whole, &pieces, EAR_FLUCTUATION));
	is_near(value(&pieces, FEATURE_LOUDNESS), value(&whole, FEATURE_LOUDNESS), 1e-6, "loudness is of all of it");
	is_near(value(&pieces, FEATURE_TEMPO), value(&whole, FEATURE_TEMPO), 1e-6, "rhythm, too");
	ok(n > 380, "with its beats (%zu)", n);
	ok(cut.mfcc_frames > 0 && !isnan(value(&cut, FEATURE_KEY)), "a track that ends sooner than it said has a timbre and a key");
	free(beats);
	free(s.at);
}

static bool is_sane(const struct features *f)
{
	for (int i = 0; i < FEATURE_COUNT; i++) {
		double x = value(f, (enum feature_id)i);

		if (!isnan(x) && (x < feature_rows[i].low - 1e-6 || x > feature_rows[i].high + 1e-6)) {
			printf("# %s = %g is not within %g .. %g\n", feature_rows[i].name, x, feature_rows[i].low, feature_rows[i].high);
			return false;
		}
	}
	return true;
}

static void test_odd(void)
{
	static const struct { double seconds; int rate, channels; const char *what; } rows[] = {
		{ 0, 44100, 2, "nothing" }, { .0001, 44100, 2, "four samples" }, { .3, 44100, 2, "0.3 s" }, { 3, 8000, 1, "8 kHz" }, { 7, 192000, 8, "192 kHz, 8 channels" },
		{ 13, 11025, 3, "11 kHz, 3 channels" }, { 30, 22050, 1, "our own rate" },
	};
	struct features f;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sound s = sound_new(rows[i].seconds, rows[i].rate, rows[i].channels);

		hear(&s, &f, NULL, NULL);
		ok(is_sane(&f) && isnan(value(&f, FEATURE_TEMPO)) && isnan(value(&f, FEATURE_LOUDNESS)) && !f.mfcc_frames, "silence, %s: it tells nothing", rows[i].what);
		is_near(f.duration_s, (double)s.n / s.rate, 1e-9, "but how long it is");
		add_tone(&s, 0, 100, 440, .5, 0);
		hear(&s, &f, NULL, NULL);
		ok(is_sane(&f), "a tone, %s: all within their ranges", rows[i].what);
		free(s.at);
	}
	struct sound s = sound_new(20, RATE, 1);

	for (size_t i = 0; i < s.n; i++)
		s.at[i] = .25f;
	hear(&s, &f, NULL, NULL);
	ok(is_sane(&f) && isnan(value(&f, FEATURE_TEMPO)) && isnan(value(&f, FEATURE_KEY)), "a level that never moves has no tempo and no key");
	free(s.at);
	s = sound_new(10, RATE, 2);
	struct rng rng;
	rng_seed(&rng, 1);
	for (size_t i = 0; i < 2 * s.n; i++) {
		static const float odd[] = { NAN, INFINITY, -INFINITY, 1e30f, -1e30f, 1e-40f };

		s.at[i] = i % 7 ? (float)(rng_unit(&rng) - .5) : odd[rng_below(&rng, COUNT_OF(odd))];
	}
	hear(&s, &f, NULL, NULL);
	ok(is_sane(&f), "no numbers, infinite and huge ones among samples: all within their ranges");
	free(s.at);
	struct ear *ear;
	ok(ear_open(&ear, 44100, 0) && ear_open(&ear, 44100, 65) && ear_open(&ear, 0, 2) && ear_open(&ear, 1 << 30, 2), "no such sound is refused");
}

int main(void)
{
	test_loudness();
	test_true_peak();
	test_rhythm();
	test_tonality();
	test_shape();
	test_distance();
	test_pieces();
	test_odd();
	return done();
}
