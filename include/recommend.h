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
	SIGNAL_TOGETHER,	/* heard in the same sittings as what plays and what was accepted just now (minus what was skipped): learnt */
	SIGNAL_SOUND,		/* sounds like these (minus those) */
	SIGNAL_KINDRED,		/* sounds like what this listener hears out (minus what is skipped), at any time */
	SIGNAL_LISTENERS,	/* other listeners, of this library or imported, who hear what this one hears play it: learnt */
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
 * TOGETHER   finished in `count` sittings (no half hour of silence in them) in which `other` was finished, too; 0: in none, but with the same others
 * SOUND      sounds like `other`, what plays or was finished within the last two hours; count: how much, percent; bpm_apart, same_key
 * KINDRED    sounds like `other`, finished `count` times, or loved or rated 4 or 5 (count 0); bpm_apart, same_key
 * LISTENERS  `count` other listeners play it, at least LISTENERS_LEAST (LISTENERS_COMMUNITY: it is ListenBrainz that recommends it); with `other` (it itself): its artist
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
	int16_t bpm_apart;	/* SOUND, KINDRED: beats a minute between both; -1: not known */
	bool same_key;		/* SOUND, KINDRED */
	uint8_t mood;		/* SOUND, KINDRED: see struct near */
};
/*
 * Where the picks of the share for exploration come from. Each is trusted by how its picks were taken up (Thompson sampling: Thompson 1933; Chapelle &
 * Li 2011): a source that is skipped loses its turn. Whoever plays a pick says so: its arm is the `value` of the EVENT_START. Stored: append only.
 */
enum arm { ARM_NONE, ARM_CHANCE, ARM_SOUND, ARM_TOGETHER, ARM_LISTENERS, ARM_REDISCOVER, ARMS };
extern const char *const arm_name[ARMS];	/* "chance", "sound", … */

struct pick {
	track_id track;
	float score;		/* 0..1, falling along the list: 1 / (1 + exp(-(base + the parts))), roughly the chance to be heard out */
	struct reason reasons[2];	/* largest first */
	int n_reasons;
	float parts[SIGNAL_COUNT];	/* what each signal added */
	float base;		/* what every track starts from, and what its place in the list lent or took */
	bool is_new;		/* never heard by this listener */
	enum arm arm;		/* ARM_NONE: it is there for its score */
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
 * No music (silence, speech): not picked by itself until the listener hears it out, loves it or rates it 4 or 5; or where nothing else is there. Told of a
 * track that is known; it stays so when the track is told anew.
 */
void taste_music(struct taste *t, track_id id, bool is_music);
bool taste_offers(const struct taste *t, track_id id);	/* known, and none of those */
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
/*
 * These (in order of time) left the log, or came back into it: all is as if it had been read like that. What is believed of the rest is replayed by whoever asks
 * first, at once and for as long as a replay takes, or before that in steps: taste_catch_up() does about `budget` events or tracks more; true: there is more to do.
 */
void taste_take_out(struct taste *t, const struct event *events, size_t n);
void taste_put_in(struct taste *t, const struct event *events, size_t n);
bool taste_catch_up(struct taste *t, size_t budget);

/*
 * ---- what was learnt from the log beforehand (segue train) and is read by every ranking ----
 * Written as bytes and read off the interface's thread; a ranking looks up lists, so it costs the same in a library of any size.
 *   near       of each track those heard together with it, best first, 0..1
 *   listeners  what others like this listener play, 0..1; each played by at least LISTENERS_LEAST of them
 *   foresight  a network for the chance to be heard out, if it foresaw the later part of this listener's log better than the sum of the signals
 */
enum { LISTENERS_LEAST = 3, LISTENERS_COMMUNITY = INT32_MAX, NEAR_MAX = 100, LEARNT_LISTENERS_MAX = 2000 };
struct near { track_id track; float alike; int16_t bpm_apart; bool same_key; uint8_t mood; };	/* the last three of sounds. -1: one has no tempo; mood: of both, a name of the caller's; 0: none, or not the same */
struct of_listeners { track_id track; float score; uint32_t people; bool is_artist; };	/* is_artist: what they play is its artist */
struct foresight { struct monotone net; float slope; };	/* slope: what it makes of the signals it does not know */
struct learnt_info {
	uint64_t plays;			/* finishes and skips of this listener it was learnt from */
	double foresight_auc, blend_auc, foresight_loss, blend_loss;	/* on the later part; of one that was not taken, too. 0: too little log */
	uint64_t tracks, near;		/* with a list; entries of all */
	bool has_foresight;
};
struct learnt;
struct learnt *learnt_new(void);
void learnt_free(struct learnt *l);	/* NULL is fine */
/* Of one track; once each. More than NEAR_MAX are cut off; alike is kept within 0..1. */
void learnt_near(struct learnt *l, track_id of, const struct near *near, size_t n);
void learnt_listeners(struct learnt *l, const struct of_listeners *rows, size_t n);
/* What other people say besides, who may be the same: of a track both know the higher score and the larger number holds. Best first. */
void learnt_listeners_more(struct learnt *l, const struct of_listeners *rows, size_t n);
void learnt_foresight(struct learnt *l, const struct foresight *foresight);		/* NULL: none */
struct learnt_info *learnt_info(struct learnt *l);	/* to be filled in by who learns; tracks, near, has_foresight are counted here */
enum err learnt_pack(const struct learnt *l, struct buf *out);
/* ERR_PARSE names `what`: not written by learnt_pack(), of another version, or damaged. Memory is bounded by n. */
enum err learnt_unpack(const char *bytes, size_t n, const char *what, struct learnt **ret_learnt);
/* Takes it over; what was there before is freed. NULL: nothing was learnt. */
void taste_learnt(struct taste *t, struct learnt *l);
const struct learnt_info *taste_learnt_info(const struct taste *t);	/* of what it ranks by; NULL: nothing was learnt */
/*
 * What sounds like a track, best first, 0..1; kept for the SOUNDS_MAX tracks told last. To be told of what plays when it begins: asked of an index of
 * features by the roof.
 */
enum { SOUNDS_MAX = 256 };
void taste_sounds(struct taste *t, track_id of, const struct near *near, size_t n);
bool taste_has_sounds(const struct taste *t, track_id of);
/* Those it would be good to know the sounds of: the ones heard and skipped most, the least telling first. At most max; returns how many. */
size_t taste_sounds_wanted(struct taste *t, track_id *ret_tracks, size_t max);
/*
 * The listener's own plays as lessons for foresight, oldest first: what each signal said at the start of each play that ended as a finish (1) or a skip (0),
 * a row of SIGNAL_COUNT each. Nothing later than the play is looked at; the last `max` plays. The signals a replay cannot know (learnt ones, sound,
 * chance) are 0. Caller frees both.
 */
size_t taste_lessons(struct taste *t, size_t max, float **ret_x, uint8_t **ret_y);
/* Fits on the first part, tries on the later, fits on all when it wins there; fills the info. False: too few lessons, or the blend stays. */
bool foresight_learn(const float *x, const uint8_t *y, size_t n, struct foresight *ret_foresight, struct learnt_info *ret_info);
uint64_t taste_plays(struct taste *t);	/* finishes and skips so far */
/* How an arm did, as a chance, and of how many tries (fading); for those who look. */
double taste_arm(struct taste *t, enum arm arm, int64_t now_ms, double *ret_tries);

/*
 * ---- what is believed, for those who look ----
 * Artists and genres anything ever happened to, most liked first; `least`: those that are disliked, most disliked first. affinity: what they add to the log-odds
 * of each of their tracks. finishes, skips: what it rests on, besides loves and stars.
 */
enum liked_kind { LIKED_ARTISTS, LIKED_GENRES };
struct liked { track_id any; double affinity; uint32_t finishes, skips; };	/* any: one of its tracks */
size_t taste_liked(struct taste *t, enum liked_kind of, int64_t now_ms, bool least, struct liked *ret_liked, size_t max);
/* The tracks of the artist or genre of that one that anything ever happened to, in the order it did; returns how many there are. */
size_t taste_liked_tracks(struct taste *t, enum liked_kind of, track_id any, track_id *ret_tracks, size_t max);
/* Of the sitting that goes on, if any. own_share: how much of a skip now would be held against its track; the rest is against the mood of the moment. */
struct sitting { uint32_t finishes, skips; double own_share; };
void taste_sitting(struct taste *t, int64_t now_ms, struct sitting *ret);

/* Tracks, a bit each: that of id stands in bits[id / 64]; what is beyond is not among them. */
struct track_set { uint64_t *bits; size_t n_words; };
static inline bool track_set_has(const struct track_set *set, track_id id)
{
	size_t word = (size_t)id / 64;

	return word < set->n_words && set->bits[word] >> ((uint64_t)id % 64) & 1;
}
/* id is not beyond. */
static inline void track_set_put(struct track_set *set, track_id id, bool on)
{
	uint64_t bit = UINT64_C(1) << ((uint64_t)id % 64), *word = &set->bits[(size_t)id / 64];

	*word = on ? *word | bit : *word & ~bit;
}

struct rank_options {
	int64_t now_ms;
	uint64_t seed;
	track_id playing;	/* 0 = nothing */
	double adventure;	/* 0 familiar … 1 adventurous; .35 is the default */
	unsigned artist_gap;	/* no artist twice within this many picks (0 = 3); relaxed only when the library has too few */
	const track_id *exclude;	/* e.g. what is queued */
	size_t n_exclude;
	const struct track_set *only;	/* none but these; NULL: all */
	bool anything;		/* what is no music, too: who asks chooses among them */
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
/* How likely each would be heard out now, 0..1, as if it were first in a list; -1: it may not be played (banned, gone), or is not known. */
void taste_scores(struct taste *t, const struct rank_options *opt, const track_id *ids, size_t n, float *ret_scores);
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
#define DISCOVER_PLAY_MS 30000		/* heard for less: not played */
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
/*
 * How much each term of a candidate counts, learnt from what listeners discovered at earlier moments: of the listener's own rows those before `now` are the past, of
 * the rest until `later` what is played is what was to be found. d should know nothing later than what may be learnt from. Several threads may fill different places.
 */
enum { DISCOVER_TERMS = 16 };
struct discover_weights { double of[DISCOVER_TERMS]; };
extern const struct discover_weights discover_usual;	/* learnt from other people's logs: what there is to begin with */
struct discover_lessons;
struct discover_lessons *discover_lessons_new(size_t n);
void discover_lessons_free(struct discover_lessons *ls);
void discover_lesson(struct discover_lessons *ls, size_t at, const struct discover *d, uint32_t listener, const struct play_row *own, size_t now, size_t later);
/* is_left_out: of each place; NULL: none. The prior counts as much as `pull`. */
struct discover_weights discover_learn(const struct discover_lessons *ls, const uint8_t *is_left_out, const struct discover_weights *prior, double pull);
/* How good each of them is, among these; higher is better. */
void discover_score(const struct discover_weights *w, const struct candidate *c, size_t n, float *ret_scores);

#endif
