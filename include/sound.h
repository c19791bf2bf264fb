/*
 * sound.h -- the noun between the ear and everything that judges: what one track sounds like.  Plain data; the table of the single
 * numbers (name, unit, range, source) is feature_rows, and whoever prints, stores or explains a feature walks it.
 */
#ifndef SEGUE_SOUND_H
#define SEGUE_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rises with every change of what a number means: stored features of another version are made anew in the background. */
enum { FEATURES_VERSION = 3 };

enum { MFCC_DIMS = 25, MFCC_PAIRS = MFCC_DIMS * (MFCC_DIMS + 1) / 2, CHROMA_DIMS = 12 };
/* Block-level patterns, shrunk (AUDIO: Seyerlehner, Widmer, Pohle, DAFx 2010): fluctuation, correlation, contrast. */
enum { PATTERN_FLUCTUATION = 252, PATTERN_CORRELATION = 105, PATTERN_CONTRAST = 100,
	PATTERN_DIMS = PATTERN_FLUCTUATION + PATTERN_CORRELATION + PATTERN_CONTRAST };

enum feature_id {
	FEATURE_LOUDNESS, FEATURE_LOUDNESS_RANGE, FEATURE_TRUE_PEAK, FEATURE_DYNAMIC_COMPLEXITY,
	FEATURE_TEMPO, FEATURE_TEMPO_CONFIDENCE, FEATURE_TEMPO_SECOND, FEATURE_PULSE_CLARITY, FEATURE_BEATS_PER_BAR, FEATURE_METRE_CONFIDENCE,
	FEATURE_ONSET_RATE, FEATURE_DANCEABILITY,
	FEATURE_TUNING, FEATURE_KEY, FEATURE_MODE, FEATURE_KEY_CONFIDENCE, FEATURE_MAJORNESS,
	FEATURE_CENTROID, FEATURE_CENTROID_SD, FEATURE_ROLLOFF, FEATURE_FLATNESS, FEATURE_FLUX, FEATURE_ZERO_CROSSINGS,
	FEATURE_LOW_ENERGY, FEATURE_MID_ENERGY, FEATURE_HIGH_ENERGY,
	/* steadiness, complexity, difficulty: src/ear/harmony.c, effort.c */
	FEATURE_NOTE_RATE, FEATURE_BEAT_DEVIATION, FEATURE_RHYTHM_SPREAD, FEATURE_CHROMA_ENTROPY, FEATURE_CHORD_RATE, FEATURE_NOTE_RANGE, FEATURE_COMPLEXITY, FEATURE_DIFFICULTY,
	FEATURE_AROUSAL, FEATURE_VALENCE,	/* mood.c */
	/* of the recording: quality.c */
	FEATURE_CLIPPED, FEATURE_DYNAMIC_RANGE, FEATURE_NOISE_FLOOR, FEATURE_BANDWIDTH, FEATURE_BANDWIDTH_FALL, FEATURE_DROPOUTS, FEATURE_CLICKS,
	FEATURE_SIDE, FEATURE_CORRELATION, FEATURE_BALANCE, FEATURE_OFFSET, FEATURE_BITS, FEATURE_SAMPLE_RATE, FEATURE_CHANNELS,
	FEATURE_COUNT
};
static inline bool feature_is_of_recording(int id)
{
	return id >= FEATURE_CLIPPED && id <= FEATURE_CHANNELS;
}

struct feature_row {
	const char *name;		/* as in JSON */
	const char *unit;
	double low, high;		/* what a real value lies in; anything may be NaN where the sound does not tell */
	const char *what, *source;
};
extern const struct feature_row feature_rows[FEATURE_COUNT];

struct features {
	uint32_t version;
	double duration_s;
	float value[FEATURE_COUNT];		/* by enum feature_id; NaN = the sound does not tell (silence has no tempo) */
	float chroma[CHROMA_DIMS];		/* C first, tuning taken out; the largest is 1 */
	/* MFCC Gaussian: mean, and the upper triangle of the full covariance by rows. mfcc_frames = 0: silence, no timbre. */
	float mfcc_mean[MFCC_DIMS], mfcc_cov[MFCC_PAIRS];
	uint32_t mfcc_frames;
	uint8_t pattern[PATTERN_DIMS];
	bool has_pattern;			/* false: shorter than one block (6 s) */
};

extern const char *const key_names[12];		/* "C", "C#", ... "B" */

#endif
