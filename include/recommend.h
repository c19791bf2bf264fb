/*
 * recommend.h -- library + history in, ranked picks with reasons out.  Pure: no file, no database, no clock, no global random;
 * same events, same time, same seed: same list.
 *
 * Models (shared/RECOMMEND.md §1): base-level activation of each track's plays (ACT-R: recency x frequency, Anderson & Schooler
 * 1991, decay .5), what followed what (own transitions), artist affinity with recency, the session's mood; before any event: variety and
 * what was added last.  Two lists, "again" and "new to you", are blended.
 */
#ifndef SEGUE_RECOMMEND_H
#define SEGUE_RECOMMEND_H

#include "base.h"
#include "track.h"

/* Signals add up to a pick's score; the reason shown is the largest positive contribution. */
enum signal {
	SIGNAL_FREQUENT,	/* recency x frequency of this track's plays */
	SIGNAL_FOLLOWS,		/* you went on to it from what plays */
	SIGNAL_ARTIST,		/* plays of its artist, recent ones weigh more */
	SIGNAL_SESSION,		/* same artist / album / genre as what you accepted (minus what you skipped) just now */
	SIGNAL_GENRE,		/* genre affinity */
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

/* What the words need; only the fields of the signal are set. Every number is true in the log. */
struct reason {
	enum signal signal;
	track_id other;		/* FOLLOWS: after which track */
	int32_t count;		/* finishes, times followed, stars, … */
	int32_t days;		/* the span the count is about (7, 30, 0 = ever), or age */
};
struct pick {
	track_id track;
	float score;		/* 0..1, falling along the list */
	struct reason reasons[2];	/* largest first */
	int n_reasons;
	float parts[SIGNAL_COUNT];	/* what each signal added */
	bool is_new;		/* never heard by this listener */
};

struct taste;	/* everything believed of one listener */
struct taste *taste_new(void);
void taste_free(struct taste *t);
/* Makes a track known or updates what is said of it; strings are interned, may go after the call. */
void taste_track(struct taste *t, const struct track *track);
/* The file went, or came back: never picked while gone. */
void taste_available(struct taste *t, track_id id, bool available);
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
};
/*
 * Best first; returns how many were written (<= max). Never a banned, missing or unreadable track, nor what plays.
 * Under 16 ms for 1,000,000 tracks, 100,000 events, max = 100.
 */
size_t taste_rank(struct taste *t, const struct rank_options *opt, struct pick *ret_picks, size_t max);

#endif
