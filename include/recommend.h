/*
 * recommend.h -- library + history in, ranked picks with reasons out.  Pure: no file, no database, no clock, no global random;
 * same events, same time, same seed: same list.
 *
 * Models (shared/RECOMMEND.md §1): base-level activation of each track's plays (ACT-R: recency x frequency, Anderson & Schooler
 * 1991, decay .5), what followed what (own transitions), artist affinity with recency, the session's mood; before any event: the styles
 * chosen, variety and what was added last.  Two lists, "again" (finished before) and "new to you", are blended slot by slot: `adventure` is the share
 * of slots for new ones, and a quarter of `adventure` the share among all slots for exploration (artists never heard, by chance).
 *
 * What counts: a finish is a play; a skip never is, and never raises its track; a stop is neither.  Rating 1 or 2 lowers, 3 is faintly
 * good, only a ban removes; unban, unlove and rate 0 undo exactly.  A ban leaves its artist untouched.
 */
#ifndef SEGUE_RECOMMEND_H
#define SEGUE_RECOMMEND_H

#include "base.h"
#include "learn.h"
#include "track.h"

/* Signals add up to a pick's score; the reason shown is the largest positive contribution. */
enum signal {
	SIGNAL_FREQUENT,	/* recency x frequency of this track's plays */
	SIGNAL_FOLLOWS,		/* you went on to it from what plays */
	SIGNAL_ARTIST,		/* plays of its artist, recent ones weigh more */
	SIGNAL_SESSION,		/* same artist / album / genre as what you accepted (minus what you skipped) just now */
	SIGNAL_GENRE,		/* genre affinity */
	SIGNAL_STYLE,		/* of a style the listener chose (taste_styles); the longer the log, the less */
	SIGNAL_LOVED,
	SIGNAL_RATED,
	SIGNAL_REDISCOVER,	/* often finished once, not heard for long */
	SIGNAL_NEW,		/* added lately, not heard yet */
	SIGNAL_VARIETY,		/* something different: exploration */
	SIGNAL_FATIGUE,		/* heard just now (negative) */
	SIGNAL_SKIPPED,		/* skipped before (negative) */
	SIGNAL_COUNT
};
extern const char *const signal_name[SIGNAL_COUNT];	/* "frequent", "follows", … as in recommend --json */

/*
 * What the words need; only the fields of the signal are set. Every number is true in the log.
 * FREQUENT   count finishes of it in the last `days` days (7, 30; 0 = ever)
 * FOLLOWS    finished `count` times right after `other` had been (started within 30 minutes of its end)
 * ARTIST     count finishes of its artist in the last `days` days; count 0: none, but `other`, loved or rated 4 or 5, is by it
 * SESSION    like `other`, finished within the last three hours: same album, artist or genre (what else they share, the caller sees)
 * GENRE      as ARTIST, of its genre; count is never 0
 * RATED      count stars
 * REDISCOVER finished `count` times, last sounded `days` days ago
 * NEW        added `days` days ago
 * VARIETY    count finishes of its artist, ever
 * LOVED, STYLE  nothing
 */
struct reason {
	enum signal signal;
	track_id other;		/* another track it is about; 0 = none */
	int32_t count;		/* finishes, times followed, stars, … */
	int32_t days;		/* the span the count is about (7, 30, 0 = ever), or age */
};
struct pick {
	track_id track;
	float score;		/* 0..1, falling along the list: 1 / (1 + exp(-(base + the parts))), roughly the chance to be heard out */
	struct reason reasons[2];	/* largest first */
	int n_reasons;
	float parts[SIGNAL_COUNT];	/* what each signal added */
	float base;		/* what every track starts from, and what its place in the list lent or took */
	bool is_new;		/* never heard by this listener */
};

struct taste;	/* everything believed of one listener */
struct taste *taste_new(void);
void taste_free(struct taste *t);
/*
 * Makes a track known or updates what is said of it; strings are interned, may go after the call. Its rating, love, ban and counts
 * are not read: they come from the log. A track whose artist, album or genre changed after it was heard makes the next rank replay the log.
 */
void taste_track(struct taste *t, const struct track *track);
void taste_tracks(struct taste *t, const struct track *tracks, size_t n);	/* quicker the more of their texts are one string, at one address */
void taste_reserve(struct taste *t, size_t n);	/* so many tracks will come: room for them is made at once */
/* The file went, or came back: never picked while gone. */
void taste_available(struct taste *t, track_id id, bool available);
/*
 * Styles the listener says are his, "Jazz; Folk": genres as they are tagged, case and accents aside. They stand in for a log there is not
 * yet, with the weight of forty plays. Replaces what was said before; "" = none. At most STYLES_MAX.
 */
enum { STYLES_MAX = 32 };
void taste_styles(struct taste *t, const char *styles);
/* The genres (of several the first) of the tracks that are there, those of most tracks first. Names are good as long as the taste. */
struct taste_genre { const char *name; uint32_t n_tracks; bool is_chosen; };
size_t taste_genres(const struct taste *t, struct taste_genre *ret_genres, size_t max);
/* One event, in order of time: O(1)-ish. Replaying the log gives the same state. */
void taste_event(struct taste *t, const struct event *ev);

struct rank_options {
	int64_t now_ms;
	uint64_t seed;
	track_id playing;	/* 0 = nothing */
	double adventure;	/* 0 familiar … 1 adventurous; .35 is the default */
	unsigned artist_gap;	/* no artist twice within this many picks (0 = 3); relaxed only when the library has too few */
	const track_id *exclude;	/* e.g. what is queued */
	size_t n_exclude;
	/*
	 * The bare prediction of what is played next (src/recommend/predict.c), for evaluation: no spacing, fatigue, exploration or
	 * blend, no reasons; scores are chances to be the very next. A skip may raise here: people go back to what they skipped.
	 */
	bool plain;
};
/*
 * Best first; returns how many were written (<= max). Never a banned, missing or unreadable track, nor what plays.
 * Under 16 ms for 1,000,000 tracks, 100,000 events, max = 100.
 */
size_t taste_rank(struct taste *t, const struct rank_options *opt, struct pick *ret_picks, size_t max);

/* What each signal says of one track now, as if it were first in a list; false when it is not known. */
bool taste_explain(struct taste *t, const struct rank_options *opt, track_id id, struct pick *ret_pick);
/* Bytes held: about 160 a track and 170 an event. */
size_t taste_bytes(const struct taste *t);

/*
 * Will a play be skipped (heard for less than half a minute)? What is known of one listener at the start of a track, as numbers for a
 * learner; skips_learn() tells each play once it is over, in order of time. Track and artist are any numbers that stand for them.
 */
enum { SKIP_FEATURES = 45 };
struct skips;
struct skips *skips_new(void);
void skips_free(struct skips *s);
void skips_features(const struct skips *s, uint64_t track, uint64_t artist, int64_t at_ms, float ret_features[SKIP_FEATURES]);
void skips_learn(struct skips *s, uint64_t track, uint64_t artist, int64_t at_ms, int64_t listened_ms);

/*
 * What a listener has never heard and may come to love. Of each track that somebody else played (heard for half a minute) and this listener
 * never started: what others' logs and the listener's own past say of it, as numbers.
 */
enum {
	DISCOVER_LISTENERS, DISCOVER_PLAYS, DISCOVER_MOST,	/* others who played it; log of their plays, of the most one played it */
	DISCOVER_USERS, DISCOVER_USERS_BY_TRACK,	/* how alike they are, added up: cosine over artists; over tracks, times log plays */
	DISCOVER_ITEMS,			/* item CF: shared listeners with what was heard */
	DISCOVER_ARTIST, DISCOVER_ARTIST_RECENT, DISCOVER_ARTIST_LATELY,	/* log of plays of its artist: ever, halving in 30 days, in 5 */
	DISCOVER_ARTIST_SKIPS, DISCOVER_ARTIST_DAYS, DISCOVER_ARTIST_TRACKS,	/* share skipped; days since (-1 never); log of tracks heard */
	DISCOVER_ARTIST_FRESH, DISCOVER_ARTIST_LEFT,	/* log of tracks of it heard first lately; how many candidates are by it */
	DISCOVER_ARTIST_CF,		/* how much those alike play the artist */
	DISCOVER_FOLLOWS,		/* how often it followed, in others' sessions, what was played last */
	DISCOVER_AMONG,			/* its listeners, as a share of those of the artist's best known candidate */
	DISCOVER_FEATURES
};
struct candidate { uint32_t track; float x[DISCOVER_FEATURES]; };
struct discover;
/* Rows of all listeners, by listener and time; kept until freed. Numbers from 0. */
struct discover *discover_new(const struct play_row *rows, size_t n, size_t n_listeners, size_t n_tracks, size_t n_artists);
void discover_free(struct discover *d);
/* For `listener`, whose own past is own[0 … n-1] and of whom nothing else is looked at. By track; caller frees. */
size_t discover_candidates(const struct discover *d, uint32_t listener, const struct play_row *own, size_t n, struct candidate **ret_candidates);
/* How good each of them is, among these; higher is better. */
void discover_score(const struct candidate *c, size_t n, float *ret_scores);

#endif
