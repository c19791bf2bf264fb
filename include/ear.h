/*
 * ear.h -- it hears: samples in, features out.  Pure: no file, no clock, no global state but FFTW's planner (one thread opens ears at a time).
 *
 * Streaming: whatever the length, the samples go by once, in some 10 MB.  Rhythm is judged half an hour at a time (tempo and metre are then those of
 * most of the track, the beats each stretch's own), patterns are thinned out beyond some minutes; what grows with the length is the beats and 64 bytes
 * a second of levels.
 */
#ifndef SEGUE_EAR_H
#define SEGUE_EAR_H

#include "base.h"
#include "sound.h"

enum { EAR_RATE_MIN_HZ = 1000, EAR_RATE_MAX_HZ = 768000, EAR_CHANNELS_MAX = 64 };

struct ear;
/* One track: interleaved floats of this rate and number of channels (WAV's order). ERR_RANGE: not such a sound. */
enum err ear_open(struct ear **ret_ear, int rate_hz, int channels);
/*
 * About how many frames will come; before the first. Of tracks longer than 2.5 minutes timbre, tonality and patterns are then taken from four
 * pieces of half a minute, evenly spread from the beginning (loudness, rhythm and dynamics always from all of it). Without it: from all.
 */
void ear_expect(struct ear *ear, int64_t frames);
/* n frames; full scale is ±1. NaN and infinite samples are taken as silence, larger ones than ±16 cut off. */
void ear_feed(struct ear *ear, const float *frames, size_t n);
/* The end of the track. Beats in seconds (caller frees), ret_beats may be NULL. Then only ear_free(). */
void ear_finish(struct ear *ear, struct features *ret_features, float **ret_beats, size_t *ret_n_beats);
/* After ear_finish(): by what the same music is known again, as bytes; about 6 kB of 4 minutes, 14 kB at most. ERR_LIMIT: the buffer is full. */
enum err ear_print(struct ear *ear, struct buf *out);
void ear_free(struct ear *ear);		/* NULL is fine */

/*
 * Features as bytes, and back. beats may be NULL (n_beats 0); ret_beats too, else the caller frees it. ERR_PARSE: not of this version, or not what an ear
 * could have said; nothing is touched then. ERR_LIMIT: the buffer is full.
 */
enum err features_pack(const struct features *f, const float *beats, size_t n_beats, struct buf *out);
enum err features_unpack(const char *bytes, size_t n, struct features *ret, float **ret_beats, size_t *ret_n_beats);
/*
 * A feature as it is told: tempo_confidence and key_confidence as the chance to be right (src/ear/sure.c), where features hold what the ear was sure by; all
 * others as they are.
 */
float feature_said(const struct features *f, int id);
/* For how long it is louder than -80 dBFS, of what timbre is taken from (ear_expect: two minutes at most). */
double features_sounding_s(const struct features *f);

/* Chromaprint's subfingerprints of the first PRINT_S seconds, one each PRINT_STEP_S; and how strong each pitch class is, 0..15, in frames of PRINT_FRAME_S. */
enum { PRINT_S = 120, PRINT_RAW_MAX = 1024, PRINT_FRAMES_MAX = 1620 };
#define PRINT_STEP_S (1365 / 11025.)
#define PRINT_FRAME_S (4096 / 11025.)
struct print {
	uint32_t *raw;
	size_t n_raw;			/* 0: shorter than 3 s, or there was no Chromaprint */
	uint8_t (*chroma)[CHROMA_DIMS];	/* C first, tuning taken out to a third of a semitone */
	size_t n_chroma;
};
/* ERR_PARSE: this is none; nothing is touched then. */
enum err print_unpack(const char *bytes, size_t n, struct print *ret);
void print_free(struct print *p);

/* ---- the same recording again, however it is encoded; about 1 kB a track while they are compared ---- */
struct same_index;
struct same_pair { uint64_t a, b; };
struct same_index *same_index_new(void);
void same_index_free(struct same_index *ix);
void same_index_add(struct same_index *ix, uint64_t id, const struct print *p);
/* Which may be the same: to be looked at with same_recording(). Each pair once, in the order they were added; caller frees. */
size_t same_index_pairs(struct same_index *ix, struct same_pair **ret_pairs);
/* How much matches (0..1 of the shorter print), from where to where in the first, and from where in the other. */
struct same_music { float match; double from_s, to_s, other_from_s; };
/* False: they are different recordings, or there is too little of them to tell; *ret is untouched. */
bool same_recording(const struct print *a, const struct print *b, struct same_music *ret);

/* ---- the same piece, played again: in another key, faster, by others; 1.2 kB a track ---- */
struct piece_index;
struct piece_index *piece_index_new(void);
void piece_index_free(struct piece_index *ix);
/* The tempo is the ear's (FEATURE_TEMPO); NaN: it heard none. What is shorter than 20 s is left out. */
void piece_index_add(struct piece_index *ix, uint64_t id, const struct print *p, double tempo_bpm);
/* The few of each track that are worth a look with piece_compare(), which takes milliseconds; each pair once; caller frees. Once: what was added is spent. */
size_t piece_index_pairs(struct piece_index *ix, struct same_pair **ret_pairs);
/*
 * What two prints are like where they fit best, laid over each other as a whole, and in part, at a tempo that may wander: a piece in a medley. A score tells nothing by
 * itself. music.match: how much of the shorter one goes on as in the other, 0..1. False, nothing touched: too short. The caller sets pair; music is for piece_choose().
 */
enum piece_way_kind { PIECE_WHOLE, PIECE_PART, PIECE_WAYS };
struct piece_way { float score; struct same_music music; };
struct piece_match { struct same_pair pair; struct piece_way way[PIECE_WAYS]; struct same_music music; };
bool piece_compare(const struct print *a, double a_tempo_bpm, const struct print *b, double b_tempo_bpm, struct piece_match *ret);
/* Of all that were compared, those that stand out from what both of their tracks are like with others come first, as they were ordered, with the music by which they do. Gives how many. */
size_t piece_choose(struct piece_match *matches, size_t n);

/*
 * How unlike two tracks sound; 0 = alike, no upper bound. timbre: square root of the Jensen-Shannon divergence of the MFCC Gaussians (needs mfcc_frames
 * > 0 in both; else NaN). pattern: Manhattan distance of the three parts, in their own units (needs has_pattern; else NaN).
 */
double ear_timbre_distance(const struct features *a, const struct features *b);
enum ear_pattern { EAR_FLUCTUATION, EAR_CORRELATION, EAR_CONTRAST, EAR_PATTERNS };
double ear_pattern_distance(const struct features *a, const struct features *b, enum ear_pattern which);

/* ---- mood.c: a word for where a track lies on the map of valence and arousal ---- */
/*
 * What the two numbers are off by: root mean square difference from what listeners said (bench/mood_fit.py --check on data/audio/emotify_dev, which the weights never
 * saw, ratings brought to the same scale: a standard deviation is 1/2). Arousal is worth something; valence is barely better than chance.
 */
#define MOOD_AROUSAL_ERROR .4f
#define MOOD_VALENCE_ERROR .45f
enum { MOOD_WORDS = 7 };
struct mood_word { const char *word; float valence, arousal; };	/* what it stands for: its middle on the map */
extern const struct mood_word mood_words[MOOD_WORDS];		/* words for N_() */
/* The one that is sure: where a value exceeds its error. NULL: none; NaN: not known. */
const struct mood_word *mood_word_of(float valence, float arousal);
const struct mood_word *mood_word_find(const char *word);	/* by the word itself or its translation; NULL: there is none */

/* ---- verdict.c: what the numbers of a recording mean ---- */
enum { VERDICT_FEATURES = 3 };
struct verdict {
	const char *name;			/* as in JSON */
	const char *what;			/* a sentence, for _() */
	enum feature_id rests_on[VERDICT_FEATURES];	/* FEATURE_COUNT: no more */
};
enum { VERDICTS_MAX = 12 };
/* A value as people read it, without its unit; "-": not known. */
enum { FEATURE_TEXT = 32 };
void feature_text(const struct features *f, enum feature_id id, char ret_text[FEATURE_TEXT]);
/* The faults that were found, the gravest first. Gives how many. */
size_t quality_judge(const struct features *f, const struct verdict *ret[VERDICTS_MAX]);

/*
 * ---- the nearest of many, by timbre, patterns and how they move, with mutual proximity ----
 * Held in memory (KIN_ROW_BYTES a track and a little), grows and shrinks a track at a time. Any number of threads may ask at once, none while another adds or
 * removes; kin_settle() first, or the first question does it.
 */
enum { KIN_ROW_BYTES = 1024 };
struct kin;
struct kin *kin_new(void);
void kin_free(struct kin *k);		/* NULL is fine */
/* id: the caller's name for it, not 0; one that is there already is taken anew. False: silence, which is like nothing (and is then not there). */
bool kin_add(struct kin *k, uint64_t id, const struct features *f);
void kin_remove(struct kin *k, uint64_t id);	/* nothing when it is not there; the last takes its number */
size_t kin_count(const struct kin *k);
uint64_t kin_id(const struct kin *k, size_t i);	/* 0 <= i < kin_count(), in no order; holds until the next kin_remove() */
bool kin_has(const struct kin *k, uint64_t id);
/* Makes what answers rest on after tracks came or went: milliseconds, or a second when the library doubled. Questions wait for nothing then. */
void kin_settle(struct kin *k);

struct kinship { uint64_t id; float score; };		/* 1: nothing is nearer .. 0 */
/* What is asked: what is near the track `id`, which is left out of the answer. features NULL: of the row that is there; id 0: of a track that is not. */
struct kin_question {
	uint64_t id;
	const struct features *features;
	bool (*may)(void *ctx, uint64_t id);	/* NULL, or which tracks may be answered */
	void *ctx;
	bool is_once;				/* no other will follow: with features, and nothing settled yet, a twentieth of the time of settling first */
	bool is_exact;				/* all are looked at exactly (a hundred times the time; 999 of 1,000 answers are the same): for measuring */
};
/* The max most alike, nearest first. Gives how many; 0 for silence, and for an id without features that is not there. */
size_t kin_ask(struct kin *k, const struct kin_question *q, struct kinship *ret, size_t max);
size_t kin_nearest(struct kin *k, uint64_t id, const struct features *f, struct kinship *ret, size_t max);	/* of all */
/*
 * How alike each of all tracks is to one, ret_scores[i] that of kin_id(i), 0..1: by the quick measure, good for ranking everything (a millisecond for
 * 100,000); itself gets 1. False, nothing touched: as when kin_ask() gives 0. `may` is not asked.
 */
bool kin_scores(struct kin *k, const struct kin_question *q, float *ret_scores);
/* How alike each of n others is to one, 0..1, exactly; all of them there: one that is not gets 0. Three microseconds each. False, nothing touched: `id` is not there. */
bool kin_alike(struct kin *k, uint64_t id, const uint64_t *others, size_t n, float *ret_scores);

#endif
