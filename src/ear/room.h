/*
 * room.h -- the ear's own: one struct a sense, each fed as the samples go by.
 *
 *   frames ─┬─ loudness (native rate, all channels)
 *           ├─ quality (native rate)
 *           └─ mean of the channels ─ soxr ─ 22.05 kHz mono ─┬─ dynamics
 *                                                            ├─ STFT  512/128  Hamming ─ onset curves ─► rhythm
 *                                                            ├─ STFT 1024/512  Hann    ─ timbre, shape
 *                                                            ├─ STFT 8192/4096 Hann    ─ tonality, harmony
 *                                                            └─ STFT 2048/512  Hann    ─ patterns
 */
#ifndef SEGUE_EAR_ROOM_H
#define SEGUE_EAR_ROOM_H

#include "ear.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EAR_HZ = 22050 };

#define EAR_WIDE WIDE_LOOPS	/* base.h */

/* What the clones call must become part of them, or it is not compiled for their processor. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* ---- stft.c ---- */
/* What fills in[n] gets power[n / 2 + 1], |X|^2; n: a multiple of 4. in[] is spoilt by no run. */
struct spectrum {
	int n;
	float *in, *power;
	float *cosine, *sine, *spare;
	fftwf_complex *out;
	fftwf_plan plan;
};
enum err spectrum_init(struct spectrum *s, int n);
void spectrum_run(struct spectrum *s);
void spectrum_done(struct spectrum *s);

struct stft {
	int n, hop;
	size_t fill;
	float *window, *buf;
	const float *power;		/* the spectrum's */
	struct spectrum spectrum;
	void (*frame)(void *ctx, const struct stft *s);
	void *ctx;
};
enum window { WINDOW_HANN, WINDOW_HAMMING };
enum err stft_init(struct stft *s, int n, int hop, enum window window, void (*frame)(void *, const struct stft *), void *ctx);
void stft_feed(struct stft *s, const float *x, size_t n);
void stft_forget(struct stft *s);		/* what comes does not follow what came */
void stft_done(struct stft *s);

/* log2 of a positive normal number within 2e-6, in a form that compilers turn into vectors. Least squares on Chebyshev nodes. */
ALWAYS_INLINE float fast_log2(float x)
{
	int32_t bits;
	float t;

	memcpy(&bits, &x, sizeof bits);
	int32_t e = (bits >> 23) - 127;
	bits = (bits & 0x7fffff) | 0x3f800000;
	memcpy(&t, &bits, sizeof t);
	t -= 1;
	return (float)e + t * (1.442693257f + t * (-0.721162734f + t * (0.477705933f + t * (-0.339247783f +
		t * (0.215588552f + t * (-0.096066266f + t * 0.020490352f))))));
}
#define LN_2 0.69314718056f

/* The largest magnitude, by its bits: what is no number is larger than any. */
ALWAYS_INLINE float top_of(const float *x, size_t n)
{
	int32_t top = 0;
	float f;

	for (size_t i = 0; i < n; i++) {
		int32_t bits;

		memcpy(&bits, &x[i], sizeof bits);
		bits &= 0x7fffffff;
		top = bits > top ? bits : top;
	}
	memcpy(&f, &top, sizeof f);
	return f;
}

/* ---- tones of a spectrum ---- */
/* Bins of low .. high above `least` that are higher than the one before and no lower than the one behind; of the first 2 PEAKS_MAX bins. */
enum { PEAKS_MAX = 512 };
ALWAYS_INLINE size_t find_peaks(const float *power, int low, int high, float least, int ret_bins[PEAKS_MAX + 1])
{
	size_t n = 0;

	/* without a branch: where peaks are cannot be foreseen. A peak's neighbour is none, hence the half. */
	for (int i = low; i <= high && i < low + 2 * PEAKS_MAX; i++) {
		ret_bins[n] = i;
		n += (size_t)((power[i] > power[i - 1]) & (power[i] >= power[i + 1]) & (power[i] > least));
	}
	return n;
}

/* Where between bins a peak is: the parabola through three log magnitudes. */
ALWAYS_INLINE double peak_bin(const float *power, int i)
{
	double a = (double)fast_log2(power[i - 1] + 1e-20f), b = (double)fast_log2(power[i] + 1e-20f), c = (double)fast_log2(power[i + 1] + 1e-20f);
	double under = a - 2 * b + c;

	return i + (under < 0 ? .5 * (a - c) / under : 0);
}

/* ---- curve.c: floats that keep coming ---- */
struct curve { float *at; size_t n, cap; };
void curve_add(struct curve *c, float x);
void curve_drop(struct curve *c, size_t n);	/* the first n */
void curve_done(struct curve *c);

/* ---- loudness.c ---- */
struct loudness;
enum err loudness_open(struct loudness **ret, int rate_hz, int channels);
void loudness_feed(struct loudness *l, const float *frames, size_t n);
void loudness_finish(struct loudness *l, struct features *ret);
void loudness_free(struct loudness *l);

/* ---- dynamics.c: dynamic complexity, danceability, zero crossings, from the samples ---- */
enum { SHORT_FRAME = EAR_HZ / 100 };
struct dynamics {
	float step[SHORT_FRAME];	/* the 10 ms under way */
	size_t fill;
	float pre_x, pre_y;		/* of the pre-emphasis */
	double smooth, frame_power;	/* smoothed power; its sum over the 0.2 s under way */
	int frame_n;
	struct curve level_db;		/* a value each 0.2 s */
	struct curve short_sd;		/* a value each 10 ms */
	uint64_t crossings, samples;
	bool was_positive;
};
void dynamics_feed(struct dynamics *d, const float *x, size_t n);
void dynamics_finish(struct dynamics *d, struct features *ret);
void dynamics_done(struct dynamics *d);

/* ---- onset.c ---- */
enum { ODF_HOP = 128, ODF_BANDS = 3, TIMBRE_HOP = 512 };
#define ODF_HZ ((double)EAR_HZ / ODF_HOP)
struct onset {
	float *before;			/* the log spectrum one frame ago */
	bool has_before;
	struct curve all, band[ODF_BANDS];	/* positive differences: of all bins, of low, middle, high ones */
};
void onset_init(struct onset *o, int bins);
void onset_frame(void *onset, const struct stft *s);
double onset_rate_hz(const struct onset *o);			/* NaN: no hops */
struct onset onset_head(const struct onset *o, size_t hops);	/* borrows the first of the curves */
void onset_drop(struct onset *o, size_t hops);			/* the first of the curves */
void onset_done(struct onset *o);

/* ---- tempo.c, beat.c ---- */
const struct onset *ear_onset(const struct ear *e);	/* ear.c; for the fitting of octave.c */
enum { TEMPO_LAGS = 256, ACF_LAGS = 1024, OCTAVE_CUES = 40, OCTAVE_HIDDEN = 8, CANDIDATES = 48 };
#define TEMPO_BPM_MIN 40.0
#define TEMPO_BPM_MAX 240.0
/* What the onset curves say of how they repeat; not yet which repetition one taps to. */
struct tempo_evidence {
	float acf[1 + ODF_BANDS][ACF_LAGS];	/* of all, then of the bands: mean generalised autocorrelation, 1 at lag 0 */
	float histogram[TEMPO_LAGS];		/* in how much of the track a lag was the best; highest: 1 */
	double steadiness;			/* the share of the track that the best lag was best in */
	double onset_rate_hz;
};
struct tempo { double bpm, second_bpm, confidence; };	/* bpm 0: none */
bool tempo_gather(const struct onset *o, double onset_rate_hz, struct tempo_evidence *ret);	/* false: no rhythm */
/* The tempi that fit; how many. */
size_t tempo_candidates(const struct tempo_evidence *e, double ret_bpm[CANDIDATES]);
void tempo_choose(const struct tempo_evidence *e, struct tempo *ret);
/* What speaks for one of them, and how much; octave.c. */
void octave_cues(const struct tempo_evidence *e, double bpm, double ret_cues[OCTAVE_CUES]);
double octave_score(const double cues[OCTAVE_CUES]);
/* Places in ODF hops. */
void beat_track(const float *odf, size_t n, double period, struct curve *ret_beats);
int metre_estimate(const struct onset *o, const struct curve *beats, double *ret_confidence);	/* beats a bar; 0: too few to tell */
/* Mean onset strength on the beats beside that of everything: 0 no pulse .. 1. */
double beat_clarity(const struct curve *odf, const struct curve *beats);
/* Tempo over the whole chain of beats, where it agrees with the class: the finer figure. */
double beat_bpm(const struct curve *beats, double bpm);

/* ---- rhythm.c: onset curves are kept for a stretch at a time, so that a day takes no more memory than half an hour ---- */
enum { STRETCH_HOPS = 30 * 60 * EAR_HZ / ODF_HOP, STRETCH_REST = 60 * EAR_HZ / ODF_HOP };
struct stretch { struct tempo tempo; double hops, clarity; int beats_per_bar; double metre; };
struct rhythm {
	struct curve beats;		/* seconds */
	struct curve notes;		/* hops; effort.c */
	struct stretch *stretch;	/* those with a tempo */
	size_t n, cap;
	uint64_t hops_before;		/* the curves' first; at the end all of them */
	double onsets;
};
void rhythm_feed(struct rhythm *r, struct onset *o);	/* when there is more of the curves */
void rhythm_finish(struct rhythm *r, struct onset *o, struct features *ret);
void rhythm_done(struct rhythm *r);

/* ---- timbre.c ---- */
enum { MEL_BANDS = 36 };
struct timbre {
	float *weight;			/* MEL_BANDS triangles over the bins, each from first[] for count[] */
	int first[MEL_BANDS], count[MEL_BANDS], offset[MEL_BANDS];
	float dct[MFCC_DIMS][MEL_BANDS];
	double sum[MFCC_DIMS], product[MFCC_PAIRS];
	uint32_t n;
	float *before;
	bool has_before;
	double centroid, centroid2, rolloff, flatness, flux, low, mid, high;
	uint32_t shaped;
};
void timbre_init(struct timbre *t, int n);
void timbre_frame(void *timbre, const struct stft *s);
void timbre_forget(struct timbre *t);
void timbre_finish(const struct timbre *t, struct features *ret);
void timbre_done(struct timbre *t);

/* ---- tonality.c ---- */
enum { CENTS = 1200 };
struct tonality {
	double fine[CENTS];		/* weight by cents above C, before the tuning is known */
	double tune_re, tune_im;	/* the peaks' mean direction on the circle of a semitone */
};
void tonality_frame(void *tonality, const struct stft *s);
void tonality_finish(const struct tonality *t, struct features *ret);

/* ---- harmony.c: from the spectra of the tonality ---- */
enum { HARMONY_AXES = 6, HARMONY_PAST = 8 };
struct harmony {
	uint8_t *class;			/* of a bin */
	int low, high;			/* bins looked at */
	double chroma[12], past[HARMONY_PAST][HARMONY_AXES], before, before2;
	uint32_t n, changes, note[128];
	int n_past;
};
void harmony_init(struct harmony *h, int n);
void harmony_frame(void *harmony, const struct stft *s);
void harmony_forget(struct harmony *h);
void harmony_finish(const struct harmony *h, struct features *ret);
void harmony_done(struct harmony *h);

/* ---- quality.c: of the recording, from the samples as they come ---- */
struct quality;
enum err quality_open(struct quality **ret, int rate_hz, int channels);
void quality_feed(struct quality *q, const float *frames, size_t n);
void quality_finish(struct quality *q, struct features *ret);
void quality_free(struct quality *q);

/* ---- effort.c, mood.c: from what the others found ---- */
/* Where notes clearly begin, in hops of the whole track; of a stretch of it. */
void effort_notes(const struct onset *o, uint64_t hops_before, struct curve *notes);
void effort_finish(const struct rhythm *r, struct features *ret);
void mood_finish(struct features *ret);

/* ---- pattern.c ---- */
struct pattern;
struct pattern *pattern_new(int n);
void pattern_frame(void *pattern, const struct stft *s);
void pattern_forget(struct pattern *p);
void pattern_finish(struct pattern *p, struct features *ret);
void pattern_free(struct pattern *p);

#endif
